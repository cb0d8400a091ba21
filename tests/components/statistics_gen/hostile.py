"""Columns with everything that real data does to statistics, as a table and as TFRecords."""

import pathlib
from typing import Any

import numpy as np
import pyarrow as pa
import tensorflow as tf

ROWS = 600
TRACES = 6 * 40


def hostile_columns(rows: int = ROWS, seed: int = 0) -> dict[str, list[Any]]:
    """Name -> a value for each row: a number, text, a list of numbers, or None where it is missing."""
    draw = np.random.default_rng(seed)
    real = draw.normal(size=rows).astype(np.float32)
    place = np.arange(rows)
    return {
        "real": real.tolist(),
        "whole": draw.integers(-(2**40), 2**40, rows).tolist(),
        "constant": [7.5] * rows,
        "zeros": np.where(place % 3, real, 0).tolist(),
        "sparse": [None if i % 7 == 0 else x for i, x in enumerate(real.tolist())],
        "not_numbers": np.where(place % 5, real, np.nan).tolist(),
        "no_numbers": [float("nan")] * rows,
        "endless": np.select([place % 11 == 0, place % 13 == 0], [np.inf, -np.inf], real).tolist(),
        "text": [None if i % 9 == 0 else f"class {i % 4}" for i in range(rows)],
        "never": [None] * (rows - 1) + [1.0],
        "traces": draw.exponential(size=(rows, TRACES)).astype(np.float32).tolist(),
        "ragged": [None if n == 0 else x for n, x in _ragged(draw, rows)],
    }


def hostile_table(rows: int = ROWS, seed: int = 0) -> pa.Table:
    """The same as a table: flat columns, a fixed size list and a list."""
    kinds = {"whole": pa.int64(), "text": pa.string(), "ragged": pa.list_(pa.float32())}
    kinds["traces"] = pa.list_(pa.float32(), TRACES)
    columns = hostile_columns(rows, seed)
    return pa.table({name: pa.array(x, kinds.get(name, pa.float32())) for name, x in columns.items()})


def write_hostile(folder: pathlib.Path, rows: int = ROWS, seed: int = 0) -> str:
    """The same as a folder of one TFRecord file of tf.Examples; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = hostile_columns(rows, seed)
    with tf.io.TFRecordWriter(str(folder / "examples-00000-of-00001")) as file:
        for row in zip(*columns.values(), strict=True):
            file.write(_example(dict(zip(columns, row, strict=True))))
    return str(folder)


def _ragged(draw: np.random.Generator, rows: int) -> list[tuple[int, list[float]]]:
    lengths = draw.integers(0, 6, rows)
    return [(int(n), draw.normal(size=n).astype(np.float32).tolist()) for n in lengths]


def _example(row: dict[str, Any]) -> bytes:
    features = {name: _feature(value) for name, value in row.items() if value is not None}
    content: bytes = tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString()
    return content


def _feature(value: Any) -> tf.train.Feature:
    values = value if isinstance(value, list) else [value]
    if isinstance(values[0], str):
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=[text.encode() for text in values]))
    if isinstance(values[0], int):
        return tf.train.Feature(int64_list=tf.train.Int64List(value=values))
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))
