"""Unsent drafts."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.body import Recalled
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft, Edit, join_texts
from qqdesk.domain.message import Message
from qqdesk.history.local_state import LocalState
from qqdesk.worker.api import DraftChange
from qqdesk.worker.history_writer import HistoryWriter, Unwritten


class Drafts(QObject):
    """`messenger.drafts`. A draft is in memory at once, and the history's writer saves it: see `Unwritten`."""

    changed = Signal(object)  # DraftChange
    returned = Signal(object)  # DraftChange: the text of an edit that failed
    failed = Signal(object)  # Problem

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts: dict[ConversationId, Draft] = {}
        self._unwritten = Unwritten[ConversationId, Draft](self)
        """A sent message must not come back as a draft, so an empty one is written, too."""
        self._unwritten.failed.connect(self.failed)

    def open(self, local_state: LocalState, drafts: Mapping[ConversationId, Draft], writer: HistoryWriter) -> None:
        self._unwritten.open(writer, local_state.save_drafts)
        self._drafts = dict(drafts)

    def clear(self) -> None:
        self._unwritten.clear()
        self._drafts = {}

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
            self._unwritten.values.pop(conversation, None)
        else:
            self._unwritten.values[conversation] = draft

    def _set(self, conversation: ConversationId, draft: Draft) -> bool:
        if draft == self.get(conversation):
            return False
        if draft != Draft():
            self._drafts[conversation] = draft
        else:
            del self._drafts[conversation]
        self._unwritten.values[conversation] = draft
        return True

    def write(self) -> None:
        """Write the drafts that are not on disk yet."""
        self._unwritten.write()
