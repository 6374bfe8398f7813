"""What was written to whom and not sent, and what the windows note for their next start."""

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.errors import HistoryError
from qqdesk.history.local_state import LocalState
from qqdesk.worker.api import ActionFailed, DraftChange


class DraftKeeper(QObject):
    """A part of the facade. On a full disk a draft lives on in memory, and is put on disk with the next that can be;
    the disk is told of once, until something is written again."""

    changed = Signal(object)  # DraftChange
    failed = Signal(object)  # ActionFailed

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._local_state: LocalState | None = None
        self._drafts: dict[int, str] = {}
        self._unwritten: dict[int, None] = {}
        """Whose drafts are others on disk, the oldest first: a message that was sent must not come back as one."""
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
        """What waits to be sent to this person; "" where nothing does."""
        return self._drafts.get(number, "")

    def everybody(self) -> list[int]:
        """To whom something was written that is not sent."""
        return list(self._drafts)

    def put(self, number: int, text: str) -> None:
        """Keep a draft, on disk when this returns; an empty one is none."""
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
        """Once more, where a draft could not be put on disk."""
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
        """What a window noted for its next start under this account; "" where it did not."""
        try:
            return self._local_state.get_note(name) if self._local_state is not None else ""
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
