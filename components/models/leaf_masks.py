"""Trees as masks of the leaves that each value of each feature leaves in reach.

The idea is that of QuickScorer (Lucchese et al., SIGIR 2015, doi 10.1145/2766462.2767733): the leaf that a
row ends in is the one that no feature rules out. So for each feature and each bin of it (between neighbouring
thresholds of the whole forest, or missing) a row of words says, a bit a leaf, which leaves are in reach; the
words of all features are joined by AND, and one bit is left. A word holds up to 32 leaves of one tree; a tree
with more has several words, and in all but one of them no bit is left.
"""

import dataclasses

import numpy as np

from components.errors import ModelError
from components.models.forest import Array, Forest

BITS = 32
MOST_BYTES = 1 << 30
"""Of the masks: more than this a server should not have to hold for one model."""


@dataclasses.dataclass(frozen=True)
class LeafMasks:
    """A forest as tables; words are in the order of their trees.

    Attributes:
        thresholds: of each feature, ascending, float32.
        starts: first row of each feature in `masks`, int32 [features].
        masks: int32 [rows, words]: for each feature a row for each bin, then one for missing values.
        values: what a leaf adds, by its bit in the word, float32 [words, BITS + 1]; the last is of
            words without a leaf in reach, and adds nothing.
        classes: class that each word adds to, int32 [words].
        base: margin before the first tree, float32 [classes].
    """

    thresholds: tuple[Array, ...]
    starts: Array
    masks: Array
    values: Array
    classes: Array
    base: Array


@dataclasses.dataclass(frozen=True)
class _Boxes:
    """Where each node is reached, for each feature; all [nodes, features].

    Attributes:
        low, high: in the bins low <= bin < high; int32.
        missing: where the feature is missing; bool.
    """

    low: Array
    high: Array
    missing: Array


@dataclasses.dataclass(frozen=True)
class _Places:
    """The word and bit of each leaf.

    Attributes:
        nodes, words, bits: int64 [leaves].
        words_of_tree: how many words each tree has, int64 [trees].
    """

    nodes: Array
    words: Array
    bits: Array
    words_of_tree: Array

    @property
    def flags(self) -> Array:
        """A word with nothing but the bit of the leaf, uint32 [leaves]."""
        flags: Array = np.uint32(1) << self.bits.astype(np.uint32)
        return flags


def leaf_masks(forest: Forest) -> LeafMasks:
    """The tables of a forest.

    Raises:
        ModelError: they would be too large to be served.
    """
    thresholds, places = _thresholds(forest), _places(forest)
    words = int(places.words_of_tree.sum())
    rows = np.array([len(known) + 2 for known in thresholds])
    _refuse_large(forest, int(rows.sum()), words)
    boxes = _boxes(forest, thresholds)
    values = np.zeros((words, BITS + 1), np.float32)
    values[places.words, places.bits] = forest.threshold[places.nodes]
    masks = [_masks(boxes, places, feature, (count, words)) for feature, count in enumerate(rows)]
    return LeafMasks(
        thresholds=thresholds,
        starts=(np.cumsum(rows) - rows).astype(np.int32),
        masks=np.concatenate(masks).view(np.int32),
        values=values,
        classes=np.repeat(forest.classes, places.words_of_tree),
        base=forest.base,
    )


def _refuse_large(forest: Forest, rows: int, words: int) -> None:
    needed = 4 * rows * words
    if needed > MOST_BYTES:
        leaves, trees = int(forest.is_leaf.sum()), len(forest.classes)
        raise ModelError(
            f"{trees:,} trees with {leaves:,} leaves and {rows:,} bins need a table of "
            f"{needed / 2**20:,.0f} MB, at most {MOST_BYTES / 2**20:,.0f} MB can be exported",
            where="gradient boosting",
            fix="Lower max_depth, rounds or max_bin, or raise min_child_weight.",
        )


def _thresholds(forest: Forest) -> tuple[Array, ...]:
    of_feature = [~forest.is_leaf & (forest.feature == number) for number in range(forest.features)]
    return tuple(np.unique(forest.threshold[here]) for here in of_feature)


def _places(forest: Forest) -> _Places:
    """The leaves of a tree fill its words one after another."""
    nodes = np.flatnonzero(forest.is_leaf)
    tree = forest.tree[nodes]
    words_of_tree = -(-np.bincount(tree, minlength=len(forest.classes)) // BITS)
    first_word = np.cumsum(words_of_tree) - words_of_tree
    place = _place_in_tree(tree)
    return _Places(nodes, first_word[tree] + place // BITS, place % BITS, words_of_tree)


def _place_in_tree(tree: Array) -> Array:
    """0, 1, 2 ... within each run of equal numbers."""
    starts = np.flatnonzero(np.diff(tree, prepend=-1))
    return np.arange(len(tree)) - np.repeat(starts, np.diff(starts, append=len(tree)))


def _boxes(forest: Forest, thresholds: tuple[Array, ...]) -> _Boxes:
    """Walks all trees at once, from the roots down, a level at a time."""
    bins = np.array([len(known) + 1 for known in thresholds], np.int32)
    shape = (len(forest.tree), forest.features)
    boxes = _Boxes(np.zeros(shape, np.int32), np.tile(bins, (shape[0], 1)), np.ones(shape, bool))
    cut = _first_bin_right(forest, thresholds)
    level = forest.roots
    while len(level := level[forest.left[level] >= 0]):
        left, right, feature = forest.left[level], forest.right[level], forest.feature[level]
        for table in (boxes.low, boxes.high, boxes.missing):
            table[left] = table[right] = table[level]
        boxes.high[left, feature] = np.minimum(boxes.high[left, feature], cut[level])
        boxes.low[right, feature] = np.maximum(boxes.low[right, feature], cut[level])
        boxes.missing[left, feature] &= forest.missing_left[level]
        boxes.missing[right, feature] &= ~forest.missing_left[level]
        level = np.concatenate([left, right])
    return boxes


def _first_bin_right(forest: Forest, thresholds: tuple[Array, ...]) -> Array:
    """Bin b holds values with b thresholds at or below them, so the k-th threshold parts bins k and k + 1."""
    cut = np.zeros(len(forest.tree), np.int32)
    for number, known in enumerate(thresholds):
        here = ~forest.is_leaf & (forest.feature == number)
        cut[here] = np.searchsorted(known, forest.threshold[here]) + 1
    return cut


def _masks(boxes: _Boxes, places: _Places, feature: int, shape: tuple[int, int]) -> Array:
    """Words uint32 [bins + 1, words] of a feature: a bit goes in at its first bin, out after its last."""
    low, high = boxes.low[places.nodes, feature], boxes.high[places.nodes, feature]
    missing = boxes.missing[places.nodes, feature]
    flags = np.where(low < high, places.flags, 0)
    masks = np.zeros(shape, np.uint32)
    np.add.at(masks, (low, places.words), flags)
    np.subtract.at(masks, (high, places.words), flags)
    np.cumsum(masks, axis=0, out=masks)
    masks[-1] = 0
    np.bitwise_or.at(masks[-1], places.words[missing], places.flags[missing])
    return masks
