"""What differs between two schemas, in words: one sentence a feature.

    energy: presence in all examples -> in at least 98 % of the examples; range 0.1 to 1000 -> 0.1 to 2400

Whatever else TensorFlow Metadata can say is compared too, and named by its field: no difference goes unsaid.
"""

from collections.abc import Iterator

from google.protobuf.message import Message
from tensorflow_metadata.proto.v0.schema_pb2 import Feature, Schema

from components.schema_gen.aspects import ASPECTS, FIELDS, categories, extent, kind, presence

SAID = frozenset({"feature", "string_domain", "default_environment"})
"""The fields of a schema that are told feature by feature, or in words of their own."""


def differences(old: Schema, new: Schema) -> list[str]:
    """What has to change in a schema to make it another one; nothing where they say the same.

    Args:
        old: the schema that counts, such as the curated one.
        new: what it is compared with.

    Returns:
        One sentence for each feature that differs, in the order of `old`, then the new ones, then what is
        said of the schema as a whole.
    """
    before, after = ({feature.name: feature for feature in schema.feature} for schema in (old, new))
    found = [
        f"{name}: {what}"
        for name, feature in before.items()
        if (what := _changes(feature, old, after[name], new) if name in after else "gone")
    ]
    found += [f"{name}: new, {_described(f, new)}" for name, f in after.items() if name not in before]
    return [*found, *(f"the schema: {what}" for what in _of_the_whole(old, new))]


def _described(feature: Feature, schema: Schema) -> str:
    allowed = categories(feature, schema)
    words = [kind(feature, schema), extent(feature, schema), presence(feature, schema)]
    return ", ".join([*words, *([f"values {', '.join(allowed)}"] if allowed else [])])


def _changes(old: Feature, of_old: Schema, new: Feature, of_new: Schema) -> str:
    pairs = {name: (aspect(old, of_old), aspect(new, of_new)) for name, aspect in ASPECTS.items()}
    # An aspect without words does not apply: only numbers have a range.
    changed = [f"{name} {was} -> {now}" for name, (was, now) in pairs.items() if was and now and was != now]
    values = _values(categories(old, of_old), categories(new, of_new))
    return "; ".join([*changed, *values, *_unnamed(old, new, FIELDS)])


def _values(old: tuple[str, ...] | None, new: tuple[str, ...] | None) -> Iterator[str]:
    """What changed among the texts that a feature may have; None is any text."""
    if old is None or new is None:
        if old != new:
            yield "values " + " -> ".join("any" if v is None else ", ".join(v) for v in (old, new))
        return
    added, gone = [v for v in new if v not in old], [v for v in old if v not in new]
    if added:
        yield f"new values {', '.join(added)}"
    if gone:
        yield f"without the values {', '.join(gone)}"
    if old != new and not added and not gone:
        yield f"order of values {', '.join(old)} -> {', '.join(new)}"


def _unnamed(old: Message, new: Message, said: frozenset[str]) -> Iterator[str]:
    """Differences that have no words here: the names of their fields."""
    fields = {field.name for message in (old, new) for field, _ in message.ListFields()} - said
    if changed := sorted(name for name in fields if getattr(old, name) != getattr(new, name)):
        yield f"changed {', '.join(changed)}"


def _of_the_whole(old: Schema, new: Schema) -> Iterator[str]:
    before, after = (", ".join(sorted(schema.default_environment)) or "none" for schema in (old, new))
    if before != after:
        yield f"environments {before} -> {after}"
    yield from _unnamed(old, new, SAID)
