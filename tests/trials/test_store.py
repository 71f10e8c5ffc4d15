"""The store of results: what comes back, several processes at once, and files that it must not touch."""

import json
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activations.language.text import Text
from activations.trials import store as stores
from activations.trials.record import age, read_record, write_record
from activations.trials.result import Estimate, Result
from activations.trials.store import NewerStoreError, Store, StoreError, open_store, store_path

ROOT = Path(__file__).resolve().parents[2]
ROW = Estimate(
    label=Text("{arm}: steps", arm="tanh"), value=0.5, low=0.25, high=0.75, decision="holds", x=2, note=Text("edge")
)
RESULT = Result(
    trial="a.trial",
    verdict="holds",
    sentence=Text("It holds as measured."),
    rows=(ROW,),
    settings={"depth": 2},
    standard=True,
    flip=(2, 4),
    first_seed=0,
    seeds=8,
    device="cpu",
    versions={"torch": "2"},
    seconds=1.5,
    created="2026-03-01T12:00:00+00:00",
)
BENT = replace(RESULT, standard=False, settings={"depth": 4}, verdict="does not hold", flip=None)

ADD_MANY = """
import json, sys
from activations.trials.result import Result
from activations.trials.store import Store
result = Result.from_plain(json.loads(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
store = Store(sys.argv[1])
for _ in range(40):
    store.add(result)
"""


def test_results_come_back_whole_the_newest_first_standard_and_bent_apart(tmp_path):
    path = tmp_path / "new folder" / "trials.sqlite3"
    store = Store(path)
    later = replace(RESULT, first_seed=8)
    for result in (RESULT, BENT, later, replace(RESULT, trial="b.trial")):
        store.add(result)
    again = Store(path)  # as the next start of the lab finds it
    assert again.history("a.trial") == [later, BENT, RESULT]
    assert again.history("a.trial", standard=True) == [later, RESULT]
    assert again.last("a.trial") == later
    assert again.last("a.trial", standard=False) == BENT
    assert again.last("c.trial") is None
    assert again.problem is None


def test_old_results_of_a_trial_make_room(monkeypatch):
    monkeypatch.setattr(stores, "KEPT", 2)
    store = Store()
    store.add(BENT)
    for seed in range(4):
        store.add(replace(RESULT, first_seed=seed))
    assert [result.first_seed for result in store.history("a.trial", standard=True)] == [3, 2]
    assert store.last("a.trial", standard=False) == BENT


def test_the_newer_of_store_and_record_counts(tmp_path):
    record = tmp_path / "record.json"
    newer = replace(RESULT, trial="b.trial", created="2026-03-02T12:00:00+00:00")
    write_record(record, [replace(RESULT, verdict="depends"), newer, replace(RESULT, trial="c.trial")])
    store = Store()
    store.add(replace(RESULT, created="2026-03-01T14:00:01+02:00"))
    store.add(replace(RESULT, trial="b.trial", verdict="depends"))
    store.add(BENT)
    found = store.last_of_all(record)
    assert {key: result.verdict for key, result in found.items()} == {
        "a.trial": "holds",
        "b.trial": "holds",
        "c.trial": "holds",
    }
    record.write_text("[" * 100_000)
    with pytest.raises(ValueError, match="is not a record of trials"):
        store.last_of_all(record)
    record.write_text("{}")
    with pytest.raises(ValueError, match="is not a record of trials"):
        read_record(record)


def test_two_processes_write_at_once_from_the_first_moment(tmp_path):
    path = tmp_path / "trials.sqlite3"
    command = [sys.executable, "-c", ADD_MANY, str(path), json.dumps(RESULT.to_plain())]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    other = subprocess.Popen(command, cwd=ROOT, text=True, **pipes)
    assert other.stdout.readline() == "ready\n"
    other.stdin.write("\n")
    other.stdin.flush()
    store = Store(path)
    for _ in range(40):
        store.add(BENT)
    assert other.communicate()[1] == ""
    assert other.returncode == 0
    assert len(store.history("a.trial")) == 80


