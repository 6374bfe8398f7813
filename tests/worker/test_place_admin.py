"""What an administrator's client knows of its place and does there, with the real server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qqdesk.domain.connection import Security
from qqdesk.domain.problem import ProblemKind
from qqdesk.protocol.admin_commands import PersonAction
from qqdesk.server.settings.settings import Settings
from qqdesk.worker.place_admin import PlaceAdmin
from tests.helpers.desk import Desk
from tests.helpers.server import LocalServer, local_server

ANNA, TOM, EVA = 10001, 10002, 10003


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """A place named Home; the first person is its administrator."""
    with local_server(tmp_path, settings=Settings(name="Home", registration="invite")) as running:
        for number, nickname in ((ANNA, "Anna"), (TOM, "Tom"), (EVA, "Eva")):
            running.add_user(number, nickname=nickname)
        running.appoint(ANNA)
        yield running


def refreshed(desk: Desk) -> PlaceAdmin:
    admin = desk.messenger.admin
    admin.refresh()
    desk.wait(lambda: admin.place is not None and admin.people and not admin.open_requests)
    return admin


def test_an_administrator_sees_the_place_and_its_people(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    admin = refreshed(anna)
    place = admin.place
    assert place is not None
    assert (place.name, place.registration, place.people, place.present) == ("Home", "invite", 3, 1)
    assert [(one.number, one.nickname, one.is_admin, one.is_present) for one in admin.people] == [
        (ANNA, "Anna", True, True), (TOM, "Tom", False, False), (EVA, "Eva", False, False)
    ]  # fmt: skip


def test_a_refresh_without_a_change_is_no_change(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    admin = refreshed(anna)
    changes: list[str] = []
    for name in ("people", "rooms", "invitations", "log"):
        getattr(admin, f"{name}_changed").connect(lambda name=name: changes.append(name))
    refreshed(anna)
    assert changes == []


def test_an_action_changes_the_people_and_the_log(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    admin = refreshed(anna)
    anna.reply(admin.change_person(TOM, PersonAction.BAN))
    anna.wait(lambda: any(one.number == TOM and one.banned for one in admin.people))
    anna.wait(lambda: bool(admin.log))
    line = admin.log[0]
    assert (line.actor, line.subject, line.action) == (ANNA, TOM, PersonAction.BAN)
    assert anna.reply(admin.make_reset_code(EVA)).code


def test_the_name_changes_for_everybody(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    admin = refreshed(anna)
    anna.reply(admin.change_place(name="The Harbour"))
    anna.wait(lambda: anna.messenger.invitations.place.name == "The Harbour")
    assert admin.place is not None


def test_others_are_refused_and_know_whom_to_ask(server: LocalServer, desk: Callable[..., Desk]) -> None:
    tom = desk(TOM).sign_in(server.address)
    admin = tom.messenger.admin
    assert not admin.is_allowed
    admin.refresh()
    assert not admin.open_requests
    assert tom.failure(admin.change_person(EVA, PersonAction.DELETE)).kind is ProblemKind.NOT_ALLOWED
    place_id = tom.messenger.invitations.place.id

    def known() -> tuple[str, ...]:
        place = tom.messenger.places.by_id(place_id)
        return () if place is None else place.administrators

    tom.wait(lambda: known() == ("Anna",))


def test_who_is_appointed_or_dismissed_notices_at_once(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna, tom = desk(ANNA).sign_in(server.address), desk(TOM).sign_in(server.address)
    admin = tom.messenger.admin
    anna.reply(anna.messenger.admin.change_person(TOM, PersonAction.APPOINT))
    tom.wait(lambda: admin.is_allowed)
    anna.reply(anna.messenger.admin.change_person(TOM, PersonAction.DISMISS))
    tom.wait(lambda: not admin.is_admin)
    assert not admin.is_allowed


def test_without_encryption_a_far_place_is_not_administered(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    anna.messenger.security = Security(server="192.0.2.1:8000")
    anna.messenger.connection_changed.emit(anna.messenger.connection)
    admin = anna.messenger.admin
    assert (admin.is_admin, admin.is_private, admin.is_allowed) == (True, False, False)


def test_all_pages_of_the_people_arrive(server: LocalServer, desk: Callable[..., Desk]) -> None:
    for number in range(20001, 20205):
        server.add_user(number, nickname=str(number))
    anna = desk(ANNA).sign_in(server.address)
    admin = anna.messenger.admin
    admin.refresh()
    anna.wait(lambda: len(admin.people) == 207)


def test_older_lines_of_the_log_follow_on_demand(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    admin = anna.messenger.admin
    admin.is_allowed = False  # no refresh after each action
    for _ in range(51):
        anna.reply(admin.change_person(TOM, PersonAction.BAN))
        anna.reply(admin.change_person(TOM, PersonAction.UNBAN))
    admin.is_allowed = True
    refreshed(anna)
    assert (len(admin.log), admin.is_log_whole) == (100, False)
    admin.load_older_log()
    anna.wait(lambda: len(admin.log) == 102)
    assert admin.is_log_whole
    anna.reply(admin.change_person(TOM, PersonAction.BAN))
    anna.wait(lambda: len(admin.log) == 103)
    assert len({line.id for line in admin.log}) == 103
