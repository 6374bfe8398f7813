"""Sign-in without an answer of the server: the session opens with the stored data."""

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.domain.connection import PlaceInfo
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine.events import Resumed
from qqdesk.engine.fetching import fetch_place
from qqdesk.gui.contacts.first_group import first_group_title
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import DeleteFromList, GetInfoReply
from qqdesk.server.settings.settings import Settings
from qqdesk.worker.api import ConnectionPhase, PeopleQuery
from tests.helpers.clock import FakeClock
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import LocalServer, local_server, md5, running_server
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk

AWAY = "127.0.0.1:9"


def leave(one: Desk) -> None:
    one.messenger.sign_out()
    one.wait_for("signed_out")
    one.signals.clear()


def test_everything_of_the_last_time_is_there(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address, place="here"), desk(TWO).sign_in(server.address)
    one.wait(lambda: one.messenger.roster.get(TWO).nickname == "乙")
    assert one.messenger.contact_notes.add_group("Friends") is None
    assert one.messenger.contact_notes.move_to_group([TWO], "Friends") is None
    assert one.messenger.contact_notes.set_remark(TWO, "the other") is None
    one.messenger.drafts.put(chat_with(TWO), Draft("half a sen"))
    two.send(ONE, "hello")
    one.wait(lambda: one.messenger.unread == 1)
    leave(one)

    one.start(AWAY, place="here")
    one.wait_for("signed_in")
    messenger = one.messenger
    assert (messenger.me.nickname, messenger.me.face) == ("甲", 270)
    contact = messenger.roster.get(TWO)
    assert (contact.name, contact.nickname, contact.face, contact.group, contact.stranger) == (
        "the other",
        "乙",
        141,
        "Friends",
        False,
    )
    assert contact.status is Status.OFFLINE
    assert messenger.contact_notes.group_names() == ["", "Friends"]
    assert messenger.unread_counts() == {chat_with(TWO): 1}
    assert messenger.drafts.get(chat_with(TWO)).text == "half a sen"
    assert one.texts(TWO) == ["hello"]
    one.wait_phase(ConnectionPhase.WAITING)
    assert one.problem is ProblemKind.NO_CONNECTION


def test_the_place_keeps_its_name(desk: MakeDesk, tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(name="Home", registration="invite")) as home:
        home.add_user(ONE)
        one = desk(ONE).sign_in(home.address, place="here")
        one.wait(lambda: one.messenger.invitations.place.shared_roster)
        assert first_group_title(one.messenger.invitations.place) == "Home"
        leave(one)
    assert not one.messenger.invitations.place.name
    one.start(AWAY, place="here")
    one.wait_for("signed_in")
    assert first_group_title(one.messenger.invitations.place) == "Home"
    assert not one.messenger.invitations.place.id, "nothing else of it is known"


def test_the_list_is_there_before_the_server_answers(desk: MakeDesk, server: LocalServer) -> None:
    with FaultyProxy(server.port) as proxy:
        one = desk(ONE).sign_in(proxy.url, place="here")
        leave(one)
        proxy.fault("Login", Fault.STALL)
        one.start(proxy.url, place="here")
        one.wait_for("signed_in")
        assert one.messenger.connection.phase is ConnectionPhase.CONNECTING
        assert [contact.number for contact in one.messenger.roster.listed()] == [TWO]
        one.messenger.shut_down()


def test_what_is_written_meanwhile_goes_out_once_and_in_order(desk: MakeDesk, tmp_path: Path) -> None:
    texts = [str(number) for number in range(12)]
    with running_server(tmp_path) as process:
        process.add_user(ONE)
        process.add_user(TWO, contacts=[ONE])
        process.befriend(ONE, TWO)
        one, two = desk(ONE).sign_in(process.address), desk(TWO).sign_in(process.address)
        leave(one)
        process.kill()
        one.start(process.address)
        one.wait_for("signed_in")
        for text in texts[:6]:
            one.send(TWO, text)
        leave(one)  # the program may end in between
        one.start(process.address)
        one.wait_for("signed_in")
        for text in texts[6:]:
            one.send(TWO, text)
        given_up = one.send_message(TWO, "given up")
        one.messenger.own_messages.discard(given_up)
        one.wait_state(TWO, given_up.id, Delivery.FAILED)
        assert set(one.states(TWO)) == {Delivery.WAITING, Delivery.FAILED}
        one.wait_phase(ConnectionPhase.WAITING)
        with running_server(tmp_path, folder=process.folder, port=process.port):
            for person in (one, two):
                person.messenger.try_now()
                person.wait_connected()
            two.wait_texts(ONE, *texts)
            one.wait(lambda: one.states(TWO).count(Delivery.DELIVERED) == len(texts))
            assert len(one.of("signed_in")) == 1
            one.wait(lambda: one.messenger.roster.get(TWO).status is Status.ONLINE)
            for person in (one, two):
                person.messenger.shut_down()


