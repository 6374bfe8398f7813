"""Select all, copy and quote."""

from PySide6.QtCore import QDateTime
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractScrollArea

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.file_state import FileAction
from qqdesk.gui.message_log.log_contents import LogContents
from qqdesk.gui.message_log.message_actions import MessageActions
from qqdesk.gui.message_log.quotes import quoted
from qqdesk.gui.shared.texts import clock_text, date_text


class SelectionActions:
    def __init__(self, area: QAbstractScrollArea, contents: LogContents, actions: MessageActions) -> None:
        self._area, self._contents, self._actions = area, contents, actions

    def select_all(self) -> None:
        count = len(self._contents.rows)
        if count:
            self._contents.selection.select_rows(0, count - 1)
            self._area.viewport().update()

    def selected_text(self) -> str:
        return self._contents.selection.text(self._heading)

    def _heading(self, message: Message) -> str:
        """Return name and date: a copy may be read on another day."""
        day = date_text(QDateTime.fromMSecsSinceEpoch(message.time).date())
        return f"{self._contents.blocks.public_name(message.sender)} {day} {clock_text(message.time)}"

    def copy(self) -> None:
        """Copy the selection, or the current message or picture if nothing is selected."""
        row, selection = self._contents.current_row(), self._contents.selection
        message = self._contents.rows.message(row) if row is not None else None
        if selection.is_empty and message is not None and FileAction.COPY in self._actions.on_file(message):
            self._actions.file_action_chosen.emit(message, FileAction.COPY)
        elif selection.is_empty and row is not None:
            QGuiApplication.clipboard().setText(self._contents.rows[row].text)
        elif text := self.selected_text():
            QGuiApplication.clipboard().setText(text)

    def copy_message(self, message: Message) -> None:
        QGuiApplication.clipboard().setText(message.text)

    def reply(self, message: Message) -> None:
        """Answer a message by reference, or quote its text if the server has no references."""
        if self._actions.can_react(message):
            self._actions.reply_requested.emit(message)
        else:
            self.quote(self._contents.rows.find(message.id))

    def reply_or_quote(self, row: int | None) -> None:
        """Answer the message in this row, else the last one of the selection."""
        rows = [row] if row is not None else [*reversed(self._contents.selection.rows())]
        messages = (self._contents.rows.message(one) for one in rows)
        found = next((one for one in messages if one is not None and self._actions.can_react(one)), None)
        if found is not None and not self._actions.is_read_only:
            self._actions.reply_requested.emit(found)
        else:
            self.quote(row)

    def quote(self, row: int | None) -> None:
        """Quote the selection, or this row if nothing is selected."""
        pieces = self._contents.selection.pieces()
        if not pieces and row is not None:
            pieces = [(self._contents.rows[row], self._contents.rows[row].text)]
        lines = [
            quoted(self._contents.blocks.public_name(entry.sender), text)
            for entry, text in pieces
            if isinstance(entry, Message)
        ]
        if lines and not self._actions.is_read_only:
            self._actions.quote_requested.emit("\n".join(lines))
