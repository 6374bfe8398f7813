"""Random and damaged requests to the real server. QQDESK_TEST_FUZZ says how many."""

import http.client
import os
import random
from contextlib import closing
from pathlib import Path

from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Envelope, build_request
from tests.helpers.server import local_server, md5

COUNT = int(os.environ.get("QQDESK_TEST_FUZZ", "2000"))
SEED = int(os.environ.get("QQDESK_TEST_FUZZ_SEED", "1"))
USERS = (10001, 10002, 10003, 10004)
TYPES = (None, "text/plain", "application/x-www-form-urlencoded", "application/octet-stream")


def requests(token: str) -> list[bytes]:
    """At least one request of each command, from a session with EXT and from one without."""
    many = [
        c.Login(md5("secret")),
        c.Login(md5("wrong"), extended=True, device="d" * 32),
        c.ListContacts(),
        c.QueryStatus(2, 10001),
        *(c.GetInfo(number, level) for number in (*USERS, 99) for level in (1, 3)),
        *(c.AddToList(number) for number in USERS),
        *(c.AnswerAdd(number, answer, "because") for number in USERS for answer in (0, 1, 2)),
        c.DeleteFromList(10002),
        c.Finger(age=3, nickname="us", page_size=2),
        c.Finger(),
        *(c.ChangeStatus(status) for status in (10, 20, 30, 40)),
        c.GetMessages(),
        c.GetMessages(0, 3),
        *(c.SendMessage(number, "text & more, 文", "a" * 32) for number in USERS),
        c.Logout(),
        c.Register(md5("x"), "somebody"),
        c.ModifyPassword(md5("secret"), md5("secret")),
        c.ModifyInfo({"about": "x", "age": 3, "nickname": "名"}, 0),
    ]
    envelopes = (Envelope("1", 10001, token), Envelope("77", 10002), Envelope("", 10004))
    return [build_request(envelope, request) for request in many for envelope in envelopes]


def damage(chance: random.Random, body: bytes, bodies: list[bytes]) -> bytes:
    data = bytearray(body)
    for _ in range(chance.randint(0, 5)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0:
                data[at : at + 1] = bytes((chance.randrange(256),))
            case 1:
                del data[at : at + chance.randint(1, 20)]
            case 2:
                data[at:at] = chance.choice(
                    (b"&", b"=", b",", b"%", b"%00", b"%ff", b"\x00", b"\r\n", b"&UN=", b"&SEQ=", b"-")
                )
            case 3:
                other = chance.choice(bodies)
                data[at:] = other[chance.randrange(len(other)) :]
            case 4:
                data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 40)))
            case 5:
                data[at:at] = chance.choice(
                    (b"9" * 40, b"0" * 400, "字".encode() * 3000, b"a" * 20000, b"\xed\xa0\x80")
                )
            case 6:
                pairs = bytes(data).split(b"&")
                chance.shuffle(pairs)
                data = bytearray(b"&".join(pairs))
    return bytes(data[:65536])


def test_random_requests_do_not_break_the_server(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with local_server(tmp_path) as server:
        for number in USERS:
            server.add_user(number, allow=chance.choice((0, 1, 3)))
        server.befriend(10001, 10002)
        login = f"VER=1.1&CMD=Login&SEQ=1&UIN=%d&PS={md5('secret')}"
        with closing(http.client.HTTPConnection(server.host, server.port, timeout=20)) as connection:
            for turn in range(COUNT):
                if turn % 50 == 0:
                    token = (
                        server.post(login % 10001 + f"&EXT=1&DEV={turn:032x}").partition("&SID=")[2].partition("&")[0]
                    )
                    server.post(login % 10002 + f"&X={turn}")
                    bodies = requests(token)
                if chance.random() < 0.1:
                    body = bytes(chance.randrange(256) for _ in range(chance.randint(0, 300)))
                else:
                    body = damage(chance, chance.choice(bodies), bodies)
                # A parked poll would block the test.
                body = body.replace(b"WAIT", b"TIAW")
                content_type = chance.choice(TYPES)
                connection.request("POST", "/", body, {"Content-Type": content_type} if content_type else {})
                response = connection.getresponse()
                reply = response.read()
                assert response.status == 200, (response.status, body)
                assert b"&RES=50" not in reply, (body, reply)
                assert b"\n" not in reply, (body, reply)
                reply.decode("utf-8")
        assert "&RS=0&" in server.post(f"VER=1.1&CMD=Login&SEQ=1&UIN=10003&PS={md5('secret')}")
