"""Programs of 2005 to 2013, re-created: what each put on the socket, and how crudely each took a reply apart.

They share the conversation, not the way of having it: every class has its own HTTP, its own SEQ, its own idea of
escaping and its own reading of positions, splits and regular expressions. None of them knows the project's code.
"""

import hashlib
import re
import shutil
import socket
import subprocess
from abc import ABC, abstractmethod
from itertools import zip_longest
from typing import ClassVar
from urllib.parse import quote, quote_plus, unquote

Message = tuple[str, str, str]
"""MT, UN and the text."""

SIGNED_IN = "RES=0&RS=0&HI=60&LI=300"
_PATIENCE_S = 20.0


def read(connection: socket.socket, length: int, end: bytes = b"\0") -> bytes:
    """So many bytes, or as many as there are up to `end`."""
    data = b""
    while len(data) < length and not data.endswith(end):
        byte = connection.recv(1)
        assert byte, data
        data += byte
    return data


def read_head(connection: socket.socket) -> str:
    return read(connection, 10_000, b"\r\n\r\n").decode("ascii")


def read_to_end(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(4096), b""))


def read_by_length(connection: socket.socket) -> str:
    head = read_head(connection)
    assert re.match(r"HTTP/1\.[01] 200 OK\r\n", head), head
    found = re.search(r"\r\nContent-Length: (\d+)\r\n", head)
    assert found, head
    return read(connection, int(found[1])).decode("utf-8")


