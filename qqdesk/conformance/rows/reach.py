"""How other computers reach a place."""

import re

from qqdesk.conformance.errors import NotOfferedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol import place_commands as p
from qqdesk.protocol.codes import Result

section = Section("Reaching a place")
_ADDRESS = re.compile(r"(?:[0-9a-z.\-]+|\[[0-9a-f:.]+\]):[0-9]{1,5}")


@section.row("reach.addresses", "ADDR of Hello has addresses with ports, for other computers", people=0)
def _addresses(fixture: Fixture) -> None:
    raw = fixture.anonymous.ask(c.Hello())
    if "ADDR" not in raw.names:
        raise NotOfferedError("Hello has no ADDR")
    hello = fixture.anonymous.parse(c.Hello(), raw, c.HelloReply)
    for address in hello.addresses:
        expect(_ADDRESS.fullmatch(address), f"ADDR has {address!a}")
        expect(not address.startswith(("127.", "[::1]", "[fe80:", "localhost")), f"ADDR has {address!a}")


@section.row("reach.call-back", "CallBack returns OK, or RES=32 to the server's own computer", people=1)
def _call_back(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    raw = session.ask(p.CallBack(9))
    if raw.result == Result.UNKNOWN_COMMAND:
        raise NotOfferedError("there is no CallBack")
    is_own = raw.result == Result.REFUSED_BY_SERVER
    expect(is_own or (raw.is_done and raw.text("OK") in ("0", "1")), raw)
