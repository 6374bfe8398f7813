"""Marks in a log: what a search has found in it, and the message that a window was opened at."""

from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.block_painter import RowLook
from qqdesk.gui.message_log.pager import LoadingLog
from qqdesk.gui.message_text.text_units import units
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.history.matching import find_matches

_KEPT = 512


class MarkedLog(LoadingLog):
    """Only rows that are drawn are searched: a log of any length is marked at once."""

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        self._needle = ""
        self._found_now = ""
        self._matches: dict[str, list[tuple[int, int]]] = {}
        super().__init__(faces, parent)

    def show_found(self, needle: str, now: str = "") -> None:
        """Mark everything that a search for `needle` finds, stronger in the message with the key `now`; "" marks
        nothing."""
        if needle != self._needle:
            self._needle = needle
            self._matches.clear()
        self._found_now = now
        self.viewport().update()

    def matches_in(self, row: int) -> list[tuple[int, int]]:
        """Where in a row's text what is searched for is, in UTF-16 units."""
        text = self.rows[row].text
        if not self._needle:
            return []
        if text not in self._matches:
            if len(self._matches) > _KEPT:
                self._matches.clear()
            self._matches[text] = [
                (units(text[:start]), units(text[:end])) for start, end in find_matches(text, self._needle)
            ]
        return self._matches[text]

    def row_look(self, row: int) -> RowLook:
        entry = self.rows[row]
        key = entry.id if isinstance(entry, Message) else ""
        return RowLook(
            found=self.matches_in(row) if key else (),
            is_found_now=bool(key) and key == self._found_now,
            is_marked=bool(key) and key == self._marked,
        )
