"""Errors say what is wrong, where, and what to do; also when they are copied."""

import copy

from components.errors import BadFileError, CascadaError, DataError


def test_the_message_has_place_finding_and_remedy():
    error = BadFileError("it is empty", where="span-1/iron.txt", fix="Copy it again.")
    assert str(error) == "span-1/iron.txt: it is empty\n  -> Copy it again."
    assert str(CascadaError("it is empty")) == "it is empty"


def test_a_data_error_is_caught_as_its_family():
    assert issubclass(BadFileError, DataError)
    assert issubclass(DataError, CascadaError)


def test_a_copy_is_as_it_was():
    error = copy.copy(BadFileError("a", where="b", fix="c"))
    assert (type(error), error.what, error.where, error.fix) == (BadFileError, "a", "b", "c")
