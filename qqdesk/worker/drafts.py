"""Unsent drafts, and notes of windows for their next start."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.body import Recalled
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft, Edit, join_texts
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.errors import HistoryError
from qqdesk.history.local_state import LocalState
from qqdesk.worker.api import DraftChange
from qqdesk.worker.history_writer import HistoryWriter


class Drafts(QObject):
    """`messenger.drafts`. Drafts and notes are in memory at once, and the history's writer saves them.

    If the disk is full, they stay in memory and are written with the next one. The failure is reported once, until a
    write succeeds.
    """

    changed = Signal(object)  # DraftChange
    returned = Signal(object)  # DraftChange: the text of an edit that failed
    noted = Signal(str)
    """The name of a note that was set."""
    failed = Signal(object)  # Problem

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._local_state: LocalState | None = None
        self._writer: HistoryWriter | None = None
        self._drafts: dict[ConversationId, Draft] = {}
        self._notes: dict[str, str] = {}
        """The notes that were set in this session."""
        self._unwritten: dict[ConversationId, None] = {}
        """Conversations whose draft on disk is outdated, oldest first. A sent message must not come back as a draft."""
        self._unwritten_notes: dict[str, None] = {}
        self._has_reported = False

    def open(self, local_state: LocalState, drafts: Mapping[ConversationId, Draft], writer: HistoryWriter) -> None:
        self.clear()
        self._local_state, self._writer = local_state, writer
        self._drafts = dict(drafts)
        self._has_reported = False

    def clear(self) -> None:
        self._local_state = self._writer = None
        self._drafts, self._notes = {}, {}
        self._unwritten, self._unwritten_notes = {}, {}

    def get(self, conversation: ConversationId) -> Draft:
        """Return the draft of a conversation, or an empty one."""
        return self._drafts.get(conversation, Draft())

    def all(self) -> list[ConversationId]:
        return list(self._drafts)

    def put(self, conversation: ConversationId, draft: Draft) -> None:
        """Save a draft. An empty one deletes it."""
        if self._set(conversation, draft):
            self.write()
            self.changed.emit(DraftChange(conversation, draft.text))

    @Slot(object)
    def follow(self, message: Message) -> None:
        """A message has changed: if it was taken back, the draft does not answer or edit it any more."""
        draft = self.get(message.conversation)
        is_recalled = isinstance(message.body, Recalled)
        if draft.reply_to is not None and draft.reply_to.id == message.id:
            draft = replace(draft, reply_to=None if is_recalled else message)
        if draft.edit is not None and draft.edit.message.id == message.id:
            draft = replace(draft, edit=None if is_recalled else Edit(message, draft.edit.text))
        self.put(message.conversation, draft)

    def give_back(self, conversation: ConversationId, text: str) -> None:
        """Add the text of an edit that failed to the draft."""
        draft = self.get(conversation)
        self.put(conversation, replace(draft, text=join_texts(draft.text, text)))
        self.returned.emit(DraftChange(conversation, text))

    def put_saved(self, conversation: ConversationId, draft: Draft, *, is_saved: bool) -> None:
        """Set a draft that was to be saved together with a message."""
        if self._set(conversation, draft):
            self.changed.emit(DraftChange(conversation, draft.text))
        if is_saved:
            self._unwritten.pop(conversation, None)
        else:
            self._unwritten[conversation] = None

    def _set(self, conversation: ConversationId, draft: Draft) -> bool:
        if draft == self.get(conversation):
            return False
        if draft != Draft():
            self._drafts[conversation] = draft
        else:
            del self._drafts[conversation]
        self._unwritten[conversation] = None
        return True

    def write(self) -> None:
        """Write the drafts and notes that are not on disk yet."""
        if self._local_state is None or self._writer is None or not (self._unwritten or self._unwritten_notes):
            return
        drafts = {conversation: self.get(conversation) for conversation in self._unwritten}
        notes = {name: self._notes[name] for name in self._unwritten_notes}
        self._unwritten, self._unwritten_notes = {}, {}
        pending = self._writer.write(partial(self._local_state.save, drafts, notes))
        pending.then(self, lambda _: self._on_written(), partial(self._on_write_failed, drafts, notes))

    def _on_written(self) -> None:
        self._has_reported = False
        # Those that could not be written before.
        self.write()

    def _on_write_failed(
        self, drafts: Mapping[ConversationId, Draft], notes: Mapping[str, str], problem: Problem
    ) -> None:
        self._unwritten = dict.fromkeys(drafts) | self._unwritten
        self._unwritten_notes = dict.fromkeys(notes) | self._unwritten_notes
        self._report(problem)

    def get_note(self, name: str) -> str:
        """Return the note that a window saved under this account, or ""."""
        if name in self._notes or self._local_state is None:
            return self._notes.get(name, "")
        try:
            return self._local_state.get_value(name)
        except HistoryError as error:
            self._report(Problem(ProblemKind.DISK, str(error)))
            return ""

    def set_note(self, name: str, text: str) -> None:
        if self._local_state is not None:
            self._notes[name] = text
            self._unwritten_notes[name] = None
            self.write()
            self.noted.emit(name)

    def _report(self, problem: Problem) -> None:
        if not self._has_reported:
            self._has_reported = True
            self.failed.emit(problem)
