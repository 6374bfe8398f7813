"""Old programs against the real server: whole conversations, and what the protocol promises to such programs."""

import itertools
import re
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.helpers.server import ServerProcess, md5, running_server
from tests.journeys.old_clients import KINDS, SIGNED_IN, CSharp, OldClient, Phone, Php, Shell, read_to_end

TEXT = "A&B=C, 100% of 1+1=2 & more\r\n第二行，你好 😀 =& 5%zz"
REASON = "我是&老同学, 1+1=2"
NAME = "乙, &100% 😀"
ABOUT = "一,二&三\r\n100% + a=b"
ELSEWHERE = "127.0.0.2"
_numbers = itertools.count(20001)

Join = Callable[..., OldClient]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("old")) as server:
        yield server


@pytest.fixture
def join(server: ServerProcess) -> Iterator[Join]:
    """A new user, not signed in, in front of a program; or the same `number` once more."""
    clients: list[OldClient] = []

    def join(kind: type[OldClient], *, number: int = 0, source: str = "", **profile: Any) -> OldClient:
        client = kind(server.port, number or server.add_user(next(_numbers), **profile), source)
        clients.append(client)
        return client

    yield join
    for client in clients:
        client.hang_up()


@pytest.fixture
def elsewhere() -> str:
    try:
        with socket.create_server((ELSEWHERE, 0)):
            return ELSEWHERE
    except OSError:
        pytest.skip("the computer has one address only")


def friends(server: ServerProcess, join: Join, *kinds: type[OldClient]) -> list[OldClient]:
    """Signed in, on each other's lists, and notified that the others are online."""
    clients = [join(kind) for kind in kinds]
    for one, other in itertools.combinations(clients, 2):
        server.befriend(one.number, other.number)
    for client in clients:
        assert client.sign_in()
    for client in clients:
        client.poll()
    return clients


def replied(client: OldClient, command: str, rest: str = "", result: int = 0) -> bool:
    """Whether the last reply is this to the byte."""
    expected = f"VER={client.VERSION}&CMD={command}&SEQ={client.seq}&UIN={client.number}&RES={result}{rest}"
    assert client.reply == expected
    return True


def is_refused(client: OldClient, command: str, result: int) -> bool:
    """Whether the last reply is a refusal, with a sentence and nothing behind it."""
    expected = f"VER={client.VERSION}&CMD={command}&SEQ={client.seq}&UIN={client.number}&RES={result}&RA="
    return client.reply.startswith(expected) and "&" not in client.reply.removeprefix(expected)


