"""The job that removes messages."""

from collections.abc import Iterator
from contextlib import suppress

from qqdesk.history.erasing import SLICE
from qqdesk.history.errors import HistoryError
from qqdesk.history.store import History
from qqdesk.worker.archive_api import ConversationChanged, Delete, JobDone, JobProgressed
from qqdesk.worker.jobs import Changes, Steps


class Deletion:
    def __init__(self, task: Delete, history: History) -> None:
        self.ticket = task.ticket
        self.quiet = task.quiet
        self.cancelled = False
        self._selection = task.selection
        self._history = history

    def run(self) -> Steps:
        eraser = self._history.eraser
        eraser.begin(self._selection)
        try:
            yield from self._erase()
        except HistoryError:
            # It was told that it failed, so it is not to be done in silence at the next start.
            with suppress(HistoryError):
                eraser.end(self._selection)
            raise

    def _erase(self) -> Steps:
        eraser, ticket = self._history.eraser, self.ticket
        rows: list[int] = []
        for found in eraser.find(self._selection):
            rows += found
            yield None
            if self.cancelled:
                break
        changes, count, returning = Changes(), 0, eraser.returning()
        try:
            for at in range(0, len(rows), SLICE):
                if self.cancelled:
                    break
                erased = eraser.erase(rows[at : at + SLICE], returning)
                count += len(erased)
                for one in erased:
                    changes.remove(one.contact, one.key)
                yield JobProgressed(ticket, min(at + SLICE, len(rows)), len(rows))
        except HistoryError:
            yield from _told(changes)
            raise
        yield from _told(changes)
        if count:
            yield from eraser.clean()
        eraser.end(self._selection)
        yield JobDone(ticket, count, self.cancelled)


def _told(changes: Changes) -> Iterator[ConversationChanged]:
    for contact, removed in changes:
        yield ConversationChanged(contact, removed)
