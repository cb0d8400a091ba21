"""The checklist of a dataset, `audit.yaml`: what could go wrong, what would show it, and who must sign."""

import pathlib
from typing import Self

import pydantic
import yaml

from components.audit.evidence import Item, Known, Strict
from components.audit.problems import problems
from components.errors import DatasetError
from components.showers.dataset import Dataset, explain

CHECKLIST_FILE = "audit.yaml"


class Checklist(Strict):
    """All items; none where a dataset has no checklist."""

    items: tuple[Item, ...] = ()

    @pydantic.model_validator(mode="after")
    def _once(self) -> Self:
        ids = [item.id for item in self.items]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"the id {twice[0]} stands twice")
        return self

    @property
    def roles(self) -> tuple[str, ...]:
        """Who must sign, in the order of the items."""
        return tuple(dict.fromkeys(item.sign for item in self.items))


def load_checklist(folder: pathlib.Path, dataset: Dataset, known: Known | None = None) -> Checklist:
    """Reads `audit.yaml` in a dataset's folder, or `audit.<task>.yaml` of a coarser question.

    Args:
        folder: the dataset's.
        dataset: whose classes and features are named.
        known: what the pipeline measures; None leaves the names of that unchecked.

    Returns:
        The checklist; an empty one where there is no file.

    Raises:
        DatasetError: it is malformed, or names what is not measured; names the file and the field.
    """
    path = folder / (f"audit.{dataset.task}.yaml" if dataset.task else CHECKLIST_FILE)
    if not path.is_file():
        return Checklist()
    return parse_checklist(path.read_bytes(), dataset, known, str(path))


def parse_checklist(
    text: bytes | str, dataset: Dataset, known: Known | None = None, where: str = CHECKLIST_FILE
) -> Checklist:
    """A checklist from YAML, a list of items.

    Raises:
        DatasetError: as in `load_checklist`.
    """
    try:
        checklist = Checklist.model_validate({"items": yaml.safe_load(text) or ()})
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _wrong(where, f"not valid YAML: {error}") from None
    except pydantic.ValidationError as error:
        raise _wrong(where, explain(error)) from None
    if found := problems(checklist.items, dataset, known):
        raise _wrong(where, "; ".join(found))
    return checklist


def _wrong(where: str, what: str) -> DatasetError:
    return DatasetError(what, where=where, fix="Correct the file.")
