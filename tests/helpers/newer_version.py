"""A program that runs while a newer version comes to lie in its place."""

import sys
from importlib.abc import MetaPathFinder

import pytest


class _Nothing(MetaPathFinder):
    """What is not loaded yet does not fit to what is."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        raise ImportError(name)


def replace_the_program(monkeypatch: pytest.MonkeyPatch, *not_loaded: str) -> None:
    """From now on nothing more can be imported. `not_loaded` are modules that only other tests have loaded."""
    for name in not_loaded:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "meta_path", [_Nothing()])
