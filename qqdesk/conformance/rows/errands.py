"""Requests without a session, for scripts that must not end the user's session."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.conformance.errors import NotOfferedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import Account, RawClient
from qqdesk.conformance.row import Section
from qqdesk.protocol import check_password
from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Credentials
from qqdesk.protocol.codes import EndReason, MessageKind, Result, Status

section = Section("Without a session")


@contextmanager
def _errand(fixture: Fixture, account: Account, secret: str = "") -> Iterator[RawClient]:
    """A client without a session, which sends the password with each request."""
    with fixture.client(account.number) as client:
        device = secrets.token_hex(16)
        raw = client.ask(check_password.CheckPassword(account.secret, device))
        if raw.text("ERRAND") != "1":
            raise NotOfferedError("TryPwd is answered without ERRAND=1")
        client.credentials = Credentials(secret or account.secret, device)
        yield client


@section.row("errand.try", "TryPwd checks a password, and ends no session")
def _verify_password(fixture: Fixture) -> None:
    account = fixture.people[0]
    session = fixture.extended_session(account)
    with fixture.client(account.number) as client:
        raw = client.ask(check_password.CheckPassword(account.secret, session.device))
        if raw.result in (Result.UNKNOWN_COMMAND, Result.NOT_SIGNED_IN):
            raise NotOfferedError("there is no TryPwd")
        expect(raw.is_done and raw.text("RS") == "0" and "SID" not in raw, raw)
        raw = client.ask(check_password.CheckPassword(secrets.token_hex(16), session.device))
        expect(raw.is_done and raw.text("RS") == "1" and raw.text("RA"), f"a wrong one: {raw}")
    session.do(c.ListContacts())


@section.row("errand.elsewhere", "TryPwd returns ELSEWHERE=1 if Login would end a session")
def _elsewhere(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    with fixture.client(session.number) as client:
        elsewhere = {}
        for device in (session.device, secrets.token_hex(16)):
            raw = client.do(check_password.CheckPassword(session.account.secret, device))
            if "ELSEWHERE" not in raw:
                raise NotOfferedError("TryPwd is answered without ELSEWHERE")
            elsewhere[device == session.device] = raw.text("ELSEWHERE")
    expect(
        elsewhere == {True: "0", False: "1"},
        f"ELSEWHERE by same device: {elsewhere}",
    )


@section.row("errand.done", "A request with PWD and DEV works beside a session")
def _carried_out(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    with _errand(fixture, other.account) as errand:
        numbers = errand.get(c.ListContacts(), c.ListReply).numbers
        expect(one.number in numbers, f"List does not have {one.number}")
        request = c.SendMessage(one.number, "an errand", secrets.token_hex(16))
        first, again = errand.do(request), errand.do(request)
        expect(first.value("MID") == again.value("MID"), f"first {first}, then {again}")
    one.expect_texts(other, "an errand")
    other.do(c.ListContacts())


@section.row("errand.unseen", "A request with PWD and DEV changes no presence")
def _unseen(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    fixture.sign_out(other)
    one.wait_for_status(other.number, Status.OFFLINE)
    with _errand(fixture, other.account) as errand:
        errand.do(c.SendMessage(one.number, "unseen", secrets.token_hex(16)))
    came = one.wait_for(MessageKind.TEXT, other.number, "unseen")
    changes = [message for message in came if message.kind == MessageKind.STATUS_CHANGED]
    expect(not changes, "other users received a status")


@section.row("errand.session", "GetMsgEx and four others need a session: RES=32 with PWD")
def _takes_a_session(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    requests = (
        c.GetMessages(),
        c.ChangeStatus(Status.BUSY),
        c.Typing(one.number),
        c.ModifyPassword(other.account.secret, other.account.secret),
        c.Logout(),
    )
    with _errand(fixture, other.account) as errand:
        for request in requests:
            errand.expect_refusal(request, Result.REFUSED_BY_SERVER)
    other.do(c.ListContacts())


@section.row("errand.wrong", "A wrong PWD gets RES=20 with WHY=1")
def _wrong(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    with _errand(fixture, other.account, secrets.token_hex(16)) as errand:
        raw = errand.expect_refusal(c.SendMessage(one.number, "not mine", secrets.token_hex(16)), Result.NOT_SIGNED_IN)
        expect(raw.text("WHY") == str(int(EndReason.UNKNOWN_OR_TIMED_OUT)), f"WHY=1 is wanted: {raw}")
    one.expect_texts(other)
