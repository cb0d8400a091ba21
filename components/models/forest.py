"""The trees of an XGBoost booster as plain arrays, read from its JSON."""

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from components.errors import ModelError

if TYPE_CHECKING:
    import xgboost as xgb

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Forest:
    """All nodes of all trees, one after another.

    A row at an inner node goes left where its feature is below the threshold, right where not, and where the
    feature is missing (NaN) as `missing_left` says.

    Attributes:
        features: how many inputs there are.
        base: margin before the first tree, float32 [classes].
        classes: class that each tree adds to, int32 [trees].
        tree: tree of each node, int32 [nodes].
        left, right: node to go to, int32 [nodes]; -1 at a leaf.
        feature: feature compared, int32 [nodes].
        threshold: what it is compared with, float32 [nodes]; at a leaf, what the leaf adds.
        missing_left: bool [nodes].
    """

    features: int
    base: Array
    classes: Array
    tree: Array
    left: Array
    right: Array
    feature: Array
    threshold: Array
    missing_left: Array

    @property
    def is_leaf(self) -> Array:
        """Bool [nodes]."""
        leaf: Array = self.left < 0
        return leaf

    @property
    def roots(self) -> Array:
        """The first node of each tree, int64 [trees]."""
        roots: Array = np.flatnonzero(np.diff(self.tree, prepend=-1))
        return roots


def read_forest(booster: "xgb.Booster") -> Forest:
    """The trees of a `gbtree` booster of `multi:softprob`.

    Raises:
        ModelError: it has something that is not supported: another booster or objective, categorical splits,
            leaves of several values.
    """
    learner = json.loads(booster.save_raw("json"))["learner"]
    _refuse_unsupported(learner)
    model, size = learner["gradient_booster"]["model"], learner["learner_model_param"]
    trees = model["trees"]
    counts = [len(tree["left_children"]) for tree in trees]
    first = np.repeat(np.cumsum([0, *counts[:-1]]), counts)

    def joined(key: str, dtype: Any) -> Array:
        return np.concatenate([np.asarray(tree[key], dtype) for tree in trees])

    def children(key: str) -> Array:
        local = joined(key, np.int32)
        return np.where(local < 0, -1, local + first).astype(np.int32)

    return Forest(
        features=int(size["num_feature"]),
        base=_base(size),
        classes=np.asarray(model["tree_info"], np.int32),
        tree=np.repeat(np.arange(len(trees), dtype=np.int32), counts),
        left=children("left_children"),
        right=children("right_children"),
        feature=joined("split_indices", np.int32),
        threshold=joined("split_conditions", np.float32),
        missing_left=joined("default_left", bool),
    )


def _base(size: dict[str, str]) -> Array:
    """One number for all classes, or one for each."""
    base = np.atleast_1d(np.asarray(json.loads(size["base_score"]), np.float32))
    return np.broadcast_to(base, (int(size["num_class"]),)).copy()


def _refuse_unsupported(learner: dict[str, Any]) -> None:
    kind = learner["gradient_booster"]["name"]
    objective = learner["objective"]["name"]
    if kind != "gbtree":
        _refuse(f"boosters of the kind {kind}", "Train with booster=gbtree.")
    if objective != "multi:softprob":
        _refuse(f"the objective {objective}", "Train with objective=multi:softprob.")
    trees = learner["gradient_booster"]["model"]["trees"]
    if not trees:
        _refuse("a booster without trees", "Train at least one round.")
    if any(any(tree["split_type"]) for tree in trees):
        _refuse("splits on categories", "Give XGBoost numbers, not categories.")
    if any(int(tree["tree_param"]["size_leaf_vector"]) > 1 for tree in trees):
        _refuse("leaves of several values", "Train with multi_strategy=one_output_per_tree.")


def _refuse(what: str, fix: str) -> None:
    raise ModelError(f"{what}: not supported", where="XGBoost booster", fix=fix)
