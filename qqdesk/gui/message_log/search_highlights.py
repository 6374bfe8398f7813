"""Hits of a search in the texts of a log."""

from qqdesk.gui.message_text.text_units import units
from qqdesk.history.matching import find_matches

_KEPT = 512


class SearchHighlights:
    """Only rows that are painted are searched, so the length of the log does not matter."""

    def __init__(self) -> None:
        self._needle = ""
        self.current = ""
        """The id of the message with the current hit."""
        self._matches: dict[str, list[tuple[int, int]]] = {}

    def show(self, needle: str, current: str) -> None:
        if needle != self._needle:
            self._needle = needle
            self._matches.clear()
        self.current = current

    def matches(self, text: str) -> list[tuple[int, int]]:
        """Return the hits as start and end, in UTF-16 units."""
        if not self._needle:
            return []
        if text not in self._matches:
            if len(self._matches) > _KEPT:
                self._matches.clear()
            self._matches[text] = [
                (units(text[:start]), units(text[:end])) for start, end in find_matches(text, self._needle)
            ]
        return self._matches[text]
