"""What every test of a window needs: the themed application, faces, and settings of its own."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from qqdesk.gui.faces import FaceSource
from qqdesk.gui.theme import theme_source


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> Iterator[None]:
    theme_source().choose("light")
    yield
    left = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    for widget in left:
        widget.close()
    assert not left, f"windows left open: {left}"


@pytest.fixture
def faces() -> FaceSource:
    return FaceSource()
