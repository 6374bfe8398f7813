"""Invitations and requests to join, with the real server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.client.invitation_requests import new_code
from qqdesk.domain.incoming import NewcomerJoined
from qqdesk.domain.problem import ProblemKind
from qqdesk.gui.shared.notice_text import notice_text
from qqdesk.server.settings.settings import Settings
from tests.helpers.desk import Desk
from tests.helpers.server import LocalServer, local_server, md5

ONE, TWO = 10001, 10002


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """A place named Home; the first person is its administrator."""
    with local_server(tmp_path, settings=Settings(name="Home", registration="invite")) as running:
        running.add_user(ONE, nickname="Anna")
        running.add_user(TWO, nickname="Tom")
        running.appoint(ONE)
        yield running


def test_the_session_describes_its_place(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna, tom = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    place = anna.messenger.invitations.place
    assert (place.name, len(place.id), place.registration) == ("Home", 16, "invite")
    assert (place.is_admin, place.may_invite) == (True, True)
    place = tom.messenger.invitations.place
    assert (place.is_admin, place.may_invite) == (False, False)


def test_an_invitation_brings_its_person_onto_the_list(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ONE).sign_in(server.address)
    invitations = anna.messenger.invitations
    created = anna.reply(invitations.create(10, 7))
    link = invitations.link(created.invitation)
    assert link is not None
    assert link.http().startswith(f"{server.address.rstrip('/')}/i#")
    with Client(server.address) as ben:
        ben.number = ben.register(md5("secret"), "Ben", link.code, 270)
    notice = anna.wait_for("notice_received")
    assert (type(notice.item), notice.number) == (NewcomerJoined, ben.number)
    assert notice_text(notice, anna.messenger.roster) == "Ben has joined."
    anna.wait(lambda: ben.number in anna.messenger.roster and not anna.messenger.roster.get(ben.number).stranger)
    (row,) = anna.reply(invitations.refresh()).invitations
    assert (row.id, row.inviter, row.uses_left, row.used) == (created.id, ONE, 9, 1)


def test_a_withdrawn_invitation_is_forgotten(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ONE).sign_in(server.address)
    invitations = anna.messenger.invitations
    created = anna.reply(invitations.create(1, 1))
    anna.reply(invitations.end(created.id))
    assert invitations.latest() is None
    assert anna.reply(invitations.refresh()).invitations == ()


def test_others_may_not_invite(server: LocalServer, desk: Callable[..., Desk]) -> None:
    tom = desk(TWO).sign_in(server.address)
    assert tom.failure(tom.messenger.invitations.create(1, 1)).kind is ProblemKind.NOT_ALLOWED


def test_an_administrator_learns_who_asks_to_come_in(server: LocalServer, desk: Callable[..., Desk]) -> None:
    """Requests to join from before the sign-in, and later ones."""
    codes = [new_code() for _ in range(3)]
    with Client(server.address) as stranger:
        stranger.invitations.request_to_join(codes[0], "Ben", 270)
        anna = desk(ONE).sign_in(server.address)
        tom = desk(TWO).sign_in(server.address)
        invitations = anna.messenger.invitations
        anna.wait(lambda: [ask.nickname for ask in invitations.join_requests] == ["Ben"])
        for code, name in zip(codes[1:], ("Eva", "Mallory"), strict=True):
            stranger.invitations.request_to_join(code, name)
        anna.wait(lambda: [ask.nickname for ask in invitations.join_requests] == ["Ben", "Eva", "Mallory"])
        ben, eva, mallory = invitations.join_requests
        anna.reply(invitations.answer(mallory.id, admit=False))
        anna.reply(invitations.answer(ben.id, admit=True))
        anna.wait(lambda: invitations.join_requests == (eva,))
        assert stranger.invitations.show(codes[0]).nickname == "Anna"
        stranger.number = stranger.register(md5("secret"), "Ben", codes[0], 270)
    assert isinstance(anna.wait_for("notice_received").item, NewcomerJoined)
    assert tom.messenger.invitations.join_requests == ()


def test_an_ask_that_another_administrator_answered_is_gone(server: LocalServer, desk: Callable[..., Desk]) -> None:
    server.appoint(TWO)
    with Client(server.address) as stranger:
        stranger.invitations.request_to_join(new_code(), "Ben")
    anna, tom = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    anna.wait(lambda: anna.messenger.invitations.join_requests)
    tom.wait(lambda: tom.messenger.invitations.join_requests)
    (ask,) = tom.messenger.invitations.join_requests
    anna.reply(anna.messenger.invitations.answer(ask.id, admit=True))
    tom.wait(lambda: tom.messenger.invitations.join_requests == ())


def test_nothing_of_a_session_stays(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ONE).sign_in(server.address)
    anna.reply(anna.messenger.invitations.create(1, 1))
    anna.messenger.sign_out()
    anna.wait_for("signed_out")
    assert anna.messenger.invitations.latest() is None
    assert anna.messenger.invitations.place.id == ""
