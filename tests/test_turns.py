"""Computations that take turns: held between two pieces, and never within one."""

import threading
import time

import pytest

from activations.turns import Task, aside, breathe, whole_turn


def resumed(task, seconds=0.0):
    task.resume(seconds)
    return task


def test_without_a_task_nothing_is_held():
    breathe()
    with aside(), whole_turn():
        breathe()


def test_a_task_is_held_where_it_breathes_once_its_time_is_up():
    done = []

    def work():
        for piece in range(3):
            done.append(piece)
            breathe()

    task = Task(work)
    assert done == []
    for count in (1, 2, 3):
        resumed(task)
        assert len(done) == count
        assert not task.ended
    assert resumed(task).ended
    assert resumed(task).ended  # nothing more


def test_within_its_time_it_goes_on():
    done = []

    def work():
        for piece in range(100):
            done.append(piece)
            breathe()

    assert resumed(Task(work), seconds=60.0).ended
    assert len(done) == 100


def test_a_whole_turn_is_not_interrupted():
    done = []

    def work():
        with whole_turn():
            for piece in range(3):
                done.append(piece)
                breathe()
        breathe()

    task = resumed(Task(work))
    assert len(done) == 3
    assert not task.ended


def test_work_aside_goes_on_without_a_turn_and_waits_for_one_after_it():
    begin, end, after = threading.Event(), threading.Event(), []

    def work():
        with aside():
            begin.set()
            end.wait(30)
        after.append(1)

    task = resumed(Task(work))
    assert begin.wait(30)
    assert task.away
    resumed(task)  # returns at once
    assert after == []
    end.set()
    while task.away:
        time.sleep(0.001)
    assert after == []
    assert resumed(task, 1.0).ended
    assert after == [1]


@pytest.mark.parametrize("started", [False, True])
def test_a_dropped_task_ends_where_it_waits(started):
    reached, left = [], []

    def work():
        try:
            breathe()
            reached.append(1)
        finally:
            left.append(1)

    task = Task(work)
    if started:
        resumed(task)
    task.drop()
    assert task.ended
    assert reached == []
    assert left == [1] * started


def test_processor_time_is_counted_and_waiting_is_not():
    def work():
        end = time.thread_time() + 0.05
        while time.thread_time() < end:
            pass
        with aside():
            time.sleep(0.1)

    task = resumed(Task(work))
    while task.away:
        time.sleep(0.001)
    resumed(task)
    assert task.ended
    assert 0.05 <= task.used < 0.1
