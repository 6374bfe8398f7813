"""My own status with and without a connection, and the presence of others."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from qqdesk.client.client import Client
from qqdesk.client.errors import RefusedError
from qqdesk.domain.account_keys import WATCHED
from qqdesk.domain.contact import Contact, Roster, Watch
from qqdesk.domain.message import Delivery
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.engine.snapshot import RosterSnapshot
from qqdesk.protocol.codes import Result, Status
from qqdesk.protocol.commands import ChangeStatus, DeleteFromList, PresentContact
from qqdesk.worker.account_state import AccountState
from qqdesk.worker.api import ConnectionPhase, RosterChange
from qqdesk.worker.presence_state import AWAY_MS, FRESH_MS, PresenceState
from qqdesk.worker.roster_state import GATHER_S, RosterState
from tests.helpers.classic_server import ClassicServer
from tests.helpers.clock import FakeClock
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.proxy import FaultyProxy
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk

ONLINE, BUSY, INVISIBLE, OFFLINE = Status.ONLINE, Status.BUSY, Status.INVISIBLE, Status.OFFLINE


def status_of(desk: Desk, number: int) -> Status:
    return desk.messenger.roster.get(number).status


# My own


@pytest.fixture
def proxy(server: LocalServer) -> Iterator[FaultyProxy]:
    with FaultyProxy(server.port) as running:
        yield running


def test_who_signs_in_invisible_was_never_seen(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    two = desk(TWO).sign_in(server.address, INVISIBLE)
    assert two.messenger.me.status is INVISIBLE, "that is what I am shown"
    two.send(ONE, "I see you")
    one.wait_texts(TWO, "I see you")  # all earlier events have arrived
    assert one.messenger.presence.since(TWO) is None
    assert status_of(one, TWO) is OFFLINE


def test_the_status_of_an_earlier_session_of_this_computer_is_not_gone_on_with(
    desk: MakeDesk, server: LocalServer
) -> None:
    desk(TWO).sign_in(server.address, INVISIBLE)
    one = desk(ONE).sign_in(server.address)
    desk(TWO).sign_in(server.address)  # as after a crash: the first one never signed out
    one.wait(lambda: status_of(one, TWO) is ONLINE)


def test_a_classic_server_receives_20_for_invisible(desk: MakeDesk) -> None:
    with ClassicServer() as classic:
        classic.add_user(ONE, "secret", "甲")
        classic.add_user(TWO, "secret", "乙")
        classic.befriend(ONE, TWO)
        two = desk(TWO).sign_in(classic.url, INVISIBLE)
        assert two.messenger.me.status is INVISIBLE
        assert classic.users[TWO].status == 20
        one = desk(ONE).sign_in(classic.url)
        two.reply(two.messenger.set_status(BUSY))
        assert classic.users[TWO].status == 30
        one.messenger.try_now()
        one.wait(lambda: status_of(one, TWO) is BUSY)


def test_what_is_chosen_without_a_connection_holds_from_the_next_one_on(
    desk: MakeDesk, clock: FakeClock, server: LocalServer, proxy: FaultyProxy
) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO, clock=clock).sign_in(proxy.url)
    one.wait(lambda: status_of(one, TWO) is ONLINE)
    proxy.open = False
    proxy.cut_all()
    two.wait_given_up()
    two.reply(two.messenger.set_status(BUSY))
    assert two.messenger.me.status is BUSY
    proxy.open = True
    two.messenger.try_now()
    one.wait(lambda: status_of(one, TWO) is BUSY)


def test_a_line_that_breaks_just_then_is_no_failure(desk: MakeDesk, server: LocalServer, proxy: FaultyProxy) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(proxy.url)
    proxy.open = False
    proxy.cut_all()
    two.reply(two.messenger.set_status(BUSY))
    proxy.open = True
    two.messenger.try_now()
    one.wait(lambda: status_of(one, TWO) is BUSY)


def test_the_last_choice_is_what_everybody_sees(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    for status in (BUSY, ONLINE, INVISIBLE, BUSY):
        pending = two.messenger.set_status(status)
    two.reply(pending)
    one.wait(lambda: status_of(one, TWO) is BUSY)
    assert two.messenger.me.status is BUSY


def test_a_status_that_is_refused_is_taken_back(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    two = desk(TWO).sign_in(server.address)

    send = Client.request

    def refuse(client: Client, request: Any, **options: Any) -> Any:
        if isinstance(request, ChangeStatus):
            raise RefusedError(Result.SERVER_FAILED, "x", None)
        return send(client, request, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Client, "request", refuse)
        two.failure(two.messenger.set_status(BUSY))
    assert two.messenger.me.status is ONLINE
    two.reply(two.messenger.set_status(INVISIBLE))
    assert two.messenger.me.status is INVISIBLE


# The others


class World:
    """A roster and its state, without a server."""

    def __init__(self) -> None:
        self.parent = QObject()
        self.clock = FakeClock()
        account = AccountState(self.clock, self.parent)
        self.presence = PresenceState(account, self.clock, self.parent)
        self.roster = Roster()
        self.changes: list[RosterChange] = []
        self.people = RosterState(self.roster, self.changes.append, self.presence, account, self.clock, self.parent)
        self.came: list[int] = []
        self.presence.came_online.connect(self.came.append)

    def list(self, present: dict[int, Status], everybody: int = 3) -> None:
        rows = tuple(PresentContact(0, status, number, "x") for number, status in present.items())
        self.people.apply_roster(RosterSnapshot(tuple(range(1, everybody + 1)), rows))

    def start(self, **watched: Watch) -> "World":
        self.presence.clear()
        for name, watch in watched.items():
            self.presence.watch({"ann": 1, "bo": 2, "cy": 3}[name], watch)
        return self


@pytest.fixture
def world(qtbot: QtBot) -> World:
    return World()


def test_who_is_there_at_the_sign_in_is_no_news(world: World) -> None:
    world.start(ann=Watch.ALWAYS, bo=Watch.ALWAYS)
    world.list({1: ONLINE})
    assert world.came == []
    world.people.set_status(2, Status.ONLINE, 5)
    assert world.came == [2]


def test_once_and_always(world: World) -> None:
    world.start(ann=Watch.ONCE, bo=Watch.ALWAYS)
    world.list({})
    for number in (1, 2, 3):
        world.people.set_status(number, Status.BUSY, 5)
    assert world.came == [1, 2]
    assert (world.presence.watched(1), world.presence.watched(2)) == (None, Watch.ALWAYS)
    for number in (1, 2):
        world.people.set_status(number, Status.OFFLINE, 6)
    world.clock.advance(AWAY_MS / 1000)
    for number in (1, 2):
        world.people.set_status(number, Status.ONLINE, 7)
    assert world.came == [1, 2, 2]
    world.people.set_status(2, Status.BUSY, 8)
    assert world.came == [1, 2, 2], "they were there already"


def test_a_short_absence_is_none(world: World) -> None:
    """Their connections broke, or the server restarted and they return one by one."""
    world.start(ann=Watch.ALWAYS, bo=Watch.ALWAYS)
    world.list({1: ONLINE, 2: ONLINE})
    world.people.set_status(1, Status.OFFLINE, 5)
    world.list({})
    world.clock.advance(AWAY_MS / 1000 - 1)
    world.people.set_status(1, Status.ONLINE, 6)
    world.list({1: ONLINE, 2: ONLINE})
    assert world.came == []


def test_after_a_reconnect_only_new_changes_are_emitted(world: World) -> None:
    world.start(ann=Watch.ALWAYS, bo=Watch.ALWAYS)
    world.list({2: ONLINE})
    world.clock.advance(FRESH_MS / 1000)
    world.list({1: ONLINE, 2: ONLINE})
    assert world.came == [1], "she came while the line was broken"
    world.list({})
    world.clock.advance(FRESH_MS / 1000 + 1)
    world.list({1: ONLINE, 2: ONLINE})
    assert world.came == [1], "the computer slept all night"


def test_since_when(world: World) -> None:
    world.start()
    world.list({1: ONLINE})
    assert world.presence.since(1) is None
    world.people.set_status(1, Status.BUSY, 1234)
    world.people.set_status(1, Status.BUSY, 5678)
    assert world.presence.since(1) == 1234
    world.list({1: BUSY})
    assert world.presence.since(1) == 1234
    world.list({1: ONLINE})
    assert world.presence.since(1) is None, "when that was nobody knows"
    world.people.set_status(2, Status.ONLINE, 9)
    world.people.drop(2, keep=True)
    assert world.presence.since(2) is None


@pytest.mark.parametrize("count", [200, 10_000])
def test_many_changes_at_once_are_emitted_together(world: World, count: int) -> None:
    world.start(ann=Watch.ALWAYS)
    world.list({}, everybody=count)
    world.people.discard_changes()
    world.changes.clear()
    for number in range(1, count + 1):
        world.people.set_status(number, Status.ONLINE, 5)
    assert world.changes == []
    world.clock.advance(GATHER_S)
    assert world.changes == [RosterChange(frozenset(range(1, count + 1)))]
    assert world.came == [1]


def test_whom_one_waits_for_is_in_the_file_of_the_account(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    one.messenger.presence.watch(TWO, Watch.ALWAYS)
    one.messenger.shut_down()
    again = desk(ONE)
    came: list[int] = []
    again.messenger.presence.came_online.connect(came.append)
    again.sign_in(server.address)
    assert again.messenger.account.items(WATCHED) == {TWO: Watch.ALWAYS}
    desk(TWO).sign_in(server.address)
    again.wait(lambda: came == [TWO])
    assert again.messenger.roster.get(TWO).is_present
    again.reply(again.messenger.request(DeleteFromList(TWO)))
    assert again.messenger.account.items(WATCHED) == {}
    again.messenger.shut_down()
    assert desk(ONE).sign_in(server.address).messenger.account.items(WATCHED) == {}


def test_a_contact_of_the_roster_is_what_it_was(world: World) -> None:
    world.list({1: BUSY})
    assert world.roster.get(1) == Contact(1, "x", 0, BUSY)


def test_who_is_there_when_the_server_is_reached_after_a_start_without_it_is_no_news(world: World) -> None:
    world.start(ann=Watch.ALWAYS, bo=Watch.ALWAYS)
    world.list({})  # the list of the last session
    world.presence.reset()
    world.people.set_status(2, Status.ONLINE, 5)  # it comes before the list
    world.list({1: ONLINE, 2: ONLINE})
    assert world.came == []


def test_a_lost_connection_announces_no_one(world: World) -> None:
    world.start(ann=Watch.ALWAYS)
    world.list({1: ONLINE})
    world.people.set_status(2, Status.ONLINE, 77)
    world.people.mark_all_offline()
    assert not world.roster.get(1).is_present
    assert world.presence.since(2) is None
    world.list({1: ONLINE, 2: ONLINE})
    assert world.came == []
    assert world.presence.since(2) == 77, "as it was before"


def test_offline_by_choice_and_back(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    one.wait(lambda: status_of(one, TWO) is ONLINE)
    two.reply(two.messenger.set_status(BUSY))
    two.reply(two.messenger.set_status(OFFLINE))
    two.wait_phase(ConnectionPhase.OFFLINE)
    assert two.messenger.me.status is OFFLINE
    assert status_of(two, ONE) is OFFLINE
    one.wait(lambda: status_of(one, TWO) is OFFLINE)
    key = two.send(ONE, "written meanwhile")
    one.send(TWO, "to you, too")
    assert two.waiting_reason(two.messenger.conversation(chat_with(ONE)).messages[-1]) is WaitingReason.NO_CONNECTION
    two.messenger.presence.watch(ONE, Watch.ALWAYS)
    came: list[int] = []
    two.messenger.presence.came_online.connect(came.append)
    two.messenger.try_now()
    two.wait_connected()
    two.wait_state(ONE, key, Delivery.DELIVERED)
    one.wait_texts(TWO, "to you, too", "written meanwhile")
    two.wait(lambda: "to you, too" in two.texts(ONE))
    one.wait(lambda: status_of(one, TWO) is BUSY)
    two.wait(lambda: status_of(two, ONE) is ONLINE)
    assert came == [], "they were there all the time"


def test_after_offline_an_idle_status_is_online_again(desk: MakeDesk, server: LocalServer) -> None:
    two = desk(TWO).sign_in(server.address)
    two.messenger.set_idle(True)
    two.reply(two.messenger.set_status(OFFLINE))
    two.wait_phase(ConnectionPhase.OFFLINE)
    two.messenger.try_now()
    two.wait_connected()
    assert (two.messenger.me.status, two.messenger.me.is_idle) == (ONLINE, False)


def test_offline_while_there_is_no_connection_stays_so(
    desk: MakeDesk, clock: FakeClock, server: LocalServer, proxy: FaultyProxy
) -> None:
    two = desk(TWO, clock=clock).sign_in(proxy.url)
    proxy.open = False
    proxy.cut_all()
    two.wait_given_up()
    two.reply(two.messenger.set_status(OFFLINE))
    two.wait_phase(ConnectionPhase.OFFLINE)
    proxy.open = True
    two.reply(two.messenger.set_status(INVISIBLE))
    two.wait_connected()
    assert two.messenger.me.status is INVISIBLE


def test_offline_ends_the_poll_that_waits(desk: MakeDesk, server: LocalServer) -> None:
    """No other event ends the poll: no one else is online."""
    two = desk(TWO).sign_in(server.address)
    for _ in range(2):
        two.reply(two.messenger.set_status(OFFLINE))
        two.wait_phase(ConnectionPhase.OFFLINE)
        two.reply(two.messenger.set_status(ONLINE))
        two.wait_connected()
    phases = {state.phase for state in two.of("connection_changed")}
    assert phases == {ConnectionPhase.CONNECTING, ConnectionPhase.CONNECTED, ConnectionPhase.OFFLINE}


def test_offline_on_a_classic_server(desk: MakeDesk) -> None:
    with ClassicServer() as classic:
        classic.add_user(TWO, "secret", "乙")
        two = desk(TWO).sign_in(classic.url)
        for _ in range(2):
            two.reply(two.messenger.set_status(OFFLINE))
            two.wait_phase(ConnectionPhase.OFFLINE)
            assert not classic.users[TWO].signed_in
            two.messenger.try_now()
            two.wait_connected()
            assert classic.users[TWO].signed_in
