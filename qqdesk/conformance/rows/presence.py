"""Who is there, as the others see it."""

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import Section, UnmetError, expect
from qqdesk.conformance.talk import Talk, kinds
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MessageKind, Status

section = Section("Who is there")
_NEEDS = ("presence.query",)


def sees(talk: Talk, other: int) -> int:
    """The status in which Query_Stat shows somebody; offline where it does not."""
    request = c.QueryStatus(1, other - 1)
    reply = talk.get(request, c.QueryStatusReply)
    return next((row.status for row in reply.contacts if row.number == other), Status.OFFLINE)


def is_told(talk: Talk, other: int, status: int) -> None:
    """Of the status of somebody, by and by."""
    try:
        talk.wait_for(MessageKind.STATUS_CHANGED, other, str(int(status)))
    except UnmetError as error:
        raise UnmetError(f"{error} (Query_Stat shows {sees(talk, other)})") from None


@section.row("presence.query", "Query_Stat shows who is there, in parallel lists SN long")
def _query(ground: Ground) -> None:
    one, other = ground.friends()
    other.do(c.ChangeStatus(Status.ONLINE))
    reading = one.do(c.QueryStatus())
    reply = one.meaning(c.QueryStatus(), reading, c.QueryStatusReply)
    row = next((row for row in reply.contacts if row.number == other.number), None)
    expect(row is not None and row.status == Status.ONLINE, f"{other.number} is there: {reading}")
    counts = {len(reading.items(name)) for name in ("FC", "ST", "UN", "NK")}
    expect(counts == {int(reading.text("SN") or -1)}, f"the lists are not of one length, SN: {reading}")


@section.row("presence.columns", "With two contacts, FC ST UN NK of Query_Stat belong together", people=3, needs=_NEEDS)
def _columns(ground: Ground) -> None:
    """With two contacts in different states, each column is compared with what is known of each of them."""
    one, other = ground.friends()
    third = ground.any(ground.people[2])
    ground.befriend(one, third)
    wanted = {}
    for talk, status in ((other, Status.BUSY), (third, Status.ONLINE)):
        talk.do(c.ChangeStatus(status))
        profile = one.get(c.GetInfo(talk.number), c.GetInfoReply).profile
        wanted[talk.number] = (profile.face, int(status), profile.nickname)
    reading = one.do(c.QueryStatus())
    contacts = one.meaning(c.QueryStatus(), reading, c.QueryStatusReply).contacts
    numbers = [row.number for row in contacts]
    other.do(c.ChangeStatus(Status.ONLINE))
    for talk, contact in ((third, one), (one, third)):
        talk.do(c.DeleteFromList(contact.number))
    expect(numbers == sorted(numbers), f"UN is not ascending: {reading}")
    for number, row in wanted.items():
        found = [(contact.face, contact.status, contact.nickname) for contact in contacts if contact.number == number]
        expect(found == [row], f"FC ST NK of {number} are {row}, and Query_Stat has {found}")


@section.row("presence.change", "A change of status is told (MT=99) to who has them on the list", needs=_NEEDS)
def _change(ground: Ground) -> None:
    one, other = ground.friends()
    other.do(c.ChangeStatus(Status.BUSY))
    is_told(one, other.number, Status.BUSY)
    expect(sees(one, other.number) == Status.BUSY, f"Query_Stat shows {sees(one, other.number)}")
    other.do(c.ChangeStatus(Status.ONLINE))
    is_told(one, other.number, Status.ONLINE)


@section.row("presence.invisible", "ST=20 and ST=40 look offline, and stay signed in", needs=_NEEDS)
def _invisible(ground: Ground) -> None:
    one, other = ground.friends()
    for status in (Status.OFFLINE, Status.INVISIBLE):
        other.do(c.ChangeStatus(status))
        is_told(one, other.number, Status.OFFLINE)
        expect(sees(one, other.number) == Status.OFFLINE, f"ST={status}: Query_Stat shows them")
        other.do(c.ListContacts())
        other.say(one.number, "from nowhere")
        other.do(c.ChangeStatus(Status.ONLINE))
        is_told(one, other.number, Status.ONLINE)


@section.row("presence.goes", "Logout and Login are told (MT=99)", needs=_NEEDS)
def _goes(ground: Ground) -> None:
    one, other = ground.friends()
    ground.sign_out(other)
    is_told(one, other.number, Status.OFFLINE)
    expect(sees(one, other.number) == Status.OFFLINE, "Query_Stat shows them")
    ground.any(other.account)
    is_told(one, other.number, Status.ONLINE)


@section.row("presence.again", "A second Login of an old client goes on: nothing comes twice")
def _again(ground: Ground) -> None:
    one, other = ground.classic_friends()
    other.say(one.number, "before the second sign-in")
    one.do(c.GetMessages())  # what is seen here is not to be seen twice
    reading = ground.sign_in(one.account, extended=False)
    expect(reading.text("RS") == "0", reading)
    one.receives(other)
    seen = [message for message in other.drain() if message.kind == MessageKind.STATUS_CHANGED]
    expect(not seen, f"the other was told {kinds(tuple(seen))}")


@section.row("presence.unlisted", "Of others than one's contacts nothing is told")
def _unlisted(ground: Ground) -> None:
    one, other = ground.friends()
    one.do(c.DeleteFromList(other.number))
    other.do(c.ChangeStatus(Status.BUSY))
    other.do(c.ChangeStatus(Status.ONLINE))
    other.say(one.number, "behind it")
    came = one.wait_for(MessageKind.TEXT, other.number, "behind it")
    told = [m for m in came if m.kind == MessageKind.STATUS_CHANGED and m.sender == other.number]
    expect(not told, "MT=99 of somebody who is not on the list")
