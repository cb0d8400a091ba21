"""Which columns of the matrix that a model sees are what: single numbers first, then vectors, flattened."""

import dataclasses
import math

from components.showers.dataset import Dataset


@dataclasses.dataclass(frozen=True)
class Block:
    """One vector input in the matrix.

    Attributes:
        name: of the input.
        start: its first column.
        shape: of one example; the columns hold it flattened, last axis fastest.
    """

    name: str
    start: int
    shape: tuple[int, ...]

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return math.prod(self.shape)

    @property
    def columns(self) -> slice:
        """Its columns of the matrix [batch, width]."""
        return slice(self.start, self.start + self.width)


@dataclasses.dataclass(frozen=True)
class Layout:
    """The columns of the matrix that a model sees, float32 [batch, width].

    Attributes:
        scalars: how many derived inputs, z-scored, come first.
        blocks: the vector inputs behind them, in their order.
    """

    scalars: int
    blocks: tuple[Block, ...] = ()

    @property
    def width(self) -> int:
        """How many columns the matrix has."""
        return self.scalars + sum(block.width for block in self.blocks)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the vector inputs."""
        return tuple(block.name for block in self.blocks)

    def block(self, name: str) -> Block:
        """The vector input of that name.

        Raises:
            KeyError: there is none.
        """
        return {block.name: block for block in self.blocks}[name]

    @classmethod
    def of(cls, dataset: Dataset) -> "Layout":
        """The layout of a dataset: its model inputs, then its vectors in the order of the file."""
        blocks: list[Block] = []
        start = len(dataset.model_inputs)
        for vector in dataset.vectors:
            blocks.append(Block(vector.name, start, vector.shape))
            start += vector.width
        return cls(len(dataset.model_inputs), tuple(blocks))
