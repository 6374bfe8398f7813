"""The bar of the kit in all its states."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.gui.shared.scrolling import WindowScroll
from tests.gallery.stage import Scene, Stage

_LONG = "The room “Rhabarberbarbarabarbarbarenbartbarbierbier” was changed by somebody else while you were writing."


def _bars(stage: Stage) -> QWidget:
    window = QWidget()
    window.setWindowTitle("Bars")
    bars = notice, success, error, narrow, mirrored = Bar(), Bar(), Bar(), Bar(), Bar()
    WindowScroll(window, column(*bars, None, margins=8, spacing=8), QSize(480, 0), wraps=True)
    narrow.setFixedWidth(240)
    mirrored.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    notice.show_notice("You are offline.", "Go online")
    success.show_success("The copy is saved.")
    error.show_error(_LONG, "Try again", "Why?")
    narrow.show_error(_LONG, "Try again", "Why?")
    mirrored.show_notice("أنت غير متصل الآن.", "اتصال", "لماذا؟")
    window.resize(480, 420)
    fit_to_screen(window)
    return stage.keep(window)


SCENES = (Scene("kit-bars", QWidget, _bars),)
