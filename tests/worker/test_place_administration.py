"""What an administrator's client knows of its place and does there, with the real server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qqdesk.domain.connection import Security
from qqdesk.domain.problem import ProblemKind
from qqdesk.protocol.home_commands import PersonAction
from qqdesk.server.operations.settings import Settings
from qqdesk.worker.place_administration import PlaceAdministration
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


def refreshed(desk: Desk) -> PlaceAdministration:
    administration = desk.messenger.administration
    administration.refresh()
    desk.wait(lambda: administration.place is not None and administration.people and not administration._open_requests)
    return administration


def test_an_administrator_sees_the_place_and_its_people(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    administration = refreshed(anna)
    place = administration.place
    assert place is not None
    assert (place.name, place.registration, place.people, place.present) == ("Home", "invite", 3, 1)
    assert [(one.number, one.nickname, one.is_admin, one.is_present) for one in administration.people] == [
        (ANNA, "Anna", True, True), (TOM, "Tom", False, False), (EVA, "Eva", False, False)
    ]  # fmt: skip


def test_a_refresh_without_a_change_is_no_change(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    administration = refreshed(anna)
    changes: list[str] = []
    for name in ("people", "rooms", "invitations", "log"):
        getattr(administration, f"{name}_changed").connect(lambda name=name: changes.append(name))
    refreshed(anna)
    assert changes == []


def test_an_action_changes_the_people_and_the_log(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    administration = refreshed(anna)
    anna.reply(administration.change_person(TOM, PersonAction.BAN))
    anna.wait(lambda: any(one.number == TOM and one.banned for one in administration.people))
    anna.wait(lambda: bool(administration.log))
    line = administration.log[0]
    assert (line.actor, line.subject, line.action) == (ANNA, TOM, PersonAction.BAN)
    assert anna.reply(administration.make_reset_code(EVA)).code


def test_the_name_changes_for_everybody(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    administration = refreshed(anna)
    anna.reply(administration.change_place(name="The Harbour"))
    anna.wait(lambda: anna.messenger.invitations.place.name == "The Harbour")
    assert administration.place is not None


def test_others_are_refused_and_know_whom_to_ask(server: LocalServer, desk: Callable[..., Desk]) -> None:
    tom = desk(TOM).sign_in(server.address)
    administration = tom.messenger.administration
    assert not administration.is_allowed
    administration.refresh()
    assert not administration._open_requests
    assert tom.failure(administration.change_person(EVA, PersonAction.DELETE)).kind is ProblemKind.NOT_ALLOWED
    place_id = tom.messenger.invitations.place.id

    def known() -> tuple[str, ...]:
        place = tom.messenger.places.by_id(place_id)
        return () if place is None else place.administrators

    tom.wait(lambda: known() == ("Anna",))


def test_who_is_appointed_or_dismissed_notices_at_once(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna, tom = desk(ANNA).sign_in(server.address), desk(TOM).sign_in(server.address)
    administration = tom.messenger.administration
    anna.reply(anna.messenger.administration.change_person(TOM, PersonAction.APPOINT))
    tom.wait(lambda: administration.is_allowed)
    anna.reply(anna.messenger.administration.change_person(TOM, PersonAction.DISMISS))
    tom.wait(lambda: not administration.is_admin)
    assert not administration.is_allowed


def test_without_encryption_a_far_place_is_not_administered(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    anna.messenger.security = Security(server="192.0.2.1:8000")
    anna.messenger.connection_changed.emit(anna.messenger.connection)
    administration = anna.messenger.administration
    assert (administration.is_admin, administration.is_private, administration.is_allowed) == (True, False, False)


def test_all_pages_of_the_people_arrive(server: LocalServer, desk: Callable[..., Desk]) -> None:
    for number in range(20001, 20205):
        server.add_user(number, nickname=str(number))
    anna = desk(ANNA).sign_in(server.address)
    administration = anna.messenger.administration
    administration.refresh()
    anna.wait(lambda: len(administration.people) == 207)


def test_older_lines_of_the_log_follow_on_demand(server: LocalServer, desk: Callable[..., Desk]) -> None:
    anna = desk(ANNA).sign_in(server.address)
    administration = anna.messenger.administration
    administration.is_allowed = False  # no refresh after each action
    for _ in range(51):
        anna.reply(administration.change_person(TOM, PersonAction.BAN))
        anna.reply(administration.change_person(TOM, PersonAction.UNBAN))
    administration.is_allowed = True
    refreshed(anna)
    assert (len(administration.log), administration.is_log_whole) == (100, False)
    administration.load_older_log()
    anna.wait(lambda: len(administration.log) == 102)
    assert administration.is_log_whole
    anna.reply(administration.change_person(TOM, PersonAction.BAN))
    anna.wait(lambda: len(administration.log) == 103)
    assert len({line.id for line in administration.log}) == 103
