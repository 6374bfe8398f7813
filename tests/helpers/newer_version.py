"""A running program whose files are replaced by those of a newer version."""

import sys
from importlib.abc import MetaPathFinder

import pytest


class _Nothing(MetaPathFinder):
    """Refuse each import."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        raise ImportError(name)


def replace_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each later import fail."""
    monkeypatch.setattr(sys, "meta_path", [_Nothing()])
