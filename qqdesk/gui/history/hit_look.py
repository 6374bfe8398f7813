"""How a search hit looks in the list: face, name and conversation, time, and the line with the hit."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.body import Recalled, Removed, RoomEvent
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.kit.row_model import RowLook
from qqdesk.gui.message_log.log_texts import recalled_text, removed_text
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.message_text.emoticons import with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.message_text.snippet import snippet
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_texts import named_text
from qqdesk.gui.shared.room_texts import room_event_text
from qqdesk.gui.shared.texts import moment_text
from qqdesk.history.message_search import SearchHit

_READ_ALOUD = 300


class HitLook:
    """Describes hits of a search. `needle` is the text that is marked."""

    def __init__(self, label: Callable[[ConversationId], Contact], people: Participants) -> None:
        """`label` returns how a conversation is shown."""
        self._label, self._people = label, people
        self.needle = ""

    def __call__(self, hit: SearchHit) -> RowLook:
        message, text = hit.message, self._text(hit.message)
        if isinstance(message.body, RoomEvent):
            face, owner = self._label(message.conversation).face, message.conversation.number
        else:
            face, owner = self._people.face(message.sender), message.sender
        return RowLook(
            self._heading(message),
            second=text[:_READ_ALOUD],
            excerpt=partial(_excerpt, text, self.needle),
            aside=moment_text(message.time),
            picture=face,
            owner=owner,
        )

    def _heading(self, message: Message) -> str:
        """Return the name of the sender, and where the message was sent."""
        where = self._label(message.conversation).name
        if isinstance(message.body, RoomEvent):
            return where
        name = isolated(self._people.name(message.sender))
        if message.conversation.is_room:
            sentence = QCoreApplication.translate("History", "{name} in {room}")
            return sentence.format(name=name, room=isolated(where))
        if message.is_mine:
            sentence = QCoreApplication.translate("History", "{name} to {recipient}")
            return sentence.format(name=name, recipient=isolated(where))
        return where

    def _text(self, message: Message) -> str:
        if isinstance(message.body, RoomEvent):
            return room_event_text(message.body, message.sender, self._people.me, self._people.name)
        if isinstance(message.body, Recalled):
            return recalled_text(message.body, message.sender, self._people)
        if isinstance(message.body, Removed):
            return removed_text(message.body)
        return named_text(message.body)


def _excerpt(text: str, needle: str, room: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    found = snippet(text, needle, room)
    return with_emoji(found.text, is_drawable), found.marks
