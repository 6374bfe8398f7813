"""Conversations and bodies in their stored form."""

import pytest

from qqdesk.domain.body import Removed, RoomEvent, Text, decode_body, encode_body
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.protocol.room_commands import RoomChange


def test_a_conversation_as_text() -> None:
    conversation = ConversationId.person(3_456_789_012)
    assert str(conversation) == "p3456789012"
    assert ConversationId.parse(str(conversation)) == conversation
    assert ConversationId.parse("r20001") == ConversationId.room(20001)


@pytest.mark.parametrize("text", ["", "p", "10001", "x10001", "p-1", "p1 ", "p１", "P1"])
def test_other_text_is_no_conversation(text: str) -> None:
    with pytest.raises(ValueError, match=r"conversation|ConversationKind"):
        ConversationId.parse(text)


def test_a_body_as_stored() -> None:
    body = Text("hello")
    assert decode_body(*encode_body(body)) == body and body.plain_text() == "hello"
    for other in (Text("a\nb", (10001, 10002)), RoomEvent(RoomChange.NAME, 0, "Rowing club"), Removed(3)):
        assert decode_body(*encode_body(other)) == other
    with pytest.raises(ValueError, match="unknown kind"):
        decode_body("hologram", "")
