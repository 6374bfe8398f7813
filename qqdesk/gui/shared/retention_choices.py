"""For how long messages can be kept."""

from PySide6.QtCore import QObject

KEPT_DAYS = (0, 365, 90, 30, 7)


def keep_choices(kept: int) -> list[tuple[int, str]]:
    """Return the retention choices in days with their texts, longest first; 0 is for ever. `kept` is included."""
    longest_first = sorted({*KEPT_DAYS, max(kept, 0)}, key=lambda days: -days if days else -1_000_000)
    texts = KeptTexts()
    return [(days, texts.text(days)) for days in longest_first]


class KeptTexts(QObject):
    """A class because plural forms are collected only from `QObject.tr`."""

    def text(self, days: int) -> str:
        if days <= 0:
            return self.tr("For ever")
        return self.tr("One year") if days == 365 else self.tr("%Ln day(s)", "", days)
