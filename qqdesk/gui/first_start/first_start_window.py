"""The first window of a computer where no account is known.

It imports no network: it is painted before the rest of the program loads. Controllers connect to its signals and call
`show_page` with pages of their own.
"""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent

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
    painted = Signal()
    """Once, after the first paint, or before the first action of the person. Build the rest of the program then."""

    def __init__(self, settings: Settings) -> None:
        self.choices = choices = ChoicePage(settings.language)
        super().__init__(choices, "qqdesk")
        self._has_emitted = self._was_painted = False
        # Slots are called in the order of the connections: `painted` comes first.
        for action, signal in (
            (choices.join.clicked, self.join_chosen),
            (choices.start.clicked, self.start_chosen),
            (choices.number.clicked, self.number_chosen),
            (choices.language_chosen, self.language_chosen),
        ):
            action.connect(self._emit_painted)
            action.connect(signal)

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
