"""Rooms, in which several people write to each other."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from qqdesk.conformance.contact_lists import befriend, has_on_list, strangers
from qqdesk.conformance.errors import NotOfferedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import Account, RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol import log_commands, place_commands
from qqdesk.protocol import room_commands as r
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Result, Status
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.room_commands import JoinRule, RoomChange, RoomRole

section = Section("Rooms")
classic = Section("Rooms for old clients")

_NAME = "conformance"
_MOST_TRIES = 40
"""Messages until the rate of a room refuses one."""
_INVALID = (
    (RoomChange.NAME, ""), (RoomChange.NAME, "x" * 41), (RoomChange.NOTICE, "x" * 1001), (RoomChange.JOIN, "2"),
    (RoomChange.JOIN, "x"), (RoomChange.MEMBER, "3"), (RoomChange.SILENT, "-1"), (RoomChange.WRITERS, "2"),
    (RoomChange.FACE, "65536"), (9, "0"),
)  # fmt: skip
"""KIND and VAL of changes that are none."""
Room = tuple[RawSession, RawSession, int]


def _made(
    fixture: Fixture,
    session_of: Callable[[Account], RawSession],
    join_rule: JoinRule = JoinRule.CLOSED,
    *,
    is_empty: bool = False,
) -> Room:
    """Return a keeper, someone who has the keeper on the list and a session of `session_of`, and their room. The second
    one is a member unless `is_empty`. Nothing is unread."""
    keeper, other = befriend(fixture.room_session(fixture.people[0]), session_of(fixture.people[1]))
    people = () if is_empty else (other.number,)
    request = r.NewRoom(secrets.token_hex(16), _NAME, join_rule=join_rule, people=people)
    number = keeper.get(request, r.NewRoomReply).number
    fixture.rooms.append(number)
    for session in (keeper, other):
        session.fetch_all()
    return keeper, other, number


def _room(fixture: Fixture) -> Room:
    return _made(fixture, fixture.room_session)


def _entry(session: RawSession, number: int) -> r.RoomEntry | None:
    """Return the room in ListRooms."""
    rooms = session.get(r.ListRooms(1, number - 1), r.ListRoomsReply).rooms
    return next((room for room in rooms if room.number == number), None)


def _role(session: RawSession, number: int) -> RoomRole:
    entry = _entry(session, number)
    return RoomRole.NONE if entry is None else RoomRole(entry.role)


def _change(session: RawSession, number: int, *settings: r.RoomSetting) -> int:
    """Change the room; return its revision."""
    return session.get(r.ChangeRoom(number, settings), r.ChangeRoomReply).revision


def _member(account: RawSession, role: RoomRole) -> r.RoomSetting:
    return r.RoomSetting(RoomChange.MEMBER, account.number, str(int(role)))


def _said(session: RawSession, number: int) -> list[c.WaitingMessage]:
    """Fetch everything; return the messages in the log of the room."""
    return [one for one in session.fetch_all() if (one.room, one.kind) == (number, MessageKind.TEXT)]


def _expect_texts(came: Sequence[c.WaitingMessage], *wanted: str) -> None:
    texts = [message.text for message in came]
    expect(texts == list(wanted), f"{list(wanted)} are wanted, {texts} came")


@section.row("room.made", "NewRoom makes a room with its maker as keeper, once for a CID")
def _is_made(fixture: Fixture) -> None:
    one = fixture.room_session(fixture.people[0])
    request = r.NewRoom(secrets.token_hex(16), _NAME)
    numbers = [one.get(request, r.NewRoomReply).number for request in (request, replace(request, name="another"))]
    fixture.rooms += numbers
    expect(numbers[0] == numbers[1], f"the same CID made the rooms {numbers}")
    other = fixture.room_session(fixture.people[1])
    theirs = other.get(request, r.NewRoomReply).number
    fixture.rooms.append(theirs)
    expect(theirs != numbers[0], "another person's CID made no room")
    entry = _entry(one, numbers[0])
    expect(entry is not None, "ListRooms does not have the room")
    assert entry is not None
    came = entry.name, RoomRole(entry.role), entry.members
    expect(came == (_NAME, RoomRole.ADMIN, 1), f"NAME ROLE COUNT: {came} came")


@section.row("room.members", "RoomInfo has the members with their roles and presence", needs="room.made")
def _members(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    members = other.get(r.RoomInfo(number), r.RoomInfoReply).members
    came = {member.number: (member.role, member.status) for member in members}
    wanted = {
        keeper.number: (int(RoomRole.ADMIN), int(Status.ONLINE)),
        other.number: (int(RoomRole.MEMBER), int(Status.ONLINE)),
    }
    expect(came == wanted, f"ROLE and ST by MEM: {wanted} are wanted, {came} came")


@section.row("room.invited", "Strangers are invited with MT=77, and Ack_AddToList CD=0 joins", needs="room.made")
def _invited(fixture: Fixture) -> None:
    one, other = strangers(*(fixture.room_session(account) for account in fixture.people[:2]))
    request = r.NewRoom(secrets.token_hex(16), _NAME, people=(other.number,))
    number = one.get(request, r.NewRoomReply).number
    fixture.rooms.append(number)
    *_, invitation = other.wait_for(MessageKind.ROOM_INVITED, number)
    wanted = f"{one.number} {_NAME}"
    expect(invitation.text == wanted, f"MG={wanted!r} is wanted, {invitation.text!r} came")
    before = _role(other, number)
    other.do(c.AnswerAdd(number, AddAnswer.GRANT))
    roles = before, _role(other, number)
    expect(roles == (RoomRole.INVITED, RoomRole.MEMBER), f"ROLE before and after the answer: {roles}")


@section.row("room.message", "A message comes once to each member, and to its sender", needs="room.made")
def _message(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    client_id = secrets.token_hex(16)
    request = c.SendMessage(number, "to all", client_id)
    sent = keeper.get(request, c.SendMessageReply)
    for session in (keeper, other):
        came = [(one.id, one.sender, one.client_id, one.text) for one in _said(session, number)]
        wanted = [(sent.id, keeper.number, client_id, "to all")]
        expect(came == wanted, f"MID UN CID MG: {wanted} are wanted, {came} came")


@section.row("room.mentions", "MENT of a message comes with it", needs="room.message")
def _mentions(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    both = (other.number, keeper.number)
    keeper.do(c.SendMessage(number, "both of us", secrets.token_hex(16), both))
    keeper.do(c.SendMessage(number, "all", secrets.token_hex(16)))
    keeper.do(c.SendMessage(number, "without a client id", None, both[:1]))
    came = [message.mentions for message in _said(other, number)]
    expect(came == [both, (), both[:1]], f"MENT: {came} came")
    too_many = c.SendMessage(number, "x", secrets.token_hex(16), tuple(range(10_001, 10_052)))
    fixture.expect_refusal(keeper, too_many, Result.MALFORMED)


@section.row("room.order", "The MIDs of a room's log rise by one", needs="room.message")
def _order(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    for place in range(4):
        (keeper, other)[place % 2].send(number, f"{place}", secrets.token_hex(16))
    came = _said(other, number)
    _expect_texts(came, "0", "1", "2", "3")
    ids = [message.id or 0 for message in came]
    expect(ids == [*range(ids[0], ids[0] + 4)], f"MID: {ids}")


@section.row("room.kept", "Messages of a room come again until RACK acknowledges them", needs="room.message")
def _kept(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    keeper.send(number, "kept", secrets.token_hex(16))
    for _ in range(2):
        found = other.messages_in(other.ask(c.GetMessages(acknowledge=other.stored or None)))
        _expect_texts([message for message in found if message.room == number], "kept")
    _expect_texts(_said(other, number), "kept")
    _expect_texts(_said(other, number))


@section.row("room.once", "A room has a message once, however often its CID comes", needs="room.message")
def _once(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    client_id = secrets.token_hex(16)
    ids = [keeper.get(c.SendMessage(number, "once", client_id), c.SendMessageReply).id for _ in range(2)]
    expect(ids[0] == ids[1], f"MID: {ids}")
    fixture.expect_refusal(keeper, c.SendMessage(number, "other", client_id), Result.MALFORMED)
    _expect_texts(_said(other, number), "once")


@section.row("room.log", "GetLog returns a room's log in pages", needs="room.message")
def _log(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    for place in range(4):
        (keeper, other)[place % 2].send(number, f"{place}", secrets.token_hex(16))
    latest = other.get(log_commands.GetLog(number, page_size=2), log_commands.GetLogReply).messages
    expect(len(latest) == 2, f"{len(latest)} messages came, of TN=2")
    before = other.get(log_commands.GetLog(number, latest[0].id, page_size=2), log_commands.GetLogReply).messages
    came = [(message.room, message.sender, message.text) for message in (*before, *latest)]
    wanted = [(number, (keeper, other)[place % 2].number, f"{place}") for place in range(4)]
    expect(came == wanted, f"ROOM UN MG: {wanted} are wanted, {came} came")


@section.row("room.seen", "Seen ends the count of unread messages of a room", needs="room.message")
def _seen(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    last = keeper.get(c.SendMessage(number, "unread", secrets.token_hex(16)), c.SendMessageReply).id or 0
    before = _entry(other, number)
    other.do(log_commands.MarkSeen(number, last))
    after = _entry(other, number)
    came = [None if entry is None else (entry.unread, entry.last) for entry in (before, after)]
    expect(came == [(1, last), (0, last)], f"UNREAD and LAST before and after Seen: {came}")


@section.row("room.shown", "Seen is in the room's log (MT=94) for members with SHOWREAD=1", needs="room.message")
def _shown(fixture: Fixture) -> None:
    fixture.change_session(fixture.people[0])
    keeper, other, number = _made(fixture, fixture.change_session)
    other.do(c.ModifyInfo({}, shows_read=True))
    for shows_read in (True, False):
        keeper.do(c.ModifyInfo({}, shows_read=shows_read))
        ref = MessageRef(keeper.number, secrets.token_hex(16))
        sent = keeper.get(c.SendMessage(number, "read this", ref.client_id), c.SendMessageReply)
        other.do(log_commands.MarkSeen(number, sent.id or 0))
        came = [(one.room, one.ref) for one in keeper.fetch_kind(MessageKind.READ, other.number)]
        wanted = [(number, ref)] if shows_read else []
        expect(came == wanted, f"SHOWREAD={shows_read:d}: ROOM REF: {wanted} are wanted, {came} came")
    other.do(c.ModifyInfo({}, shows_read=False))


@section.row("room.changed", "A change comes as MT=80, and its repeat has no effect", needs="room.made")
def _changed(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    setting = r.RoomSetting(RoomChange.NOTICE, 0, "it is new")
    revisions = [_change(keeper, number, setting) for _ in range(2)]
    expect(revisions[0] == revisions[1], f"REV: {revisions}")
    came = [(one.sender, one.text) for one in other.fetch_all() if one.kind == MessageKind.ROOM_CHANGED]
    wanted = [(keeper.number, f"{revisions[0]} {RoomChange.NOTICE:d} 0 it is new")]
    expect(came == wanted, f"UN MG: {wanted} are wanted, {came} came")


@section.row("room.rights", "Only keepers change a room; others get RES=31", needs="room.changed")
def _rights(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    fixture.expect_refusal(
        other, r.ChangeRoom(number, (r.RoomSetting(RoomChange.NAME, 0, "mine"),)), Result.NOT_ALLOWED
    )
    fixture.expect_refusal(other, r.ChangeRoom(number, (_member(keeper, RoomRole.NONE),)), Result.NOT_ALLOWED)


@section.row("room.malformed", "An invalid room or change gets RES=10, and is not made", needs="room.changed")
def _malformed(fixture: Fixture) -> None:
    keeper, _, number = _room(fixture)
    before = _entry(keeper, number)
    for fields in ("NAME=", f"NAME={'x' * 41}", "NAME=two%0alines", "NAME=x&JOIN=2"):
        fixture.expect_refusal(keeper, f"NewRoom&CID={secrets.token_hex(16)}&{fields}", Result.MALFORMED)
    fixture.expect_refusal(keeper, "NewRoom&CID=&NAME=x", Result.MALFORMED)
    request = r.NewRoom(secrets.token_hex(16), _NAME, people=(fixture.unknown_number,))
    fixture.expect_refusal(keeper, request, Result.NO_SUCH_USER)
    for kind, value in _INVALID:
        change = f"ChangeRoom&UN={number}&SN=1&KIND={kind:d},&KEY={keeper.number},&VAL={value},"
        fixture.expect_refusal(keeper, change, Result.MALFORMED)
    unknown = r.RoomSetting(RoomChange.MEMBER, fixture.unknown_number, str(int(RoomRole.MEMBER)))
    change_of_both = r.ChangeRoom(number, (r.RoomSetting(RoomChange.NAME, 0, "another"), unknown))
    fixture.expect_refusal(keeper, change_of_both, Result.NO_SUCH_USER)
    expect(_entry(keeper, number) == before, "a refused request changed the room")
    later = keeper.get(r.ListRooms(1, number), r.ListRoomsReply).rooms
    expect(not later, "a refused NewRoom made a room")


@section.row("room.writers", "If only keepers may write, others get RES=31", needs="room.changed")
def _writers(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    _change(keeper, number, r.RoomSetting(RoomChange.WRITERS, 0, "1"))
    fixture.expect_refusal(other, c.SendMessage(number, "x", secrets.token_hex(16)), Result.NOT_ALLOWED)
    _change(keeper, number, r.RoomSetting(RoomChange.WRITERS, 0, "0"))
    other.send(number, "again", secrets.token_hex(16))
    _expect_texts(_said(keeper, number), "again")


@section.row("room.open", "AddToList joins an open room (CD=0)", needs="room.made")
def _open(fixture: Fixture) -> None:
    _, other, number = _made(fixture, fixture.room_session, JoinRule.OPEN, is_empty=True)
    fixture.expect_refusal(other, c.SendMessage(number, "x", secrets.token_hex(16)), Result.NOT_ALLOWED)
    outcome = other.get(c.AddToList(number), c.AddToListReply).outcome
    expect(outcome == AddOutcome.ADDED, f"CD={outcome}")
    other.wait_for(MessageKind.ROOM_JOINED, number)
    expect(_role(other, number) is RoomRole.MEMBER, f"ROLE={_role(other, number):d}")


@section.row("room.ask", "A request to join comes as MT=78, and ChangeRoom admits", needs="room.changed")
def _ask(fixture: Fixture) -> None:
    keeper, other, number = _made(fixture, fixture.room_session, JoinRule.ASK, is_empty=True)
    outcome = other.get(c.AddToList(number), c.AddToListReply).outcome
    expect(outcome == AddOutcome.CONSENT_NEEDED, f"CD={outcome}")
    other.do(c.AnswerAdd(number, AddAnswer.ASK, "it is me"))
    keeper.wait_for(MessageKind.ROOM_ASKED, number, f"{other.number} it is me")
    _change(keeper, number, _member(other, RoomRole.MEMBER))
    other.wait_for(MessageKind.ROOM_JOINED, number)


@section.row("room.closed", "A closed room is answered CD=3, and RES=30 to others", needs="room.made")
def _closed(fixture: Fixture) -> None:
    _, other, number = _made(fixture, fixture.room_session, is_empty=True)
    outcome = other.get(c.AddToList(number), c.AddToListReply).outcome
    expect(outcome == AddOutcome.NOBODY, f"CD={outcome}")
    fixture.expect_refusal(other, r.RoomInfo(number), Result.NO_SUCH_USER)
    fixture.expect_refusal(other, c.SendMessage(number, "x", secrets.token_hex(16)), Result.NO_SUCH_USER)


@contextmanager
def _invitation(keeper: RawSession, number: int) -> Iterator[place_commands.CreateInvitationReply]:
    """Create an invitation to the room for two people, and end it afterwards."""
    request = place_commands.CreateInvitation(2, 1, room=number)
    created = keeper.parse(request, keeper.do(request), place_commands.CreateInvitationReply)
    try:
        yield created
    finally:
        keeper.ask(place_commands.EndInvitation(created.id))


@section.row("room.code", "ShowInvite and ListInvites name the room of an invitation", needs="room.made")
def _code(fixture: Fixture) -> None:
    keeper, _, number = _made(fixture, fixture.room_session, is_empty=True)
    with _invitation(keeper, number) as created:
        shown = fixture.anonymous.get(
            place_commands.ShowInvitation(created.invitation), place_commands.ShowInvitationReply
        )
        listed = keeper.get(place_commands.ListInvitations(), place_commands.ListInvitationsReply).invitations
    came = [(shown.room, shown.room_name)]
    came += [(one.room, one.room_name) for one in listed if one.id == created.id]
    expect(came == [(number, _NAME)] * 2, f"ROOM ROOMNAME: {[(number, _NAME)] * 2} are wanted, {came} came")


@section.row("room.by-code", "AddToList with INVITE joins a closed room", needs="room.closed")
def _by_code(fixture: Fixture) -> None:
    keeper, other, number = _made(fixture, fixture.room_session, is_empty=True)
    wrong = secrets.token_hex(10).upper()
    fixture.expect_refusal(other, c.AddToList(number, wrong), Result.BAD_INVITATION)
    with _invitation(keeper, number) as created:
        outcome = other.get(c.AddToList(number, created.invitation), c.AddToListReply).outcome
    expect(outcome == AddOutcome.ADDED, f"CD={outcome}")
    expect(_role(other, number) is RoomRole.MEMBER, f"ROLE={_role(other, number):d}")


@section.row("room.code-ends", "A code admits nobody once its keeper left, and gets RES=35", needs="room.code")
def _code_ends(fixture: Fixture) -> None:
    keeper, other, number = _made(fixture, fixture.room_session, is_empty=True)
    with _invitation(keeper, number) as created:
        keeper.do(c.DeleteFromList(number))
        fixture.expect_refusal(other, c.AddToList(number, created.invitation), Result.BAD_INVITATION)


@section.row("room.left", "After DelFromList only GetLog has messages, those before", needs="room.log")
def _left(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    keeper.send(number, "before", secrets.token_hex(16))
    other.do(c.DeleteFromList(number))
    keeper.send(number, "after", secrets.token_hex(16))
    _expect_texts(_said(other, number), "before")
    expect(_role(other, number) is RoomRole.NONE, "ListRooms still has the room")
    fixture.expect_refusal(other, c.SendMessage(number, "x", secrets.token_hex(16)), Result.NO_SUCH_USER)
    last = other.get(log_commands.GetLog(number, page_size=1), log_commands.GetLogReply).messages
    _expect_texts(last, "before")


@section.row("room.removed", "A member whom a keeper removes learns it, and gets no more", needs="room.log")
def _removed(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    _change(keeper, number, _member(other, RoomRole.NONE))
    *_, notice = other.wait_for(MessageKind.ROOM_LEFT, number)
    expect(notice.text == f"{keeper.number} {_NAME}", f"MG of MT=82: {notice.text!r}")
    keeper.send(number, "after", secrets.token_hex(16))
    _expect_texts(_said(other, number))
    raw = other.ask(c.SendMessage(number, "I am still here", secrets.token_hex(16)))
    expect(raw.result in (Result.NO_SUCH_USER, Result.NOT_ALLOWED), f"CLTMSG is answered {raw}")


@section.row("room.keeper", "When the last keeper leaves, a member becomes keeper", needs="room.made")
def _keeper(fixture: Fixture) -> None:
    keeper, other, number = _room(fixture)
    keeper.do(c.DeleteFromList(number))
    expect(_role(other, number) is RoomRole.ADMIN, f"ROLE={_role(other, number):d}")


@section.row("room.rate", "Too many messages of one member get RES=40 with WAIT", needs="room.message")
def _rate(fixture: Fixture) -> None:
    keeper, _, number = _room(fixture)
    for _ in range(_MOST_TRIES):
        raw = keeper.post_once(keeper.body(c.SendMessage(number, "x", secrets.token_hex(16))))
        if not raw.is_done:
            break
    is_right = raw.result == Result.TOO_MANY_REQUESTS and raw.number("WAIT")
    expect(is_right, f"one of {_MOST_TRIES} messages at once is answered {raw}")


@section.row("room.without", "A session with EXT and without ROOM gets nothing of rooms", needs="room.message")
def _without(fixture: Fixture) -> None:
    keeper, other, number = _made(fixture, fixture.extended_session)
    keeper.send(number, "x", secrets.token_hex(16))
    came = other.fetch_all()
    expect(not [one for one in came if number in (one.room, one.sender)], "something of the room came")
    expect(not has_on_list(other, number), "List has the room")
    fixture.expect_refusal(other, c.SendMessage(number, "x", secrets.token_hex(16)), Result.NO_SUCH_USER)


def _from_room(session: RawSession, number: int) -> list[c.WaitingMessage]:
    return session.fetch_kind(MessageKind.TEXT, number)


def _old(fixture: Fixture) -> Room:
    """Return a room with a classic member. Raises NotOfferedError if rooms are kept from old clients."""
    keeper, other, number = _made(fixture, fixture.classic_session)
    if other.ask(c.GetInfo(number)).result == Result.NO_SUCH_USER:
        raise NotOfferedError("the server keeps rooms from old clients")
    return keeper, other, number


@classic.row("room.contact", "A room is a contact who is online, with the room's name")
def _contact(fixture: Fixture) -> None:
    _, other, number = _old(fixture)
    expect(has_on_list(other, number), "List does not have the room")
    contacts = other.get(c.QueryStatus(1, number - 1), c.QueryStatusReply).contacts
    came = [(one.number, one.status, one.nickname) for one in contacts]
    expect(came == [(number, Status.ONLINE, _NAME)], f"UN ST NK: {came} came")


@classic.row("room.read", "A message begins with its writer's nickname", needs="room.contact")
def _read(fixture: Fixture) -> None:
    keeper, other, number = _old(fixture)
    name = keeper.get(c.GetInfo(keeper.number), c.GetInfoReply).profile.nickname
    keeper.send(number, "to all", secrets.token_hex(16))
    _expect_texts(_from_room(other, number), f"{name}: to all")
    _expect_texts(_from_room(other, number))


@classic.row("room.written", "CLTMSG reaches the members, and does not come back", needs="room.contact")
def _written(fixture: Fixture) -> None:
    keeper, other, number = _old(fixture)
    other.send(number, "from an old client")
    _expect_texts(_said(keeper, number), "from an old client")
    _expect_texts(_from_room(other, number))


@classic.row("room.leave", "DelFromList leaves the room", needs="room.contact")
def _leave(fixture: Fixture) -> None:
    keeper, other, number = _old(fixture)
    other.do(c.DeleteFromList(number))
    expect(not has_on_list(other, number), "List still has the room")
    keeper.send(number, "x", secrets.token_hex(16))
    _expect_texts(_from_room(other, number))
