"""An invented language, written from right to left: every text longer by two fifths and with accents, so that what is
not translated, what has no room, and what does not mirror is seen."""

import re

from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication

_ACCENTS = str.maketrans("aceilnorsuyzACEILNORSUYZ", "áçéíłñóŕšúýžÁÇÉÍŁÑÓŔŠÚÝŽ")
_LEFT_ALONE = re.compile(r"(\{[^}]*\}|%L?n|%\d|&\w|<[^>]*>|\t.*)")
_LONGER = 0.4


def pseudo(text: str) -> str:
    """What is filled in later, tags and the letters for Alt stay as they are."""
    parts = _LEFT_ALONE.split(text)
    changed = "".join(part if index % 2 else part.translate(_ACCENTS) for index, part in enumerate(parts))
    head, tab, keys = changed.partition("\t")
    return f"{head}{'~' * max(1, round(len(text) * _LONGER))}{tab}{keys}" if text.strip() else text


class PseudoTranslator(QTranslator):
    """For every text of every context."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return pseudo(source)

    def isEmpty(self) -> bool:
        return False


def turn_to_pseudo(app: QApplication) -> PseudoTranslator:
    """For windows that are made from now on; those that are there turn round, too."""
    translator = PseudoTranslator(app)
    app.installTranslator(translator)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return translator
