"""Makes a schema the curated one of a dataset, if it can be: what contradicts the registry is refused."""

import pathlib

from tensorflow_metadata.proto.v0.schema_pb2 import Feature, Schema

from components.errors import DatasetError
from components.files import write_text
from components.schema_gen.aspects import categories, environments, extent, kind
from components.showers.dataset import Dataset
from components.showers.schema import SCHEMA_FILE, SERVING, TRAINING, read_schema, schema_of

HEADER = """# What every example of the {name} dataset must be, in TensorFlow Metadata's terms.
# Units and meanings are in dataset.yaml.
"""


SHOWN = 5
"""How many contradictions an error shows; it counts them all."""


def contradictions(schema: Schema, dataset: Dataset) -> list[str]:
    """What a schema says that cannot be with the registry of its dataset: one sentence a feature.

    Ranges, presence and thresholds are for a person to curate; names, types, shapes, the classes, and what
    is not known of measured showers are facts.
    """
    found = {feature.name: feature for feature in schema.feature}
    facts = schema_of(dataset)
    known = {feature.name: feature for feature in facts.feature}
    return [
        *(f"{name}: missing, and every example has it" for name in known if name not in found),
        *(f"{name}: not in dataset.yaml, so no example will have it" for name in found if name not in known),
        *(
            f"{name}: {what}"
            for name in known
            if name in found
            for what in (*_of_form(found[name], schema, known[name], facts), *_of_role(name, schema, dataset))
        ),
    ]


def require_agreement(schema: Schema, dataset: Dataset, path: pathlib.Path) -> None:
    """Refuses a schema that contradicts the registry.

    Raises:
        DatasetError: it does; names the first features, and the file.
    """
    if wrong := contradictions(schema, dataset):
        more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        what = f"contradicts the dataset.yaml of {dataset.name}: {'; '.join(wrong[:SHOWN])}{more}"
        raise DatasetError(what, where=str(path), fix="Correct the schema, or dataset.yaml first.")


def freeze(path: pathlib.Path, folder: pathlib.Path, dataset: Dataset) -> pathlib.Path:
    """Writes a schema to the dataset's folder as the curated one, whole or not at all; gives its path.

    The text stays as it is, with its comments; one that begins without a comment gets that of the old file.

    Raises:
        DatasetError: the file is no schema, contradicts dataset.yaml, or the folder cannot be written to.
    """
    text, schema = read_schema(path)
    require_agreement(schema, dataset, path)
    target = folder / SCHEMA_FILE
    head = "" if text.lstrip().startswith("#") else _header(target, dataset)
    try:
        write_text(str(target), head + text)
    except OSError as error:
        fix = "Is there space, and may you write there?"
        raise DatasetError(f"cannot be written: {error}", where=str(target), fix=fix) from None
    return target


def _of_form(feature: Feature, schema: Schema, fact: Feature, facts: Schema) -> list[str]:
    wrong = [
        f"{word} {aspect(feature, schema)}, dataset.yaml says {aspect(fact, facts)}"
        for word, aspect in (("type", kind), ("shape", extent))
        if aspect(feature, schema) != aspect(fact, facts)
    ]
    allowed, needed = categories(feature, schema), categories(fact, facts)
    lacking = [value for value in needed or () if allowed is not None and value not in allowed]
    return [*wrong, *([f"without the values {', '.join(lacking)} of dataset.yaml"] if lacking else [])]


def _of_role(name: str, schema: Schema, dataset: Dataset) -> list[str]:
    feature = next(feature for feature in schema.feature if feature.name == name)
    described = next(one for one in dataset.features if one.name == name)
    expected = environments(feature, schema)
    if described not in dataset.measured and SERVING in expected:
        return [f"a {described.role} that is expected in {SERVING}, where nobody knows it"]
    return [] if TRAINING in expected else [f"not expected in {TRAINING}"]


def _header(target: pathlib.Path, dataset: Dataset) -> str:
    """The comment at the top of the file that is there, or a first one."""
    lines = target.read_text(encoding="utf-8").splitlines(keepends=True) if target.exists() else []
    size = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:size]) or HEADER.format(name=dataset.name)
