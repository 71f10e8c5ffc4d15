"""Kept moments: in order, few enough and small enough whatever comes, the first and the newest among them."""

import numpy as np
import pytest

from activations.live import protocol
from activations.live.server.history import MAX_MOMENT_BYTES, MAX_MOMENTS, Moments


def picture(size):
    return {"boundary": np.zeros(size, dtype=np.uint8)}


@pytest.mark.parametrize(("size", "most"), [(100, MAX_MOMENTS), (40_000, MAX_MOMENTS), (200_000, 41), (3_000_000, 2)])
def test_they_thin_out_with_age_and_stay_within_their_bounds(size, most):
    moments = Moments()
    for step in range(400):
        moments.take({"step": step}, picture(size))
        assert len(moments) <= most
        assert moments.size <= MAX_MOMENT_BYTES
        assert moments.steps[0] == 0
        assert moments.steps[-1] == step
    assert moments.steps == sorted(set(moments.steps))
    assert moments.size == sum(map(len, moments.messages()))
    gaps = np.diff(moments.steps)
    assert most < 20 or gaps[0] > gaps[-1] == 1  # what is recent stays whole


def test_the_last_frame_of_a_step_counts_and_one_from_before_ends_what_followed():
    moments = Moments()
    for step, arm in [(0, "ReLU"), (5, "ReLU"), (5, "ELU"), (9, "ELU"), (7, "Tanh")]:
        moments.take({"step": step, "arms": [arm]}, picture(8))
    found = [protocol.unpack(message)[0] for message in moments.messages()]
    assert [(one["step"], one["arms"]) for one in found] == [(0, ["ReLU"]), (5, ["ELU"]), (7, ["Tanh"])]
    assert all(one["kept"] for one in found)


def test_a_frame_of_earlier_takes_the_place_of_those_since_the_one_before():
    moments = Moments()
    for step in (0, 5, 9, 14):
        moments.take({"step": step}, picture(8))
    moments.fill(-1, {"step": 0, "seen": True}, picture(8))
    moments.fill(0, {"step": 10, "seen": True}, picture(8))
    assert moments.steps == [0, 10, 14]
    assert moments.before(10) == 0
    assert moments.before(0) == -1
    found = [protocol.unpack(message)[0] for message in moments.messages(-1, 10)]
    assert [(one["step"], one["seen"]) for one in found] == [(0, True), (10, True)]
