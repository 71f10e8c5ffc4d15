"""A page of memory that the trainer process shares with the web server: that it is alive, and what it works at.

It costs no message, stays readable after the process was killed, and shows that a process hangs.
"""

import mmap
import struct

LAYOUT = struct.Struct("<Q64s")  # how often it has beaten, and the token of a run


class Pulse:
    """The same file, mapped by both processes. One of them beats, the other one reads."""

    def __init__(self, file: int) -> None:
        """`file`: a descriptor of a file of at least LAYOUT.size bytes."""
        self._memory = mmap.mmap(file, LAYOUT.size)
        self._count = 0

    def beat(self, run: str = "") -> None:
        """It is alive, and now works at this run; "" for none."""
        self._count += 1
        LAYOUT.pack_into(self._memory, 0, self._count, run.encode())

    def read(self) -> tuple[int, str]:
        """How often it has beaten, and the run that it works at."""
        count, run = LAYOUT.unpack_from(self._memory)
        return count, run.rstrip(b"\0").decode(errors="replace")

    def close(self) -> None:
        self._memory.close()