def newer(path):
    Store(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {stores.VERSION + 1}")
    connection.close()


def foreign(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE diary (day)")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "error", "sentence"),
    [
        (newer, NewerStoreError, "were written by a newer version of Activation Lab .format 2; this version knows 1"),
        (foreign, StoreError, "is a database of another program"),
        (lambda path: path.write_bytes(b"not a database, but long enough to look at. " * 30), StoreError, "cannot be"),
        (lambda path: path.mkdir(), StoreError, "cannot be read or written"),
    ],
)
def test_a_file_that_cannot_be_used_is_left_alone_and_said(tmp_path, spoil, error, sentence):
    path = tmp_path / "trials.sqlite3"
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(error, match=sentence):
        Store(path)
    store = open_store(path)
    assert sentence.split(" .")[0] in str(store.problem)
    store.add(RESULT)  # kept for this process
    assert store.last("a.trial") == RESULT
    assert store.last_of_all(tmp_path / "no record") == {"a.trial": RESULT}
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_store_that_becomes_newer_while_it_is_open_is_not_written_to(tmp_path):
    path = tmp_path / "trials.sqlite3"
    store = Store(path)
    store.add(RESULT)
    newer(path)
    with pytest.raises(NewerStoreError):
        store.add(RESULT)
    assert store.history("a.trial") == []
    assert "newer version" in str(store.problem)
    record = tmp_path / "record.json"
    write_record(record, [RESULT])
    assert store.last_of_all(record) == {"a.trial": RESULT}


def test_a_folder_that_cannot_be_made_leaves_results_in_memory(tmp_path):
    (tmp_path / "file").touch()
    store = open_store(tmp_path / "file" / "trials.sqlite3")
    assert "kept until the lab is closed" in str(store.problem)
    store.add(RESULT)
    assert store.last("a.trial") == RESULT


def test_where_results_are_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("ACTIVATION_LAB_STORE", str(tmp_path / "x"))
    assert store_path() == tmp_path / "x"
    monkeypatch.delenv("ACTIVATION_LAB_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert store_path() == tmp_path / "activation-lab" / "trials.sqlite3"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert store_path() == tmp_path / ".local" / "share" / "activation-lab" / "trials.sqlite3"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-03-01T11:59:00", "just now"),
        ("2026-03-01T12:00:59", "just now"),
        ("2026-03-01T12:01:00", "1 minute ago"),
        ("2026-03-01T12:59:59", "59 minutes ago"),
        ("2026-03-01T13:00:00", "1 hour ago"),
        ("2026-03-03T12:00:00", "2 days ago"),
        ("2026-03-31T12:00:00", "on 2026-03-01"),
    ],
)
def test_the_age_of_a_result_in_words(now, words):
    assert str(age(RESULT.created, datetime.fromisoformat(now).replace(tzinfo=UTC))) == words


def test_reading_does_not_wait_for_a_writer_that_waits_for_another_process(tmp_path, monkeypatch):
    path = tmp_path / "trials.sqlite3"
    store = Store(path)
    store.add(RESULT)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    adding = threading.Thread(target=store.add, args=(BENT,))
    adding.start()
    try:
        while not store._lock.locked():
            pass
        assert store.history("a.trial") == [RESULT]
        assert adding.is_alive()
    finally:
        other.execute("ROLLBACK")
        adding.join()
    assert store.history("a.trial") == [BENT, RESULT]


@pytest.mark.parametrize("broken", ["created", "deep"])
def test_a_row_that_was_written_by_hand_is_told_and_raises_nothing(tmp_path, broken):
    path = tmp_path / "trials.sqlite3"
    store = Store(path)
    store.add(RESULT)
    plain = json.dumps(RESULT.to_plain() | {"created": "nonsense"}) if broken == "created" else "[" * 100_000
    with sqlite3.connect(path) as other:
        other.execute("UPDATE results SET result = ?", (plain,))
    assert store.last_of_all().keys() == read_record().keys()
    assert "cannot be read or written" in str(store.problem)


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_was_removed_while_it_was_open_is_told(tmp_path, replaced):
    store = Store(tmp_path / "trials.sqlite3")
    store.add(RESULT)
    (tmp_path / "trials.sqlite3").rename(tmp_path / "elsewhere.sqlite3")
    if replaced:
        (tmp_path / "trials.sqlite3").write_bytes(b"")
    with pytest.raises(StoreError, match="was removed or replaced while the lab was using it"):
        store.add(RESULT)
    assert store.history(RESULT.trial) == []
    assert "was removed or replaced" in str(store.problem)
    store.close()
