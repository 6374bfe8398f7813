"""The first window of a computer where no account is known.

It imports no network: it is painted before the rest of the program loads. Controllers connect to `join_chosen` and
`start_chosen` and call `show_page` with pages of their own.
"""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent

from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.first_start.choice_page import ChoicePage
from qqdesk.gui.first_start.wizard_window import WizardWindow


def is_first_start(settings: Settings) -> bool:
    """Return whether no account is known and the settings name no server."""
    return not settings.number and not settings.accounts and not settings.servers and settings.server == LOCAL_SERVER


class FirstStartWindow(WizardWindow):
    """The choice: join people, start a place, or sign in with a number."""

    join_chosen = Signal()
    start_chosen = Signal()
    number_chosen = Signal()
    """The person has a number: show the sign-in window."""
    language_chosen = Signal(str)
    closed = Signal()
    painted = Signal()
    """Once, after the first paint, or before the first action of the person. Build the rest of the program then."""

    def __init__(self, settings: Settings) -> None:
        self.choices = ChoicePage(settings.language)
        super().__init__(self.choices)
        self.setWindowTitle("qqdesk")
        self._has_emitted = self._was_painted = False
        self.choices.join.clicked.connect(self._choose_join)
        self.choices.start.clicked.connect(self._choose_start)
        self.choices.number.clicked.connect(self._choose_number)
        self.choices.language_chosen.connect(self._choose_language)

    @Slot()
    def _choose_join(self) -> None:
        self._emit_painted()
        self.join_chosen.emit()

    @Slot()
    def _choose_start(self) -> None:
        self._emit_painted()
        self.start_chosen.emit()

    @Slot()
    def _choose_number(self) -> None:
        self._emit_painted()
        self.number_chosen.emit()

    @Slot(str)
    def _choose_language(self, language: str) -> None:
        self._emit_painted()
        self.language_chosen.emit(language)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.page.leave()
        event.accept()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._emit_painted)

    @Slot()
    def _emit_painted(self) -> None:
        if not self._has_emitted:
            self._has_emitted = True
            self.painted.emit()
