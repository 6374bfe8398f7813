"""That somebody is writing."""

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import Section, expect
from qqdesk.conformance.talk import hanging_poll, kinds
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MessageKind, Result, Status

section = Section("Writing")


@section.row("typing.told", "Typing comes as MT=90, once, and is kept nowhere")
def _told(ground: Ground) -> None:
    one, other = ground.extended_friends()
    with hanging_poll(one) as poll:
        other.do(c.Typing(one.number))
        reading = poll.answer(one.place.soon)
    came = one.messages_in(reading)
    notes = [(m.kind, m.sender, m.text, m.id) for m in came]
    expect(notes == [(MessageKind.TYPING, other.number, "", 0)], reading)
    again = [m for m in one.drain() if m.kind == MessageKind.TYPING]
    expect(not again, "it was told twice")


@section.row("typing.often", "Typing of one person is told once in 3 s at most")
def _often(ground: Ground) -> None:
    one, other = ground.extended_friends()
    for _ in range(3):
        other.do(c.Typing(one.number))
    other.say(one.number, "behind them")
    came = one.drain()
    notes = [m for m in came if m.kind == MessageKind.TYPING]
    expect(len(notes) <= 1, f"it was told {len(notes)} times: {kinds(came)}")


@section.row("typing.unseen", "Typing of one who looks offline is not told")
def _unseen(ground: Ground) -> None:
    one, other = ground.extended_friends()
    for status in (Status.OFFLINE, Status.INVISIBLE):
        one.do(c.ChangeStatus(status))
        one.do(c.Typing(other.number))
        one.say(other.number, "behind it")
        came = other.drain()
        one.do(c.ChangeStatus(Status.ONLINE))
        expect(not [m for m in came if m.kind == MessageKind.TYPING], f"in ST={status} they were given away")


@section.row("typing.refused", "Typing is refused where a message would be (RES=30, 31)")
def _refused(ground: Ground) -> None:
    one, other = ground.extended_friends()
    other.do(c.Typing(one.number))
    other.refuses(c.Typing(ground.missing_number), Result.NO_SUCH_USER)
    ground.strangers(one, other)
    other.refuses(c.Typing(one.number), Result.NOT_ALLOWED)
