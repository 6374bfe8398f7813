"""Imports as quick as Python makes them, beside PySide.

PySide reads the source of every module that is imported after it, and keeps it, to see whether the module may switch
on other names for Qt's methods (`from __feature__ import …`). This program does not; without it the first window is
there sooner by a third, and 16 MB are not taken.
"""

import sys
from types import ModuleType


def _uses_no_features(_: ModuleType) -> bool:
    return False


def use_quick_imports() -> None:
    """Call it when PySide6 is there, and before anything else. Where PySide does it in another way, it goes on so."""
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _uses_no_features  # type: ignore[union-attr]
