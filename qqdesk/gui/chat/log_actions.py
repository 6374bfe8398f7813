"""Carries out the actions of a chat's message log: retry, links, quotes and zoom."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QDateTime, QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from qqdesk.domain.message import Message
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.gui.composer.chat_input import ChatInput
from qqdesk.gui.message_log.link_question import LinkOpener
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.log_style import FORMATTING, STYLE, ZOOM, zoom_by, zoom_of
from qqdesk.gui.message_log.log_texts import waiting_sentence
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger


class LogActions(QObject):
    """Connects a page's log to its input, the settings and the messenger."""

    def __init__(
        self, messenger: Messenger, store: SettingsStore, log: MessageListView, field: ChatInput, page: QWidget
    ) -> None:
        super().__init__(page)
        self._messenger = messenger
        self._store = store
        self._log = log
        self._input = field
        self.links = LinkOpener(page)
        self.links.failed.connect(self.on_open_failed)
        log.outbox = self
        log.retry_requested.connect(messenger.retry_message)
        log.send_now_requested.connect(self._send_now)
        log.discard_requested.connect(messenger.discard_message)
        log.link_activated.connect(self.links.open)
        log.message_actions.quote_requested.connect(self._quote)
        log.zoom_requested.connect(self._zoom)
        for keys, steps in (
            (QKeySequence.StandardKey.ZoomIn, 1),
            (QKeySequence("Ctrl+="), 1),
            (QKeySequence.StandardKey.ZoomOut, -1),
            (QKeySequence("Ctrl+0"), 0),
        ):
            QShortcut(keys, page).activated.connect(partial(zoom_by, store, steps))
        store.subscribe(self._apply_style, STYLE, ZOOM, FORMATTING)
        self._apply_style()

    # Unsent messages

    def waiting_text(self, message: Message) -> str:
        return waiting_sentence(self._messenger.waiting_reason(message), self._messenger.next_try_in())

    def can_send_now(self, message: Message) -> bool:
        """Whether a try now comes before the next automatic one."""
        is_unconnected = self._messenger.waiting_reason(message) is WaitingReason.NO_CONNECTION
        return is_unconnected and self._messenger.connection.phase is ConnectionPhase.WAITING

    @Slot(object)
    def _send_now(self, message: Message) -> None:
        self._messenger.try_now()

    # Links and quotes

    @Slot(str)
    def on_open_failed(self, address: str) -> None:
        sentence = QCoreApplication.translate("ChatPage", "This could not be opened: {address}")
        notice = NoticeLine(sentence.format(address=isolated(address)), QDateTime.currentMSecsSinceEpoch())
        self._log.append(notice)
        self._log.accessible.announce(notice)

    @Slot(str)
    def _quote(self, lines: str) -> None:
        """Insert quoted lines at the cursor, as lines of their own. The cursor goes below them."""
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

    # Style and zoom

    @Slot()
    def _apply_style(self) -> None:
        zoom = zoom_of(self._store)
        settings = self._store.settings
        self._log.set_style(settings.log_style, zoom, shows_formatting=settings.shows_formatting)
        font = self._log.font()
        font.setPointSizeF(font.pointSizeF() * zoom / 100)
        self._input.setFont(font)
        self._input.viewport().setFont(font)  # the font of the placeholder
        self._input.fit()

    @Slot(object)
    def _zoom(self, steps: int) -> None:
        zoom_by(self._store, steps)
