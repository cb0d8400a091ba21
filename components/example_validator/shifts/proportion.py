"""A share of counted things, with its interval."""

import scipy.stats

from components.findings import Estimate


def share(hits: int, rows: int) -> Estimate:
    """Hits of rows with Wilson's interval of 95 % (1927, doi 10.1080/01621459.1927.10502953); rows > 0.

    >>> share(5, 100)
    Estimate(value=0.05, low=0.0215..., high=0.1117..., p_value=None)
    """
    interval = scipy.stats.binomtest(hits, rows).proportion_ci(0.95, method="wilson")
    return Estimate(hits / rows, float(interval.low), float(interval.high), None)