class OldClient(ABC):
    """One program, as one user. `seq`, `sent` and `reply` are those of the last request."""

    VERSION: ClassVar[str] = "1.1"

    def __init__(self, port: int, number: int, source: str = "") -> None:
        self.port = port
        self.number = number
        self.source = source
        self.seq = ""
        self.sent = ""
        self.reply = ""
        self.replies: list[str] = []
        self.asked = 0
        self._kept: socket.socket | None = None

    # On the wire

    def connect(self) -> socket.socket:
        source = (self.source, 0) if self.source else None
        connection = socket.create_connection(("127.0.0.1", self.port), _PATIENCE_S, source)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def kept(self) -> socket.socket:
        """The connection of those that keep one."""
        if self._kept is None:
            self._kept = self.connect()
        return self._kept

    def hang_up(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    @abstractmethod
    def post(self, body: str) -> str:
        """The body of the reply."""

    def next_seq(self) -> str:
        return f"{self.asked:05}"

    def escape(self, text: str) -> str:
        return text

    def body(self, command: str, own: str) -> str:
        return f"VER={self.VERSION}&CMD={command}&SEQ={self.seq}&UIN={self.number}{own}"

    def ask(self, command: str, own: str = "") -> str:
        self.asked += 1
        self.seq = self.next_seq()
        self.sent = self.body(command, own)
        self.reply = self.post(self.sent)
        self.replies.append(self.reply)
        return self.reply

    # The conversation

    def password(self) -> str:
        return hashlib.md5(b"secret", usedforsecurity=False).hexdigest()

    def sign_in(self) -> bool:
        return SIGNED_IN in self.ask("Login", f"&PS={self.password()}&M5=1&LC=9326B87B234E7235")

    def sign_out(self) -> str:
        return self.ask("Logout")

    def contacts(self) -> list[str]:
        return self.read_list(self.ask("List", "&TN=160&UN=0"))

    def statuses(self) -> list[tuple[str, str, str]]:
        """Number, status and nickname of everybody who is there."""
        return self.read_statuses(self.ask("Query_Stat", "&TN=50&UN=0"))

    def profile(self, number: int) -> tuple[str, str, str]:
        """Face, what they say of themselves, and nickname."""
        return self.read_profile(self.ask("GetInfo", f"&LV=2&UN={number}"))

    def poll(self) -> list[Message]:
        return self.read_messages(self.ask("GetMsgEx"))

    def add(self, number: int) -> str:
        return self.ask("AddToList", f"&UN={number}")

    def answer(self, number: int, code: int, reason: str) -> str:
        return self.ask("Ack_AddToList", f"&UN={number}&CD={code}&RS={self.escape(reason)}")

    def delete(self, number: int) -> str:
        return self.ask("DelFromList", f"&UN={number}")

    def send(self, number: int, text: str) -> str:
        return self.ask("CLTMSG", f"&UN={number}&MG={self.escape(text)}")

    def change_status(self, status: int) -> str:
        return self.ask("Change_Stat", f"&ST={status}")

    # How it reads

    @abstractmethod
    def read_list(self, reply: str) -> list[str]: ...

    @abstractmethod
    def read_statuses(self, reply: str) -> list[tuple[str, str, str]]: ...

    @abstractmethod
    def read_profile(self, reply: str) -> tuple[str, str, str]: ...

    @abstractmethod
    def read_messages(self, reply: str) -> list[Message]: ...


class CSharp(OldClient):
    """WebClient.UploadData: waits for a sign before it sends the body, keeps its connection; Split('&'), Split(',')."""

    def next_seq(self) -> str:
        ticks = 633_982_000_099_998_765 + self.asked * 10_000
        return str(ticks)[7:14]  # DateTime.Now.Ticks.ToString().Substring(7, 7)

    def post(self, body: str) -> str:
        data = body.encode()
        kind = "Content-Type: application/octet-stream\r\n" if self.asked % 2 else ""
        head = (
            f"POST / HTTP/1.1\r\n{kind}Host: 127.0.0.1:{self.port}\r\nContent-Length: {len(data)}\r\n"
            "Expect: 100-continue\r\nConnection: Keep-Alive\r\n\r\n"
        )
        self.kept().sendall(head.encode())
        assert read_head(self.kept()) == "HTTP/1.1 100 Continue\r\n\r\n"
        self.kept().sendall(data)
        return read_by_length(self.kept())

    def _items(self, reply: str, position: int) -> list[str]:
        return [unquote(item) for item in reply.split("&")[position].split("=", 1)[1].split(",")[:-1]]

    def read_list(self, reply: str) -> list[str]:
        return self._items(reply, 7)

    def read_statuses(self, reply: str) -> list[tuple[str, str, str]]:
        return list(zip(*(self._items(reply, at) for at in (9, 8, 10)), strict=True))

    def read_profile(self, reply: str) -> tuple[str, str, str]:
        fields = [unquote(field.split("=", 1)[1]) for field in reply.split("&")]
        return fields[8], fields[14], fields[20]

    def read_messages(self, reply: str) -> list[Message]:
        if reply.split("&")[5] == "MN=0":
            return []
        return list(zip(*(self._items(reply, at) for at in (6, 7, 8)), strict=True))


class Php(OldClient):
    """fsockopen: HTTP/1.0, a form, reads until the server closes; preg_match."""

    VERSION = "1.0"

    def escape(self, text: str) -> str:
        return quote_plus(text, safe="")

    def post(self, body: str) -> str:
        data = body.encode()
        with self.connect() as connection:
            connection.sendall(
                b"POST / HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-type: application/x-www-form-urlencoded\r\n"
                b"Content-length: %d\r\nConnection: close\r\n\r\n%b" % (len(data), data)
            )
            return read_to_end(connection).decode().split("\r\n\r\n", 1)[1]

    def _match(self, pattern: str, reply: str) -> list[str]:
        found = re.search(pattern, reply)
        assert found, reply
        return list(found.groups())

    def _rows(self, pattern: str, reply: str) -> list[tuple[str, ...]]:
        lists = (text.split(",")[:-1] for text in self._match(pattern, reply))
        return [tuple(map(unquote, row)) for row in zip(*lists, strict=True)]

    def read_list(self, reply: str) -> list[str]:
        return [row[0] for row in self._rows(r"FN=1&SN=\d+&UN=([\d,]*)$", reply)]

    def read_statuses(self, reply: str) -> list[tuple[str, str, str]]:
        return [(who, status, name) for status, who, name in self._rows(r"ST=(.*)&UN=(.*)&NK=(.*)$", reply)]

    def read_profile(self, reply: str) -> tuple[str, str, str]:
        face, about, name = self._match(r"&FC=(\d+)&HP=.*&PR=(.*)&PV=.*&UN=\d+&NK=(.*)$", reply)
        return face, unquote(about), unquote(name)

    def read_messages(self, reply: str) -> list[Message]:
        if re.search(r"MN=0$", reply):
            return []
        return [(kind, who, text) for kind, who, text in self._rows(r"MT=(.*)&UN=(.*)&MG=(.*)$", reply)]


class Delphi(OldClient):
    """Indy: HTTP/1.0 that keeps its connection, head and body in packets of their own; Pos and Copy."""

    VERSION = "1.2"

    def password(self) -> str:
        return super().password().upper() + " "

    def body(self, command: str, own: str) -> str:
        return super().body(command, own) + "\n"

    def post(self, body: str) -> str:
        data = body.encode()
        connection = self.kept()
        connection.sendall(
            b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Type: text/plain; charset=UTF-8\r\n"
            b"Content-Length: %d\r\nHost: 127.0.0.1\r\nAccept: text/html, */*\r\nAccept-Encoding: identity\r\n"
            b"User-Agent: Mozilla/3.0 (compatible; Indy Library)\r\n\r\n" % len(data)
        )
        connection.sendall(data)
        connection.sendall(b"\r\n")  # WriteLn: one end of line more than it announced
        return read_by_length(connection)

    def _copy(self, reply: str, after: str, before: str) -> str:
        start = reply.index(after) + len(after)
        return reply[start : reply.index(before, start)] if before else reply[start:]

    def _strings(self, text: str) -> list[str]:
        items = []
        while "," in text:
            comma = text.index(",")
            items.append(unquote(text[:comma]))
            text = text[comma + 1 :]
        return items

    def read_list(self, reply: str) -> list[str]:
        return self._strings(self._copy(reply, "&UN=", ""))

    def read_statuses(self, reply: str) -> list[tuple[str, str, str]]:
        texts = self._copy(reply, "&UN=", "&"), self._copy(reply, "&ST=", "&"), self._copy(reply, "&NK=", "")
        return list(zip(*map(self._strings, texts), strict=True))

    def read_profile(self, reply: str) -> tuple[str, str, str]:
        fields = self._copy(reply, "&RES=0&", "").split("&")
        names = "".join(field[:3] for field in fields)
        assert names == "AD=AG=EM=FC=HP=JB=LV=PC=PH=PR=PV=RN=SC=SX=UN=NK=", names
        return fields[3][3:], unquote(fields[9][3:]), unquote(fields[15][3:])

    def read_messages(self, reply: str) -> list[Message]:
        if int((self._copy(reply, "&MN=", "") + "&").split("&")[0]) == 0:
            return []
        texts = self._copy(reply, "&MT=", "&"), self._copy(reply, "&UN=", "&"), self._copy(reply, "&MG=", "")
        return list(zip(*map(self._strings, texts), strict=True))


class Phone(OldClient):
    """J2ME: a body in chunks of a few bytes, fields of its own, one SEQ until the next poll; a Hashtable."""

    VERSION = "1.4"
    polls = 0

    def next_seq(self) -> str:
        return f"00{self.polls}"

    def poll(self) -> list[Message]:
        self.polls += 1
        return super().poll()

    def escape(self, text: str) -> str:
        return quote(text, safe="")

    def body(self, command: str, own: str) -> str:
        extra = "&SID=&XP=C4CA4238A0B92382&LG=0&GD=TW00QOJ9QWQHPZ92&CKE="
        return f"VER={self.VERSION}&CON=1&CMD={command}&SEQ={self.seq}&UIN={self.number}{extra}{own}"

    def post(self, body: str) -> str:
        data = body.encode()
        head = b"POST http://127.0.0.1:%d/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" % self.port
        head += b"User-Agent: Profile/MIDP-2.0 Configuration/CLDC-1.1\r\n"
        with self.connect() as connection:
            if self.asked % 2:
                connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
                for start in range(0, len(data), 7):
                    piece = data[start : start + 7]
                    connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
                connection.sendall(b"0\r\n\r\n")
            else:
                connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(data))
                for start in range(0, len(data), 11):
                    connection.sendall(data[start : start + 11])
            return read_by_length(connection)

    def _table(self, reply: str) -> dict[str, str]:
        return {pair[:2]: pair[3:] for pair in reply.split("&")}

    def _lists(self, reply: str, *names: str) -> list[list[str]]:
        table = self._table(reply)
        return [[unquote(item) for item in table[name].split(",")][: table[name].count(",")] for name in names]

    def read_list(self, reply: str) -> list[str]:
        return self._lists(reply, "UN")[0]

    def read_statuses(self, reply: str) -> list[tuple[str, str, str]]:
        return list(zip(*self._lists(reply, "UN", "ST", "NK"), strict=True))

    def read_profile(self, reply: str) -> tuple[str, str, str]:
        table = self._table(reply)
        return table["FC"], unquote(table["PR"]), unquote(table["NK"])

    def read_messages(self, reply: str) -> list[Message]:
        if self._table(reply)["MN"] == "0":
            return []
        return list(zip(*self._lists(reply, "MT", "UN", "MG"), strict=True))