def test_another_password_shows_nothing(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address, place="here")
    leave(one)
    one.password = "Secret"
    one.start(AWAY, place="here")
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.OTHER_PASSWORD
    assert not one.of("signed_in") and not len(one.messenger.roster)
    if sys.platform != "win32":
        (check,) = tmp_path.glob("desks/*/accounts/*/password.check")
        assert stat.S_IMODE(check.stat().st_mode) == 0o600
        assert "secret" not in check.read_text()


def test_an_account_that_never_signed_in_here_cannot_open_offline(desk: MakeDesk, tmp_path: Path) -> None:
    one = desk(ONE)
    one.start(AWAY)
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.NO_CONNECTION
    assert not list(tmp_path.glob("desks/*/accounts/*"))


def test_a_password_that_was_changed_elsewhere(desk: MakeDesk, server: LocalServer) -> None:
    one, elsewhere = desk(ONE).sign_in(server.address, place="here"), desk(ONE, place="elsewhere")
    leave(one)
    elsewhere.sign_in(server.address)
    elsewhere.reply(elsewhere.messenger.request(ModifyPassword(md5("secret"), md5("another"))))
    elsewhere.messenger.shut_down()
    one.start(AWAY, place="here")
    one.wait_for("signed_in")
    one.send(TWO, "written meanwhile")
    leave(one)
    one.start(server.address, place="here")
    one.wait_phase(ConnectionPhase.ENDED)
    refused = one.problem
    assert refused is ProblemKind.PASSWORD_CHANGED
    one.messenger.sign_out()
    one.wait_for("signed_out")
    one.start(AWAY, place="here")
    one.wait(lambda: one.messenger.connection.phase is ConnectionPhase.ENDED)
    problem = one.problem
    assert problem == ProblemKind.NO_CONNECTION  # a password that the server refused does not open the stored data
    one.messenger.sign_out()
    one.wait_for("signed_out", 2)
    one.password = "another"
    one.sign_in(server.address, place="here")
    one.wait(lambda: one.states(TWO) == [Delivery.SENT])
    leave(one)
    one.start(AWAY, place="here")
    one.wait_for("signed_in")


def test_a_lost_device_deletes_its_messages_at_its_next_contact(
    desk: MakeDesk, server: LocalServer, tmp_path: Path
) -> None:
    """It is signed out and the password changed while it is switched off. What its owner had not sent stays."""
    here, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    lost = desk(ONE, place="lost")
    lost.messenger.device = "f" * 32
    lost.sign_in(server.address, place="here")
    two.send(ONE, "a secret")
    lost.wait_texts(TWO, "a secret")
    leave(lost)
    lost.start(AWAY, place="here")
    lost.wait_for("signed_in")
    lost.send(TWO, "not sent yet")
    leave(lost)
    here.reply(here.messenger.request(ModifyPassword(md5("secret"), md5("another"), ends_others=True)))

    (folder,) = tmp_path.glob(f"desks/{ONE}lost/accounts/*")
    assert b"a secret" in (folder / "history.db").read_bytes()
    lost.start(server.address, place="here")
    lost.wait_phase(ConnectionPhase.ENDED)
    ended = lost.problem
    assert ended is ProblemKind.SIGNED_OUT_AND_ERASED
    leave(lost)
    assert [one.name for one in folder.iterdir()] == ["history.db"]
    assert b"a secret" not in (folder / "history.db").read_bytes()
    lost.start(AWAY, place="here")
    lost.wait(lambda: lost.messenger.connection.phase is ConnectionPhase.ENDED)
    assert lost.problem is ProblemKind.NO_CONNECTION
    leave(lost)

    lost.password = "another"
    lost.sign_in(server.address, place="here")
    lost.wait_texts(TWO, "a secret", "not sent yet")
    two.wait_texts(ONE, "a secret", "not sent yet")


def leave_for_a_month(one: Desk, folder: Path) -> Path:
    """Leave, and date the last contact back. Return the file of the password check."""
    leave(one)
    (check,) = folder.glob("desks/*/accounts/*/password.check")
    a_month_ago = check.stat().st_mtime - 30 * 24 * 3600
    os.utime(check, (a_month_ago, a_month_ago))
    return check


def test_the_last_contact_may_be_too_long_ago(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address, place="here")
    leave_for_a_month(one, tmp_path)
    one.start(AWAY, place="here")
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.OFFLINE_EXPIRED
    assert not one.of("signed_in")
    leave(one)
    one.sign_in(server.address, place="here")
    leave(one)
    one.start(AWAY, place="here")
    one.wait_for("signed_in")


