"""Show each scene on a small screen, and print the parts that do not fit as a JSON list of sentences.

`python -m tests.looks.small_screen [DIR]` is a process of its own, for Qt learns its screen at the start: see
`test_small_screen`. With DIR it saves a picture of each scene there.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QWidget

from qqdesk.domain.settings import Settings
from qqdesk.gui.shared.application import make_application
from tests.gallery.catalogue import SCENES
from tests.gallery.stage import Stage
from tests.looks.playing import playing

TITLE_BAR = 32
_POPUPS = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


def faults(window: QWidget) -> Iterator[str]:
    """Return sentences about a window that is larger than its screen, and parts that are cut off and do not scroll."""
    room = window.screen().availableSize()
    if window.windowType() not in _POPUPS and not window.windowFlags() & Qt.WindowType.FramelessWindowHint:
        room -= QSize(0, TITLE_BAR)
    if window.width() > room.width() or window.height() > room.height():
        yield f"{window.width()} x {window.height()} is larger than {room.width()} x {room.height()}"
    for part in window.findChildren(QWidget):
        if part.window() is not window or not part.isVisible():
            continue
        place = QRect(part.mapTo(window, QPoint()), part.size())
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus and not window.rect().contains(place) and not _scrolls(part):
            yield f"{_named(part)} is outside: {place.getRect()}"
        least = part.heightForWidth(part.width()) if part.hasHeightForWidth() else part.minimumSizeHint().height()
        if isinstance(part, QLabel) and part.height() < min(least, part.maximumHeight()):
            yield f"{_named(part)} is {part.height()} high and needs {least}"


def _scrolls(part: QWidget) -> bool:
    """Return whether a part is a scroll area or inside one."""
    at: QWidget | None = part
    while at is not None and not at.isWindow():
        if isinstance(at, QAbstractScrollArea):
            return True
        at = at.parentWidget()
    return False


def _named(part: QWidget) -> str:
    text = part.text() if isinstance(part, QLabel) else part.accessibleName()
    return f"{type(part).__name__} {text!r}"


def _show_all(stage: Stage, pictures: Path | None) -> Iterator[str]:
    for scene in SCENES:
        window = scene.show(stage)
        stage.settle()
        yield from (f"{scene.name}: {fault}" for fault in faults(window))
        if pictures is not None:
            window.grab().save(str(pictures / f"{scene.name}.png"))
        stage.clear()


def main() -> None:
    settings = Settings()
    settings.language = "en"
    app = make_application(settings)
    assert isinstance(app, QApplication)
    pictures = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as folder, playing(app, Path(folder)) as stage:
        json.dump(list(_show_all(stage, pictures)), sys.stdout)


if __name__ == "__main__":
    main()
