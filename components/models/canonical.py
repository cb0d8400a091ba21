"""Makes the file of a SavedModel a function of what was trained, not of what the process did before.

TensorFlow numbers the functions of a process in the order they are made, and keeps the numbers in the
names it saves. A training that is repeated after an interruption would differ in nothing else.
"""

import re
from typing import Any

import tensorflow as tf
from google.protobuf.descriptor import FieldDescriptor
from tensorflow.core.protobuf.saved_model_pb2 import SavedModel
from tensorflow.python.saved_model import fingerprinting_utils

from components.files import write_bytes

_USER_NAME = "_user_specified_name"
_NUMBER = r"_\d+"
_NUMBERED = re.compile(r"(.*)_(\d+)")


def renumber_functions(folder: str) -> None:
    """Numbers the functions of a SavedModel from 0, in their order, and recomputes its fingerprint.

    Args:
        folder: of the SavedModel; local or remote.
    """
    path = f"{folder}/saved_model.pb"
    with tf.io.gfile.GFile(path, "rb") as stream:
        model = SavedModel.FromString(stream.read())
    names = _new_names(model)
    _replace(model, names)
    for graph in model.meta_graphs:
        for function in graph.graph_def.library.function:
            _rename_captures(function)
        functions = sorted(
            graph.graph_def.library.function, key=lambda function: str(function.signature.name)
        )
        del graph.graph_def.library.function[:]
        graph.graph_def.library.function.extend(functions)
    write_bytes(path, model.SerializeToString(deterministic=True))
    fingerprinting_utils.write_fingerprint(folder)


def _new_names(model: Any) -> dict[str, str]:
    names = {
        function.signature.name
        for graph in model.meta_graphs
        for function in graph.graph_def.library.function
    }
    numbered = sorted((int(match[2]), match[1]) for match in map(_NUMBERED.fullmatch, names) if match)
    return {f"{base}_{number}": f"{base}_{place}" for place, (number, base) in enumerate(numbered)}


def _rename_captures(function: Any) -> None:
    """The arguments that stand for captured tensors are numbered in the same way."""
    names = {}
    for place, argument in enumerate(function.signature.input_arg):
        if re.search(_NUMBER, argument.name):
            names[argument.name] = argument.name = f"{re.sub(_NUMBER, '', argument.name)}_argument_{place}"
        attributes = function.arg_attr[place].attr if place in function.arg_attr else {}
        if _USER_NAME in attributes and attributes[_USER_NAME].s.isdigit():
            attributes[_USER_NAME].s = argument.name.encode()
    names |= {f"^{old}": f"^{new}" for old, new in names.items()}
    for node in function.node_def:
        node.input[:] = [names.get(name, name) for name in node.input]
    for output in list(function.ret):
        function.ret[output] = names.get(function.ret[output], function.ret[output])


def _replace(message: Any, names: dict[str, str]) -> None:
    for field, value in message.ListFields():
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            _replace_in_map(field, value, names)
        elif field.type == FieldDescriptor.TYPE_MESSAGE:
            for part in value if field.is_repeated else [value]:
                _replace(part, names)
        elif field.type in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES):
            _replace_text(message, field, value, names)


def _replace_in_map(field: Any, entries: Any, names: dict[str, str]) -> None:
    of_messages = field.message_type.fields_by_name["value"].type == FieldDescriptor.TYPE_MESSAGE
    for key in sorted(entries):
        if of_messages:
            _replace(entries[key], names)
    for key in sorted(set(entries) & set(names), key=lambda key: int(key.rpartition("_")[2])):
        if of_messages:
            entries[names[key]].CopyFrom(entries[key])
        else:
            entries[names[key]] = entries[key]
        if names[key] != key:
            del entries[key]


def _replace_text(message: Any, field: Any, value: Any, names: dict[str, str]) -> None:
    def renamed(text: Any) -> Any:
        if isinstance(text, bytes):
            return names.get(text.decode("utf-8", "replace"), "").encode() or text
        return names.get(text, text)

    if field.is_repeated:
        value[:] = [renamed(text) for text in value]
    else:
        setattr(message, field.name, renamed(value))
