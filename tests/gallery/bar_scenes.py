"""The bar of the kit in all its states."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from qqdesk.gui.kit.bar import Bar, BarKind
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.gui.shared.scrolling import WindowScroll
from tests.gallery.stage import Scene, Stage

_LONG = "The room “Rhabarberbarbarabarbarbarenbartbarbierbier” was changed by somebody else while you were writing."
_SENTENCE = "Ben Carter asks to join"


def _bars(stage: Stage) -> QWidget:
    window = QWidget()
    window.setWindowTitle("Bars")
    notice, warning, success, error, closable = Bar(), Bar(button_role=""), Bar(), Bar(), Bar(can_close=True)
    busy, unknown, low, person = Bar(), Bar(), Bar(is_low=True), Bar(stage.faces, button_role="primary")
    narrow = narrow_error, narrow_person = Bar(), Bar(stage.faces, button_role="primary")
    mirrored, mirrored_person = Bar(can_close=True), Bar(stage.faces, button_role="primary")
    wide = column(
        notice, warning, success, error, closable, busy, unknown, low, person, mirrored, mirrored_person, spacing=8
    )
    aside = column(*narrow, None, spacing=8)
    WindowScroll(window, row((wide, 1), aside, margins=8), QSize(740, 0), wraps=True)
    for bar in narrow:
        bar.setFixedWidth(240)
    for bar in (mirrored, mirrored_person):
        bar.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    notice.show_notice("You are offline.", "Go online")
    warning.show_fact(BarKind.WARNING, "The last backup is 9 days old.", "Back up now", "3 others")
    success.show_success("The copy is saved.")
    error.show_error(_LONG, "Try again", "Why?")
    closable.show_notice("Zoe added you to their list.")
    busy.show_progress("Backing up the place: 42 %", 42, 100, "Cancel")
    unknown.show_progress("Loading older messages: 120", 0, 0, "Cancel")
    person.show_fact(BarKind.NOTICE, _SENTENCE, "Admit", "Not now", second="At 10:00, from 192.168.178.31", face=57)
    low.show_error(_LONG, "Try again")
    narrow_error.show_error(_LONG, "Try again", "Why?")
    narrow_person.show_fact(BarKind.NOTICE, _SENTENCE, "Admit", "Not now", second="2 others ask too", face=57)
    mirrored.show_notice("أنت غير متصل الآن.", "اتصال", "لماذا؟")
    mirrored_person.show_fact(BarKind.NOTICE, "محمد يطلب الانضمام", "قبول", "ليس الآن", second="الساعة 10:00", face=90)
    window.resize(740, 600)
    fit_to_screen(window)
    return stage.keep(window)


SCENES = (Scene("kit-bars", QWidget, _bars),)
