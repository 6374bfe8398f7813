"""What the first session needs, loaded before somebody waits for it."""

import importlib
from typing import Any

from qqdesk.system.later_modules import LaterFinder

_UNUSED = frozenset(
    {
        "calendar",
        "charset_normalizer",
        "csv",
        "email.header",
        "idna",
        "importlib.metadata",
        "mimetypes",
        "stringprep",
        "uuid",
    }
)
"""Modules that `requests` and what it stands on import for what a session does not do, as to guess a text's encoding:
they run if it does. Together they take 4 MB."""


def _version(name: str) -> str:
    import importlib.metadata

    importlib.metadata.Distribution  # noqa: B018 - it runs now, and its own `version` is in the place of this one
    return importlib.metadata.version(name)


_KNOWN: dict[str, dict[str, Any]] = {
    # `requests` looks whether it is one of those that it could use, should it need one.
    "charset_normalizer": {"__version__": "3.0.0"},
    # urllib3 imports this by its name, for HTTP/2.
    "importlib.metadata": {"version": _version},
}


def preload() -> None:
    """Costs some 100 ms the first time: call it after the first paint."""
    with LaterFinder(_UNUSED, _KNOWN):
        for name in ("session", "registration"):
            importlib.import_module(f"qqdesk.worker.{name}")
