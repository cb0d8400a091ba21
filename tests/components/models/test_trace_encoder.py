"""Stations in any order give the same numbers, absent ones none, and the layer works wherever models do."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from components.models.trace_encoder import TraceEncoder, channels

ROWS, STATIONS, BINS, VALUES, UNITS = 7, 6, 40, 4, 8


def encoder(seed: int = 1) -> TraceEncoder:
    return TraceEncoder(STATIONS, BINS, VALUES, [4, 6], UNITS, seed)


@pytest.fixture
def inputs() -> tuple[np.ndarray, np.ndarray]:
    """Traces of unit area, and values; each row has one station fewer, the last one none."""
    random = np.random.default_rng(3)
    there = np.arange(STATIONS) < STATIONS - np.arange(ROWS)[:, None]
    traces = random.dirichlet(np.full(BINS, 0.3), (ROWS, STATIONS)) * there[:, :, None]
    values = random.normal(size=(ROWS, STATIONS, VALUES)) * there[:, :, None]
    values[:, :, -1] = there
    return traces.astype(np.float32), values.astype(np.float32)


def test_it_gives_numbers_for_every_row(inputs):
    found = encoder()(*inputs)
    assert found.shape == (ROWS, UNITS)
    assert found.dtype == tf.float32
    assert np.isfinite(found).all()
    assert len(np.unique(found, axis=0)) == ROWS


def test_the_order_of_the_stations_does_not_matter(inputs):
    layer = encoder()
    order = np.random.default_rng(4).permuted(np.tile(np.arange(STATIONS), (ROWS, 1)), axis=1)
    mixed = [np.take_along_axis(part, order[:, :, None], axis=1) for part in inputs]
    assert not np.array_equal(mixed[0], inputs[0])
    np.testing.assert_allclose(layer(*mixed), layer(*inputs), rtol=1e-5, atol=1e-6)


def test_what_stands_in_the_place_of_an_absent_station_does_not_matter(inputs):
    layer, (traces, values) = encoder(), inputs
    absent = values[:, :, -1] == 0
    scribbled, noted = traces.copy(), values.copy()
    scribbled[absent], noted[absent, :-1] = 0.9, 5
    np.testing.assert_array_equal(layer(scribbled, noted), layer(traces, values))


def test_a_station_that_is_there_matters(inputs):
    layer, (traces, values) = encoder(), inputs
    fewer = values.copy()
    fewer[0, 0, -1] = 0
    assert not np.allclose(layer(traces, fewer)[0], layer(traces, values)[0])
    np.testing.assert_array_equal(layer(traces, fewer)[1:], layer(traces, values)[1:])


def test_as_many_stations_twice_are_the_same_on_average_and_at_most(inputs):
    layer, (traces, values) = encoder(), inputs
    one, two = [0, 0, 0, 0, 0, 0], [0, 1, 0, 1, 0, 1]
    same = [part[:1, one] for part in inputs]
    single = [part * (np.arange(STATIONS) < 1)[:, None].astype(np.float32) for part in same]
    np.testing.assert_allclose(layer(*same), layer(*single), rtol=1e-5)
    assert not np.allclose(layer(traces[:1, two], values[:1, two]), layer(*same))


def test_when_the_charge_arrives_matters_and_not_only_how_it_is_spread():
    early = np.zeros((1, STATIONS, BINS), np.float32)
    early[0, 0, 10] = 1
    values = np.zeros((1, STATIONS, VALUES), np.float32)
    values[0, 0, -1] = 1
    layer = TraceEncoder(STATIONS, BINS, VALUES, [16, 16], 32, seed=1)
    found = [layer(np.roll(early, later, axis=2), values).numpy() for later in (0, 8)]
    assert (abs(found[1] - found[0]) > 0.01).sum() > 5


def test_channels_are_the_logarithm_and_the_charge_so_far():
    found = channels(tf.constant([[0.0, 1.0, 0.0], [0.5, 0.25, 0.25]])).numpy()
    np.testing.assert_allclose(found[0], [[0, 0], [1, 1], [0, 1]], atol=1e-6)
    np.testing.assert_allclose(found[1, :, 1], [0.5, 0.75, 1])
    np.testing.assert_allclose(found[1, 0, 0], np.log(51) / np.log(101), rtol=1e-6)
    assert np.isfinite(channels(tf.constant([[-0.05, 1.05]]))).all()


def test_initial_weights_are_a_function_of_the_seed():
    weights = [[w.numpy() for w in encoder(seed).weights] for seed in (1, 1, 2)]
    assert all(np.array_equal(a, b) for a, b in zip(weights[0], weights[1], strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(weights[0], weights[2], strict=True) if a.any())
    shapes = {w.shape for w in weights[0] if w.ndim > 1}
    assert shapes == {(5, 2, 4), (5, 4, 6), (2 * 6 + VALUES, UNITS), (2 * UNITS, UNITS)}


def test_every_weight_learns(inputs):
    layer = encoder()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(layer(*inputs)))
    for weight, gradient in zip(layer.weights, tape.gradient(loss, layer.trainable_variables), strict=True):
        assert np.isfinite(gradient).all(), weight.path
        assert np.any(gradient), weight.path


def test_a_compiled_graph_of_any_batch_gives_the_same(inputs):
    layer = encoder()
    specs = [tf.TensorSpec([None, *part.shape[1:]]) for part in inputs]
    compiled = tf.function(layer, input_signature=specs, autograph=False)
    whole = layer(*inputs)
    np.testing.assert_allclose(compiled(*inputs), whole, atol=1e-6)
    for row in range(ROWS):
        np.testing.assert_allclose(
            compiled(*(part[row : row + 1] for part in inputs)), whole[row : row + 1], atol=1e-6
        )
    assert compiled(*(part[:0] for part in inputs)).shape == (0, UNITS)


def test_it_also_computes_with_fewer_bits(inputs):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        found = encoder()(*inputs)
    finally:
        keras.config.set_dtype_policy("float32")
    assert found.dtype == tf.bfloat16
    np.testing.assert_allclose(tf.cast(found, tf.float32), encoder()(*inputs), atol=0.05)


def test_an_exported_model_loads_in_tensorflow_2_and_in_a_tensorflow_1_session(inputs, tmp_path):
    layer, v1 = encoder(), tf.compat.v1
    archive = keras.export.ExportArchive()
    archive.track(layer)
    specs = [tf.TensorSpec([None, *part.shape[1:]], name=n) for n, part in zip("ts", inputs, strict=True)]
    archive.add_endpoint("encode", lambda t, s: {"found": layer(t, s)}, specs)
    archive.write_out(str(tmp_path / "model"), verbose=False)
    loaded = tf.saved_model.load(str(tmp_path / "model")).signatures["encode"]
    np.testing.assert_allclose(
        loaded(**dict(zip("ts", map(tf.constant, inputs), strict=True)))["found"], layer(*inputs), atol=1e-6
    )
    with v1.Session(graph=tf.Graph()) as session:
        signature = v1.saved_model.load(session, ["serve"], str(tmp_path / "model")).signature_def["encode"]
        feeds = {signature.inputs[name].name: part for name, part in zip("ts", inputs, strict=True)}
        found = session.run(signature.outputs["found"].name, feeds)
    np.testing.assert_allclose(found, layer(*inputs), atol=1e-6)
