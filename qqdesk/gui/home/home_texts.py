"""Sentences of the place's window with plural forms."""

from PySide6.QtCore import QObject

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


class HomeTexts(QObject):
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