@pytest.mark.parametrize(("one", "other"), list(zip(KINDS, KINDS[1:] + KINDS[:1], strict=True)))
def test_a_whole_conversation(one: type[OldClient], other: type[OldClient], join: Join) -> None:
    a = join(one, nickname="甲")
    b = join(other, nickname=NAME, face=270, about=ABOUT, province="云南省", age=20, sex=0, address="云南昆明")
    for client in (a, b):
        assert client.sign_in() and replied(client, "Login", "&RS=0&HI=60&LI=300")
        assert client.contacts() == [] and replied(client, "LIST", "&FN=1&SN=0&UN=")
        assert client.statuses() == [] and replied(client, "QUERY_STAT", "&FC=&FN=1&SN=0&ST=&UN=&NK=")
        assert client.poll() == [] and replied(client, "GETMSGEX", "&MN=0")

    assert a.profile(b.number) == ("270", ABOUT, NAME)
    assert replied(
        a,
        "GETINFO",
        "&AD=云南昆明&AG=20&EM=&FC=270&HP=&JB=&LV=2&PC=&PH=&PR=一%2c二%26三%0d%0a100%25 + a=b"
        f"&PV=云南省&RN=&SC=&SX=0&UN={b.number}&NK=乙%2c %26100%25 😀",
    )

    a.send(b.number, "不行")
    assert is_refused(a, "CLTMSG", 31)
    assert a.add(b.number) and replied(a, "AddToList", f"&CD=1&UN={b.number}")
    assert a.answer(b.number, 2, REASON) and replied(a, "Ack_AddToList", "&")
    assert b.poll() == [("2", str(a.number), REASON)]
    assert replied(b, "GETMSGEX", f"&MN=1&MT=2,&UN={a.number},&MG=我是%26老同学%2c 1+1=2,")
    assert b.answer(a.number, 0, "") and replied(b, "Ack_AddToList", "&")
    assert sorted(a.poll()) == [("3", str(b.number), ""), ("99", str(b.number), "10")]
    # A person whom I accept accepts me.
    assert b.add(a.number) and replied(b, "AddToList", f"&CD=0&UN={a.number}")
    assert b.poll() == [("99", str(a.number), "10")]
    assert a.poll() == [("1", str(b.number), "")]
    for me, contact, name in ((a, b, NAME), (b, a, "甲")):
        assert me.statuses() == [(str(contact.number), "10", name)]
    assert replied(b, "QUERY_STAT", f"&FC={a.number % 144 * 3},&FN=1&SN=1&ST=10,&UN={a.number},&NK=甲,")

    assert a.send(b.number, TEXT) and replied(a, "CLTMSG")
    assert a.send(b.number, "二") and replied(a, "CLTMSG")
    assert b.poll() == [("9", str(a.number), TEXT), ("9", str(a.number), "二")]
    assert b.reply.endswith(
        f"&RES=0&MN=2&MT=9,9,&UN={a.number},{a.number},"
        "&MG=A%26B=C%2c 100%25 of 1+1=2 %26 more%0d%0a第二行，你好 😀 =%26 5%25zz,二,"
    )
    assert b.send(a.number, TEXT) and replied(b, "CLTMSG")
    assert a.poll() == [("9", str(b.number), TEXT)]
    assert a.poll() == b.poll() == []

    assert b.change_status(30) and replied(b, "Change_Stat", "&")
    assert a.poll() == [("99", str(b.number), "30")]
    assert replied(a, "GETMSGEX", f"&MN=1&MT=99,&UN={b.number},&MG=30,")
    assert a.delete(b.number) and replied(a, "DelFromList", "&")
    assert b.contacts() == [str(a.number)] and replied(b, "LIST", f"&FN=1&SN=1&UN={a.number},")

    assert a.sign_out() and replied(a, "LOGOUT")
    assert b.poll() == [("99", str(a.number), "20")]
    a.ask("GetMsgEx")
    assert is_refused(a, "GETMSGEX", 20)
    for client in (a, b):
        assert client.sign_out() and replied(client, "LOGOUT")


def test_every_program_reads_what_every_other_wrote(server: ServerProcess, join: Join) -> None:
    everyone = friends(server, join, *KINDS)
    for sender, receiver in itertools.permutations(everyone, 2):
        sender.send(receiver.number, f"{type(sender).__name__}: {TEXT}")
        assert replied(sender, "CLTMSG")
    for receiver in everyone:
        expected = [("9", str(s.number), f"{type(s).__name__}: {TEXT}") for s in everyone if s is not receiver]
        assert receiver.poll() == expected
        assert receiver.poll() == []


@pytest.mark.parametrize("kind", KINDS)
def test_people_are_found_and_described_as_old_programs_count_on_it(kind: type[OldClient], join: Join) -> None:
    a, b = join(kind), join(Php, nickname=NAME, age=20, sex=1, face=141, province=f"省, {kind.__name__}", zodiac="兔")
    assert a.sign_in() and b.sign_in()
    place, name = f"省%2c {kind.__name__}", "乙%2c %26100%25 😀"
    a.ask("Finger", f"&AG=&SX=1&PV={place}")
    found = f"&AG=20,&FC=141,&FN=1&PV={place},&SN=1&ST=20,&SX=1,&UN={b.number},&NK={name},"
    assert replied(a, "FINGER", found)
    a.ask("Finger", f"&AG=21&SX=&PV={place}")
    assert replied(a, "FINGER", "&AG=&FC=&FN=1&PV=&SN=0&ST=&SX=&UN=&NK=")
    a.ask("GetInfo", f"&LV=1&UN={b.number}")
    assert replied(a, "GETINFO", f"&AG=20&FC=141&LV=1&PV={place}&SX=1&UN={b.number}&NK={name}")
    a.ask("GetInfo", f"&LV=3&UN={b.number}")
    assert replied(
        a,
        "GETINFO",
        "&AD=&AG=20&BT=&CO=&CT=&CY=&EM=&FC=141&HP=&JB=&LV=3&MO=&PC=&PH=&PR="
        f"&PV={place}&RN=&SC=&SH=兔&SX=1&UN={b.number}&NK={name}",
    )
    a.ask("GetInfo", "&LV=2&UN=1")
    assert is_refused(a, "GETINFO", 30)


