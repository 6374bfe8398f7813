"""The job that deletes messages."""

from collections.abc import Generator, Iterator
from contextlib import suppress

from qqdesk.history.eraser import BATCH_SIZE, Selection
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.worker.history_job import Changes, Steps
from qqdesk.worker.history_requests import ConversationChanged, Delete, JobDone, JobProgressed


class Deletion:
    def __init__(self, task: Delete, history: History) -> None:
        self.ticket = task.ticket
        self.quiet = task.quiet
        self.cancelled = False
        self._selection = task.selection
        self._history = history

    def run(self) -> Steps:
        eraser = self._history.eraser
        is_resumed = self._selection.last_row is not None
        selection = eraser.start(self._selection)
        try:
            count, is_whole = yield from self._erase(selection)
            if not is_whole:
                selection = eraser.cancel(selection)
            if count or is_resumed:
                yield from eraser.clean_up()
            eraser.finish(selection)
        except BaseException as error:
            if self.cancelled or isinstance(error, HistoryError):
                # The window reports that it was cancelled or failed, so do not finish it at the next start.
                with suppress(HistoryError):
                    eraser.cancel(selection)
            raise
        yield JobDone(self.ticket, count, not is_whole)

    def _erase(self, selection: Selection) -> Generator[object, None, tuple[int, bool]]:
        """Delete the selected messages. Return their number, and whether all were deleted."""
        eraser = self._history.eraser
        rows: list[int] = []
        for found in eraser.find_rows(selection):
            rows += found
            yield None
            if self.cancelled:
                return 0, False
        changes, count, first_redelivered, is_whole = Changes(), 0, eraser.first_redelivered_row(), True
        try:
            for at in range(0, len(rows), BATCH_SIZE):
                if self.cancelled:
                    is_whole = False
                    break
                erased = eraser.erase(rows[at : at + BATCH_SIZE], first_redelivered)
                count += len(erased)
                for one in erased:
                    changes.remove(one.conversation, one.id)
                yield JobProgressed(self.ticket, min(at + BATCH_SIZE, len(rows)), len(rows))
        except HistoryError:
            yield from _change_events(changes)
            raise
        yield from _change_events(changes)
        return count, is_whole


def _change_events(changes: Changes) -> Iterator[ConversationChanged]:
    for conversation, removed in changes:
        yield ConversationChanged(conversation, removed)
