"""Packages that are put off run when they are used, once, and are plain modules from then on."""

import copy
import importlib
import pathlib
import sys
import threading
import types

import pytest

from kubeflow import later

SLOW = "import time\nprint('ran')\ntime.sleep(0.2)\nname = 'a name'\n"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with a part, put off; gives its name."""
    name = f"package_{tmp_path.name}".replace("-", "_")
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").write_text(SLOW)
    (folder / "part.py").write_text("name = 'a part'\n")
    (folder / "whole.py").write_text(f"import {name}\nname = {name}.name\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    later.put_off({name: "part"})
    yield name
    for one in [one for one in sys.modules if one.partition(".")[0] == name]:
        del sys.modules[one]


def test_a_package_runs_when_it_is_asked_for_a_name(package, capsys):
    module = importlib.import_module(package)
    assert not later.is_loaded(package)
    assert pathlib.Path(module.__file__).name == "__init__.py"
    assert not hasattr(module, "__wrapped__")
    assert capsys.readouterr().out == ""
    assert module.name == "a name"
    assert later.is_loaded(package)
    assert type(module) is types.ModuleType
    assert module.name == "a name"
    assert capsys.readouterr().out == "ran\n"
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = module.no_such_name


def test_a_part_that_can_do_without_the_package_does(package):
    assert importlib.import_module(f"{package}.part").name == "a part"
    assert importlib.import_module(package).part.name == "a part"
    assert not later.is_loaded(package)


def test_from_a_package_comes_its_part(package):
    found = {}
    exec(f"from {package} import part", found)
    assert found["part"].name == "a part"
    assert not later.is_loaded(package)


def test_another_part_runs_the_package_first(package):
    importlib.import_module(package)
    assert importlib.import_module(f"{package}.whole").name == "a name"
    assert later.is_loaded(package)


def test_threads_wait_until_it_has_run(package, capsys):
    module, found = importlib.import_module(package), []
    threads = [threading.Thread(target=lambda: found.append(module.name)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["a name"] * 4
    assert capsys.readouterr().out == "ran\n"


def test_what_waits_is_pickled_by_its_name(package):
    module = importlib.import_module(package)
    assert copy.copy(module) is module  # by the same protocol
    assert not later.is_loaded(package)


def test_a_package_that_cannot_run_says_so_every_time(package, tmp_path):
    (tmp_path / package / "__init__.py").write_text("import no_such_package\n")
    module = importlib.import_module(package)
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match="no_such_package"):
            _ = module.name


def test_a_package_is_refused_to_those_that_do_without_it(package, tmp_path, monkeypatch):
    (tmp_path / "asks_for_it.py").write_text(
        f"try:\n    import {package} as it\nexcept ImportError:\n    it = None\n"
    )
    monkeypatch.delitem(sys.modules, "asks_for_it", raising=False)
    later.refuse(package, by="asks_*")
    assert importlib.import_module("asks_for_it").it is None
    assert importlib.import_module(package).name == "a name"


def test_without_a_package_there_is_none(package):
    with later.without(package), pytest.raises(ModuleNotFoundError, match="put off"):
        importlib.import_module(package)
    assert importlib.import_module(package).name == "a name"
