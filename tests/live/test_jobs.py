"""What the trainer process runs: a third kind of run beside races and trials, and jobs that fail."""

import asyncio
import logging
import subprocess
import sys
import threading

import pytest

from activations.figures import trial as figures
from activations.live import messages, protocol
from activations.live.messages import Answer, Command, Create, Drop, Failed, Frame, Started
from activations.live.server import feed
from activations.live.server.race import RaceRun
from activations.live.trainer.worker import Worker
from activations.trials.store import Store
from tests.live.counter import CounterRun
from tests.live.process import SMALL, begun, start_trial, wait_until


class Sent(list):
    """What a worker has sent, after its way through a pipe."""

    def __call__(self, message):
        self.append(messages.unpack(messages.pack(message)))

    def of(self, kind, run):
        return [one for one in self if isinstance(one, kind) and one.run == run]


@pytest.fixture
def sent():
    return Sent()


@pytest.fixture
def worker(sent):
    return Worker(sent)


def counter(name, **values):
    return Create(name, CounterRun.job, {"goal": 3000} | values)


@pytest.mark.parametrize("place", ["work", "frame", "command", "create"])
def test_a_job_that_raises_ends_with_a_sentence_and_a_traceback_in_the_log_and_the_others_go_on(
    worker, sent, place, caplog
):
    worker.handle(counter("bad", fails=place))
    worker.handle(counter("good"))
    if place == "command":
        worker.handle(Command("bad", "fail"))
    while worker.turn():
        pass
    (failed,) = sent.of(Failed, "bad")
    what = {"work": "a bead is lost", "frame": "no frame", "command": "the abacus fell", "create": "abacus is broken"}
    assert what[place] in str(failed.why)
    assert "Error: " in str(failed.why)
    assert not failed.refused
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert what[place] in str(record.exc_info[1])
    assert sent.of(Frame, "good")[-1].header["count"] == 3000
    assert not sent.of(Failed, "good")
    worker.handle(Command("bad", "shout", {"word": "A"}))  # nobody is there, which it has been told
    assert len(sent.of(Failed, "bad")) == 1


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (Command("one", "play"), "This run knows no command 'play': it knows shout, fail."),
        (Command("one", "shout"), "The command 'shout' does not take these values: {}."),
        (Command("one", "shout", {"word": "A", "times": 2}), "does not take these values"),
        (Command("one", "shout", {"word": "a"}), "a is not loud enough."),
    ],
)
def test_a_command_that_cannot_be_carried_out_is_answered_and_the_job_goes_on(worker, sent, command, sentence, caplog):
    worker.handle(counter("one"))
    worker.turn()
    worker.handle(command)
    (answer,) = sent.of(Answer, "one")
    assert sentence in str(answer.text)
    worker.handle(Command("one", "shout", {"word": "A"}))
    while worker.turn():
        pass
    assert sent.of(Frame, "one")[-1].header == {"status": "finished", "count": 3000, "shout": "A"}
    assert not caplog.records


def test_what_cannot_be_made_is_refused_and_what_is_dropped_says_nothing_more(worker, sent):
    worker.handle(counter("none", goal=0))
    assert [(str(one.why), one.refused) for one in sent.of(Failed, "none")] == [("There is nothing to count.", True)]
    worker.handle(counter("gone"))
    worker.handle(Drop("gone"))
    worker.handle(Command("gone", "shout", {"word": "A"}))
    assert not worker.turn()
    assert not [one for one in sent if one.run == "gone"]


def test_a_message_that_is_not_for_the_trainer_process_is_logged(worker, caplog):
    worker.handle(Started())
    assert "Started, which is not for the trainer process" in caplog.text


BAD = [
    ("play", {"speed": 3}, "The command 'play' does not take"),
    ("step", {"count": "many"}, "count = 'many' is not allowed"),
    ("speed", {"value": "fast"}, "speed = 'fast' is not allowed"),
    ("seed", {"value": None}, "seed = None is not allowed"),
    ("learning_rate", {"value": float("nan")}, "learning_rate = nan is not allowed"),
    ("intervene", {"intervention": [1, 2]}, "[1, 2] is not an intervention"),
    ("intervene", {"intervention": {"do": "spike", "arms": [7], "value": 1}}, "there is no arm 7"),
    ("intervene", {"intervention": {"do": "off", "arms": [0, 1], "layer": 0, "unit": 0}}, "'off' needs one arm"),
    ("in_bin", {"value": {}}, "The insides of this run are not being recorded"),
    ("closer", {"value": 5}, "The command 'closer' does not take"),
    ("closer", {"value": {"layer": 9, "unit": None}}, "layer = 9 does not exist"),
    ("in_bin", {"value": {"arm": 0, "layer": 0, "bin": "wide"}}, "bin = 'wide' does not exist"),
    ("in_bin", {"value": [1]}, "The command 'in_bin' does not take"),
    ("watch", {"value": {"raster": {"layer": "a", "arm": None}}}, "layer = 'a' does not exist"),
    ("watch", {"value": {"path": {"layer": 0, "unit": 0, "weights": [0, "b"]}}}, "The command 'watch' does not take"),
    ("watch", {"value": {"path": {"layer": 0, "unit": 0, "weights": [0, 7]}}}, "weight = 7 does not exist in all arms"),
    ("stop", {}, "This run knows no command 'stop'"),
]


