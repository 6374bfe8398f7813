"""Signing in and out in classic sessions."""

import re
import secrets

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import Account
from qqdesk.conformance.raw_reply import RawReply
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import LC, Result

section = Section("Signing in")
_NEEDS = ("login.granted",)
_GRANTED = re.compile(rb"&RES=0&RS=0&HI=[1-9]\d*&LI=[1-9]\d*$")


def _login(fixture: Fixture, account: Account, fields: str) -> RawReply:
    with fixture.client(account.number) as client:
        return client.post(f"{client.head('Login')}&{fields}")


@section.row("login.granted", "A sign-in is granted as RES=0&RS=0&HI=…&LI=…")
def _granted(fixture: Fixture) -> None:
    account = fixture.people[0]
    fixture.classic_session(account)
    raw = fixture.sign_in(account, extended=False)
    expect(_GRANTED.search(raw.body), raw)


@section.row("login.wrong", "A wrong password gets RS=1 and RA; the session stays", needs=_NEEDS)
def _wrong(fixture: Fixture) -> None:
    account = Account(fixture.people[0].number, secrets.token_hex(16), is_ours=False)
    fixture.classic_session(fixture.people[0])
    raw = fixture.sign_in(account, extended=False)
    expect(raw.is_done and raw.text("RS") == "1" and raw.text("RA"), raw)
    # The session stays.
    fixture.classic_session(fixture.people[0]).do(c.ListContacts())


@section.row("login.refused", "A refused Login starts no session", needs=_NEEDS)
def _no_session(fixture: Fixture) -> None:
    account = fixture.people[0]
    session = fixture.classic_session(account)
    session.do(c.Logout())
    fixture.sign_in(Account(account.number, secrets.token_hex(16), is_ours=False), extended=False)
    raw = session.ask(c.ListContacts())
    fixture.forget_session(account)
    expect(raw.result == Result.NOT_SIGNED_IN, f"List behind a refused Login is answered {raw}")


@section.row("login.unknown", "An unknown number is refused in the same way", needs=_NEEDS)
def _unknown(fixture: Fixture) -> None:
    fixture.classic_session(fixture.people[0])
    numbers = (fixture.people[0].number, fixture.unknown_number)
    wrong = [Account(number, secrets.token_hex(16), is_ours=False) for number in numbers]
    known, unknown = (fixture.sign_in(account, extended=False) for account in wrong)
    expect(unknown.is_done and unknown.text("RS") == "1" and unknown.text("RA"), unknown)
    said = [(raw.names, raw.text("RA")) for raw in (known, unknown)]
    expect(said[0] == said[1], f"a wrong password is answered {known}, an unknown number {unknown}")


@section.row("login.sloppy", "Login accepts capitals, blanks and fields of old clients", needs=_NEEDS)
def _sloppy(fixture: Fixture) -> None:
    account = fixture.people[0]
    fixture.classic_session(account)
    variants = (
        f"PS={account.secret.upper()}&M5=1&LC={LC}",
        f"PS={account.secret} &M5=1",
        f"PS={account.secret}&M5=1&LC={LC}\n",
        f"PS={account.secret}&M5=1&CON=1&LG=0&GD=&CKE=&SID=&XP=",
    )
    for fields in variants:
        raw = _login(fixture, account, fields)
        said = fields.replace(account.secret, "…").replace(account.secret.upper(), "… (upper case)")
        expect(raw.text("RS") == "0", f"{said!r} is answered {raw}")


@section.row("login.several", "Several users can sign in from one address", needs=_NEEDS)
def _several(fixture: Fixture) -> None:
    one, other = fixture.classic_pair()
    one.do(c.ListContacts())
    other.do(c.ListContacts())
    one.do(c.ListContacts())


@section.row("logout.ends", "Logout ends the session: RES=20 from then on", needs=_NEEDS)
def _logout(fixture: Fixture) -> None:
    account = fixture.people[0]
    session = fixture.classic_session(account)
    raw = session.do(c.Logout())
    expect(raw.text("CMD") == "LOGOUT", raw)
    after = session.ask(c.ListContacts())
    fixture.forget_session(account)
    expect(after.result == Result.NOT_SIGNED_IN, f"List behind Logout is answered {after}")
