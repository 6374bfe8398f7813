"""A check of the connection to a server, step by step, in a thread.

It changes nothing: it accepts no certificate, acknowledges no message, and ends no session.
"""

import contextlib
import errno
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from qqdesk.client.address import is_loopback, read_address
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, ClosedError, NetworkError
from qqdesk.client.sockets import SocketWatch
from qqdesk.domain.problem import Problem
from qqdesk.engine.problems import problem_of
from qqdesk.protocol.codes import DEFAULT_PORT, DEFAULT_TLS_PORT, Status
from qqdesk.worker.loop_thread import LoopThread, wait_for_end
from qqdesk.worker.messenger import Messenger

CONNECT_S, ANSWER_S, POLL_S, STOP_S = 8.0, 10.0, 2, 0.5
CLOCK_NOTE_S = 90
"""A larger difference makes the times of messages wrong, and may make certificates invalid."""


class Verdict(Enum):
    GOOD = auto()
    NOTE = auto()
    BAD = auto()
    SKIPPED = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a step, in the user's language. It contains no password."""

    verdict: Verdict
    sentence: str = ""
    problem: Problem | None = None
    """Explains the failure of a request instead of `sentence`."""


@dataclass(frozen=True, slots=True)
class CheckTarget:
    """An address to check, and the account to sign in with if a password is known."""

    address: str
    number: int = 0
    password_hash: str = field(default="", repr=False)


def client_to_check(messenger: Messenger, target: CheckTarget | None) -> Client:
    """Return a client of the current session, or one for `target`. Raises BadAddressError."""
    if target is None and messenger.session is not None:
        return messenger.session.client.clone()
    address, number = (target.address, target.number) if target is not None else ("", 0)
    places, proxies = messenger.places, messenger.proxies
    return Client(address, number, device=messenger.device, places=places, proxies=proxies, asks_first=True)


