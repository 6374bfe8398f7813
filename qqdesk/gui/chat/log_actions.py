"""What a chat's log asks for, done: loading, sending again, links, quotes, and how it looks."""

import logging

from PySide6.QtCore import QCoreApplication, QDateTime, QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.gui.composer.chat_input import ChatInput
from qqdesk.gui.message_log.link_question import LinkOpener
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.log_style import STYLE, ZOOM, zoom_by, zoom_of
from qqdesk.gui.message_log.log_texts import waiting_sentence
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger

_log = logging.getLogger(__name__)


class LogActions(QObject):
    """Between one page's log, its input, the settings and the facade."""

    def __init__(
        self, messenger: Messenger, store: SettingsStore, log: MessageListView, field: ChatInput, page: QWidget
    ) -> None:
        super().__init__(page)
        self._messenger = messenger
        self._store = store
        self._view = log
        self._input = field
        self.links = LinkOpener(page)
        self.links.failed.connect(self._not_opened)
        log.outbox = self
        log.retry_requested.connect(self._retry)
        log.send_now_requested.connect(self._send_now)
        log.discard_requested.connect(self._discard)
        log.link_activated.connect(self.links.open)
        log.quote_requested.connect(self._quote)
        log.zoom_requested.connect(self._zoom_by)
        for keys, act in (
            (QKeySequence.StandardKey.ZoomIn, self._larger),
            (QKeySequence("Ctrl+="), self._larger),
            (QKeySequence.StandardKey.ZoomOut, self._smaller),
            (QKeySequence("Ctrl+0"), self._usual),
        ):
            QShortcut(keys, page).activated.connect(act)
        store.subscribe(self._put_on_look, STYLE, ZOOM)
        self._put_on_look()

    # Messages that wait or failed

    def waiting_text(self, message: Message) -> str:
        return waiting_sentence(self._messenger.waiting_reason(message), self._messenger.next_try_in())

    def can_send_now(self, message: Message) -> bool:
        """Whether a try now would come before the next one by itself."""
        known = self._messenger
        lost = known.waiting_reason(message) is WaitingReason.NO_CONNECTION
        return lost and known.connection.phase is ConnectionPhase.WAITING

    @Slot(object)
    def _retry(self, message: Message) -> None:
        self._messenger.retry_message(message)

    @Slot(object)
    def _send_now(self, message: Message) -> None:
        self._messenger.try_now()

    @Slot(object)
    def _discard(self, message: Message) -> None:
        self._messenger.discard_message(message)

    # Links and quotes

    @Slot(str)
    def _not_opened(self, address: str) -> None:
        sentence = QCoreApplication.translate("ChatPage", "This could not be opened: {address}")
        notice = NoticeLine(sentence.format(address=isolated(address)), QDateTime.currentMSecsSinceEpoch())
        self._view.append(notice)
        self._view.accessible.announce(notice)

    @Slot(str)
    def _quote(self, lines: str) -> None:
        """Into a line of its own where the cursor is, what was written is kept; the cursor goes below it."""
        if not self._input.isEnabled():
            return
        cursor = self._input.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(cursor.selectionEnd())
        if not cursor.atBlockStart():
            cursor.insertText("\n")
        rest = cursor.block().text()
        cursor.insertText(f"{lines}\n")
        cursor.endEditBlock()
        if rest:
            cursor.movePosition(cursor.MoveOperation.EndOfBlock)
        self._input.setTextCursor(cursor)
        self._input.ensureCursorVisible()
        self._input.setFocus()

    # The look

    @Slot()
    def _put_on_look(self) -> None:
        zoom = zoom_of(self._store)
        self._view.set_style(self._store.settings.log_style, zoom)
        font = self._view.font()
        font.setPointSizeF(font.pointSizeF() * zoom / 100)
        self._input.setFont(font)
        self._input.viewport().setFont(font)  # of the words that stand there while nothing is written
        self._input.fit()

    @Slot(object)
    def _zoom_by(self, steps: int) -> None:
        zoom_by(self._store, steps)

    @Slot()
    def _larger(self) -> None:
        zoom_by(self._store, 1)

    @Slot()
    def _smaller(self) -> None:
        zoom_by(self._store, -1)

    @Slot()
    def _usual(self) -> None:
        zoom_by(self._store, 0)
