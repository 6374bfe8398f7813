"""The messages that the search field of the list finds: the search and their rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from qqdesk.domain.contact import Contact
from qqdesk.domain.message import Message
from qqdesk.gui.contacts.contact_row import ContactRow, GroupRow, Role
from qqdesk.gui.contacts.contact_rows import MESSAGES, MessageId, RowId
from qqdesk.gui.contacts.row_lines import RowLine, RowLines
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.file_texts import named_text
from qqdesk.gui.shared.texts import moment_text
from qqdesk.history.message_search import SearchQuery
from qqdesk.worker.history_requests import HitPage
from qqdesk.worker.messenger import Messenger

MOST = 100
"""The history window has all."""
_SCOPE = "list"
_READ_ALOUD = 300
"""The characters of a message that a screen reader says."""
_SETTLED_MS = 150
"""The time after the last letter, before the search begins."""


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message, the person or room of its conversation, and the second line of its row with the whole text."""

    message: Message
    contact: Contact
    line: RowLine


class MessageRows:
    """The rows of messages in the model of the list."""

    def __init__(self) -> None:
        self._found: dict[MessageId, FoundMessage] = {}
        self._has_all = True
        self.ids: list[RowId] = []
        """The header and the messages below it; empty without messages."""

    def show(self, found: Sequence[FoundMessage], *, has_all: bool) -> None:
        self._found = {MessageId(one.message.id): one for one in found}
        self._has_all = has_all
        self.ids = [MESSAGES, *self._found] if found else []

    def message(self, row_id: RowId | None) -> Message | None:
        found = self._found.get(row_id) if isinstance(row_id, MessageId) else None
        return found.message if found is not None else None

    def _header_data(self, role: int) -> Any:
        title, count = QCoreApplication.translate("ContactModel", "In messages"), len(self._found)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Role.ROW:
                return GroupRow(MESSAGES, title, 0, count, False, 0, False, not self._has_all)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{title}, {count}"
        return None

    def data(self, row_id: RowId | None, role: int, needle: str) -> Any:
        """Return the data of the header or a message. `needle` is searched for."""
        if row_id == MESSAGES:
            return self._header_data(role)
        found = self._found.get(row_id) if isinstance(row_id, MessageId) else None
        if found is None:
            return None
        contact, line, is_room = found.contact, found.line, found.message.conversation.is_room
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return contact.name
            case Role.ROW:
                return ContactRow(contact, 0, False, line, is_room=is_room, needle=needle)
            case Qt.ItemDataRole.AccessibleTextRole:
                who = f"{line.author}: " if line.author else ""
                return f"{contact.name}, {moment_text(line.time)}, {who}{line.text[:_READ_ALOUD]}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{isolated(contact.name)}\n{moment_text(line.time)}")
        return None


class FoundMessages(QObject):
    """Until an answer comes, the messages of the search before stay."""

    changed = Signal()

    def __init__(self, messenger: Messenger, lines: RowLines, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger, self._lines = messenger, lines
        self.found: Sequence[FoundMessage] = ()
        """The newest first."""
        self.is_complete = True
        """There are no other ones than `found`."""
        self._text = ""
        self._timer = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._timer.timeout.connect(self._search)

    def search(self, text: str) -> None:
        """Search for a text soon. An empty one finds nothing, at once."""
        self._text = text.strip()
        if self._text:
            self._timer.start()
        else:
            self._timer.stop()
            self._show(HitPage((), True))

    @Slot()
    def _search(self) -> None:
        text = self._text
        pending = self._messenger.history_service.search(_SCOPE, SearchQuery(text), count=MOST)
        pending.then(self, lambda page: self._show(page) if text == self._text else None)

    def _show(self, page: HitPage) -> None:
        self.found = tuple(self._row(hit.message) for hit in page.hits)
        self.is_complete = page.complete
        self.changed.emit()

    def _row(self, message: Message) -> FoundMessage:
        line = replace(self._lines.message_line(message), text=named_text(message.body))
        return FoundMessage(message, self._messenger.label(message.conversation), line)