def test_a_password_that_was_changed_long_ago(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address, place="here")
    check = leave_for_a_month(one, tmp_path)
    elsewhere = desk(ONE, place="elsewhere").sign_in(server.address)
    elsewhere.reply(elsewhere.messenger.request(ModifyPassword(md5("secret"), md5("another"))))
    one.start(server.address, place="here")
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.PASSWORD_CHANGED
    assert not check.exists()


def test_a_password_that_was_changed_here(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address, place="here")
    one.reply(one.messenger.request(ModifyPassword(md5("secret"), md5("another"))))
    leave(one)
    one.password = "another"
    one.start(AWAY, place="here")
    one.wait_for("signed_in")


def test_what_needs_the_server_says_so_at_once(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address, place="here")
    leave(one)
    one.start(AWAY, place="here")
    one.wait_phase(ConnectionPhase.WAITING)
    failed = one.failure(one.messenger.request(PeopleQuery().as_request(extended=True)))
    assert failed.kind is ProblemKind.NO_CONNECTION


def test_what_is_asked_for_while_it_connects_is_done(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    leave(one)
    replies: list[GetInfoReply] = []
    messenger = one.messenger
    messenger.signed_in.connect(lambda _: messenger.request_profile(THREE).then(messenger, replies.append))
    one.sign_in(server.address)
    one.wait(lambda: replies)
    assert replies[0].profile.nickname == "丙"


def test_a_status_chosen_offline_is_sent_after_the_connection(desk: MakeDesk, clock: FakeClock, tmp_path: Path) -> None:
    with running_server(tmp_path) as process:
        process.add_user(ONE)
        process.add_user(TWO, contacts=[ONE])
        process.befriend(ONE, TWO)
        one, two = desk(ONE, clock=clock).sign_in(process.address), desk(TWO).sign_in(process.address)
        one.wait(lambda: one.messenger.roster.get(TWO).status is Status.ONLINE)
        process.kill()
        one.wait_given_up()
        assert one.messenger.roster.get(TWO).status is Status.OFFLINE  # as far as anybody knows
        one.reply(one.messenger.set_status(Status.BUSY))
        assert one.messenger.me.status is Status.BUSY
        with running_server(tmp_path, folder=process.folder, port=process.port):
            for person in (one, two):
                person.messenger.try_now()
                person.wait_connected()
            two.wait(lambda: two.messenger.roster.get(ONE).status is Status.BUSY)
            for person in (one, two):
                person.messenger.shut_down()


def test_a_status_chosen_while_it_connects_is_sent_at_once(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_chosen = threading.Event()

    def fetch(client: Client) -> PlaceInfo:
        is_chosen.wait()
        return fetch_place(client)

    monkeypatch.setattr("qqdesk.engine.receiver.fetch_place", fetch)
    one = desk(ONE)
    one.start(server.address)
    one.wait_for("signed_in")
    pending = one.messenger.set_status(Status.BUSY)
    is_chosen.set()
    one.reply(pending)
    assert server.session_of(ONE).status == Status.BUSY


def test_an_event_from_before_a_choice_does_not_undo_it(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    me = one.messenger.me
    one.reply(one.messenger.set_status(Status.BUSY))
    assert one.messenger.session is not None
    one.messenger.session.emitted.emit(Resumed(me, True, one.messenger.security))
    one.wait(lambda: one.messenger.extended)
    assert one.messenger.me.status is Status.BUSY


def test_who_was_deleted_does_not_come_back(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address, place="here")
    one.reply(one.messenger.request(DeleteFromList(TWO)))
    leave(one)
    one.start(AWAY, place="here")
    one.wait_for("signed_in")
    assert not one.messenger.roster.listed()


@pytest.mark.parametrize("content", ["", "scrypt 1 1", "scrypt 99999999999 8 1 00 00", "md5 1 1 1 00 00", "\udcff"])
def test_a_damaged_check_is_a_closed_door(desk: MakeDesk, server: LocalServer, tmp_path: Path, content: str) -> None:
    one = desk(ONE).sign_in(server.address, place="here")
    leave(one)
    (check,) = tmp_path.glob("desks/*/accounts/*/password.check")
    check.write_text(content, errors="surrogateescape")
    one.start(AWAY, place="here")
    one.wait_phase(ConnectionPhase.ENDED)
    one.messenger.sign_out()
    one.wait_for("signed_out")
    one.sign_in(server.address, place="here")  # and the server mends it
    leave(one)
    one.start(AWAY, place="here")
    one.wait_for("signed_in")