def test_a_race_answers_every_command_with_bad_values_in_both_languages(worker, sent):
    worker.handle(Create("race", RaceRun.job, {"experiment": SMALL.to_json()}))
    while "race" not in worker.jobs:
        worker.turn()
    for do, values, sentence in BAD:
        worker.handle(Command("race", do, values))
        answer = sent[-1]
        assert isinstance(answer, Answer), do
        assert sentence in str(answer.text)
        assert sentence not in answer.text.render("zh_CN")
    assert not sent.of(Failed, "race")
    worker.handle(Command("race", "play"))
    while worker.turn():
        pass
    assert sent.of(Frame, "race")[-1].header["status"] == "finished"


def test_a_third_kind_of_run_beside_a_race_and_a_trial_in_a_real_trainer_process(lab):
    run = lab.open(CounterRun(goal=4000))
    race, trial = begun(lab, SMALL), start_trial(lab, Store(), "quick.holds")
    broken = lab.open(CounterRun(fails="work"))
    lab.send(race, "play")
    lab.send(trial, "play")
    wait_until(lambda: run.status == race.status == trial.status == "finished")
    wait_until(lambda: broken.status == "failed")
    assert "a bead is lost" in str(broken.answer)
    assert run.header["count"] == 4000
    assert "knows no command 'play': it knows stop" in trial.message
    lab.send(run, "shout", word="quiet")
    wait_until(lambda: run.answer is not None)
    lab.send(run, "shout", word="LOUD")
    wait_until(lambda: run.header["shout"] == "LOUD")
    header, arrays = protocol.unpack(run.packed(None)[0])
    assert (header["shout"], header["answer"]) == ("LOUD", "quiet is not loud enough.")
    assert arrays["beads"].tolist() == []
    lab.watch(run)
    lab.unwatch(run)
    assert lab.adopt(run.token, 5) is None
    assert lab.adopt(run.token, 4000) is run


class Socket:
    """A page at the other end of the feed, as far as `feed.stream` needs one."""

    def __init__(self):
        self.asked, self.sent, self.closed = asyncio.Queue(), [], None
        self.client_state = feed.WebSocketState.CONNECTED

    async def receive(self):
        return await self.asked.get()

    async def send_bytes(self, message):
        self.sent.append(protocol.unpack(message)[0])
        self.asked.put_nowait({"type": "websocket.receive"})

    async def close(self, code, reason):
        self.closed = code


def test_the_feed_is_woken_by_news_and_looks_for_none_by_itself():
    run = CounterRun()

    async def watch():
        page = Socket()
        page.asked.put_nowait({"type": "websocket.receive"})
        streaming = asyncio.create_task(feed.stream(page, run))
        for count in range(1, 4):
            while len(page.sent) < count:
                await asyncio.sleep(0)
            for _ in range(50):  # nothing is sent twice
                await asyncio.sleep(0)
            assert len(page.sent) == count
            threading.Thread(target=run.changed).start()
        while len(page.sent) < 4:
            await asyncio.sleep(0)
        run.close()
        await streaming
        return page

    page = asyncio.run(watch())
    assert page.closed == feed.UNKNOWN_RUN
    assert not run._listeners


def test_figures_of_a_trial_are_drawn_without_its_lock_and_once_per_version(lab, monkeypatch):
    run = start_trial(lab, Store(), "quick.holds")
    wait_until(lambda: run.status == "finished")
    drawn = []

    def forest(rows, chart):
        other = threading.Thread(
            target=lambda: drawn.append(run.lock.acquire(timeout=5) and run.lock.release() is None)
        )
        other.start()
        other.join()
        return forest_as_before(rows, chart)

    forest_as_before = figures.forest
    monkeypatch.setattr(figures, "forest", forest)
    assert run.news(None)[0]["figures"] == run.news(0)[0]["figures"]
    assert drawn == [True]
    run.speak("zh_CN")
    run.news(0)
    assert len(drawn) == 2


def test_the_trainer_process_loads_no_plotly():
    code = (
        "import sys, activations.live.trainer.worker, activations.live.trainer.race, activations.live.trainer.trial\n"
    )
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            code + "print([name for name in sys.modules if 'plotly' in name or 'activations.live.server' in name])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"


def test_a_trainer_process_of_another_version_is_not_listened_to_and_everybody_is_told(own_lab, monkeypatch, caplog):
    race = begun(own_lab, SMALL)
    wait_until(lambda: race.status == "paused")
    trial = start_trial(own_lab, Store(), "odd.long", language="zh_CN")
    former, version = own_lab.process, messages.VERSION
    monkeypatch.setattr(messages, "VERSION", 7)
    said = f"The trainer process speaks version {version} of the messages, this server version 7: restart the app."
    wait_until(lambda: race.status == trial.status == "failed")
    assert race.news(None)[0]["message"] == said
    assert trial.message == messages.OtherVersionError(version).text.render("zh_CN")
    assert former.poll() is not None or former.why_ended() is not None
    assert own_lab.process is None
    assert f"speaks version {version}" in caplog.text
    own_lab.send(race, "reset")  # tries once more: the app was not restarted
    wait_until(lambda: race.status == "failed" and race.life == 1)
    assert str(race.answer) == said
    monkeypatch.setattr(messages, "VERSION", version)
    own_lab.send(race, "reset")
    wait_until(lambda: race.status == "paused")
