"""Requests before signing in."""

import re
import time

from qqdesk.conformance.errors import NotOfferedError, NotTriedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import RegistrationMode, Result

section = Section("Before signing in")
_CLOCK_S = 120
_IN_A_SESSION = (
    "List&TN=10&UN=0",
    "Query_Stat&TN=10&UN=0",
    "GetInfo&LV=2&UN=1",
    "AddToList&UN=1",
    "Ack_AddToList&UN=1&CD=2&RS=x",
    "DelFromList&UN=1",
    "Finger&AG=&SX=&PV=",
    "Change_Stat&ST=10",
    "GetMsgEx",
    "CLTMSG&UN=1&MG=x",
)


@section.row("before.session", "All commands but Login and Logout need a session: else RES=20", people=0)
def _session_wanted(fixture: Fixture) -> None:
    with fixture.client(fixture.unknown_number) as client:
        for command in _IN_A_SESSION:
            name, _, rest = command.partition("&")
            raw = client.post(client.head(name) + (f"&{rest}" if rest else ""))
            expect(raw.result == Result.NOT_SIGNED_IN, f"{name} is answered {raw}")


@section.row("before.logout", "Logout succeeds without a session", people=0)
def _logout(fixture: Fixture) -> None:
    with fixture.client(fixture.unknown_number) as client:
        raw = client.post(client.head("Logout"))
    expect(raw.is_done and raw.text("CMD") == "LOGOUT", raw)


@section.row("before.hello", "Hello returns TLS, FPR, REG, NAM and NOW to anybody", people=0)
def _hello(fixture: Fixture) -> None:
    raw = fixture.anonymous.ask(c.Hello())
    if raw.result in (Result.UNKNOWN_COMMAND, Result.NOT_SIGNED_IN):
        raise NotOfferedError("there is no Hello")
    expect(raw.is_done, raw)
    names = ("VER", "CMD", "SEQ", "UIN", "RES", "TLS", "FPR", "REG", "NAM", "NOW")
    expect(raw.names[: len(names)] == names, raw)
    expect(raw.text("TLS").isdecimal() and int(raw.text("TLS")) < 65536, raw)
    wanted = r"[0-9a-f]{64}" if raw.text("TLS") != "0" else r"([0-9a-f]{64})?"
    expect(re.fullmatch(wanted, raw.text("FPR")), raw)
    expect(raw.text("REG") in tuple(RegistrationMode), raw)
    now = fixture.anonymous.parse(c.Hello(), raw, c.HelloReply).now
    expect(now, f"NOW is no time: {raw}")
    ahead = now / 1000 - time.time()
    expect(abs(ahead) < _CLOCK_S, f"its clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} ours")


@section.row("before.register", "Register returns a new number, or is refused as REG says")
def _registration(fixture: Fixture) -> None:
    if fixture.hello is None:
        raise NotOfferedError("there is no Hello, which says who may make an account")
    mode, request = fixture.hello.registration, c.Register("0" * 32, "conformance")
    if mode == RegistrationMode.OPEN:
        account = fixture.people[0] if fixture.people else None
        if account is None or not account.is_ours:
            raise NotTriedError("accounts were given, so none is made")
        expect(
            len({one.number for one in fixture.people}) == len(fixture.people), "the same number was given out twice"
        )
        return
    fixture.anonymous.expect_refusal(request, Result.REFUSED_BY_SERVER)
