"""Signing in and out, as old clients do it."""

import re
import secrets

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.reading import Reading
from qqdesk.conformance.row import Section, expect
from qqdesk.conformance.talk import Account
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import LC, Result

section = Section("Signing in")
_NEEDS = ("login.granted",)
_GRANTED = re.compile(rb"&RES=0&RS=0&HI=[1-9]\d*&LI=[1-9]\d*$")


def _login(ground: Ground, account: Account, fields: str) -> Reading:
    with ground.voice(account.number) as voice:
        return voice.put(f"{voice.head('Login')}&{fields}")


@section.row("login.granted", "A sign-in is granted in the letters RES=0&RS=0&HI=…&LI=…")
def _granted(ground: Ground) -> None:
    account = ground.people[0]
    ground.classic(account)
    reading = ground.sign_in(account, extended=False)
    expect(_GRANTED.search(reading.body), reading)


@section.row("login.wrong", "A wrong password gets RS=1 and RA; a session goes on", needs=_NEEDS)
def _wrong(ground: Ground) -> None:
    account = Account(ground.people[0].number, secrets.token_hex(16), is_ours=False)
    ground.classic(ground.people[0])
    reading = ground.sign_in(account, extended=False)
    expect(reading.is_done and reading.text("RS") == "1" and reading.text("RA"), reading)
    # Whoever was signed in still is.
    ground.classic(ground.people[0]).do(c.ListContacts())


@section.row("login.refused", "Whoever was refused is not signed in", needs=_NEEDS)
def _no_session(ground: Ground) -> None:
    account = ground.people[0]
    talk = ground.classic(account)
    talk.do(c.Logout())
    ground.sign_in(Account(account.number, secrets.token_hex(16), is_ours=False), extended=False)
    reading = talk.ask(c.ListContacts())
    ground.ended(account)
    expect(reading.result == Result.NOT_SIGNED_IN, f"List behind a refused Login is answered {reading}")


@section.row("login.unknown", "A number of nobody is refused in the same way", needs=_NEEDS)
def _unknown(ground: Ground) -> None:
    ground.classic(ground.people[0])
    numbers = (ground.people[0].number, ground.missing_number)
    wrong = [Account(number, secrets.token_hex(16), is_ours=False) for number in numbers]
    known, unknown = (ground.sign_in(account, extended=False) for account in wrong)
    expect(unknown.is_done and unknown.text("RS") == "1" and unknown.text("RA"), unknown)
    said = [(reading.names, reading.text("RA")) for reading in (known, unknown)]
    expect(said[0] == said[1], f"a wrong password is answered {known}, a number of nobody {unknown}")


@section.row("login.sloppy", "Capitals, blanks and fields of old clients do Login no harm", needs=_NEEDS)
def _sloppy(ground: Ground) -> None:
    account = ground.people[0]
    ground.classic(account)
    variants = (
        f"PS={account.secret.upper()}&M5=1&LC={LC}",
        f"PS={account.secret} &M5=1",
        f"PS={account.secret}&M5=1&LC={LC}\n",
        f"PS={account.secret}&M5=1&CON=1&LG=0&GD=&CKE=&SID=&XP=",
    )
    for fields in variants:
        reading = _login(ground, account, fields)
        said = fields.replace(account.secret, "…").replace(account.secret.upper(), "… (upper case)")
        expect(reading.text("RS") == "0", f"{said!r} is answered {reading}")


@section.row("login.several", "Several people are signed in from one address", needs=_NEEDS)
def _several(ground: Ground) -> None:
    one, other = ground.classic_pair()
    one.do(c.ListContacts())
    other.do(c.ListContacts())
    one.do(c.ListContacts())


@section.row("logout.ends", "Logout ends the session: RES=20 from then on", needs=_NEEDS)
def _logout(ground: Ground) -> None:
    account = ground.people[0]
    talk = ground.classic(account)
    reading = talk.do(c.Logout())
    expect(reading.text("CMD") == "LOGOUT", reading)
    after = talk.ask(c.ListContacts())
    ground.ended(account)
    expect(after.result == Result.NOT_SIGNED_IN, f"List behind Logout is answered {after}")
