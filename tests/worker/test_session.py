"""Signing in and out, with the real server."""

from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.domain.contact import Contact
from qqdesk.domain.problem import ProblemKind
from qqdesk.protocol.codes import EndReason, Status
from qqdesk.server.accounts import accounts, devices
from qqdesk.server.accounts.passwords import hash_password
from qqdesk.server.storage.sqlite import open_database
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.canned import CannedServer, http
from tests.helpers.messages import chat_with
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import CHEAP, DECIMAL_LOOPBACK, LocalServer, md5
from tests.worker.conftest import ONE, TWO, MakeDesk

pytestmark = pytest.mark.smoke


def test_signing_in(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    assert [name for name, _ in one.signals][:3] == ["connection_changed", "signed_in", "connection_changed"]
    (session,) = one.of("signed_in")
    assert session.extended
    assert (session.me.name, session.me.face) == ("甲", 270)
    assert one.messenger.contact_notes.group_names() == [""]
    assert one.messenger.roster.listed() == [Contact(TWO, "乙", 141)]


def test_a_server_without_encryption_gets_no_password_before_somebody_decides(
    desk: MakeDesk, server: LocalServer
) -> None:
    address = f"http://{DECIMAL_LOOPBACK}:{server.port}"
    one = desk(ONE)
    one.start(address)
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.UNENCRYPTED
    assert not list(server.daemon.core.sessions)
    problem = one.messenger.connection.problem
    assert problem is not None and problem.certificate is not None
    assert one.messenger.trust(problem.certificate) is None
    one.sign_in(address)
    one.messenger.sign_out()
    one.wait_for("signed_out")
    one.sign_in(address)


def test_presence_goes_around(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    two = desk(TWO).sign_in(server.address)
    assert two.messenger.roster.get(ONE) == Contact(ONE, "甲", 270, Status.ONLINE)
    one.wait(lambda: one.messenger.roster.get(TWO).status is Status.ONLINE)
    two.reply(two.messenger.set_status(Status.BUSY))
    assert two.messenger.me.status is Status.BUSY
    one.wait(lambda: one.messenger.roster.get(TWO).status is Status.BUSY)
    two.reply(two.messenger.set_status(Status.INVISIBLE))
    one.wait(lambda: one.messenger.roster.get(TWO).status is Status.OFFLINE)
    two.messenger.sign_out()
    two.wait_for("signed_out")
    two.sign_in(server.address, Status.BUSY)
    one.wait(lambda: one.messenger.roster.get(TWO).status is Status.BUSY)
    assert two.messenger.me.status is Status.BUSY


def test_signing_out_and_in_again(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    one.messenger.sign_out()
    one.wait_for("signed_out")
    assert one.messenger.connection.phase is ConnectionPhase.SIGNED_OUT
    assert (one.messenger.me.number, len(one.messenger.roster)) == (0, 0)
    one.sign_in(server.address)
    one.wait(lambda: one.messenger.roster.get(TWO).nickname == "乙")


def test_names_are_there_at_once_the_second_time(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    one.wait(lambda: one.messenger.roster.get(TWO).nickname)
    one.messenger.shut_down()
    again = desk(ONE)
    again.start(server.address)
    names: list[str] = []
    again.messenger.signed_in.connect(lambda _: names.append(again.messenger.roster.get(TWO).name))
    again.wait(lambda: names)
    assert names == ["乙"]


def test_another_sign_in_ends_the_one_before(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE)
    for _ in range(3):
        one.start(server.address)
    one.wait_connected()
    one.sign_in(server.address)
    assert one.messenger.me.number == ONE


def test_a_wrong_password_ends_it_at_once(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE, password="wrong")
    one.start(server.address)
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.WRONG_PASSWORD
    assert not list(tmp_path.rglob("history.db"))
    one.password = "secret"
    one.sign_in(server.address)


@pytest.mark.parametrize(
    ("address", "kind"),
    [("127.0.0.1:1", ProblemKind.NO_CONNECTION), ("not an address", ProblemKind.BAD_ADDRESS)],
)
def test_a_first_sign_in_that_cannot_be_ends(desk: MakeDesk, address: str, kind: ProblemKind) -> None:
    one = desk(ONE)
    one.start(address)
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is kind
    one.messenger.sign_out()
    one.wait_for("signed_out")


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.LOSE, Fault.RESET])
def test_a_bad_line_does_not_end_the_first_sign_in(desk: MakeDesk, server: LocalServer, fault: Fault) -> None:
    one = desk(ONE)
    with FaultyProxy(server.port) as proxy:
        proxy.fault("login", fault)
        proxy.fault("query_stat", fault)
        one.sign_in(proxy.url)
        assert one.problem is None


def test_a_line_that_only_breaks_ends_it(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE)
    with FaultyProxy(server.port) as proxy:
        proxy.fault("login", Fault.LOSE, 20)
        one.start(proxy.url)
        one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.NO_CONNECTION


def test_something_else_answers_there(desk: MakeDesk) -> None:
    one = desk(ONE)
    with CannedServer(otherwise=lambda _: http("<html>", "404 Not Found")) as other:
        one.start(other.url)
        one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.NOT_A_SERVER


def test_shutting_down_while_it_signs_in(desk: MakeDesk) -> None:
    one = desk(ONE)
    with CannedServer() as silent:
        one.start(silent.url)
        one.wait(silent.asked.is_set)
        one.messenger.shut_down()
    assert one.of("signed_in") == []


def test_another_device_ends_the_session(desk: MakeDesk, server: LocalServer) -> None:
    here = desk(ONE, "here").sign_in(server.address)
    there = desk(ONE, "there")
    there.messenger.device = "f" * 32
    there.sign_in(server.address)
    server.sign_out_device(ONE, here.messenger.device)
    here.wait_phase(ConnectionPhase.ENDED)
    assert here.problem is ProblemKind.SIGNED_OUT_AND_ERASED
    there.reply(there.messenger.set_status(Status.BUSY))
    assert here.messenger.connection.phase is ConnectionPhase.ENDED
    assert there.messenger.connection.phase is ConnectionPhase.CONNECTED
    here.messenger.conversation(chat_with(TWO))
    here.messenger.sign_out()
    here.wait_for("signed_out")


def test_what_is_asked_without_a_session_fails(desk: MakeDesk) -> None:
    one = desk(ONE)
    failed = one.failure(one.messenger.set_status(Status.BUSY))
    assert failed.kind is ProblemKind.NO_CONNECTION
    assert one.messenger.unread == 0
    one.messenger.try_now()
    one.messenger.set_chat_active(True)
    one.messenger.sign_out()


def test_a_password_that_the_operator_changed_ends_the_session(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    with closing(open_database(server.folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        accounts.set_password(db, ONE, hash_password(md5("new"), CHEAP))
        devices.end_all(db, ONE, EndReason.ENDED_BY_OPERATOR, 0)
        db.execute("COMMIT")
    server.loop.call_soon_threadsafe(server.daemon.core.housekeeping.sweep)
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.BANNED
    desk(ONE, "elsewhere", "new").sign_in(server.address)
