"""The composer of a chat: tools, attachments, input and Send button."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QDateTime, QEvent, QLocale, QMimeData, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Message
from qqdesk.domain.message_splitter import split_message
from qqdesk.gui.composer.attachment_list import AttachmentList, Item
from qqdesk.gui.composer.attachment_view import AttachmentStrip
from qqdesk.gui.composer.chat_input import COUNT_FROM, ChatInput
from qqdesk.gui.composer.emoji_popup import EmojiPopup
from qqdesk.gui.composer.reply_bar import MAX_CAPTION_CHARS, ReplyBar
from qqdesk.gui.composer.send_bar import SendBar, WritingRow
from qqdesk.gui.composer.send_key import SEND_KEY, send_key_hint
from qqdesk.gui.composer.waiting_part import WaitingPart
from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.message_text.text_units import is_blank
from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.file_dialog import files_in
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.forwarded_composition import type_in
from qqdesk.gui.shared.icons import icon_button, put_icon
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.worker.messenger import Messenger

HINTS_LEFT = "hints_left"
_DRAFT_MS = 300


class Composer(QWidget):
    """Writes to one conversation, and saves the unsent text, reply and edit as its draft.

    A message leaves the input when it is stored. If the disk is full, it stays, and the user decides. Attachments stay
    until they are sent or the composer is closed.
    """

    sent = Signal()
    file_limit_clicked = Signal()
    """An administrator wants to change the largest size of a file."""

    def __init__(self, messenger: Messenger, store: SettingsStore, conversation: ConversationId) -> None:
        super().__init__()
        self._messenger = messenger
        self._store = store
        self._conversation = conversation
        self._me = messenger.me.number
        self.mentions_in: Callable[[str], tuple[int, ...]] = lambda _: ()
        """Returns the members whom a text mentions."""
        self._closed = ""
        """Why the conversation accepts no messages."""
        self._parts: deque[WaitingPart] = deque()
        """The messages to store, in order. The first one is being stored."""
        self.input = ChatInput()
        self.bar = SendBar()
        self.reply_bar = ReplyBar(messenger, conversation, self.input)
        self.reply_bar.may_edit = lambda: not self._parts
        self.attachments = AttachmentList(messenger.files, self)
        self.strip = AttachmentStrip(self.attachments)
        self._sends_when_ready = False
        """Send was pressed while attachments were being prepared."""
        self._hint = ""
        self.send_button = QPushButton(self.tr("&Send"))
        self.emoji_button = icon_button(Action.EMOJI.icon, Action.EMOJI.tip)
        self.attach_button = icon_button(Action.ATTACH.icon, Action.ATTACH.tip)
        self.screenshot_button = icon_button(Action.SCREENSHOT.icon, Action.SCREENSHOT.tip)
        self.nudge_button = icon_button(Action.NUDGE.icon, Action.NUDGE.tip)
        self.emoji: EmojiPopup | None = None
        self.note = ElidedLabel(role="secondary", alignment=Qt.AlignmentFlag.AlignRight)
        self.too_long = ElidedLabel(role="danger", alignment=Qt.AlignmentFlag.AlignRight)
        self._draft_timer = QTimer(self, singleShot=True, interval=_DRAFT_MS)
        self._lay_out()
        self._connect()
        self._send_key_changed()

    def _lay_out(self) -> None:
        buttons = (self.emoji_button, self.attach_button, self.screenshot_button, self.nudge_button)
        names = (Action.EMOJI.text, Action.ATTACH.text, Action.SCREENSHOT.text, Action.NUDGE.text)
        for button, name in zip(buttons, names, strict=True):
            button.setFixedSize(28, 28)
            button.setAccessibleName(name)
        self.nudge_button.hide()
        add_keys(self, {Action.EMOJI: self.emoji_button.click, Action.ATTACH: self.attach_button.click})
        self.send_button.setProperty("role", "primary")
        self.send_button.setAutoDefault(False)
        self.send_button.setAccessibleName(self.tr("Send"))
        self.send_button.setStyleSheet(f"min-height: {scaled(22)}px")  # as high as the input
        put_icon(self.send_button, "send", "on_accent")
        for label in (self.note, self.too_long):
            label.setFont(small(self.font()))
            label.hide()
        self._status = QWidget()
        self._status.setLayout(row((self.note, 1), (self.too_long, 1), margins=(12, 4, 12, 0)))
        self._status.hide()
        writing = WritingRow(buttons, self.input, self.send_button)
        self.close_button = writing.close_button
        self.setLayout(column(line(), self.bar, self._status, self.reply_bar, self.strip, writing))
        chain = self.input, self.send_button, self.close_button, *buttons, self.strip.view, self.strip.form_choice
        above = self.reply_bar.close_button, self.bar.message.other_button, self.bar.message.button
        for one, other in pairwise((*chain, *above)):
            QWidget.setTabOrder(one, other)
        self.setFocusProxy(self.input)

    def _connect(self) -> None:
        self.input.send_pressed.connect(self.send)
        self.input.length_changed.connect(self._text_changed)
        self.input.edited.connect(self._send_typing)
        self.input.attached.connect(self.attach)
        self.input.was_cut.connect(self.bar.show_cut)
        self.reply_bar.changed.connect(self._draft_changed)
        self.bar.focus_released.connect(self.input.setFocus)
        self.send_button.clicked.connect(self.send)
        self.emoji_button.clicked.connect(self._open_emoji)
        self.attach_button.clicked.connect(self._choose_files)
        self.attachments.refused.connect(self._on_refused)
        self.attachments.changed.connect(self._on_attachments_changed)
        self.strip.view.send_pressed.connect(self.send)
        self.strip.view.typed.connect(partial(type_in, self.input))
        self.strip.view.emptied.connect(self.input.setFocus)
        self._draft_timer.timeout.connect(self.save_draft)
        self._store.subscribe(self._send_key_changed, SEND_KEY, HINTS_LEFT)

    # Contact and draft

    def show_recipient(self, name: str, hint: str, *, is_open: bool) -> None:
        """Name the recipient. `is_open`: whether the conversation accepts messages. `hint` is in the empty input."""
        self.input.setAccessibleName(self.tr("Message to {name}").format(name=name))
        self._hint, self._closed = hint, "" if is_open else hint
        self.emoji_button.setEnabled(is_open)
        self.attach_button.setEnabled(is_open)
        self.strip.setEnabled(is_open)
        self._show_hint(is_open)
        self._show_foot()

    def _show_hint(self, is_open: bool) -> None:
        hint = self._hint
        if is_open and self.attachments.items:
            hint = self.tr("Add a caption")
        elif is_open and self._store.settings.hints_left:
            hint = send_key_hint(self._store.settings.send_key)
        self.input.set_open(is_open, hint)

    def load_draft(self) -> None:
        self.reply_bar.load(self._messenger.drafts.get(self._conversation))

    @Slot()
    def save_draft(self) -> None:
        """Save the unsent text, reply and edit, unless another account signed in meanwhile."""
        self._draft_timer.stop()
        if self._messenger.me.number == self._me:
            self._messenger.drafts.put(self._conversation, self._draft())

    # Attachments

    @property
    def can_attach(self) -> bool:
        return self.input.isEnabled() and self._messenger.files.has_files

    @Slot(QMimeData)
    def attach(self, source: QMimeData) -> None:
        """Attach the files or the picture of a paste or a drop."""
        if paths := files_in(source):
            self.attach_files(paths)
        elif isinstance(image := source.imageData(), QImage) and not image.isNull():
            time = QDateTime.currentDateTime().toString("yyyy-MM-dd HH-mm-ss")
            self.attach_image(image, self.tr("Picture {time}").format(time=time))

    def attach_files(self, paths: Sequence[Path]) -> None:
        """Attach files and folders, or say why that is not possible."""
        self.bar.clear()
        if self.input.isEnabled():
            self.attachments.add_files(paths)
            self.input.setFocus()
        else:
            self.bar.show_notice(self._closed)

    def attach_image(self, image: QImage, name: str) -> None:
        """Attach a picture that is no file, under this file name."""
        self.bar.clear()
        self.attachments.add_image(image, name)
        self.input.setFocus()

    @Slot()
    def _choose_files(self) -> None:
        dialog = QFileDialog(self, self.tr("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda paths: self.attach_files([Path(path) for path in paths]))
        dialog.open()
        file_dialog.finish(dialog)

    @Slot()
    def _on_attachments_changed(self) -> None:
        if not self.attachments.items:
            self._sends_when_ready = False
        elif self._sends_when_ready and self.attachments.is_ready:
            self._sends_when_ready = False
            self.send()
        self._show_hint(self.input.isEnabled())
        self._show_foot()

    @Slot(str, bool)
    def _on_refused(self, sentence: str, is_too_large: bool) -> None:
        self._sends_when_ready = False
        action = self.tr("Change…") if is_too_large and self._messenger.admin.is_allowed else ""
        self.bar.show_notice(sentence, action, self.file_limit_clicked.emit, stays=True)

    def _remove_attachments(self) -> None:
        """Remove one attachment at once; ask before removing several."""
        count = len(self.attachments.items)
        if count == 1:
            self.discard_attachments()
            return
        sentence = self.tr("Remove %n attachments?", "", count)
        self.bar.ask(sentence, self.tr("Remove"), self.discard_attachments)

    def ask_about_attachments(self, action: str, act: Callable[[], object]) -> bool:
        """Ask before an action that drops the attachments, if there are any. Return whether it was asked."""
        count = len(self.attachments.items)
        if count:
            sentence = self.tr("%n attachments are not sent yet.", "", count)
            self.bar.ask(sentence, action, lambda: (self.discard_attachments(), act()))
        return count > 0

    @Slot()
    def discard_attachments(self) -> None:
        """Remove all attachments, and delete their copies."""
        self.bar.clear()
        self.attachments.clear()

    # Sending

    @property
    def _can_send(self) -> bool:
        if not self.input.isEnabled() or self._sends_when_ready or self.input.is_composing:
            return False
        if self.reply_bar.edited is not None:
            return self.reply_bar.can_save
        return bool(self._new_attachments) or (self.input.can_be_sent and not is_blank(self._new_text()))

    @property
    def _new_attachments(self) -> tuple[Item, ...]:
        """Return the attachments, unless they are being stored."""
        return () if any(part.attachment for part in self._parts) else tuple(self.attachments.items)

    def _new_text(self) -> str:
        """Return the text after the messages that wait to be stored."""
        return self.input.text_after(self._parts[-1].end if self._parts else None)

    @Slot()
    def send(self) -> None:
        """Send the attachments with the text, once they are ready. Ask first if the text needs several messages."""
        self.input.setFocus()
        if not self._can_send:
            return
        if self.reply_bar.edited is not None:
            self.reply_bar.save()
            return
        if self._new_attachments and not self.attachments.is_ready:
            self._sends_when_ready = True
            self._show_foot()
            return
        text = self._new_text().strip("\n")
        count = len(split_message(text))
        if count <= 1:
            self._send()
            return
        sentence = self.tr("These are {length} characters. Send them as %n messages?", "", count)
        action = self.tr("Send %n messages", "", count)
        self.bar.ask(sentence.format(length=QLocale().toString(len(text))), action, self._send)

    def _send(self, *, only_stored: bool = True) -> None:
        """Store the attachments and the new text, message by message. Each stays until then; the user can type on.

        Each attachment is a message of its own, the last one with the text if that is short enough.
        """
        self.bar.clear()
        attachments = self.attachments.attachments if self._new_attachments else ()
        text, start = self._new_text(), self._parts[-1].end if self._parts else None
        places, place = [], 0
        for part in split_message(text.strip("\n")):
            place = text.index(part, place)
            places.append((part, place))
            place += len(part)
        captions = 1 if places and len(places[0][0]) <= MAX_CAPTION_CHARS else 0
        places = [("", 0)] * (len(attachments) - captions) + places
        ends = [place for _, place in places[1:]] + [len(text)]
        is_first, reply = not self._parts, self.reply_bar.reply
        self.reply_bar.forget()
        for number, ((part, _), end) in enumerate(zip(places, ends, strict=True), 1):
            mark = self.input.mark_after(start, end)
            attachment = attachments[number - 1] if number <= len(attachments) else None
            self._parts.append(WaitingPart(part, mark, only_stored, number == len(places), attachment, reply))
            reply = None
        self.input.moveCursor(QTextCursor.MoveOperation.End)
        self._show_foot()
        if is_first:
            self._store_next()

    def _store_next(self) -> None:
        part = self._parts[0]
        text = Text(part.text, self.mentions_in(part.text))
        reply_to = part.reply_to.ref if part.reply_to is not None else None
        if part.attachment is not None:
            files = self._messenger.files
            pending = files.send(self._conversation, part.attachment, text, draft=self._draft(), reply_to=reply_to)
        else:
            pending = self._messenger.own_messages.send(
                self._conversation, text, draft=self._draft(), only_stored=part.only_stored, reply_to=reply_to
            )
        pending.then(self, self._on_stored, lambda _: self._on_not_stored())

    def _on_stored(self, message: Message) -> None:
        part = self._parts.popleft()
        self.input.delete_until(part.end)
        if part.attachment is not None:
            self.attachments.remove_sent(part.attachment)
        if self._store.settings.hints_left:
            self._store.change(HINTS_LEFT, self._store.settings.hints_left - 1)
        self.sent.emit()
        if self._parts:
            self._store_next()
        else:
            self._show_foot()

    def _on_not_stored(self) -> None:
        """The disk is full: keep the messages in the input, and ask the user."""
        has_files = any(part.attachment for part in self._parts)
        for part in self._parts:
            if part.is_last:
                self.input.break_line_at(part.end)
            if part.reply_to is not None:
                self.reply_bar.reply_to(part.reply_to)
        self._parts.clear()
        self.save_draft()
        self._show_foot()
        sentence = self.tr(
            "This could not be saved on this computer, so it was not sent. Check that the disk has room."
        )
        if has_files:
            self.bar.show_error(sentence, self.tr("Try again"), self.send)
        else:
            self.bar.show_error(sentence, self.tr("Send without saving"), partial(self._send, only_stored=False))

    def _draft(self) -> Draft:
        """Return the text without the message that is being stored. Waiting messages keep lines of their own."""
        if (draft := self.reply_bar.draft()) is not None:
            return draft
        text = self.input.text_after(self._parts[0].end if self._parts else None)
        length = len(text)
        for part in reversed(tuple(self._parts)[1:]):
            rest = len(self.input.text_after(part.end))
            if part.is_last and rest:
                text = f"{text[: length - rest]}\n{text[length - rest :]}"
        replies = (*(part.reply_to for part in tuple(self._parts)[1:]), self.reply_bar.reply)
        return Draft("" if is_blank(text) else text, next((reply for reply in replies if reply is not None), None))

    # Tools

    @Slot()
    def _send_typing(self) -> None:
        self._messenger.send_typing(self._conversation)

    @Slot()
    def _send_key_changed(self) -> None:
        self.input.send_key = self._store.settings.send_key
        self._show_hint(self.input.isEnabled())

    @Slot()
    def _open_emoji(self) -> None:
        if self.emoji is None:
            self.emoji = EmojiPopup(self._store, self)
            self.emoji.chosen.connect(self._insert_emoji)
        self.emoji.open_above(self.emoji_button)

    @Slot(str)
    def _insert_emoji(self, emoji: str) -> None:
        self.input.insertPlainText(emoji)
        self.input.setFocus()

    @Slot()
    def _text_changed(self) -> None:
        if self.bar.text() and not self._parts and not (self.bar.stays and self.input.text()):
            self.bar.clear()
        self._draft_changed()

    @Slot()
    def _draft_changed(self) -> None:
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        self._show_foot()

    def _show_foot(self) -> None:
        length = len(self.input.text())
        if length > MAX_MESSAGE_CHARS:
            text = self.tr("{length} characters: more than one message")
        elif length >= COUNT_FROM:
            text = self.tr("{length} of {most} characters")
        elif self._sends_when_ready:
            text = self.tr("Sent as soon as everything is prepared")
        else:
            text = self._closed if length else ""  # without a draft, the input has the sentence
        shown, hidden = (self.too_long, self.note) if length > MAX_MESSAGE_CHARS else (self.note, self.too_long)
        hidden.hide()
        locale = QLocale()
        shown.setText(text.format(length=locale.toString(length), most=locale.toString(MAX_MESSAGE_CHARS)))
        shown.show()
        self._status.setVisible(bool(text))
        self.send_button.setEnabled(self._can_send)

    # Qt

    def event(self, event: QEvent) -> bool:
        """Dismiss the bar or the attachments on Esc, before the shortcut that closes the chat."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and (self.bar.isVisible() or self.reply_bar.isVisible() or self.attachments.items):
            if event.type() == QEvent.Type.KeyPress:
                if self.bar.isVisible():
                    self.bar.dismiss()
                elif self.reply_bar.isVisible():
                    self.reply_bar.drop()
                else:
                    self._remove_attachments()
            event.accept()
            return True
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._draft_timer.isActive():
            self.save_draft()
