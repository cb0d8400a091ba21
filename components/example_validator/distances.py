"""How far apart two distributions over the same bins are.

Both distances are between 0 (equal) and 1 (nothing in common), symmetric, and blind to bins that are empty on
both sides; all functions work on the last axis and are vectorised over those before it.

Both have TensorFlow Data Validation's own value wherever it has one (its `anomalies/metrics.cc`): it knows
the first as `infinity_norm`, on categorical features only, and the second as `jensen_shannon_divergence`.
"""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

CHEBYSHEV, JENSEN_SHANNON = "Chebyshev distance", "Jensen-Shannon divergence"


def shares(counts: Array) -> Array:
    """Counts [..., bins] as parts of their sum [..., bins]; zeros where there is nothing to share."""
    total = counts.sum(axis=-1, keepdims=True)
    return np.asarray(counts / np.where(total == 0, 1, total))


def chebyshev(p: Array, q: Array) -> Array:
    """The largest difference of the shares of a bin, max_i |p_i - q_i|: L-infinity, after P. L. Chebyshev.

    The shares of red, green and blue were 50 %, 30 % and 20 %, and are 40 %, 30 % and 30 %. Red lost 10 % and
    blue gained as much:

    >>> p, q = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.3, 0.3])
    >>> round(float(chebyshev(p, q)), 4)
    0.1

    Args:
        p, q: shares [..., bins].

    Returns:
        Distances [...]. Deza, Encyclopedia of Distances, section 1.1 (Springer 2009).
    """
    return np.asarray(np.abs(p - q).max(axis=-1))


def jensen_shannon(p: Array, q: Array) -> Array:
    """How much a value tells of which of both it was drawn from, in bits: the Jensen-Shannon divergence.

    With m = (p + q) / 2 it is sum_i (p_i log2(p_i / m_i) + q_i log2(q_i / m_i)) / 2. For the colours above
    m = (0.45, 0.3, 0.25), red gives (0.0760 - 0.0680) / 2, green nothing, blue (-0.0644 + 0.0789) / 2:

    >>> p, q = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.3, 0.3])
    >>> round(float(jensen_shannon(p, q)), 4)
    0.0113

    Args:
        p, q: shares [..., bins].

    Returns:
        Divergences [...]; their square roots are a metric. Lin, IEEE Trans. Inf. Theory 37 (1991) 145,
        doi 10.1109/18.61115.
    """
    # The three terms cancel almost fully where p and q are close: rounding may not make that negative.
    bits = _information((p + q) / 2) - (_information(p) + _information(q)) / 2
    return np.asarray(np.clip(bits, 0, 1))


def _information(p: Array) -> Array:
    """The entropy of shares [..., bins] in bits [...]."""
    return np.asarray(-(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1))
