"""Messages survive the way through a pipe, and a browser can view their arrays in place."""

import io
import json

import numpy as np
import pytest

from activations.live import protocol


def test_header_and_arrays_come_back():
    arrays = {
        "steps": np.array([1, 2, 3], dtype=np.int32),
        "loss": np.array([[1.5, np.nan]], dtype=np.float32),
        "boundary": np.arange(5, dtype=np.uint8),
        "none": np.zeros((0, 3), dtype=np.float32),
    }
    header, back = protocol.unpack(protocol.pack({"run": "a", "message": "é ≥ 1"}, arrays))
    assert header == {"run": "a", "message": "é ≥ 1"}
    assert back.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(back[name], array)
        assert back[name].shape == array.shape


@pytest.mark.parametrize("length", range(9))
def test_every_array_starts_at_a_multiple_of_eight_bytes(length):
    message = protocol.pack({"pad": "x" * length}, {"a": np.zeros(1, np.uint8), "b": np.zeros(1, np.float32)})
    size = int.from_bytes(message[:4], "little")
    header = json.loads(message[4 : 4 + size])
    assert (4 + size) % 8 == 0
    assert [entry["offset"] % 8 for entry in header["arrays"]] == [0, 0]


def test_an_array_of_another_dtype_is_refused_by_name():
    with pytest.raises(ValueError, match="'loss' has dtype float64; allowed: float32"):
        protocol.pack({}, {"loss": np.zeros(2)})


def test_a_header_with_nan_is_refused_because_browsers_refuse_it():
    with pytest.raises(ValueError, match="JSON"):
        protocol.pack({"rate": float("nan")})


def test_a_pipe_gives_whole_messages_and_then_none():
    pipe = io.BytesIO()
    protocol.write(pipe, b"first")
    protocol.write(pipe, b"")
    pipe.seek(0)
    assert [protocol.read(pipe), protocol.read(pipe), protocol.read(pipe)] == [b"first", b"", None]


def test_half_a_message_counts_as_the_end():
    pipe = io.BytesIO()
    protocol.write(pipe, b"message")
    assert protocol.read(io.BytesIO(pipe.getvalue()[:-1])) is None


def test_a_length_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="at most"):
        protocol.read(io.BytesIO(b"\xff\xff\xff\xff"))
