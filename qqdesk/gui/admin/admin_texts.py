"""Sentences of the place's window with plural forms."""

from PySide6.QtCore import QObject

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


class AdminTexts(QObject):
    def present(self, present: int, people: int) -> str:
        """Return how many of the people are here now."""
        return self.tr("{present} of %n people are here", "", people).format(present=present)

    def open_for(self, milliseconds: int) -> str:
        """Return for how long the place has been open."""
        if milliseconds >= DAY_MS:
            return self.tr("open for %n day(s)", "", milliseconds // DAY_MS)
        if milliseconds >= HOUR_MS:
            return self.tr("open for %n hour(s)", "", milliseconds // HOUR_MS)
        return self.tr("open for %n minute(s)", "", max(1, milliseconds // 60_000))

    def backup_age(self, days: int) -> str:
        return self.tr("The last backup is %n day(s) old.", "", days)

    def others(self, count: int) -> str:
        """Return the text of the button that shows what else needs care."""
        return self.tr("%n more", "", count)

    def from_outside(self, people: int) -> str:
        """Return how many people have a device on another computer."""
        if not people:
            return self.tr("Nobody has come in from another computer yet")
        return self.tr("%n people came in from other computers", "", people)

    def invitations(self, count: int) -> str:
        return self.tr("%n open invitation(s)", "", count) if count else self.tr("No open invitations")

    def show_all(self, count: int) -> str:
        return self.tr("Show all %n", "", count)

    def more_ask(self, count: int) -> str:
        """Return how many more people ask to join."""
        return self.tr("%n more ask to join", "", count)
