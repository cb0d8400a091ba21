import numpy as np
import pytest

from components.models.layout import Block, Layout
from components.showers.dataset import Dataset, load_dataset

GROUND = load_dataset("ground")


def with_vectors() -> Dataset:
    vectors = [
        {"name": name, "role": "input", "shape": shape, "meaning": "m"}
        for name, shape in {"traces": (6, 40), "stations": (6, 4)}.items()
    ]
    content = GROUND.model_dump(by_alias=True)
    return Dataset.model_validate({**content, "features": [*content["features"], *vectors]})


class TestLayout:
    def test_scalars_come_first_then_the_vectors_in_the_order_of_the_file(self) -> None:
        numbers = len(GROUND.model_inputs)
        layout = Layout.of(with_vectors())
        assert layout.scalars == numbers
        assert layout.blocks == (Block("traces", numbers, (6, 40)), Block("stations", numbers + 240, (6, 4)))
        assert layout.names == ("traces", "stations")
        assert layout.width == numbers + 264

    def test_a_flat_dataset_has_no_blocks(self) -> None:
        assert Layout.of(GROUND) == Layout(len(GROUND.model_inputs))
        assert Layout.of(GROUND).width == len(GROUND.model_inputs)

    def test_the_columns_of_a_block_hold_it_flattened(self) -> None:
        block = Layout.of(with_vectors()).block("stations")
        matrix = np.arange(2 * Layout.of(with_vectors()).width).reshape(2, -1)
        assert matrix[:, block.columns].shape == (2, block.width) == (2, 24)
        assert matrix[0, block.columns].reshape(block.shape)[1, 0] == block.start + 4

    def test_a_dropped_vector_leaves_the_layout(self) -> None:
        names = [feature.name for feature in GROUND.inputs]
        assert Layout.of(with_vectors().with_inputs([*names, "stations"])).names == ("stations",)
        assert Layout.of(with_vectors().with_inputs(names)) == Layout.of(GROUND)

    def test_an_unknown_block_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            Layout.of(GROUND).block("traces")
