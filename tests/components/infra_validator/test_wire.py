"""Messages arrive as they were sent, and nothing that runs code can be sent."""

import io

import numpy as np
import pytest

from components.infra_validator.wire import read_message, write_message


def test_numbers_and_bytes_of_any_shape_arrive_as_they_were_sent():
    arrays = {
        "numbers": np.arange(6, dtype=np.float32).reshape(2, 3),
        "texts": np.array([[b"a", b""], [b"zero \0 byte\0", "ü".encode()]], dtype=object),
        "none": np.array([], dtype=object),
        "empty": np.zeros((0, 3), np.int64),
    }
    stream = io.BytesIO()
    write_message(stream, {"call": "predict"}, arrays)
    stream.seek(0)
    head, received = read_message(stream)
    assert head == {"call": "predict"}
    for name, array in arrays.items():
        assert received[name].dtype == array.dtype
        assert np.array_equal(received[name], array)


def test_messages_follow_each_other():
    stream = io.BytesIO()
    write_message(stream, {"number": 1}, {"a": np.ones(3)})
    write_message(stream, {"number": 2})
    stream.seek(0)
    assert [read_message(stream)[0]["number"] for _ in range(2)] == [1, 2]
    with pytest.raises(EOFError):
        read_message(stream)


def test_a_message_that_breaks_off_is_the_end():
    stream = io.BytesIO()
    write_message(stream, {}, {"a": np.ones(100)})
    with pytest.raises(EOFError):
        read_message(io.BytesIO(stream.getvalue()[:-10]))


def test_an_object_that_is_not_bytes_cannot_be_sent():
    with pytest.raises(TypeError):
        write_message(io.BytesIO(), {}, {"a": np.array([print], dtype=object)})
