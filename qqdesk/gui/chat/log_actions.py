"""Carries out the actions of a chat's message log: retry, links, replies, reactions, changes and zoom."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.body import File, Recalled, Text
from qqdesk.domain.message import Message
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.gui.chat.reaction_popup import ReactionPopup
from qqdesk.gui.composer.chat_input import ChatInput
from qqdesk.gui.kit.action import Action, Acts, add_keys
from qqdesk.gui.message_log.delete_question import RecallTexts
from qqdesk.gui.message_log.link_question import LinkOpener
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.log_style import FORMATTING, STYLE, ZOOM, style_of, zoom_by, zoom_of
from qqdesk.gui.message_log.log_texts import readers_text, waiting_sentence
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import theme_source
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.connection_state import next_try_in, waiting_reason
from qqdesk.worker.messenger import Messenger

KEPT_MS = 10 * 60 * 1000


class RecalledTexts(QObject):
    """The texts of messages that I took back a short time ago, so that I can write them again. In memory only, while
    the chat is open.
    """

    expired = Signal(str)  # the id of the message

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._texts: dict[str, str] = {}

    def note(self, before: Message, after: Message) -> None:
        """Keep the text of a message of mine that I took back."""
        body, recalled = before.body, after.body
        text = body.caption if isinstance(body, File) else body
        is_taken_back = before.is_mine and isinstance(recalled, Recalled) and recalled.maker == before.sender
        if is_taken_back and isinstance(text, Text) and text.text:
            self._texts[after.id] = text.text
            QTimer.singleShot(KEPT_MS, self, partial(self._drop, after.id))

    def _drop(self, id: str) -> None:
        self._texts.pop(id, None)
        self.expired.emit(id)

    def get(self, id: str) -> str:
        return self._texts.get(id, "")


class LogActions(QObject):
    """Connects a page's log to its input, the settings and the messenger."""

    reply_requested = Signal(object)  # Message
    edit_requested = Signal(object)  # Message

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
        self._recalled = RecalledTexts(self)
        self._recalled.expired.connect(self._on_expired)
        do = log.message_actions
        do.permissions = do.outbox = self
        do.retry_requested.connect(messenger.own_messages.retry)
        do.send_now_requested.connect(self._send_now)
        do.discard_requested.connect(messenger.own_messages.discard)
        do.link_activated.connect(self.links.open)
        do.reply_requested.connect(self.reply_requested)
        do.edit_requested.connect(self.edit_requested)
        do.quote_requested.connect(self._quote)
        do.recall_requested.connect(messenger.changes.recall)
        do.reaction_toggled.connect(messenger.changes.react)
        do.reaction_requested.connect(self._choose_reaction)
        do.write_again_requested.connect(self._write_again)
        do.readers_requested.connect(self._show_readers)
        log.mouse.zoom_requested.connect(self._zoom)
        acts: Acts = {
            Action.LARGER_TEXT: partial(zoom_by, store, 1),
            Action.SMALLER_TEXT: partial(zoom_by, store, -1),
            Action.NORMAL_TEXT: partial(zoom_by, store, 0),
            Action.ENTER_LOG: self._enter_log,
        }
        add_keys(page, acts)
        store.subscribe(self._apply_style, STYLE, ZOOM, FORMATTING)
        theme_source().changed.connect(self._apply_style)
        self._apply_style()

    @Slot()
    def _enter_log(self) -> None:
        """Give the keyboard to the last message that is visible."""
        self._log.keyboard.enter_view()
        if self._log.hasFocus():
            self._log.accessible.focus_moved()
            self._log.viewport().update()
        else:
            self._log.setFocus(Qt.FocusReason.TabFocusReason)

    # Unsent messages

    def waiting_text(self, message: Message) -> str:
        messenger = self._messenger
        left = next_try_in(messenger.connection, messenger.outbox_status, messenger.clock.monotonic())
        return waiting_sentence(self._waiting_reason(message), left)

    def _waiting_reason(self, message: Message) -> WaitingReason:
        return waiting_reason(message, self._messenger.connection, self._messenger.outbox_status)

    def can_send_now(self, message: Message) -> bool:
        """Whether a try now comes before the next automatic one."""
        is_unconnected = self._waiting_reason(message) is WaitingReason.NO_CONNECTION
        return is_unconnected and self._messenger.connection.phase is ConnectionPhase.WAITING

    @Slot(object)
    def _send_now(self, message: Message) -> None:
        self._messenger.try_now()

    # Changes of messages

    def can_react(self, message: Message) -> bool:
        return self._input.isEnabled() and self._messenger.changes.can_react(message)

    def can_edit(self, message: Message) -> bool:
        return self._input.isEnabled() and self._messenger.changes.can_edit(message)

    def can_recall(self, message: Message) -> bool:
        return self._messenger.changes.can_recall(message)

    def late_text(self, message: Message) -> str:
        return RecallTexts().late(self._messenger.changes.minutes_over(message))

    def recalled_text(self, message: Message) -> str:
        return self._recalled.get(message.id)

    def follow(self, before: Message, after: Message) -> None:
        """Keep the text of a message of mine that was taken back."""
        self._recalled.note(before, after)

    @Slot(str)
    def _on_expired(self, id: str) -> None:
        row = self._log.rows.find(id)
        if row is not None:
            self._log.contents.forget(row)
            self._log.scroller.lay_out()

    @Slot(object, QRect)
    def _choose_reaction(self, message: Message, place: QRect) -> None:
        do, me = self._log.message_actions, self._messenger.me.number
        mine = next((reaction.emoji for reaction in message.reactions if reaction.person == me), "")
        popup = ReactionPopup(self._store, mine, self._log.window())
        popup.chosen.connect(lambda emoji: do.toggle_reaction(message, emoji, me))
        popup.open_above(place)

    @Slot(object)
    def _write_again(self, message: Message) -> None:
        """Put the text of a message that I took back into the input, at the cursor."""
        if self._input.isEnabled():
            self._input.insertPlainText(self._recalled.get(message.id))
            self._input.setFocus()

    @Slot(object, QRect)
    def _show_readers(self, message: Message, place: QRect) -> None:
        row = self._log.rows.find(message.id)
        readers = self._log.rows.marks(row).readers if row is not None else ()
        menu = QMenu(self._log)
        for line in readers_text(readers, self._log.contents.blocks).split("\n"):
            menu.addAction(line.replace("&", "&&"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place.bottomLeft())

    # Links and quotes

    @Slot(str)
    def on_open_failed(self, address: str) -> None:
        sentence = QCoreApplication.translate("ChatPage", "This could not be opened: {address}")
        notice = NoticeLine(sentence.format(address=isolated(address)), self._messenger.clock.now())
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
        self._log.set_style(style_of(self._store), zoom, shows_formatting=settings.shows_formatting)
        font = self._log.font()
        font.setPointSizeF(font.pointSizeF() * zoom / 100)
        self._input.setFont(font)
        self._input.viewport().setFont(font)  # the font of the placeholder
        self._input.fit()

    @Slot(object)
    def _zoom(self, steps: int) -> None:
        zoom_by(self._store, steps)
