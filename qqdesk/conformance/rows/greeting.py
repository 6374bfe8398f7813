"""What a server tells anybody, and what it wants to know first."""

import re
import time

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import NotOfferedError, NotTriedError, Section, expect
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import RegistrationMode, Result

section = Section("Before there is a user")
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


@section.row("before.session", "All but Login and Logout want a session: else RES=20", people=0)
def _session_wanted(ground: Ground) -> None:
    with ground.voice(ground.missing_number) as voice:
        for command in _IN_A_SESSION:
            name, _, rest = command.partition("&")
            reading = voice.put(voice.head(name) + (f"&{rest}" if rest else ""))
            expect(reading.result == Result.NOT_SIGNED_IN, f"{name} is answered {reading}")


@section.row("before.logout", "Logout is carried out where nobody is signed in, too", people=0)
def _logout(ground: Ground) -> None:
    with ground.voice(ground.missing_number) as voice:
        reading = voice.put(voice.head("Logout"))
    expect(reading.is_done and reading.text("CMD") == "LOGOUT", reading)


@section.row("before.hello", "Hello tells TLS, FPR, REG, NAM and NOW, to anybody", people=0)
def _hello(ground: Ground) -> None:
    reading = ground.nobody.ask(c.Hello())
    if reading.result in (Result.UNKNOWN_COMMAND, Result.NOT_SIGNED_IN):
        raise NotOfferedError("there is no Hello")
    expect(reading.is_done, reading)
    names = ("VER", "CMD", "SEQ", "UIN", "RES", "TLS", "FPR", "REG", "NAM", "NOW")
    expect(reading.names[: len(names)] == names, reading)
    expect(reading.text("TLS").isdecimal() and int(reading.text("TLS")) < 65536, reading)
    wanted = r"[0-9a-f]{64}" if reading.text("TLS") != "0" else r"([0-9a-f]{64})?"
    expect(re.fullmatch(wanted, reading.text("FPR")), reading)
    expect(reading.text("REG") in tuple(RegistrationMode), reading)
    now = ground.nobody.meaning(c.Hello(), reading, c.HelloReply).now
    expect(now, f"NOW is no time: {reading}")
    ahead = now / 1000 - time.time()
    expect(abs(ahead) < _CLOCK_S, f"its clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} ours")


@section.row("before.register", "Register gives a new number, or is refused as Hello says")
def _registration(ground: Ground) -> None:
    if ground.hello is None:
        raise NotOfferedError("there is no Hello, which says who may make an account")
    mode, request = ground.hello.registration, c.Register("0" * 32, "conformance")
    if mode == RegistrationMode.OPEN:
        account = ground.people[0] if ground.people else None
        if account is None or not account.is_ours:
            raise NotTriedError("accounts were given, so none is made")
        expect(len({one.number for one in ground.people}) == len(ground.people), "the same number was given out twice")
        return
    ground.nobody.refuses(request, Result.REFUSED_BY_SERVER)
