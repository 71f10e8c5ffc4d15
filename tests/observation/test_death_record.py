"""Deaths and revivals over time, in bounded memory."""

from dataclasses import replace

import numpy as np
import pytest

from activations.observation import DeathRecord, death_record
from tests.insights.synthetic import calm, with_dead


def test_deaths_and_revivals_are_counted_between_looks():
    found = DeathRecord()
    for step, dead in ((0, 0), (10, 3), (20, 1), (30, 4)):
        found.add(with_dead(calm(step), 0, dead, layer=1))
    assert found.steps == [0, 10, 20, 30]
    assert [int(row[0, 1]) for row in found.rows["dead"]] == [0, 3, 1, 4]
    assert [int(row[0, 1]) for row in found.rows["died"]] == [0, 3, 0, 3]
    assert [int(row[0, 1]) for row in found.rows["revived"]] == [0, 0, 2, 0]
    assert found.total("died").tolist() == [[0, 6], [0, 0], [0, 0]]
    steps, dead = found.raster(0, 1, 0)
    assert steps.tolist() == [0, 10, 20, 30]
    assert dead.sum(1).tolist() == [0, 3, 1, 4]
    assert not found.raster(0, 0, 0)[1].any()
    assert np.shape(found.rows["dead"]) == (4, 3, 2)


def test_a_network_that_diverges_neither_dies_nor_revives():
    found = DeathRecord()
    found.add(with_dead(calm(0), 0, 3))
    marks = np.full((3, 4), -1, dtype=np.int32)
    marks[0, 0] = 10
    found.add(replace(calm(10), diverged_at=marks))
    assert found.total("revived").sum() == 0
    assert found.rows["units"][1][0].tolist() == [24, 24]


def test_memory_is_bounded_and_nothing_that_happened_is_lost(monkeypatch):
    monkeypatch.setattr(death_record, "MAX_ROWS", 50)
    found = DeathRecord()
    died = revived = before = 0
    for step in range(1000):
        dead = step * 7 % 8
        died += max(0, dead - before) if step else 0
        revived += max(0, before - dead) if step else 0
        before = dead
        found.add(with_dead(calm(step), 0, dead))
    assert len(found.steps) <= 50
    assert found.steps[0] == 0
    assert found.steps[-10:] == list(range(990, 1000))  # the latest are all there
    assert found.steps == sorted(set(found.steps))
    assert found.total("died")[0, 0] == died
    assert found.total("revived")[0, 0] == revived


def test_the_record_of_single_units_is_bounded_in_bytes(monkeypatch):
    monkeypatch.setattr(death_record, "MAX_BYTES", 24 * 20)  # 3 x 4 x 16 units are 24 bytes
    found = DeathRecord()
    for step in range(100):
        found.add(with_dead(calm(step), 0, step % 5))
    steps, dead = found.raster(0, 0, 0)
    assert len(steps) <= 20
    assert len(found.steps) == 100
    assert dead.sum(1).tolist() == [step % 5 for step in steps]


def test_steps_must_ascend():
    found = DeathRecord()
    found.add(calm(10))
    with pytest.raises(ValueError, match="The record of deaths has seen step 10; step 10 cannot follow it."):
        found.add(calm(10))
