"""The ML Metadata database of a package, opened by whom `Config.database` names, else as a SQLite file."""

import importlib
from typing import Any

from kubeflow.errors import KubeflowError


def opener(module: str) -> Any:
    """The module that opens the database: `connection(where)` gives a config, `open_store(where)` a store.

    Args:
        module: its dotted name; empty for this one, which knows SQLite files only.
    """
    return importlib.import_module(module or __name__)


def connection(where: str) -> Any:
    """The ConnectionConfig of a SQLite file.

    Raises:
        KubeflowError: it is something else.
    """
    from ml_metadata.proto import metadata_store_pb2

    if "://" in where:
        raise KubeflowError(
            f"{where} is not the path of a SQLite file",
            "Name a module in Config.database whose connection(where) gives ML Metadata's ConnectionConfig.",
        )
    config = metadata_store_pb2.ConnectionConfig()
    config.sqlite.filename_uri = where
    config.sqlite.connection_mode = metadata_store_pb2.SqliteMetadataSourceConfig.READWRITE_OPENCREATE
    return config


def open_store(where: str) -> Any:
    """The store of a SQLite file."""
    from ml_metadata import metadata_store

    return metadata_store.MetadataStore(connection(where))
