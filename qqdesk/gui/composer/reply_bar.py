"""The bar above the input: which message is answered or edited."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot

from qqdesk.domain.body import File, Recalled, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft, Edit, join_texts
from qqdesk.domain.message import Message
from qqdesk.gui.composer.chat_input import ChatInput
from qqdesk.gui.kit.bar import Bar, BarKind
from qqdesk.gui.message_text.emoticons import plain_with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.message_text.text_units import is_blank
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_texts import short_text
from qqdesk.protocol.file_info import MAX_NAME_CHARS
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.worker.api import ConnectionPhase, DraftChange
from qqdesk.worker.messenger import Messenger

MAX_CAPTION_CHARS = MAX_MESSAGE_CHARS - MAX_NAME_CHARS - 50
"""Old clients get the name and the size of the file in the same message."""


class ReplyBar(Bar):
    """While a message is edited, its text is in the input, and `kept` is the draft that was there before."""

    changed = Signal()
    """Another message is answered or edited, or no message any more."""

    def __init__(self, messenger: Messenger, conversation: ConversationId, field: ChatInput) -> None:
        super().__init__(can_close=True, is_low=True)
        self.setProperty("inset", "top")
        self._messenger, self._conversation, self._input = messenger, conversation, field
        self.name_of: Callable[[int], str] = str
        """Returns the name of the author of a message."""
        self.may_edit: Callable[[], bool] = lambda: True
        """Returns False while the input has text that is being stored. The text of an edit would mix with it."""
        self.reply: Message | None = None
        self.edited: Message | None = None
        self.kept = ""
        self.close_button.setToolTip(self.tr("Cancel (Esc)"))
        self.close_button.setAccessibleName(self.tr("Cancel"))
        self.closed.connect(self.drop)
        field.up_pressed.connect(self.edit_last)
        messenger.drafts.returned.connect(self._on_text_returned)

    def load(self, draft: Draft) -> None:
        """Continue a draft. If the server allows its edit no more, that is a text to send."""
        edit, is_connected = draft.edit, self._messenger.connection.phase is ConnectionPhase.CONNECTED
        if edit is not None and is_connected and not self._messenger.changes.can_edit(edit.message):
            draft = Draft(join_texts(draft.text, edit.text))
        self._input.set_draft(draft.text)
        if draft.reply_to is not None:
            self._show_reply(draft.reply_to)
        if draft.edit is not None:
            self._show_edit(draft.edit)

    @Slot(object)
    def reply_to(self, message: Message) -> None:
        """Answer this message with the next one."""
        self._stop_edit()
        self._show_reply(message)
        self._input.setFocus()

    def _show_reply(self, message: Message) -> None:
        self.reply = message
        name = isolated(self.name_of(message.sender))
        self._show("reply", self.tr("Reply to {name}: {text}").format(name=name, text=_line_of(message)))

    @Slot(object)
    def edit(self, message: Message) -> None:
        """Put the text or the caption of this message into the input, to be edited."""
        if self.may_edit():
            self._show_edit(Edit(message, text_of(message)))
            self._input.setFocus()

    def _show_edit(self, edit: Edit) -> None:
        if self.edited is None:
            self.kept = self._input.text()
        self.reply, self.edited = None, edit.message
        self._input.set_draft(edit.text)
        self._show("edit", self.tr("Edit message: {text}").format(text=_line_of(edit.message)))

    def draft(self) -> Draft | None:
        """Return the draft from before the edit, with the edit if the text has changed; None without an edit."""
        if self.edited is None:
            return None
        text = self._input.text()
        return Draft(self.kept, edit=Edit(self.edited, text) if text != text_of(self.edited) else None)

    @Slot(object)
    def _on_text_returned(self, change: DraftChange) -> None:
        """Add the text to the input, or to the draft from before the edit."""
        if change.conversation != self._conversation:
            return
        if self.edited is None:
            self._input.appendPlainText(change.text)
        else:
            self.kept = join_texts(self.kept, change.text)
        self.changed.emit()

    @Slot()
    def edit_last(self) -> None:
        """Edit my last message that can be edited."""
        messages = reversed(self._messenger.conversation(self._conversation).messages)
        last = next((one for one in messages if self._messenger.changes.can_edit(one)), None)
        if last is not None:
            self.edit(last)

    @property
    def can_save(self) -> bool:
        """Whether the input has a text that the edited message may have."""
        is_file, text = self.edited is not None and isinstance(self.edited.body, File), self._input.text()
        fits = len(text) <= (MAX_CAPTION_CHARS if is_file else MAX_MESSAGE_CHARS)
        return fits and (is_file or not is_blank(text))

    def save(self) -> None:
        """Give the edited message the text of the input."""
        text = self._input.text().strip("\n")
        if self.edited is not None and text != text_of(self.edited):
            self._messenger.changes.edit(self.edited, Text(text))
        self.drop()

    def _show(self, icon: str, sentence: str) -> None:
        self.show_fact(BarKind.NOTICE, sentence, icon=icon)
        self.changed.emit()

    @Slot()
    def drop(self) -> None:
        """Answer or edit no message. The draft from before an edit comes back."""
        self._stop_edit()
        self.forget()
        self._input.setFocus()

    def _stop_edit(self) -> None:
        if self.edited is not None:
            self.edited = None
            self._input.set_draft(self.kept)

    def forget(self) -> None:
        """Keep the text of the input."""
        self.reply = self.edited = None
        self.clear()
        self.changed.emit()

    def follow(self, message: Message) -> None:
        """The message has changed: if it was taken back, it cannot be answered or edited."""
        is_reply = self.reply is not None and self.reply.id == message.id
        is_edit = self.edited is not None and self.edited.id == message.id
        if (is_reply or is_edit) and isinstance(message.body, Recalled):
            if is_edit:
                self._input.set_draft(join_texts(self.kept, self._input.text()))
            self.forget()
        elif is_reply:
            self._show_reply(message)


def _line_of(message: Message) -> str:
    return isolated(plain_with_emoji(" ".join(short_text(message.body).split()), is_drawable))


def text_of(message: Message) -> str:
    """Return the part of a message that can be edited: its text or its caption."""
    body = message.body.caption if isinstance(message.body, File) else message.body
    return body.text if isinstance(body, Text) else ""
