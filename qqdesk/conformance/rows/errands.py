"""What is done without a session, by who must not end that of another computer."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import NotOfferedError, Section, expect
from qqdesk.conformance.rows.presence import is_told
from qqdesk.conformance.talk import Account, Voice
from qqdesk.protocol import check_password
from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Credentials
from qqdesk.protocol.codes import EndReason, MessageKind, Result, Status

section = Section("Without a session")


@contextmanager
def _errand(ground: Ground, account: Account, secret: str = "") -> Iterator[Voice]:
    """Somebody without a session, who says their password with each request."""
    with ground.voice(account.number) as voice:
        device = secrets.token_hex(16)
        reading = voice.ask(check_password.CheckPassword(account.secret, device))
        if reading.text("ERRAND") != "1":
            raise NotOfferedError("TryPwd is answered without ERRAND=1")
        voice.credentials = Credentials(secret or account.secret, device)
        yield voice


@section.row("errand.try", "TryPwd says whether a password is right, and ends no session")
def _try_password(ground: Ground) -> None:
    account = ground.people[0]
    talk = ground.extended(account)
    with ground.voice(account.number) as voice:
        reading = voice.ask(check_password.CheckPassword(account.secret, talk.device))
        if reading.result in (Result.UNKNOWN_COMMAND, Result.NOT_SIGNED_IN):
            raise NotOfferedError("there is no TryPwd")
        expect(reading.is_done and reading.text("RS") == "0" and "SID" not in reading, reading)
        reading = voice.ask(check_password.CheckPassword(secrets.token_hex(16), talk.device))
        expect(reading.is_done and reading.text("RS") == "1" and reading.text("RA"), f"a wrong one: {reading}")
    talk.do(c.ListContacts())


@section.row("errand.elsewhere", "TryPwd says ELSEWHERE=1 where a Login would end another session")
def _elsewhere(ground: Ground) -> None:
    talk = ground.extended(ground.people[0])
    with ground.voice(talk.number) as voice:
        told = {}
        for device in (talk.device, secrets.token_hex(16)):
            reading = voice.do(check_password.CheckPassword(talk.account.secret, device))
            if "ELSEWHERE" not in reading:
                raise NotOfferedError("TryPwd is answered without ELSEWHERE")
            told[device == talk.device] = reading.text("ELSEWHERE")
    expect(told == {True: "0", False: "1"}, f"of the same device ELSEWHERE={told[True]}, of another {told[False]}")


@section.row("errand.done", "A request with PWD and DEV is carried out beside a session")
def _carried_out(ground: Ground) -> None:
    one, other = ground.extended_friends()
    with _errand(ground, other.account) as errand:
        numbers = errand.get(c.ListContacts(), c.ListReply).numbers
        expect(one.number in numbers, f"List does not have {one.number}")
        request = c.SendMessage(one.number, "an errand", secrets.token_hex(16))
        first, again = errand.do(request), errand.do(request)
        expect(first.raw("MID") == again.raw("MID"), f"first {first}, then {again}")
    one.receives(other, "an errand")
    other.do(c.ListContacts())


@section.row("errand.unseen", "Nobody is seen to come or go by it")
def _unseen(ground: Ground) -> None:
    one, other = ground.extended_friends()
    ground.sign_out(other)
    is_told(one, other.number, Status.OFFLINE)
    with _errand(ground, other.account) as errand:
        errand.do(c.SendMessage(one.number, "unseen", secrets.token_hex(16)))
    came = one.wait_for(MessageKind.TEXT, other.number, "unseen")
    told = [message for message in came if message.kind == MessageKind.STATUS_CHANGED]
    expect(not told, "others were told of a status")


@section.row("errand.session", "GetMsgEx and four others take a session: RES=32 with PWD")
def _takes_a_session(ground: Ground) -> None:
    one, other = ground.extended_friends()
    requests = (
        c.GetMessages(),
        c.ChangeStatus(Status.BUSY),
        c.Typing(one.number),
        c.ModifyPassword(other.account.secret, other.account.secret),
        c.Logout(),
    )
    with _errand(ground, other.account) as errand:
        for request in requests:
            errand.refuses(request, Result.REFUSED_BY_SERVER)
    other.do(c.ListContacts())


@section.row("errand.wrong", "A wrong PWD gets RES=20 with WHY=1")
def _wrong(ground: Ground) -> None:
    one, other = ground.extended_friends()
    with _errand(ground, other.account, secrets.token_hex(16)) as errand:
        reading = errand.refuses(c.SendMessage(one.number, "not mine", secrets.token_hex(16)), Result.NOT_SIGNED_IN)
        expect(reading.text("WHY") == str(int(EndReason.UNKNOWN_OR_TIMED_OUT)), f"WHY=1 is wanted: {reading}")
    one.receives(other)
