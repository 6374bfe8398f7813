"""Unsent drafts, and notes of windows for their next start."""

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.errors import HistoryError
from qqdesk.history.local_state import LocalState
from qqdesk.worker.api import ActionFailed, DraftChange


class DraftKeeper(QObject):
    """A part of the facade. If the disk is full, drafts stay in memory and are written with the next one. The
    failure is reported once, until a write succeeds."""

    changed = Signal(object)  # DraftChange
    failed = Signal(object)  # ActionFailed

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._local_state: LocalState | None = None
        self._drafts: dict[int, str] = {}
        self._unwritten: dict[int, None] = {}
        """Contacts whose draft on disk is outdated, oldest first. A sent message must not come back as a draft."""
        self._told_disk = False

    def begin(self, local_state: "LocalState", drafts: dict[int, str]) -> None:
        self._local_state = local_state
        self._drafts = dict(drafts)
        self._unwritten = {}
        self._told_disk = False

    def clear(self) -> None:
        self._local_state = None
        self._drafts = {}
        self._unwritten = {}

    def get(self, number: int) -> str:
        """Return the draft for a contact; "" if there is none."""
        return self._drafts.get(number, "")

    def everybody(self) -> list[int]:
        """Return the contacts that have a draft."""
        return list(self._drafts)

    def put(self, number: int, text: str) -> None:
        """Save a draft to disk. An empty one deletes it."""
        if text == self.get(number):
            return
        if text:
            self._drafts[number] = text
        else:
            del self._drafts[number]
        self._unwritten[number] = None
        self.write()
        self.changed.emit(DraftChange(number, text))

    def write(self) -> None:
        """Write the drafts that are not on disk yet."""
        if self._local_state is None:
            return
        try:
            for number in list(self._unwritten):
                self._local_state.set_draft(number, self.get(number))
                del self._unwritten[number]
                self._told_disk = False
        except HistoryError as error:
            self._tell_disk(error)

    def get_note(self, name: str) -> str:
        """Return the note that a window saved under this account; "" if there is none."""
        try:
            return self._local_state.get_value(name) if self._local_state is not None else ""
        except HistoryError as error:
            self._tell_disk(error)
            return ""

    def set_note(self, name: str, text: str) -> None:
        if self._local_state is not None:
            try:
                self._local_state.set_value(name, text)
            except HistoryError as error:
                self._tell_disk(error)
            else:
                self._told_disk = False
                self.write()

    def _tell_disk(self, error: HistoryError) -> None:
        if not self._told_disk:
            self._told_disk = True
            self.failed.emit(ActionFailed(0, Problem(ProblemKind.DISK, str(error))))
