"""The client with a server without extensions, over a connection that loses replies."""

import threading

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import LoginRefusedError, NetworkError, NotSignedInError, RefusedError
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Result, Status
from qqdesk.protocol.commands import AddToList, AnswerAdd, DeleteFromList, Finger, GetInfo
from qqdesk.protocol.entry_kinds import MessageKind
from tests.client.test_client_errors import LOGIN
from tests.helpers.canned import CannedServer, http
from tests.helpers.classic_server import ClassicServer
from tests.helpers.inbox import Inbox
from tests.helpers.proxy import Fault, FaultyProxy


def signed_in(server: ClassicServer | FaultyProxy, number: int, password: str) -> Client:
    client = Client(server.url, number)
    client.login(password_hash(password))
    return client


def people(server: ClassicServer) -> None:
    server.add_user(10001, "a", "甲,1 & 50%", 270)
    server.add_user(10002, "b", "乙", 141)
    server.befriend(10001, 10002)


@pytest.mark.parametrize("blanks", [False, True])
def test_a_session_with_a_classic_server(blanks: bool) -> None:
    with ClassicServer(blanks=blanks) as server:
        people(server)
        server.add_user(10003, "c", "丙", consent=1)
        server.users[10002].profile |= {"PR": "网络为媒, 关系为本\r\n", "PV": " 云南省"}
        with signed_in(server, 10001, "a") as one, signed_in(server, 10002, "b") as two:
            assert not one.extended
            assert (one.heartbeat, one.list_refresh) == (60, 300)
            assert one.list_contacts() == (10002,)
            (present,) = two.query_status()
            assert (present.number, present.face, present.nickname) == (10001, 270, "甲,1 & 50%")
            profile = one.request(GetInfo(10002, 2)).profile
            assert (profile.about, profile.province) == ("网络为媒, 关系为本\r\n", " 云南省")
            one.get_messages()
            two.change_status(Status.BUSY)
            two.send_message(10001, "一, 二 & 三=3 %25\n!", "0" * 32)
            status, text = one.get_messages()
            assert (status.kind, status.text.strip()) == (MessageKind.STATUS_CHANGED, "30")
            assert (text.kind, text.sender) == (MessageKind.TEXT, 10002)
            assert text.text == "一, 二 & 三=3 %25\n!" + (" " if blanks else "")
            assert one.request(AddToList(10003)).outcome == AddOutcome.CONSENT_NEEDED
            one.request(AnswerAdd(10003, AddAnswer.ASK, "let me in & more"))
            assert server.users[10003].mailbox == [(2, 10001, "let me in & more")]
            one.request(DeleteFromList(10002))
            assert one.list_contacts() == ()
            found = one.request(Finger())
            assert [person.number for person in found.people] == [10001, 10002, 10003]
            with pytest.raises(RefusedError) as caught:
                one.register("0" * 32, "new")
            assert caught.value.result == Result.UNKNOWN_COMMAND
            server.throw_out(10001)
            with pytest.raises(NotSignedInError):
                one.list_contacts()
            one.logout()
        with pytest.raises(LoginRefusedError), Client(server.url, 10001) as wrong:
            wrong.login(password_hash("wrong"))


def test_long_lists_are_read_to_the_end() -> None:
    with ClassicServer() as server:
        people(server)
        for number in range(20000, 20400):
            server.add_user(number, "x", f"n{number}").signed_in = True
            server.users[number].status = 10
            server.users[10001].contacts.add(number)
        with signed_in(server, 10001, "a") as client:
            assert client.list_contacts() == (10002, *range(20000, 20400))
            assert [row.number for row in client.query_status()] == list(range(20000, 20400))


@pytest.mark.parametrize("fault", [Fault.LOSE, Fault.CUT, Fault.REFUSE])
def test_a_lost_reply_does_not_double_a_message(fault: Fault) -> None:
    with ClassicServer() as server, FaultyProxy(server.port) as proxy:
        people(server)
        with signed_in(proxy, 10001, "a") as one:
            proxy.fault("CLTMSG", fault, 2)
            one.send_message(10002, "once")
            assert proxy.seen["cltmsg"] == 3
        assert server.delivered == [(10001, 10002, "once")]


def test_a_lost_reply_loses_no_message() -> None:
    with ClassicServer() as server, FaultyProxy(server.port) as proxy:
        people(server)
        with signed_in(proxy, 10001, "a") as one:
            server.post(10001, 9, 10002, "once")
            proxy.fault("GetMsgEx", Fault.LOSE, 2)
            assert [message.text for message in one.get_messages()] == ["once"]
            assert one.get_messages() == ()


def test_a_reply_that_was_cut_off_is_requested_again() -> None:
    head = "VER=1.1&CMD=GETMSGEX&SEQ=1&UIN=7&RES=0&MN=2&MT=9,9,"
    whole = http(f"{head}&UN=5,6,&MG=one,two,")
    with CannedServer(http(LOGIN), http(f"{head}&UN=5,"), whole) as server, Client(server.url, 7) as client:
        client.login("0" * 32)
        assert [message.text for message in client.get_messages()] == ["one", "two"]


def test_after_three_tries_the_outcome_is_unknown() -> None:
    with ClassicServer() as server, FaultyProxy(server.port) as proxy:
        people(server)
        with signed_in(proxy, 10001, "a") as one:
            proxy.fault("CLTMSG", Fault.LOSE, 3)
            with pytest.raises(NetworkError) as caught:
                one.send_message(10002, "once")
            assert caught.value.outcome_unknown
            assert proxy.seen["cltmsg"] == 3
        assert len(server.delivered) == 1


def test_an_unreachable_server_is_tried_once() -> None:
    with ClassicServer() as server, FaultyProxy(server.port) as proxy:
        people(server)
        with signed_in(proxy, 10001, "a") as one:
            proxy.open = False
            with pytest.raises(NetworkError):
                one.list_contacts()


def test_an_inbox_yields_batches_until_the_client_is_closed() -> None:
    with ClassicServer() as server:
        people(server)
        client = signed_in(server, 10001, "a")
        got: list[str] = []
        first = threading.Event()

        def bot() -> None:
            for batch in Inbox(client):
                got.extend(message.text for message in batch)
                first.set()

        server.post(10001, 9, 10002, "hello")
        thread = threading.Thread(target=bot)
        thread.start()
        assert first.wait(10)
        client.close()
        thread.join(10)
        assert not thread.is_alive()
        assert got == ["hello"]