EXTENDED = re.compile(r"&(?!(VER|CMD|SEQ|UIN|RES)=)[A-Z]{3,}=")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_extensions_reaches_an_old_program(
    kind: type[OldClient], server: ServerProcess, join: Join
) -> None:
    old, new = join(kind, nickname="老"), server.add_user(next(_numbers), nickname="新")
    server.befriend(old.number, new)
    assert old.sign_in()
    login = f"VER=1.1&CMD=Login&SEQ=1&UIN={new}&PS={md5('secret')}&M5=1&EXT=1&DEV={'d' * 32}"
    token = re.search(r"&EXT=1&SID=(\w+)", server.post(login))
    assert token
    extended = f"&UIN={new}&SID={token[1]}"
    assert old.poll() == [("99", str(new), "10")]
    for message in ("一", "二"):
        sent = server.post(f"VER=1.1&CMD=CLTMSG&SEQ=2{extended}&CID={md5(message)}&UN={old.number}&MG={message}")
        assert "&RES=0&MID=" in sent
    assert old.poll() == [("9", str(new), "一"), ("9", str(new), "二")]
    assert old.poll() == []
    receipts = server.post(f"VER=1.1&CMD=GetMsgEx&SEQ=3{extended}")
    assert f"&MT=91,91,&UN={old.number},{old.number},&MG={md5('一')},{md5('二')}," in receipts
    old.send(new, TEXT)
    assert replied(old, "CLTMSG")
    assert "&MT=91,91,9,&" in server.post(f"VER=1.1&CMD=GetMsgEx&SEQ=4{extended}")
    assert old.poll() == []
    # They ask for more than they have a right to.
    old.ask("GetMsgEx", "&WAIT=50&ACK=1")
    assert replied(old, "GETMSGEX", "&MN=0")
    old.ask("CLTMSG", f"&CID={'c' * 32}&UN={new}&MG=x")
    assert replied(old, "CLTMSG")
    old.profile(old.number)
    assert old.contacts() == [str(new)] and old.statuses() == [(str(new), "10", "新")]
    assert not any(EXTENDED.search(reply) for reply in old.replies)
    # The new program's user takes up the old one, whose receipts wait.
    other = join(kind, number=new)
    assert other.sign_in()
    assert other.poll() == [("9", str(old.number), TEXT), ("9", str(old.number), "x")]
    assert other.poll() == [] and replied(other, "GETMSGEX", "&MN=0")


@pytest.mark.parametrize("kind", KINDS)
def test_signing_in_elsewhere_ends_the_session_without_a_why(kind: type[OldClient], join: Join, elsewhere: str) -> None:
    here = join(kind)
    there = join(kind, number=here.number, source=elsewhere)
    assert here.sign_in() and there.sign_in()
    for command, name in (("List", "LIST"), ("GetMsgEx", "GETMSGEX"), ("Change_Stat", "Change_Stat")):
        here.ask(command, "&ST=30" if command == "Change_Stat" else "")
        assert is_refused(here, name, 20)
        assert there.contacts() == []
    here.sign_out()
    assert replied(here, "LOGOUT")
    assert there.poll() == []
    assert here.sign_in()
    there.ask("GetMsgEx")
    assert is_refused(there, "GETMSGEX", 20)


@pytest.mark.parametrize("kind", KINDS)
def test_signing_in_again_from_the_same_address_continues_the_session(
    kind: type[OldClient], server: ServerProcess, join: Join
) -> None:
    a, b = friends(server, join, kind, Php)
    assert a.change_status(30) and b.poll() == [("99", str(a.number), "30")]
    for text in "一二三":
        b.send(a.number, text)
        assert a.sign_in()
        assert a.poll() == [("9", str(b.number), text)]
        assert a.sign_in()
        assert a.poll() == []
    assert b.poll() == []
    assert b.statuses()[0][:2] == (str(a.number), "30")


def test_one_seq_for_many_different_requests(server: ServerProcess, join: Join) -> None:
    a, b = friends(server, join, Phone, Php)
    assert {a.send(b.number, text) for text in ("一", "二", "三")} == {a.reply}
    assert a.contacts() == [str(b.number)]
    assert a.profile(b.number)[0]
    assert [text for _, _, text in b.poll()] == ["一", "二", "三"]


def leave(connection: socket.socket) -> None:
    connection.close()


