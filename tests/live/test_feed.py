"""The WebSocket feed, served for real on the loopback: whom it answers, and what it sends."""

import socket
import threading
import time

import pytest
import uvicorn
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from activations import Arm, Experiment
from activations.live import protocol
from activations.live.server import feed
from activations.live.server.supervisor import Supervisor
from activations.trials.store import Store
from tests.live.process import begun, start_trial

EXPERIMENT = Experiment(arms=[Arm("relu"), Arm("elu")], widths=(4,), seeds=2, steps=100, batch_size=8)


@pytest.fixture(scope="module")
def shared():
    """One trainer process for all tests here: starting one takes seconds."""
    supervisor = Supervisor()
    yield supervisor
    supervisor.close()


@pytest.fixture
def lab(shared, monkeypatch):
    monkeypatch.setattr(feed, "shared_supervisor", lambda: shared)
    yield shared
    for token in list(shared.runs):
        shared.drop(token)


@pytest.fixture
def host(lab):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=[feed.route]), port=port, log_level="critical", ws="websockets-sansio")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def next_frame(connection):
    connection.send("more")
    return protocol.unpack(connection.recv(timeout=90))


def test_its_own_page_gets_every_row_of_a_race(host, lab):
    run = begun(lab, EXPERIMENT)
    lab.send(run, "play")
    steps, first = [], True
    with connect(f"ws://{host}/live/{run.token}", origin=f"http://{host}") as connection:
        while True:
            header, arrays = next_frame(connection)
            assert header["restarted"] == first
            first = False
            steps += arrays["steps"].tolist() if "steps" in arrays else []
            if header["status"] == "finished":
                break
    assert steps == sorted(set(steps))
    assert [steps[0], steps[-1]] == [0, EXPERIMENT.steps]


def test_a_page_that_comes_later_gets_the_moments_that_were_kept(host, lab):
    run = begun(lab, EXPERIMENT)
    for count in (0, 3, 4):
        lab.send(run, "step", count=count)
        end = time.monotonic() + 90
        while run.status != "paused" or run.header["step"] != {0: 0, 3: 3, 4: 7}[count]:
            assert time.monotonic() < end
            time.sleep(0.01)
    with connect(f"ws://{host}/live/{run.token}", origin=f"http://{host}") as connection:
        header, arrays = next_frame(connection)
        assert (header["step"], header["restarted"]) == (7, True)
        kept = [protocol.unpack(connection.recv(timeout=5)) for _ in run.moments.messages()[:-1]]
        lab.send(run, "step", count=1)
        assert next_frame(connection)[0]["step"] in (7, 8)  # a frame again, and no moment twice
    steps = [one["step"] for one, _ in kept]
    assert steps == sorted(set(steps))
    assert {0, 3} <= set(steps) <= {0, 1, 2, 3, 4, 5, 6}
    assert all(one["kept"] and pictures["boundary"].shape == arrays["boundary"].shape for one, pictures in kept)


def test_its_own_page_gets_the_frames_of_a_trial(host, lab):
    run = start_trial(lab, Store(), "quick.holds")
    frames = []
    with connect(f"ws://{host}/live/{run.token}", origin=f"http://{host}") as connection:
        while not frames or frames[-1]["status"] != "finished":
            frames.append(next_frame(connection)[0])
    assert [frame["done"] for frame in frames] == sorted(frame["done"] for frame in frames)
    assert [frame["restarted"] for frame in frames] == [True] + [False] * (len(frames) - 1)
    assert frames[-1]["result"]["verdict"] == "holds"


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", None, "null"])
def test_a_foreign_page_is_refused_even_with_the_token(host, lab, origin):
    run = begun(lab, EXPERIMENT)
    with pytest.raises(InvalidStatus, match="403"), connect(f"ws://{host}/live/{run.token}", origin=origin):
        pass
    assert run.watchers == 0


def test_a_guessed_token_gets_nothing(host, lab):
    begun(lab, EXPERIMENT)
    with connect(f"ws://{host}/live/guess", origin=f"http://{host}") as connection:
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv(timeout=5)
        assert closed.value.rcvd.code == feed.UNKNOWN_RUN


def test_watchers_are_counted_so_that_a_closed_tab_is_noticed(host, lab):
    run = begun(lab, EXPERIMENT)
    with connect(f"ws://{host}/live/{run.token}", origin=f"http://{host}") as connection:
        next_frame(connection)
        assert run.watchers == 1
        connection.send("more")  # the server now waits for news of a paused run when the tab closes
    end = time.monotonic() + 5
    while run.watchers:
        assert time.monotonic() < end, "the feed did not notice that its page had gone"
        time.sleep(0.01)


def test_a_page_that_asks_twice_is_still_noticed_when_it_goes(host, lab):
    run = begun(lab, EXPERIMENT)
    with connect(f"ws://{host}/live/{run.token}", origin=f"http://{host}") as connection:
        next_frame(connection)
        connection.send("more")
        connection.send("more")
        connection.send(b"more")
    end = time.monotonic() + 5
    while run.watchers:
        assert time.monotonic() < end, "the feed did not notice that its page had gone"
        time.sleep(0.01)


def test_a_page_is_told_when_its_run_was_dropped(host, lab):
    run = begun(lab, EXPERIMENT)
    with connect(f"ws://{host}/live/{run.token}", origin=f"http://{host}") as connection:
        while next_frame(connection)[0]["status"] != "paused":
            pass
        lab.drop(run.token)  # it is told without having asked: a word of its own could meet the close
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv(timeout=30)
        assert closed.value.rcvd.code == feed.UNKNOWN_RUN
