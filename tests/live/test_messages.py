"""Typed messages between the server and the trainer process: they come back as they were sent, or are refused."""

import json
import math

import hypothesis.extra.numpy as arrays_of
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activations.language.text import Text, Verbatim, plural
from activations.live import messages, protocol
from activations.live.messages import Answer, Command, Create, Drop, Failed, Frame, Started

names = st.text(min_size=1, max_size=20)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
plain = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=8
)
headers = st.dictionaries(names, plain, max_size=5)
arrays = st.dictionaries(
    names,
    st.sampled_from(list(protocol.DTYPES)).flatmap(
        lambda dtype: arrays_of.arrays(dtype, arrays_of.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4))
    ),
    max_size=4,
)
fields = st.sampled_from(["a", "b", "c"])
values = st.integers() | st.floats() | st.booleans() | st.text() | st.lists(st.integers(), max_size=3) | st.none()
texts = st.recursive(
    st.builds(lambda given: Text("{a!r}, {b} {c}", **dict.fromkeys("abc", 1) | given), st.dictionaries(fields, values)),
    lambda inner: st.builds(lambda one, other: one + other, inner, inner)
    | st.builds(lambda parts: Text(", ").join(parts), st.lists(inner, max_size=3))
    | st.builds(lambda count, unit: plural("{count} {unit}", "{count} {unit}s", count, count=count, unit=unit),
                st.integers(0, 10**9), inner),
    max_leaves=5,
)  # fmt: skip


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


@given(header=headers.filter(lambda header: "arrays" not in header), given_arrays=arrays)
def test_whatever_is_packed_is_unpacked(header, given_arrays):
    found, back = protocol.unpack(protocol.pack(header, given_arrays))
    assert found == header
    assert back.keys() == given_arrays.keys()
    assert all(same(given_arrays[name], array) for name, array in back.items())


@given(
    st.one_of(
        st.builds(Create, names, names, headers),
        st.builds(Command, names, names, headers),
        st.builds(Drop, names),
        st.builds(Started),
        st.builds(Answer, names, texts),
        st.builds(Failed, names, texts, st.booleans()),
    )
)
def test_messages_come_back_equal(message):
    assert messages.unpack(messages.pack(message)) == message


@given(names, headers, arrays)
def test_frames_come_back_with_their_arrays(run, header, given_arrays):
    back = messages.unpack(messages.pack(Frame(run, header, given_arrays)))
    assert isinstance(back, Frame)
    assert (back.run, back.header) == (run, header)
    assert all(same(given_arrays[name], array) for name, array in back.arrays.items())


@given(texts)
def test_a_text_reads_the_same_after_its_way_through_json(text):
    assert str(Text.from_plain(json.loads(json.dumps(text.to_plain(), allow_nan=False)))) == str(text)


def test_numbers_that_json_cannot_hold_stand_in_a_text_as_they_are_printed():
    text = Text("{a:.2f} {b!r} {c!r} {d:,}", a=math.nan, b=(1, "x"), c=None, d=np.int64(1234))
    assert str(text) == "nan (1, 'x') None 1,234"
    assert dict(text.values)["a"] == Verbatim("nan")


def test_a_message_of_another_version_is_refused_in_words(monkeypatch):
    data = messages.pack(Drop("a"))
    monkeypatch.setattr(messages, "VERSION", 7)
    with pytest.raises(messages.OtherVersionError, match="speaks version 2 of the messages, this server version 7"):
        messages.unpack(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"garbage",
        protocol.pack({"step": 1}),
        protocol.pack({"version": messages.VERSION, "message": "dance"}),
        protocol.pack({"version": messages.VERSION, "message": "drop"}),
        protocol.pack({"version": messages.VERSION, "message": "drop", "run": "a", "more": 1}),
    ],
)
def test_what_is_no_message_is_refused(data):
    with pytest.raises(ValueError, match=r"not a message|no message|Expecting|codec"):
        messages.unpack(data)


def test_a_frame_that_a_browser_could_not_read_is_not_sent():
    with pytest.raises(ValueError, match="JSON"):
        messages.pack(Frame("a", {"rate": math.nan}))
    assert math.isnan(messages.unpack(messages.pack(Command("a", "speed", {"value": math.nan}))).values["value"])
