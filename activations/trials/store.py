"""Results of trials, kept in one SQLite file that several processes may use at once.

A file that cannot be used is never written to, let alone deleted: `open_store` then keeps results in memory, for as
long as the process lives, and `problem` says why. Reading never raises: without a file there is the shipped record.
"""

import functools
import json
import os
import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path

from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.record import moment, read_record
from activations.trials.result import Result

VERSION = 1  # of the tables, in PRAGMA user_version
BUSY = 5.0  # seconds to wait for another process that writes
KEPT = 200  # results of one trial, standard and bent each: a public server must not grow for ever
VARIABLE = "ACTIVATION_LAB_STORE"
MEMORY = ":memory:"

TABLE = """
CREATE TABLE results (
    id INTEGER PRIMARY KEY,
    trial TEXT NOT NULL,
    standard INTEGER NOT NULL,
    settings TEXT NOT NULL,
    first_seed INTEGER NOT NULL,
    seeds INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    device TEXT NOT NULL,
    versions TEXT NOT NULL,
    seconds REAL NOT NULL,
    created TEXT NOT NULL,
    result TEXT NOT NULL
)
"""
# One statement: between two, another process may make the table.
STATE = "SELECT user_version, (SELECT count(*) FROM sqlite_master) FROM pragma_user_version"
ADD = """
INSERT INTO results (trial, standard, settings, first_seed, seeds, verdict, device, versions, seconds, created, result)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
THIN = """
DELETE FROM results WHERE trial = ? AND standard = ? AND id NOT IN
(SELECT id FROM results WHERE trial = ? AND standard = ? ORDER BY id DESC LIMIT ?)
"""


class StoreError(ValueError):
    """The store cannot be used; `text` says why, to be translated where it is shown."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class NewerStoreError(StoreError):
    """The file was written by a newer version of Activation Lab."""