class PerlBot(OldClient):
    """A bot on LWP: signs in before every poll, and posts everything again, twice, before it waits for the reply."""

    VERSION = "1.1"

    def next_seq(self) -> str:
        return str(self.asked * 7919 % 100_000)

    def escape(self, text: str) -> str:
        return quote(text, safe="!*'()")  # URI::Escape

    def poll(self) -> list[Message]:
        assert self.sign_in()
        return super().poll()

    def post(self, body: str) -> str:
        data = body.encode()
        request = (
            b"POST / HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\nHost: 127.0.0.1:%d\r\n"
            b"User-Agent: libwww-perl/5.805\r\nContent-Length: %d\r\n\r\n%b" % (self.port, len(data), data)
        )
        for _ in range(2):
            with self.connect() as connection:
                connection.sendall(request)
        with self.connect() as connection:
            connection.sendall(request)
            return read_to_end(connection).decode().split("\r\n\r\n", 1)[1]

    def _rows(self, reply: str, *names: str) -> list[tuple[str, str, str]]:
        """`map { split /=/, $_, 2 } split /&/`, then `split /,/`, which drops what is empty at the end."""
        table = dict(pair.split("=", 1) for pair in reply.split("&") if pair)
        lists = (map(unquote, re.sub(",+$", "", table[name]).split(",")) for name in names)
        return [(a, b, c) for a, b, c in zip_longest(*lists, fillvalue="") if a]

    def read_list(self, reply: str) -> list[str]:
        return re.findall(r"(\d+),", reply)

    def read_statuses(self, reply: str) -> list[tuple[str, str, str]]:
        return self._rows(reply, "UN", "ST", "NK")

    def read_profile(self, reply: str) -> tuple[str, str, str]:
        found = re.search(r"FC=(\d+).*?&PR=([^&]*).*&NK=([^&]*)", reply)
        assert found, reply
        return found[1], unquote(found[2]), unquote(found[3])

    def read_messages(self, reply: str) -> list[Message]:
        return self._rows(reply, "MT", "UN", "MG") if "&MN=0" not in reply else []


