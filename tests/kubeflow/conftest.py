"""What all tests of packages share."""

import functools
import inspect

import pytest


@pytest.fixture(autouse=True, scope="package")
def _quick_stacks():
    """kfp asks for the stack at every setting of a task, with the source of every frame of the test.

    Beside the thousands of modules of a whole test run that takes minutes; it needs the names only.
    """
    whole = inspect.stack
    inspect.stack = functools.partial(whole, 0)
    yield
    inspect.stack = whole
