"""A strictly classic server, for tests: it knows the old protocol and nothing else.

It is written without the program's codec, so that it checks the client against the wire as it was: the old order and
letter case of replies, `SEQ=-1` where it was seen, profile texts escaped twice, a closed connection after every reply,
sessions that are known by the number alone.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import unquote

_REPEAT_WITHIN_S = 20.0
_PROFILE = "AD AG EM FC HP JB LV PC PH PR PV RN SC SX UN NK".split()
_TEXTS = {"AD", "EM", "HP", "JB", "PC", "PH", "PR", "PV", "RN", "SC", "NK"}


def escape(text: str) -> str:
    """Once."""
    return "".join(f"%{ord(c):02x}" if c in "%&,\r\n" else c for c in text)


def escape_twice(text: str) -> str:
    return escape(escape(text))


@dataclass
class User:
    number: int
    password_hash: str
    profile: dict[str, str]
    consent: int = 0
    """CD of AddToList for a user who adds this one: 0, 1 or 3."""
    status: int = 20
    signed_in: bool = False
    contacts: set[int] = field(default_factory=set)
    mailbox: list[tuple[int, int, str]] = field(default_factory=list)


class ClassicServer:
    """Runs in threads of its own: `with ClassicServer() as server: ... server.url`.

    `requests` are the bodies that came, in order. `lose` names commands (lower case) and how many of their replies
    are to be lost: the request is carried out, and the connection closed with nothing said.
    """

    def __init__(self, port: int = 0, *, blanks: bool = False, asks_first: bool = False) -> None:
        """`blanks` puts a blank before each comma of GETMSGEX, as one server of the day did; with `asks_first` a
        message goes through between two people if only one has the other on the list."""
        self.users: dict[int, User] = {}
        self.requests: list[str] = []
        self.lose: dict[str, int] = {}
        self.list_refresh = 300
        self.delivered: list[tuple[int, int, str]] = []
        """Sender, recipient, text of every message that was taken in."""
        self._blanks = blanks
        self._asks_first = asks_first
        self._lock = threading.RLock()
        self._replies: OrderedDict[tuple[str, str], tuple[float, str]] = OrderedDict()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
                if self.headers.get_content_type() == "application/x-www-form-urlencoded":
                    body = body.replace("+", " ")
                reply = owner.handle(body)
                if reply is None:
                    return
                raw = reply.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; charset=UTF-8")
                self.end_headers()
                self.wfile.write(raw)

            def do_GET(self) -> None:
                self.send_response(405)
                self.send_header("Allow", "POST")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(b"Only POST is served here.")

            def do_HEAD(self) -> None:
                self.do_GET()

            def do_PUT(self) -> None:
                self.do_GET()

            def do_DELETE(self) -> None:
                self.do_GET()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # A client that went away.

        self._server = Server(("127.0.0.1", port), Handler)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="classic server")

    def __enter__(self) -> "ClassicServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    # What a test sets up

    def add_user(self, number: int, password: str, nickname: str = "", face: int = 0, consent: int = 0) -> User:
        profile = dict.fromkeys(_PROFILE, "") | {
            "AG": "0",
            "SX": "0",
            "FC": str(face),
            "UN": str(number),
            "NK": nickname,
        }
        user = User(number, hashlib.md5(password.encode()).hexdigest(), profile, consent)
        with self._lock:
            self.users[number] = user
        return user

    def befriend(self, one: int, other: int) -> None:
        with self._lock:
            self.users[one].contacts.add(other)
            self.users[other].contacts.add(one)

    def post(self, recipient: int, kind: int, sender: int, text: str) -> None:
        """Put something into a mailbox."""
        with self._lock:
            self.users[recipient].mailbox.append((kind, sender, text))

    def throw_out(self, number: int) -> None:
        """The session is over; the next request gets RES=20."""
        with self._lock:
            self.users[number].signed_in = False

    # The protocol

    def handle(self, body: str) -> str | None:
        """The reply; None where it is to be lost."""
        with self._lock:
            self.requests.append(body)
            fields = _fields(body)
            command = fields.get("CMD", "").lower()
            key = (fields.get("SEQ", ""), body)
            now = time.monotonic()
            known = self._replies.get(key)
            if known is not None and now - known[0] < _REPEAT_WITHIN_S:
                reply = known[1]
            else:
                reply = self._carry_out(command, fields)
                self._replies[key] = (now, reply)
                while len(self._replies) > 1000:
                    self._replies.popitem(last=False)
            if self.lose.get(command, 0) > 0:
                self.lose[command] -= 1
                return None
            return reply

    def _carry_out(self, command: str, fields: dict[str, str]) -> str:
        try:
            number = _number(fields, "UIN")
        except ValueError:
            return f"VER=1.1&CMD={fields.get('CMD', '')}&SEQ={fields.get('SEQ', '')}&UIN=0&RES=10"
        handler = getattr(self, f"_do_{command}", None)
        name = _REPLY_NAMES.get(command, fields.get("CMD", ""))
        sequence = "-1" if command == "query_stat" else fields.get("SEQ", "")
        head = f"VER={fields.get('VER', '1.1')}&CMD={name}&SEQ={sequence}&UIN={number}"
        user = self.users.get(number)
        if handler is None:
            return f"{head}&RES=11"
        if command == "login":
            return f"{head}&RES=0{self._do_login(user, fields)}"
        if command == "logout" and (user is None or not user.signed_in):
            return f"{head}&RES=0"
        if user is None or not user.signed_in:
            return f"{head}&RES=20"
        try:
            return head + str(handler(user, fields))
        except (ValueError, KeyError):
            return f"{head}&RES=10"

    def _do_login(self, user: User | None, fields: dict[str, str]) -> str:
        if user is None or fields.get("PS", "").strip().lower() != user.password_hash:
            return "&RS=1&RA=登录失败"
        user.signed_in = True
        self._set_status(user, 10)
        return f"&RS=0&HI=60&LI={self.list_refresh}"

    def _set_status(self, user: User, status: int) -> None:
        seen, user.status = _seen(user), status
        if _seen(user) != seen:
            for other in self.users.values():
                if user.number in other.contacts and other.signed_in:
                    other.mailbox.append((99, user.number, str(_seen(user))))

    def _do_list(self, user: User, fields: dict[str, str]) -> str:
        numbers, last = _page(sorted(user.contacts), fields, 160)
        return f"&RES=0&FN={last}&SN={len(numbers)}&UN={_list(numbers)}"

    def _do_query_stat(self, user: User, fields: dict[str, str]) -> str:
        present = [n for n in sorted(user.contacts) if n in self.users and _seen(self.users[n]) != 20]
        numbers, last = _page(present, fields, 50)
        users = [self.users[number] for number in numbers]
        return (
            f"&RES=0&FC={_list(u.profile['FC'] for u in users)}&FN={last}&SN={len(users)}"
            f"&ST={_list(_seen(u) for u in users)}&UN={_list(numbers)}"
            f"&NK={_list(escape_twice(u.profile['NK']) for u in users)}"
        )

    def _do_getinfo(self, user: User, fields: dict[str, str]) -> str:
        other = self.users.get(_number(fields, "UN"))
        if other is None:
            return "&RES=30"
        values = other.profile | {"LV": fields.get("LV", "2")}
        return "&RES=0" + "".join(
            f"&{name}={escape_twice(values[name]) if name in _TEXTS else values[name]}" for name in _PROFILE
        )

    def _do_addtolist(self, user: User, fields: dict[str, str]) -> str:
        other = self.users.get(_number(fields, "UN"))
        if other is None:
            return "&RES=30"
        consent = 0 if user.number in other.contacts else other.consent
        if consent == 0:
            user.contacts.add(other.number)
        return f"&RES=0&CD={consent}&UN={other.number}"

    def _do_ack_addtolist(self, user: User, fields: dict[str, str]) -> str:
        other = self.users.get(_number(fields, "UN"))
        if other is None:
            return "&RES=30"
        code, reason = fields.get("CD", ""), fields.get("RS", "")
        if code == "0":
            other.contacts.add(user.number)
        other.mailbox.append(({"0": 3, "1": 4, "2": 2}[code], user.number, reason))
        return "&RES=0&"

    def _do_delfromlist(self, user: User, fields: dict[str, str]) -> str:
        user.contacts.discard(_number(fields, "UN"))
        return "&RES=0&"

    def _do_finger(self, user: User, fields: dict[str, str]) -> str:
        found = [
            u.number
            for u in self.users.values()
            if all(not fields.get(name) or u.profile[name] == fields[name] for name in ("AG", "SX", "PV"))
        ]
        numbers, last = _page(sorted(found), fields, 50)
        users = [self.users[number] for number in numbers]
        return (
            f"&RES=0&AG={_list(u.profile['AG'] for u in users)}&FC={_list(u.profile['FC'] for u in users)}&FN={last}"
            f"&PV={_list(escape_twice(u.profile['PV']) for u in users)}&SN={len(users)}"
            f"&ST={_list(_seen(u) for u in users)}&SX={_list(u.profile['SX'] for u in users)}"
            f"&UN={_list(numbers)}&NK={_list(escape_twice(u.profile['NK']) for u in users)}"
        )

    def _do_change_stat(self, user: User, fields: dict[str, str]) -> str:
        self._set_status(user, {"10": 10, "20": 20, "30": 30, "40": 40}[fields.get("ST", "").strip()])
        return "&RES=0&"

    def _do_getmsgex(self, user: User, fields: dict[str, str]) -> str:
        waiting, user.mailbox = user.mailbox, []
        if not waiting:
            return "&RES=0&MN=0"
        blank = " " if self._blanks else ""
        return (
            f"&RES=0&MN={len(waiting)}&MT={_list(kind for kind, _, _ in waiting)}&UN={_list(n for _, n, _ in waiting)}"
            f"&MG={_list(escape(text) + blank for _, _, text in waiting)}&"
        )

    def _do_cltmsg(self, user: User, fields: dict[str, str]) -> str:
        other = self.users.get(_number(fields, "UN"))
        if other is None:
            return "&RES=30"
        if self._asks_first and other.number not in user.contacts and user.number not in other.contacts:
            return "&RES=31"
        self.delivered.append((user.number, other.number, fields.get("MG", "")))
        other.mailbox.append((9, user.number, fields.get("MG", "")))
        return "&RES=0"

    def _do_logout(self, user: User, fields: dict[str, str]) -> str:
        self._set_status(user, 20)
        user.signed_in = False
        return "&RES=0"


_REPLY_NAMES = {
    "login": "Login",
    "list": "LIST",
    "query_stat": "QUERY_STAT",
    "getinfo": "GETINFO",
    "addtolist": "AddToList",
    "ack_addtolist": "Ack_AddToList",
    "delfromlist": "DelFromList",
    "finger": "FINGER",
    "change_stat": "Change_Stat",
    "getmsgex": "GETMSGEX",
    "cltmsg": "CLTMSG",
    "logout": "LOGOUT",
}


def _seen(user: User) -> int:
    return user.status if user.signed_in and user.status in (10, 30) else 20


def _fields(body: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    rest = body
    while rest:
        part, _, after = rest.partition("&")
        name, _, value = part.partition("=")
        if (name, fields.get("CMD", "").lower()) in (("MG", "cltmsg"), ("RS", "ack_addtolist")):
            value, after = rest.partition("=")[2], ""
        fields.setdefault(name, unquote(value, errors="replace"))
        rest = after
    return fields


def _number(fields: dict[str, str], name: str) -> int:
    """0 where there is none; ValueError where it is no number."""
    return int(fields.get(name) or 0)


def _list(items: Any) -> str:
    return "".join(f"{item}," for item in items)


def _page(numbers: list[int], fields: dict[str, str], size: int) -> tuple[list[int], int]:
    wanted = min(int(fields.get("TN") or size), size)
    rest = [number for number in numbers if number > int(fields.get("UN") or 0)]
    return rest[:wanted], int(len(rest) <= wanted)
