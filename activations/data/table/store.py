"""Uploaded tables, kept in a folder of the user's own under the digest of their content.

An experiment names its table by digest and stays small. The web server stores, the trainer process loads.
"""

import hashlib
import os
import re
import stat
import tempfile
from pathlib import Path

from activations.data.table.encoding import MEGABYTE, check_size
from activations.data.table.read import Table, read_table
from activations.data.table.reading import AS_FOUND, Reading
from activations.language import cached
from activations.language import translate as _

MAX_STORED = 200 * MEGABYTE  # of all tables together; the ones that were used longest ago go first


def table_folder() -> Path:
    """Where the tables are: a folder that this user alone may enter. Raises ValueError if it belongs to another."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    folder = Path(tempfile.gettempdir()) / f"activation-lab-tables-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        said = _("Tables cannot be kept in {folder}: {reason}.")
        raise ValueError(said.format(folder=folder, reason=error.strerror or error)) from None
    foreign = hasattr(os, "getuid") and found.st_uid != os.getuid()
    if foreign or not stat.S_ISDIR(found.st_mode):
        raise ValueError(
            _("Tables cannot be kept: {folder} belongs to someone else or is no folder. Remove it.", folder=folder)
        )
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


def store_table(content: bytes) -> str:
    """Keep a CSV file; its digest (sha256, 64 hex characters). Raises ValueError as `read_table` if it is not usable.

    Stored content is not read again, so a page may call this on every rerun.
    """
    check_size(content)
    digest = hashlib.sha256(content).hexdigest()
    if path_of(digest).exists():
        touch(path_of(digest))
        return digest
    folder = table_folder()
    part = None
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix="new-", delete=False) as file:  # mode 0600
            part = Path(file.name)
            file.write(content)
        os.replace(part, path_of(digest))  # so that nobody ever reads half a file
    except OSError as error:
        said = _("The table cannot be kept on this computer: {reason}. Make room on its disk, then upload it again.")
        raise ValueError(said.format(reason=error.strerror or error)) from None
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    try:
        _parsed(digest, AS_FOUND)
    except ValueError:
        path_of(digest).unlink(missing_ok=True)
        raise
    make_room(folder, path_of(digest))
    return digest


def delete_table(digest: str) -> None:
    """Remove the file of this digest, and what was read from it. Runs that have begun keep their samples in memory.

    Raises ValueError if the digest is none, or the file cannot be removed.
    """
    path = path_of(checked_digest(digest))
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        said = _("The table cannot be deleted: {reason}.")
        raise ValueError(said.format(reason=error.strerror or error)) from None
    _parsed.cache_clear()


def load_table(digest: str, reading: Reading = AS_FOUND) -> Table:
    """The table of this digest, read as the reader says. Raises ValueError if it is not kept (any more)
    or the digest is none."""
    path = path_of(checked_digest(digest))
    if not path.exists():
        raise no_longer_kept(digest)
    touch(path)
    return _parsed(digest, reading)


def no_longer_kept(digest: str) -> ValueError:
    return ValueError(
        _(
            "The table {digest}… is no longer kept on this computer: upload the file again. The same "
            "file gives the same experiment.",
            digest=digest[:8],
        )
    )


def checked_digest(digest: object) -> str:
    """The digest, if it is one. Raises ValueError."""
    if not isinstance(digest, str) or not re.fullmatch(r"[0-9a-f]{64}", digest):
        shown = digest if not isinstance(digest, str) or len(digest) <= 70 else digest[:70] + "…"
        raise ValueError(
            _(
                "table = {shown!r} is not the name of an uploaded table, which has 64 hexadecimal digits: upload the "
                "file.",
                shown=shown,
            )
        )
    return digest


def path_of(digest: str) -> Path:
    return table_folder() / f"{digest}.csv"


def touch(path: Path) -> None:
    """Note that it was used now. Another process may just have removed it."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return


def make_room(folder: Path, newest: Path) -> None:
    """Remove what was used longest ago until all fit in MAX_STORED, `newest` excepted."""
    kept = []
    for path in folder.iterdir():
        try:
            kept.append((path.stat().st_mtime_ns, path.stat().st_size, path))
        except FileNotFoundError:
            continue
    total = sum(size for _used, size, _path in kept)
    for _used, size, path in sorted(kept):
        if total <= MAX_STORED:
            return
        if path != newest:
            path.unlink(missing_ok=True)
            total -= size


@cached(maxsize=4)
def _parsed(digest: str, reading: Reading) -> Table:
    try:
        content = path_of(digest).read_bytes()
    except OSError:  # another process has removed it just now
        raise no_longer_kept(digest) from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(
            _("The kept table {digest}… has changed on the disk: upload the file again.", digest=digest[:8])
        )
    return read_table(content, reading)
