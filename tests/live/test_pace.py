"""A pace is kept by what comes late, what waited long is not made up for, and a share of the time is not exceeded."""

import random
import time
from itertools import pairwise

from activations.live.trainer.pace import Pace, Share


def done_at(pace: Pace, moments: list[float], apart: float) -> list[float]:
    """At which of the moments it was done."""
    found = []
    for moment in moments:
        if moment >= pace.due:
            pace.done(moment, apart)
            found.append(moment)
    return found


def test_what_can_only_be_done_now_and_then_keeps_its_pace():
    draw = random.Random(1)
    moments, now = [], 100.0
    while now < 160:
        now += draw.choice((0.012, 0.014, 0.03))  # a slice of training, sometimes with an evaluation
        moments.append(now)
    found = done_at(Pace(), moments, 0.05)
    assert 19.5 * 60 <= len(found) <= 20 * 60 + 1  # counted from when it was done, it would be some 16 a second
    assert min(after - before for before, after in pairwise(found)) >= 0.025


def test_nothing_is_made_up_for_after_a_wait():
    pace = Pace()
    moments = [place * 0.001 for place in range(1000)] + [50 + place * 0.001 for place in range(1000)]
    found = done_at(pace, moments, 0.1)
    assert len([moment for moment in found if moment < 1]) in (10, 11)
    assert len([moment for moment in found if moment >= 50]) in (10, 11)


def test_a_more_expensive_one_is_followed_later():
    pace = Pace()
    for started in (10.0, 10.1, 10.2):
        pace.done(started, 0.1)
    before = pace.due
    pace.done(before, 0.6)
    assert abs(pace.due - before - 0.6) < 1e-9


def test_a_share_is_one_of_the_time_that_the_thread_works(monkeypatch):
    clock = 5.0
    monkeypatch.setattr(time, "thread_time", lambda: clock)
    share, spent = Share(0.1), 0.0
    for _ in range(10_000):
        clock += 0.005  # training
        if share.free:
            clock += 0.02
            share.spend(0.02)
            spent += 0.02
    assert 0.095 < spent / (clock - 5.0) <= 0.101
    assert not share.free
    share.rested(0.25)  # a speed limit holds the training back
    assert share.free
