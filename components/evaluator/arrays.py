"""The type of arrays in a review."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
"""Of any number type and shape; docstrings say which."""
