"""Puts imports off: packages that are run when something of them is used, and packages that are refused.

A package that is put off can be imported, and so can its parts, without running it. Nothing is missing: the
first name that is asked of it runs it.
"""

import contextlib
import fnmatch
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import threading
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

ASKED = ("__version__", "__internal__", "__all__")
"""The only names of this kind that run a package; Python asks for others of whatever is imported."""
_running = threading.RLock()


def put_off(alone: Mapping[str, str]) -> None:
    """Puts packages and modules off that are not imported yet.

    Args:
        alone: package -> which of its parts can do without it, such as `tfx.components` and `*`; a pattern.
    """
    sys.meta_path.insert(0, _Postponement({k: v for k, v in alone.items() if k not in sys.modules}))


def refuse(*names: str, by: str) -> None:
    """Says of packages that they are not installed.

    Args:
        names: of the packages.
        by: pattern of the modules that are told so; the names of all others are not touched.
    """
    sys.meta_path.insert(0, _Refusal(names, by))


@contextlib.contextmanager
def without(*names: str) -> Iterator[None]:
    """As if some packages were not installed; one that is imported already stays."""
    finder = _Refusal([name for name in names if name not in sys.modules], "*")
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def is_loaded(name: str) -> bool:
    """Whether a module is imported, and not put off."""
    module = sys.modules.get(name)
    return module is not None and not (isinstance(module, _Later) and module._is_waiting)


class _Refusal(importlib.abc.MetaPathFinder):
    def __init__(self, names: Sequence[str], by: str) -> None:
        self._names, self._by = names, by

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Refuses a package and what is in it."""
        if name.partition(".")[0] in self._names and fnmatch.fnmatchcase(_asker(), self._by):
            raise ModuleNotFoundError(f"{name} is put off", name=name)


def _asker() -> str:
    """The module whose code imports something just now."""
    frame = sys._getframe(2)
    while frame.f_back is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", ""))


class _Postponement(importlib.abc.MetaPathFinder):
    def __init__(self, alone: Mapping[str, str]) -> None:
        self._alone = alone

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Postpones a package; runs one that the wanted part cannot do without."""
        for package in (one for one in self._alone if name.startswith(f"{one}.")):
            if not fnmatch.fnmatchcase(name.split(".")[package.count(".") + 1], self._alone[package]):
                _run(sys.modules[package])
        if name not in self._alone:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._alone[name])
        return spec


class _Loader(importlib.abc.Loader):
    """Makes a module that waits, and leaves it with the loader that runs it."""

    def __init__(self, inner: Any, alone: str) -> None:
        self._inner, self._alone = inner, alone

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """An empty module."""
        module = _Later(spec.name)
        module._alone = self._alone
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Runs nothing."""
        module.__loader__ = self._inner
        assert module.__spec__ is not None
        module.__spec__.loader = self._inner


class _Later(types.ModuleType):
    """A module whose own code runs when it is asked for a name that is not one of its parts.

    It is a plain module from then on, so that whatever looks at modules sees nothing of this.
    """

    _is_waiting = True
    _alone = ""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in ASKED:
            raise self._unknown(name)
        with _running:  # another thread may be running it
            if isinstance(self, _Later) and not self._is_waiting:
                raise self._unknown(name)
            if isinstance(self, _Later) and self._has_part(name):
                return importlib.import_module(f"{self.__name__}.{name}")
            _run(self)
            return getattr(self, name)

    def __reduce__(self) -> Any:
        return importlib.import_module, (self.__name__,)

    def _unknown(self, name: str) -> AttributeError:
        return AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def _has_part(self, name: str) -> bool:
        is_alone = fnmatch.fnmatchcase(name, self._alone) and "__path__" in self.__dict__
        return is_alone and importlib.util.find_spec(f"{self.__name__}.{name}") is not None


def _run(module: types.ModuleType) -> None:
    """Runs a module that waits."""
    with _running:
        if not isinstance(module, _Later) or not module._is_waiting:
            return
        loader: Any = module.__loader__
        module._is_waiting = False
        try:
            loader.exec_module(module)
        except BaseException:
            module._is_waiting = True
            raise
        for name in ("_is_waiting", "_alone"):
            del module.__dict__[name]
        module.__class__ = types.ModuleType  # type: ignore[assignment]