class Store:
    """The results in the file `path`, made if there is none; ":memory:" keeps them in this process.

    Methods may be called from any thread. Raises StoreError where the file cannot be read or written, NewerStoreError
    where a newer version wrote it; the file stays as it is.
    """

    def __init__(self, path: str | Path = MEMORY) -> None:
        self.path = str(path)
        self.instead_of: Text | None = None  # why this store in memory stands in for a file
        self._trouble: Text | None = None  # why the last reading failed
        self._file: tuple[int, int] | None = None  # which file it is, whatever stands under its name later
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        with self._spoken():
            if self.path != MEMORY:
                self._look(Path(self.path))
            self._connection = sqlite3.connect(self.path, timeout=BUSY, check_same_thread=False, isolation_level=None)
            self._reader = self._connection  # a file has one of its own: a reader does not wait for a writer
            if self.path == MEMORY:
                self._reading = self._lock
            try:
                self._begin()
                if self.path != MEMORY:
                    self._reader = sqlite3.connect(
                        self.path, timeout=BUSY, check_same_thread=False, isolation_level=None
                    )
                    self._file = self._named()
            except BaseException:
                self._connection.close()
                raise

    @property
    def problem(self) -> Text | None:
        """Why results are not kept, or cannot be read, where they should be; None where all is well."""
        return self.instead_of or self._trouble

    # -- writing and reading ----------------------------------------------------------------------------------------

    def add(self, result: Result) -> None:
        """Keep a result. Raises StoreError if the file cannot be written (any more)."""
        values = (
            result.trial,
            int(result.standard),
            json.dumps(result.settings),
            result.first_seed,
            result.seeds,
            result.verdict,
            result.device,
            json.dumps(result.versions),
            result.seconds,
            result.created,
            json.dumps(result.to_plain(), allow_nan=False),
        )
        kind = (result.trial, int(result.standard))
        with self._spoken(), self._lock, self._transaction():
            self._check_place()
            self._check(self._connection)  # another process may have brought the file to a newer version meanwhile
            self._connection.execute(ADD, values)
            self._connection.execute(THIN, (*kind, *kind, KEPT))

    def last(self, trial: str, standard: bool = True) -> Result | None:
        """The newest result of a trial, or None."""
        found = self._found("trial = ? AND standard = ? ORDER BY id DESC LIMIT 1", (trial, int(standard)))
        return found[0] if found else None

    def history(self, trial: str, standard: bool | None = None) -> list[Result]:
        """All kept results of a trial, the newest first: the standard ones, the bent ones, or (None) both."""
        if standard is None:
            return self._found("trial = ? ORDER BY id DESC", (trial,))
        return self._found("trial = ? AND standard = ? ORDER BY id DESC", (trial, int(standard)))

    def last_of_all(self, record: str | Path | None = None) -> dict[str, Result]:
        """The newest standard result of every trial, by id: of this store or of the shipped record."""
        newest = read_record(record) if record else read_record()
        groups = "id IN (SELECT max(id) FROM results WHERE standard = 1 GROUP BY trial)"
        for result in self._found(groups, ()):
            shipped = newest.get(result.trial)
            if shipped is None or moment(result.created) >= moment(shipped.created):
                newest[result.trial] = result
        return newest

    def close(self) -> None:
        with self._lock:
            self._connection.close()
        with self._reading:
            self._reader.close()

    def _found(self, where: str, values: tuple) -> list[Result]:
        try:
            with self._spoken(), self._reading:
                self._check_place()
                self._check(self._reader)
                rows = self._reader.execute(f"SELECT result FROM results WHERE {where}", values).fetchall()
                found = [Result.from_plain(json.loads(row)) for (row,) in rows]
                for result in found:
                    moment(result.created)  # a file written by hand may hold anything
        except StoreError as error:
            self._trouble = error.text
            return []
        self._trouble = None
        return found

    # -- the file ---------------------------------------------------------------------------------------------------

    def _look(self, path: Path) -> None:
        """Check the file without writing to it; make its folder if there is neither."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            return
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY)
        try:
            self._check(connection)
        finally:
            connection.close()

    def _named(self) -> tuple[int, int] | None:
        """Device and number of the file that stands under the name now."""
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _check_place(self) -> None:
        """SQLite goes on with a file that has no name any more, and all that it writes is lost."""
        if self._file is not None and self._named() != self._file:
            said = N_("{path} was removed or replaced while the lab was using it: restart the lab.")
            raise StoreError(Text(said, path=self.path))

    def _check(self, connection: sqlite3.Connection) -> int:
        version, tables = connection.execute(STATE).fetchone()
        if version > VERSION:
            raise NewerStoreError(
                Text(
                    N_(
                        "The results in {path} were written by a newer version of Activation Lab (format {theirs}; "
                        "this version knows {ours}). They are left as they are; update the lab to see them."
                    ),
                    path=self.path,
                    theirs=version,
                    ours=VERSION,
                )
            )
        if version == 0 and tables:
            raise StoreError(Text(N_("{path} is a database of another program: it is left as it is."), path=self.path))
        return version

    def _begin(self) -> None:
        """Make the table, unless another process has just done so."""
        if self.path != MEMORY:
            # Readers and a writer do not wait for each other. Two that switch at the same time may: the switch is not
            # covered by the busy timeout, and the other one's counts for both.
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
        with self._transaction():
            if self._check(self._connection) == 0:
                self._connection.execute(TABLE)
                self._connection.execute("CREATE INDEX by_trial ON results (trial, standard, id)")
                self._connection.execute(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def _transaction(self):
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:  # a full disk ends it by itself
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def _spoken(self):
        """What goes wrong with the file, as a StoreError in words."""
        try:
            yield
        except StoreError:
            raise
        except (sqlite3.Error, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise StoreError(
                Text(
                    N_("The results in {path} cannot be read or written ({why}); the file is left as it is."),
                    path=self.path,
                    why=str(error) if isinstance(error, (sqlite3.Error, OSError)) else repr(error),
                )
            ) from error


def store_path() -> Path:
    """Where results are kept: ACTIVATION_LAB_STORE, else the user's data folder. Raises RuntimeError without a home."""
    if given := os.environ.get(VARIABLE):
        return Path(given).expanduser()
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    if not data.is_absolute():  # the specification wants it so
        data = Path.home() / ".local" / "share"
    return data / "activation-lab" / "trials.sqlite3"


def open_store(path: str | Path | None = None) -> Store:
    """The store in `path`, by default `store_path()`; where that cannot be used, one in memory with its `problem`."""
    try:
        return Store(store_path() if path is None else path)
    except StoreError as error:
        why = error.text
    except RuntimeError:
        why = Text(N_("There is no home folder to keep results in: set ACTIVATION_LAB_STORE to a file."))
    store = Store(MEMORY)
    store.instead_of = Text(N_("{why} Results of this session are kept until the lab is closed."), why=why)
    return store


@functools.cache
def shared_store() -> Store:
    """The one store of this process."""
    return open_store()
