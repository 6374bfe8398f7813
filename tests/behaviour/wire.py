"""Plays a wire transcript to a real server; see README.md for its form."""

import http.client
import re
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.behaviour import command_line
from tests.behaviour.doors import PATIENCE_S, Server

FOLDER = Path(__file__).parent / "wire"
_LINE = re.compile(r"(?P<who>\w+)(?:\*(?P<times>\d+))?(?P<sign>[>~<])(?: (?P<text>.*))?")
_AT = re.compile(r"(?P<who>\w+) at (?P<address>[\d.]+)")
_TIMES = re.compile(r"\[(\d+)\*([^]]*)]")
_DRAWN = (
    (re.compile(r"(?<=&TIME=)(?:\d{13},)+"), lambda found: re.sub(r"\d+", "<time>", found[0])),
    (re.compile(r"(?<=&TIME=)\d{13}"), lambda _: "<time>"),
    (re.compile(r"(?<=&NOW=)\d+"), lambda _: "<time>"),
    (re.compile(r"(?<=&REV=)\d{13}"), lambda _: "<time>"),
    (re.compile(r"(?<=&WAIT=)\d+"), lambda _: "<wait>"),
    (re.compile(r"(?<=try again in )\d+"), lambda _: "<wait>"),
    (re.compile(r"(?<=&TLS=)\d{2,}"), lambda _: "<port>"),
    (re.compile(r"(?<=&FPR=)[0-9a-f]{64}"), lambda _: "<fingerprint>"),
    (re.compile(r"(?<=&PID=)[0-9a-f]{16}"), lambda _: "<place>"),
    (re.compile(r"(?<=\\r\\nDate: )[^\\]+"), lambda _: "<date>"),
)
"""What differs from run to run, and how it stands in a transcript."""


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


class _Speaker:
    def __init__(self) -> None:
        self.address = "127.0.0.1"
        self.connection: http.client.HTTPConnection | None = None
        self.answers: list[Callable[[], str]] = []


class Player:
    """Plays one transcript. `play` returns its lines with the replies that came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = Server(folder)
        self._speakers: dict[str, _Speaker] = {}
        self._tokens: list[str] = []
        self._threads: list[threading.Thread] = []

    def play(self, lines: list[str]) -> list[str]:
        try:
            return [self._play(line) for line in lines]
        finally:
            for speaker in self._speakers.values():
                self._hang_up(speaker)
            self._server.stop()
            for thread in self._threads:
                thread.join(PATIENCE_S)

    def _play(self, line: str) -> str:
        if not line or line.startswith("#"):
            return line
        if line == "server" or line.startswith("server "):
            self._server = Server(self._folder, line.split()[1:])
            self._server.start()
        elif line in ("restart", "kill"):
            self._server.stop(signal.SIGKILL if line == "kill" else signal.SIGTERM)
            self._server.start()
        elif line == "no space":
            self._server.leave_no_space()
        elif line.startswith("$ "):
            command_line.run(line[2:], self._folder, self._server)
        elif found := _AT.fullmatch(line):
            self._speaker(found["who"]).address = found["address"]
        elif found := _LINE.fullmatch(line):
            return self._speak(line, found["who"], int(found["times"] or 1), found["sign"], found["text"] or "")
        else:
            raise AssertionError(f"not a line of a transcript: {line!r}")
        return line

    def _speaker(self, who: str) -> _Speaker:
        return self._speakers.setdefault(who, _Speaker())

    def _speak(self, line: str, who: str, times: int, sign: str, text: str) -> str:
        speaker = self._speaker(who)
        if sign == "<":
            assert speaker.answers, f"{who} has asked nothing: {line}"
            return f"{who}< {self._normalized(speaker.answers.pop(0)())}"
        body = self._filled(text)
        if who == "raw":
            answer = self._raw(body.encode().decode("unicode_escape").encode("latin-1"))
            speaker.answers.append(lambda: answer)
        elif sign == "~":
            speaker.answers.append(self._later(speaker.address, body))
        else:
            answer = ""
            for count in range(times):
                answer = self._post(speaker, body.replace("[n]", str(count + 1)))
            speaker.answers.append(lambda: answer)
        return line

    def _filled(self, text: str) -> str:
        text = _TIMES.sub(lambda found: found[2] * int(found[1]), text)
        return re.sub(r"<SID (\d+)>", lambda found: self._tokens[int(found[1]) - 1], text)

    def _normalized(self, reply: str) -> str:
        for token in re.findall(r"(?<=&SID=)[0-9A-Za-z_-]{20,}", reply):
            if token not in self._tokens:
                self._tokens.append(token)
        for number, token in enumerate(self._tokens, 1):
            reply = reply.replace(token, f"<SID {number}>")
        for pattern, replacement in _DRAWN:
            reply = pattern.sub(replacement, reply)
        return reply

    def _open(self, address: str) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            "127.0.0.1", self._server.port, timeout=PATIENCE_S, source_address=(address, 0)
        )

    def _post(self, speaker: _Speaker, body: str) -> str:
        if speaker.connection is None:
            speaker.connection = self._open(speaker.address)
        try:
            return _exchange(speaker.connection, body)
        except (http.client.HTTPException, ConnectionError):  # the server was started again meanwhile
            self._hang_up(speaker)
            speaker.connection = self._open(speaker.address)
            return _exchange(speaker.connection, body)

    @staticmethod
    def _hang_up(speaker: _Speaker) -> None:
        if speaker.connection is not None:
            speaker.connection.close()
            speaker.connection = None

    def _later(self, address: str, body: str) -> Callable[[], str]:
        """Post it on a connection of its own; what is returned waits for the reply."""
        connection = self._open(address)
        connection.request("POST", "/", body.encode())
        answer: list[str] = []

        def read() -> None:
            with closing(connection):
                answer.append(_reply(connection))

        thread = threading.Thread(target=read)
        self._threads.append(thread)
        thread.start()

        def wait() -> str:
            thread.join(PATIENCE_S)
            return answer[0]

        return wait

    def _raw(self, data: bytes) -> str:
        with socket.create_connection(("127.0.0.1", self._server.port), PATIENCE_S) as connection:
            connection.sendall(data)
            received = b""
            while part := connection.recv(65536):
                received += part
        return received.decode().replace("\r", "\\r").replace("\n", "\\n")


def _exchange(connection: http.client.HTTPConnection, body: str) -> str:
    connection.request("POST", "/", body.encode())
    return _reply(connection)


def _reply(connection: http.client.HTTPConnection) -> str:
    response = connection.getresponse()
    text = response.read().decode()
    return text if response.status == 200 else f"HTTP {response.status}: {text}"
