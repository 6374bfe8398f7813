"""All words that anybody wrote, in memory: which of them have a run of letters inside is asked with every key."""

import sqlite3

_BATCH_SIZE = 1000


class WordList:
    """One text of all words, a line each: finding a part in it takes a tenth of a millisecond where a table of SQLite
    takes several. A word that is gone stays until the program ends; no message is found by it."""

    def __init__(self) -> None:
        self._lines = "\n"
        self._last_id = 0

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Take in what is new in the state of the file that `connection` reads."""
        found = connection.execute("SELECT id, word FROM words WHERE id > ? ORDER BY id", (self._last_id,))
        parts = [self._lines]
        # A list of all of them is let go of in one piece: for so long no other thread runs, and no window answers.
        while rows := found.fetchmany(_BATCH_SIZE):
            self._last_id = rows[-1][0]
            parts.append("".join([f"{word}\n" for _, word in rows if word]))
        if len(parts) > 1:
            self._lines = "".join(parts)

    def containing(self, run: str, *, at_start: bool, at_end: bool, limit: int) -> list[str]:
        """The words that have the run, up to `limit`: anywhere, or where the word `at_start`, or where it `at_end`."""
        if at_start and at_end:
            return [run]
        part = f"\n{run}" if at_start else f"{run}\n" if at_end else run
        words: dict[str, None] = {}
        at = self._lines.find(part)
        while at >= 0 and len(words) < limit:
            start = self._lines.rfind("\n", 0, at + 1) + 1
            end = self._lines.find("\n", at + 1)
            words[self._lines[start:end]] = None
            at = self._lines.find(part, end)
        return list(words)
