"""Quantities as Kubernetes writes them."""

UNITS = {
    **{f"{letter}i": 2.0 ** (10 * power) for power, letter in enumerate("KMGTPE", start=1)},
    **{letter: 10.0 ** (3 * power) for power, letter in enumerate("kMGTPE", start=1)},
    "m": 1e-3,
}
"""Longer ones first, so that Mi is not taken for a number that ends in M."""


def amount(quantity: str) -> float:
    """`500m` -> 0.5, `4Gi` -> 4294967296.0."""
    for unit, factor in UNITS.items():
        if quantity.endswith(unit):
            return float(quantity.removesuffix(unit)) * factor
    return float(quantity)