class ConnectionCheck(LoopThread):
    """The thread of one check. `finished` is emitted after the last finding."""

    found = Signal(str, object)
    """The title of a step, and its Finding."""

    def __init__(self, client: Client, password_hash: str, own_place: tuple[str, ...], parent: QObject) -> None:
        """Check with `client`, and close it at the end. Without a session sign in, unseen by contacts.

        `own_place`: the addresses, `host:port`, of a place that runs on this computer for others, if there is one.
        """
        super().__init__("connection check", self.check, parent)
        self._client, self._password_hash, self._own_place = client, password_hash, own_place
        self._watch = SocketWatch()
        self._ahead_s: int | None = None
        """How far the clock of this computer is ahead of the server's."""
        self._is_classic = self._must_sign_out = False
        needed = [(self.tr("Place"), self._check_server), (self.tr("Encryption and certificate"), self._check_tls)]
        if not client.resolver.proxies.current.applies_to(client.url):  # a proxy looks the name up
            needed[:0] = [(self.tr("Name in the address"), self._check_name), (self.tr("Port"), self._check_ports)]
        self._needed = len(needed)
        """If one of the first steps fails, the later ones are not tried."""
        self.steps = [
            *needed,
            (self.tr("Signing in"), self._check_sign_in),
            (self.tr("Waiting for messages"), self._check_poll),
            (self.tr("Clock"), self._check_clock),
        ]
        if own_place:
            self.steps.append((self.tr("Your place on this computer"), self._check_own_place))

    def check(self) -> None:
        """Run the steps and emit a finding for each. Ends early when cancelled."""
        is_blocked = False
        try:
            for place, (title, run_step) in enumerate(self.steps):
                finding = _skipped(self.tr("Not tried: an earlier step failed.")) if is_blocked else self._run(run_step)
                if self._watch.closed.is_set():
                    return
                self.found.emit(title, finding)
                is_blocked |= finding.verdict is Verdict.BAD and place < self._needed
        except ClosedError:
            return
        finally:
            if self._must_sign_out:
                with contextlib.suppress(ClientError):
                    self._client.logout(timeout=ANSWER_S)
            self._client.close()

    def _run(self, step: Callable[[], Finding]) -> Finding:
        try:
            return step()
        except ClosedError:
            raise
        except ClientError as error:
            return Finding(Verdict.BAD, problem=problem_of(error))

    def cancel(self) -> None:
        """End the check. Does not block."""
        self._watch.shut_down()
        self._client.close()

    def stop(self) -> None:
        """Cancel the check. Delete this object, unless a name lookup takes longer than STOP_S to end."""
        self.cancel()
        if wait_for_end(self, STOP_S):
            self.deleteLater()

    # Before the first request

    def _check_name(self) -> Finding:
        host = read_address(self._client.resolver.typed_address).host
        try:
            entries = socket.getaddrinfo(host, None, 0, socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            if isinstance(error, OSError) and error.errno in (socket.EAI_AGAIN, socket.EAI_FAIL):
                text = self.tr("The look-up of {host} got no answer. Check this computer's network, then try again.")
            else:
                text = self.tr("The name {host} is unknown. Check the spelling, or ask for the address.")
            return _bad(text, host=host)
        found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
        if found == [host]:
            return _good(self.tr("{host} is an address itself: no name to look up."), host=host)
        return _good(self.tr("{host} is {found}."), host=host, found=", ".join(found[:4]))

    def _check_ports(self) -> Finding:
        """Connect to the ports that a client tries. One open port is enough."""
        address = read_address(self._client.resolver.typed_address)
        usual = {"http": (DEFAULT_PORT,), "https": (443,)}.get(address.scheme, (DEFAULT_TLS_PORT, DEFAULT_PORT))
        ports = usual if address.port is None else (address.port,)
        open_ports, errors = [], []
        for port in ports:
            try:
                self._watch.connect(address.host, port, CONNECT_S, None).close()
                open_ports.append(port)
            except OSError as error:
                errors.append(error)
        if open_ports:
            return _good(self.tr("A program listens at {ports}."), ports=", ".join(map(str, open_ports)))
        if any(error.errno == errno.ECONNREFUSED for error in errors):
            text = self.tr("No program listens at {ports}. Ask whether the place is open, and at which port.")
        elif all(isinstance(error, TimeoutError) for error in errors):
            text = self.tr("Port {ports} does not answer. A firewall may block it, or the computer is off.")
        else:
            text = self.tr("It cannot be reached: {detail}. Check this computer's network: cable, Wi-Fi, VPN.")
        return _bad(text, ports=", ".join(map(str, ports)), detail=errors[-1].strerror or errors[-1])

    # The server

    def _check_server(self) -> Finding:
        started, sent_at = time.monotonic(), time.time()
        hello = self._client.probe(timeout=ANSWER_S)
        elapsed_ms = _milliseconds_since(started)
        if hello is None:
            self._is_classic = True
            return _good(self.tr("A server of the classic kind answers within {ms} ms."), ms=round(elapsed_ms))
        if hello.now:
            self._ahead_s = round(sent_at + (elapsed_ms / 2 - hello.now) / 1000)
        name = hello.name or read_address(self._client.resolver.typed_address).host
        return _good(self.tr("{name} answers within {ms} ms."), name=name, ms=round(elapsed_ms))

    def _check_tls(self) -> Finding:
        if self._client.resolver.is_vouched_for:
            return _good(self.tr("Encrypted, with a certificate that an authority vouches for."))
        if self._client.resolver.is_encrypted:
            return _good(self.tr("Encrypted, with the certificate that was accepted here before."))
        if is_loopback(self._client.url):
            return _good(self.tr("The place is on this computer: no one else can read along."))
        return Finding(Verdict.NOTE, self.tr("Not encrypted: others in the network can read messages."))

    def _check_sign_in(self) -> Finding:
        client = self._client
        if client.has_session:
            client.list_contacts()
            return _good(self.tr("Number {number} is signed in."), number=client.number)
        if not (client.number and self._password_hash):
            return _skipped(self.tr("Not tried: number and password are not filled in."))
        if self._is_classic:
            return _skipped(self.tr("Not tried: at this place it would sign you out elsewhere."))
        client.login(self._password_hash, Status.OFFLINE)
        self._must_sign_out = True
        return _good(self.tr("Number {number} can sign in with this password."), number=client.number)

    def _check_poll(self) -> Finding:
        """Poll briefly. Nothing is acknowledged, so the messages come again in the session."""
        if not self._client.has_session:
            return _skipped(self.tr("Not tried: this needs you to be signed in."))
        started = time.monotonic()
        try:
            self._client.get_messages(POLL_S)
        except NetworkError:
            text = self.tr("The connection breaks while it waits. A proxy or a firewall may end waiting connections.")
            return _bad(text)
        text = self.tr("The place answers a request for messages after {ms} ms.")
        return _good(text, ms=round(_milliseconds_since(started)))

    def _check_clock(self) -> Finding:
        if self._ahead_s is None:
            return _skipped(self.tr("This place does not give its time."))
        if abs(self._ahead_s) <= CLOCK_NOTE_S:
            return _good(self.tr("Both clocks show the same time."))
        if self._ahead_s > 0:
            text = self.tr(
                "This computer's clock is {minutes} min ahead of that of the place. Set it, best by the network."
            )
        else:
            text = self.tr(
                "This computer's clock is {minutes} min behind that of the place. Set it, best by the network."
            )
        return _bad(text, minutes=round(abs(self._ahead_s) / 60))

    def _check_own_place(self) -> Finding:
        """Let another server connect to the place on this computer: the firewall lets this computer through anyway.
        If signed in to that place itself, ask whether others have reached it."""
        client, port = self._client, self._own_place[0].rpartition(":")[2]
        is_reached: bool | None = None
        with contextlib.suppress(ClientError):  # an old server
            if client.has_session and is_loopback(client.url):
                is_reached = bool(client.invitations.list().reached) or None
            elif client.has_session:
                is_reached = client.invitations.check_reach(int(port))
        facts = {"port": port, "addresses": ", ".join(self._own_place)}
        if is_reached:
            return _good(self.tr("Other computers reach {addresses}."), **facts)
        if is_reached is False:
            return _bad(self.tr("The place cannot reach {addresses}. Allow port {port} in the firewall."), **facts)
        text = self.tr("No other computer has reached {addresses} yet. If none can, allow port {port} in the firewall.")
        return Finding(Verdict.NOTE, text.format(**facts))


def _good(text: str, **facts: object) -> Finding:
    return Finding(Verdict.GOOD, text.format(**facts))


def _bad(text: str, **facts: object) -> Finding:
    return Finding(Verdict.BAD, text.format(**facts))


def _skipped(text: str) -> Finding:
    return Finding(Verdict.SKIPPED, text)


def _milliseconds_since(start: float) -> float:
    return (time.monotonic() - start) * 1000
