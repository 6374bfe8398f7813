"""The rows of GetMsgEx, as what they mean."""

from qqdesk.domain.incoming import (
    AddedMe,
    ContactRequested,
    Incoming,
    JoinRequested,
    ListChanged,
    MalformedEntry,
    MessageDelivered,
    MessageReceived,
    NewcomerJoined,
    ProfileChanged,
    ReadByOther,
    RequestGranted,
    RequestRefused,
    ServerNotice,
    StatusChanged,
    TypingStarted,
)
from qqdesk.domain.incoming_reader import read_incoming
from qqdesk.protocol.codes import CAME_IN, Status
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import Log, MessageKind
from qqdesk.protocol.message_ref import MessageRef

NOW = 1_700_000_000_000


def read(kind: int, text: str = "", id_: int | None = 7, time: int | None = NOW, sender: int = 5) -> Incoming:
    return read_incoming(WaitingMessage(kind, sender, text, id_, time), NOW + 50)


def test_each_kind() -> None:
    message = read(MessageKind.TEXT, "hello")
    assert isinstance(message, MessageReceived)
    assert (message.message.text, message.message.time, message.message.is_mine) == ("hello", NOW, False)
    assert message.message.id == message.key
    delivered = read(MessageKind.DELIVERED, f" {'AB' * 16} ")
    assert isinstance(delivered, MessageDelivered) and delivered.client_id == "ab" * 16
    status = read(MessageKind.STATUS_CHANGED, "30", None)
    assert isinstance(status, StatusChanged) and status.status is Status.BUSY
    request = read(MessageKind.ADD_REQUEST, "please")
    assert isinstance(request, ContactRequested) and request.reason == "please"
    for kind, of in ((MessageKind.REQUEST_GRANTED, RequestGranted), (MessageKind.REQUEST_REFUSED, RequestRefused)):
        answer = read(kind, "why")
        assert isinstance(answer, of) and answer.text == "why"
    assert type(read(MessageKind.ADDED_ME)) is AddedMe
    assert type(read(MessageKind.ADDED_ME, CAME_IN)) is NewcomerJoined
    profile = read(MessageKind.PROFILE_CHANGED, "30 Annabel")
    assert isinstance(profile, ProfileChanged) and (profile.face, profile.nickname) == (30, "Annabel")
    assert isinstance(read(MessageKind.TYPING), TypingStarted)
    assert isinstance(read(MessageKind.LIST_CHANGED), ListChanged)
    assert isinstance(read(MessageKind.ASKED_IN), JoinRequested)
    notice = read(55, "new")
    assert isinstance(notice, ServerNotice) and (notice.kind, notice.text) == (55, "new")
    for kind, text in ((MessageKind.STATUS_CHANGED, "away"), (MessageKind.PROFILE_CHANGED, "Annabel")):
        malformed = read(kind, text)
        assert isinstance(malformed, MalformedEntry) and malformed.server_id == 7


def test_each_kind_is_read_in_its_logs_and_malformed_in_others() -> None:
    texts = {MessageKind.ROOM_CHANGED: "3 1 5 Family", MessageKind.PROFILE_CHANGED: "30 Ann", MessageKind.REACTED: "👍"}
    for kind in MessageKind:
        for log, room in ((Log.INBOX, 0), (Log.ROOM, 20001)):
            ref = MessageRef(6, "a" * 32, 5)
            item = read_incoming(WaitingMessage(kind, 5, texts.get(kind, "7"), 7, NOW, room=room, ref=ref), NOW, 6)
            assert isinstance(item, MalformedEntry) == (log not in kind.row.log), (kind, log)
            assert isinstance(item, MalformedEntry) or item.log in {room, 0}
    in_room = read_incoming(WaitingMessage(55, 5, "new", 7, NOW, room=20001), NOW)
    assert isinstance(in_room, MalformedEntry) and (in_room.kind, in_room.log) == (55, 20001)


def test_a_text_without_its_number_is_malformed() -> None:
    kinds = (
        *(MessageKind.SEEN, MessageKind.CLEARED, MessageKind.REMOVED, MessageKind.STATUS_CHANGED),
        *(MessageKind.ROOM_JOINED, MessageKind.ROOM_LEFT, MessageKind.ROOM_INVITED, MessageKind.ROOM_ASKED),
    )
    for kind in kinds:
        for text in ("", "Family 7", "-1", "9" * 5000):
            assert isinstance(read(kind, text), MalformedEntry), (kind, text)


def test_in_a_room_only_others_have_read() -> None:
    row = WaitingMessage(MessageKind.READ, 5, "", 7, NOW, room=20001, ref=MessageRef(6, "a" * 32))
    assert isinstance(read_incoming(row, NOW, 6), ReadByOther)
    assert isinstance(read_incoming(row, NOW, 5), MalformedEntry)


def test_others_see_the_invisible_and_unknown_codes_as_offline() -> None:
    for code in (Status.INVISIBLE, Status.OFFLINE, 77):
        status = read(MessageKind.STATUS_CHANGED, str(int(code)))
        assert isinstance(status, StatusChanged) and status.status is Status.OFFLINE


def test_an_entry_has_one_key_and_a_notice_a_new_one_each_time() -> None:
    assert read(MessageKind.TEXT).key == read(MessageKind.TEXT).key
    others = {read(MessageKind.TEXT, id_=8).key, read(MessageKind.TEXT, time=NOW + 1).key}
    others |= {read(MessageKind.TEXT, sender=6).key, read(MessageKind.TEXT, id_=None).key}
    others |= {read(MessageKind.TEXT, id_=0).key, read(MessageKind.TEXT).key}
    assert len(others) == 6
    assert read(MessageKind.TEXT, id_=None, time=None).time == NOW + 50


def test_no_text_is_in_a_repr() -> None:
    for kind in {*MessageKind, 55} - {MessageKind.DELIVERED}:
        assert "secret" not in repr(read(kind, "30 secret"))
