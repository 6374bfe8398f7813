"""The first window of a computer without a known account.

It imports no network code, because it is painted before the rest of the program loads. Controllers connect to its
signals and call `show_page` with their pages.
"""

from PySide6.QtCore import Signal

from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.first_start.choice_page import ChoicePage
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.shared.screens import FirstPaint


def is_first_start(settings: Settings) -> bool:
    """Return whether no account is known and the settings name no server."""
    return not settings.number and not settings.accounts and not settings.servers and settings.server == LOCAL_SERVER


class FirstStartWindow(WizardWindow):
    """The choice: join people, start a place, or sign in with a number."""

    join_chosen = Signal()
    start_chosen = Signal()
    number_chosen = Signal()
    """Show the sign-in window."""
    language_chosen = Signal(str)

    def __init__(self, settings: Settings) -> None:
        self.choices = choices = ChoicePage(settings.language)
        super().__init__(choices, "qqdesk")
        first_paint = FirstPaint(self)
        self.painted = first_paint.painted
        # Slots are called in the order of the connections: `painted` comes first.
        for action, signal in (
            (choices.join.clicked, self.join_chosen),
            (choices.start.clicked, self.start_chosen),
            (choices.number.clicked, self.number_chosen),
            (choices.language_chosen, self.language_chosen),
        ):
            action.connect(first_paint.finish)
            action.connect(signal)