def reset(connection: socket.socket) -> None:
    """Close as a program does that crashes."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.mark.parametrize("end", [leave, reset])
def test_an_unread_reply_loses_no_message(
    end: Callable[[socket.socket], None], server: ServerProcess, join: Join
) -> None:
    a, b = friends(server, join, Php, CSharp)
    b.send(a.number, TEXT)
    body = f"VER=1.0&CMD=GetMsgEx&SEQ=0077&UIN={a.number}".encode()
    connection = a.connect()
    connection.sendall(b"POST / HTTP/1.0\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
    end(connection)
    # Whether or not the server has seen it: the same bytes bring it.
    assert a.read_messages(a.post(body.decode())) == [("9", str(b.number), TEXT)]
    assert a.poll() == []


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be held there")
@pytest.mark.parametrize("sends_again", [False, True])
def test_a_reply_that_could_not_be_written_loses_no_message(
    sends_again: bool, server: ServerProcess, join: Join
) -> None:
    a, b = friends(server, join, CSharp, Php)
    b.send(a.number, TEXT)
    body = f"VER=1.1&CMD=GetMsgEx&SEQ=0078&UIN={a.number}".encode()
    # The connection is gone before the server can have read the request.
    server.process.send_signal(signal.SIGSTOP)
    try:
        a.kept().sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        reset(a.kept())
    finally:
        server.process.send_signal(signal.SIGCONT)
    a.hang_up()
    messages = a.read_messages(a.post(body.decode())) if sends_again else a.poll()
    assert messages == [("9", str(b.number), TEXT)]
    assert a.poll() == []


SLOPPY = {
    "a blank after the password": "VER=1.1&CMD=Login&SEQ=007&UIN={}&PS={}  &M5=1&LC=9326B87B234E7235",
    "an end of line": "VER=1.1&CMD=Login&SEQ=007&UIN={}&PS={}&M5=1&LC=9326B87B234E7235\r\n",
    "lower case": "ver=1.1&cmd=LOGIN&seq=007&uin={}&ps={}&m5=1&lc=9326B87B234E7235",
    "a mark and a zero": "\ufeffVER=1.1&CMD=Login&SEQ=007&UIN={}&PS={}&M5=1&LC=9326B87B234E7235\0",
    "a closing &": "VER=1.1&CMD=Login&SEQ=007&UIN={}&PS={}&M5=1&LC=&",
    "in another order": "&&LC=9326B87B234E7235&PS={1}&UIN={0}&SEQ=007&CMD=Login&VER=1.1",
    "percent": "VER=1%2E1&CMD=%4cogin&SEQ=%3007&UIN={}&PS={}&M5=1&LC=9326B87B234E7235",
}


@pytest.mark.parametrize("body", SLOPPY.values(), ids=SLOPPY)
@pytest.mark.parametrize("kind", [CSharp, Php, Shell])
def test_sloppy_requests(body: str, kind: type[OldClient], join: Join) -> None:
    client = join(kind)
    if kind is Shell:
        client.asked = 2  # no zero byte goes into an argument of curl
    assert client.post(body.format(client.number, client.password().upper())) == (
        f"VER=1.1&CMD=Login&SEQ=007&UIN={client.number}&{SIGNED_IN}"
    )


@pytest.mark.parametrize("seq", ["", "0", "0000000", "-1", "12345678901234567890123456789012", "a b+c", "次"])
def test_seq_comes_back_as_it_was(seq: str, join: Join) -> None:
    client = join(CSharp)
    assert client.sign_in()
    assert client.post(f"VER=1.1&CMD=GetMsgEx&SEQ={seq}&UIN={client.number}") == (
        f"VER=1.1&CMD=GETMSGEX&SEQ={seq}&UIN={client.number}&RES=0&MN=0"
    )


def test_requests_that_follow_without_waiting_are_answered_in_order(join: Join) -> None:
    client = join(CSharp)
    assert client.sign_in()
    bodies = [f"VER=1.1&CMD=GetMsgEx&SEQ={n:04}&UIN={client.number}\n".encode() for n in range(5)]
    requests = [
        b"POST /x HTTP/1.1\r\nHost: [::1]\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies
    ]
    with closing(client.connect()) as connection:
        connection.sendall(b"\r\n".join(requests))
        connection.shutdown(socket.SHUT_WR)
        assert re.findall(rb"SEQ=(\d+)", read_to_end(connection)) == [b"0000", b"0001", b"0002", b"0003", b"0004"]
