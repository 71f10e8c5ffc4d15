"""Messages between the trainer process, the web server and the browser: a JSON header and raw arrays.

    bytes 0..3     length of the header, little-endian unsigned
    header         JSON in UTF-8, padded with spaces so that the arrays begin at a multiple of 8 bytes
    arrays         raw little-endian values, each padded to a multiple of 8 bytes: a browser can view them in place

The header's "arrays" lists name, dtype, shape and the offset from the end of the header. No pickle: what arrives is
data, never code. Through a pipe a message is preceded by its length in 4 bytes.
"""

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

import numpy as np

LENGTH = struct.Struct("<I")
ALIGNMENT = 8
DTYPES = {"float32": np.float32, "uint8": np.uint8, "int32": np.int32}
MAX_MESSAGE = 64 * 2**20  # bytes; a longer length means that the two sides lost step


def pack(
    header: Mapping[str, Any], arrays: Mapping[str, np.ndarray] | None = None, *, allow_nan: bool = False
) -> bytes:
    """One message. Arrays must have a dtype of DTYPES; raises ValueError otherwise, and on a NaN in the header.

    NaN is not JSON: browsers refuse it, so a number that may be NaN travels in an array. `allow_nan`: not for browsers.
    """
    chunks, index, offset = [], [], 0
    for name, array in (arrays or {}).items():
        if array.dtype.name not in DTYPES:
            raise ValueError(f"Array {name!r} has dtype {array.dtype}; allowed: {', '.join(DTYPES)}.")
        raw = np.ascontiguousarray(array).tobytes()
        index.append({"name": name, "dtype": array.dtype.name, "shape": list(array.shape), "offset": offset})
        padded = raw + b"\0" * (-len(raw) % ALIGNMENT)
        chunks.append(padded)
        offset += len(padded)
    text = json.dumps({**header, "arrays": index}, allow_nan=allow_nan).encode()
    text += b" " * (-(len(text) + LENGTH.size) % ALIGNMENT)
    return b"".join([LENGTH.pack(len(text)), text, *chunks])


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header (without "arrays") and arrays of one message; the arrays are read-only views into it."""
    (length,) = LENGTH.unpack_from(message)
    start = LENGTH.size + length
    header = json.loads(message[LENGTH.size : start])
    arrays = {}
    for entry in header.pop("arrays"):
        count = int(np.prod(entry["shape"]))
        dtype = DTYPES[entry["dtype"]]
        flat = np.frombuffer(message, dtype=dtype, count=count, offset=start + entry["offset"])
        arrays[entry["name"]] = flat.reshape(entry["shape"])
    return header, arrays


def write(stream: IO[bytes], message: bytes) -> None:
    """Send one message through a pipe."""
    stream.write(LENGTH.pack(len(message)) + message)
    stream.flush()


def read(stream: IO[bytes]) -> bytes | None:
    """The next message of a pipe, or None when the other side has closed it."""
    prefix = stream.read(LENGTH.size)
    if len(prefix) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(prefix)
    if length > MAX_MESSAGE:
        raise ValueError(f"A message of {length} bytes is announced; at most {MAX_MESSAGE} are sent.")
    message = stream.read(length)
    return message if len(message) == length else None
