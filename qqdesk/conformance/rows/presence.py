"""Presence, as others see it."""

from qqdesk.conformance.errors import UnmetError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import RawSession, kinds
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MessageKind, Status

section = Section("Presence")
_NEEDS = ("presence.query",)


def sees(session: RawSession, other: int) -> int:
    """Return a contact's status in Query_Stat; offline if it is missing."""
    request = c.QueryStatus(1, other - 1)
    reply = session.get(request, c.QueryStatusReply)
    return next((row.status for row in reply.contacts if row.number == other), Status.OFFLINE)


def is_told(session: RawSession, other: int, status: int) -> None:
    """Wait until the session is notified of this status."""
    try:
        session.wait_for(MessageKind.STATUS_CHANGED, other, str(int(status)))
    except UnmetError as error:
        raise UnmetError(f"{error} (Query_Stat shows {sees(session, other)})") from None


@section.row("presence.query", "Query_Stat lists present contacts in parallel lists")
def _query(fixture: Fixture) -> None:
    one, other = fixture.friends()
    other.do(c.ChangeStatus(Status.ONLINE))
    raw = one.do(c.QueryStatus())
    reply = one.parse(c.QueryStatus(), raw, c.QueryStatusReply)
    row = next((row for row in reply.contacts if row.number == other.number), None)
    expect(row is not None and row.status == Status.ONLINE, f"{other.number} is there: {raw}")
    counts = {len(raw.items(name)) for name in ("FC", "ST", "UN", "NK")}
    expect(counts == {int(raw.text("SN") or -1)}, f"the lists are not of one length, SN: {raw}")


@section.row("presence.columns", "With two contacts, FC ST UN NK of Query_Stat match", people=3, needs=_NEEDS)
def _columns(fixture: Fixture) -> None:
    """Two contacts differ in each column, so columns in another order are found."""
    one, other = fixture.friends()
    third = fixture.any_session(fixture.people[2])
    fixture.befriend(one, third)
    wanted = {}
    for session, status in ((other, Status.BUSY), (third, Status.ONLINE)):
        session.do(c.ChangeStatus(status))
        profile = one.get(c.GetInfo(session.number), c.GetInfoReply).profile
        wanted[session.number] = (profile.face, int(status), profile.nickname)
    raw = one.do(c.QueryStatus())
    contacts = one.parse(c.QueryStatus(), raw, c.QueryStatusReply).contacts
    numbers = [row.number for row in contacts]
    other.do(c.ChangeStatus(Status.ONLINE))
    for session, contact in ((third, one), (one, third)):
        session.do(c.DeleteFromList(contact.number))
    expect(numbers == sorted(numbers), f"UN is not ascending: {raw}")
    for number, row in wanted.items():
        found = [(contact.face, contact.status, contact.nickname) for contact in contacts if contact.number == number]
        expect(found == [row], f"FC ST NK of {number} are {row}, and Query_Stat has {found}")


@section.row("presence.change", "A change of status is sent to watchers (MT=99)", needs=_NEEDS)
def _change(fixture: Fixture) -> None:
    one, other = fixture.friends()
    other.do(c.ChangeStatus(Status.BUSY))
    is_told(one, other.number, Status.BUSY)
    expect(sees(one, other.number) == Status.BUSY, f"Query_Stat shows {sees(one, other.number)}")
    other.do(c.ChangeStatus(Status.ONLINE))
    is_told(one, other.number, Status.ONLINE)


@section.row("presence.invisible", "Users with ST=20 or ST=40 look offline, and stay signed in", needs=_NEEDS)
def _invisible(fixture: Fixture) -> None:
    one, other = fixture.friends()
    for status in (Status.OFFLINE, Status.INVISIBLE):
        other.do(c.ChangeStatus(status))
        is_told(one, other.number, Status.OFFLINE)
        expect(sees(one, other.number) == Status.OFFLINE, f"ST={status}: Query_Stat shows them")
        other.do(c.ListContacts())
        other.send(one.number, "from nowhere")
        other.do(c.ChangeStatus(Status.ONLINE))
        is_told(one, other.number, Status.ONLINE)


@section.row("presence.goes", "Logout and Login are sent to watchers (MT=99)", needs=_NEEDS)
def _goes(fixture: Fixture) -> None:
    one, other = fixture.friends()
    fixture.sign_out(other)
    is_told(one, other.number, Status.OFFLINE)
    expect(sees(one, other.number) == Status.OFFLINE, "Query_Stat shows them")
    fixture.any_session(other.account)
    is_told(one, other.number, Status.ONLINE)


@section.row("presence.again", "A second classic Login continues: no message comes twice")
def _again(fixture: Fixture) -> None:
    one, other = fixture.classic_friends()
    other.send(one.number, "before the second sign-in")
    one.do(c.GetMessages())  # a session that continues does not get this again
    raw = fixture.sign_in(one.account, extended=False)
    expect(raw.text("RS") == "0", raw)
    one.expect_texts(other)
    seen = [message for message in other.fetch_all() if message.kind == MessageKind.STATUS_CHANGED]
    expect(not seen, f"the other received {kinds(tuple(seen))}")


@section.row("presence.unlisted", "The status of users off the list is not sent")
def _unlisted(fixture: Fixture) -> None:
    one, other = fixture.friends()
    one.do(c.DeleteFromList(other.number))
    other.do(c.ChangeStatus(Status.BUSY))
    other.do(c.ChangeStatus(Status.ONLINE))
    other.send(one.number, "behind it")
    came = one.wait_for(MessageKind.TEXT, other.number, "behind it")
    changes = [m for m in came if m.kind == MessageKind.STATUS_CHANGED and m.sender == other.number]
    expect(not changes, "MT=99 of somebody who is not on the list")