class Shell(OldClient):
    """A script: `curl -d`, which says that it sends a form, in turn with `printf … | nc`; cut and tr."""

    def next_seq(self) -> str:
        return "1" if self.asked < 2 else f"{self.asked}$$"

    def escape(self, text: str) -> str:
        return text.replace("%", "%25").replace("+", "%2B")  # what a form would change, and no more

    def post(self, body: str) -> str:
        curl = shutil.which("curl")
        if self.asked % 2 and curl and not self.source:
            command = [curl, "-sS", "-m", "10", "--noproxy", "*", "-d", body, f"http://127.0.0.1:{self.port}/"]
            return subprocess.run(command, capture_output=True, check=True, timeout=20).stdout.decode()
        data = body.encode()
        kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
        with self.connect() as connection:
            connection.sendall(b"POST / HTTP/1.0\r\n%bContent-Length: %d\r\n\r\n%b" % (kind, len(data), data))
            connection.shutdown(socket.SHUT_WR)
            return read_to_end(connection).decode().split("\r\n\r\n", 1)[1]

    def _cut(self, reply: str, field: int) -> list[str]:
        """`cut -d'&' -f… | cut -d= -f2- | tr , '\\n'`; a shell counts from 1."""
        return [unquote(line) for line in reply.split("&")[field - 1].split("=", 1)[1].replace(",", "\n").split("\n")]

    def read_list(self, reply: str) -> list[str]:
        return [line for line in self._cut(reply, 8) if line]

    def read_statuses(self, reply: str) -> list[tuple[str, str, str]]:
        return [(a, b, c) for a, b, c in zip(*(self._cut(reply, n) for n in (10, 9, 11)), strict=True) if a]

    def read_profile(self, reply: str) -> tuple[str, str, str]:
        return self._cut(reply, 9)[0], self._cut(reply, 15)[0], self._cut(reply, 21)[0]

    def read_messages(self, reply: str) -> list[Message]:
        count = int(self._cut(reply, 6)[0])
        lists = (self._cut(reply, n)[:count] for n in (7, 8, 9)) if count else ([], [], [])
        return [(kind, who, text) for kind, who, text in zip(*lists, strict=True)]


KINDS: tuple[type[OldClient], ...] = (CSharp, Php, Delphi, Phone, PerlBot, Shell)
