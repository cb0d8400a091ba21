"""Changes to tables of showers, as faults would make them."""

import numpy as np
import pyarrow as pa


def replaced(table: pa.Table, name: str, values) -> pa.Table:
    """The table with other values in a column, of the same type."""
    column = pa.array(values, table[name].type)
    return table.set_column(table.schema.get_field_index(name), name, column)


def scaled(table: pa.Table, name: str, factor: float) -> pa.Table:
    """The table with a column times a factor."""
    return replaced(table, name, (table[name].to_numpy() * factor).astype(np.float32))


def shuffled(table: pa.Table, seed: int = 3) -> pa.Table:
    """The same rows in another order."""
    return table.take(np.random.default_rng(seed).permutation(len(table)))


def moved(table: pa.Table, groups: int = 1_000_000) -> pa.Table:
    """The same showers under other ids and groups."""
    table = replaced(table, "event_id", table["event_id"].to_numpy() + 10 * groups)
    return replaced(table, "shower_group", table["shower_group"].to_numpy() + groups)
