"""The blocking client: one object per session, which sends requests and returns their replies."""

import itertools
import random
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from qqdesk.client.address import password_hash as hash_of
from qqdesk.client.channels import Channels
from qqdesk.client.endpoint_resolver import EndpointResolver
from qqdesk.client.errors import (
    BadReplyError,
    LoginRefusedError,
    NotSignedInError,
    RefusedError,
    UnknownCertificateError,
)
from qqdesk.client.file_requests import FileRequests
from qqdesk.client.invitation_requests import InvitationRequests
from qqdesk.client.known_places import KnownPlaces
from qqdesk.client.replies import SendRequest, to_error
from qqdesk.client.room_requests import RoomRequests
from qqdesk.client.this_device import default_name, login_request
from qqdesk.clock import Clock, SystemClock
from qqdesk.domain.proxy import ProxySource
from qqdesk.protocol import account_data, codes
from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Envelope, Refusal, build_request, parse_reply
from qqdesk.protocol.codes import Result, Status, wire_status
from qqdesk.protocol.errors import MalformedReplyError
from qqdesk.protocol.file_info import FileInfo, add_caption
from qqdesk.protocol.limits import HEARTBEAT_S, LIST_REFRESH_S
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.record import Repeat, Reply, RequestFor

MAX_BLOCKED = 100_000


class AccountDataRequests:
    """Requests for blocks, and for what an account keeps on all its devices. They need EXT. `client.account_data`.
    Without support in the server each call raises RefusedError with RES=11.
    """

    def __init__(self, request: SendRequest) -> None:
        self._request = request

    def block(self, number: int) -> None:
        self._request(account_data.Block(number))

    def unblock(self, number: int) -> None:
        self._request(account_data.Unblock(number))

    def list_blocked(self) -> tuple[int, ...]:
        """Return all numbers that the user blocked."""
        numbers: list[int] = []
        while len(numbers) <= MAX_BLOCKED:
            after = numbers[-1] if numbers else 0
            reply = self._request(account_data.BlockList(after=after))
            numbers += reply.numbers
            if reply.last_page or not reply.numbers:
                return tuple(numbers)
            if numbers[-1] <= after:
                break
        raise BadReplyError(f"The list of blocked users does not end, or has more than {MAX_BLOCKED} users")

    def values_since(self, revision: int) -> account_data.GetValuesReply:
        """Return one page of the values changed after a revision. Its own revision starts the next page."""
        return self._request(account_data.GetValues(revision))

    def change_values(self, values: Sequence[account_data.AccountValue]) -> account_data.ChangeValuesReply:
        """Store values. The later change of a key wins."""
        return self._request(account_data.ChangeValues(tuple(values)))


COMMAND_TIMEOUT_S = 20.0
POLL_GRACE_S = 10.0
MAX_REPLY_BYTES = 1024 * 1024
MAX_MESSAGES_BYTES = 64 * 1024 * 1024
"""A classic server returns its whole mailbox at once: 5,000 messages of 4,096 characters."""
MAX_CONTACTS = 100_000
MAX_NICKNAME_CHARS = 100 * MAX_CONTACTS
"""The sum over all contacts."""
MAX_PAGES = 2_000
"""A classic server returns 50 contacts per page."""

R = TypeVar("R", bound=Reply)


class Client:
    """A session of one user with one server. `request` sends any request; the methods send frequent ones.

        with Client("127.0.0.1:8000", 10001) as client:
            client.login(password="secret")
            client.send_message(10002, "hello")

    Any thread may call any method. `get_messages` and `send_typing` have connections of their own; all other calls
    share one and wait for each other. `close` returns at once. Every method raises ClientErrors, and LocalError on
    misuse. The client never signs in by itself; `Bot` and its `bot.session.Session` do, and repeat lost requests.
    """

    def __init__(
        self,
        address: str,
        number: int = 0,
        *,
        device: str | None = None,
        fingerprint: str = "",
        places: KnownPlaces | None = None,
        proxies: ProxySource | None = None,
        asks_first: bool = False,
        place_id: str = "",
        clock: Clock | None = None,
    ) -> None:
        """`address` is parsed by `read_address`. `device` is the id of this installation: 32 hex digits.

        `https://…` is encrypted; `http://…` and this computer are not. At any other address the first call probes the
        server and prefers encryption. `fingerprint` is the only certificate to accept; without it the authorities of
        the system and the known `places` decide. With `place_id` only that place is accepted, at this address or those
        in `places`. Beyond this computer only Hello is sent without encryption, unless the address begins with
        `http://` or `places` has it as accepted. With `asks_first` only `places` count: the caller asks the user.
        """
        self.clock = clock or SystemClock()
        self._typed = (address, fingerprint, places, asks_first)
        self.resolver = EndpointResolver(address, fingerprint, places, proxies, asks_first, place_id)
        """The place and its endpoint."""
        self.channels = Channels(self.resolver, self.clock)
        self.url = self.resolver.url
        self.number = number
        self.extended = False
        self.has_devices = self.has_rooms = self.has_files = self.has_changes = False
        """Whether the server has CAN_DEVICES, CAN_ROOMS, CAN_FILES or CAN_CHANGES."""
        self.login_reply: c.LoginReply | None = None
        """The reply to the last successful Login. It describes the place."""
        self.has_messages = False
        """Whether this device has stored messages of an earlier session: see `Login.has_messages`."""
        self.heartbeat, self.list_refresh = HEARTBEAT_S, LIST_REFRESH_S
        self.timeout = COMMAND_TIMEOUT_S
        """The default time limit of a command, in seconds."""
        self._device = device or uuid.uuid4().hex
        self.device_name = default_name()
        self.program = "qqdesk"
        """The name of the program in the list of devices."""
        self._token: str | None = None
        self._sequence = itertools.count(random.randrange(10_000, 1_000_000))
        self._closed = threading.Event()
        self.account_data = AccountDataRequests(self.request)
        self.invitations = InvitationRequests(self.request)
        self.rooms = RoomRequests(self.request)
        self.files = FileRequests(self.request, self.channels)

    def __repr__(self) -> str:
        return f"<Client {self.url} {self.number}>"

    @property
    def has_session(self) -> bool:
        """Whether the client is signed in with a token."""
        return self._token is not None

    def clone(self) -> "Client":
        """Return another client of the same session, with its own search for the endpoint. Closing it does not end the
        session."""
        typed, fingerprint, places, asks_first = self._typed
        clone = Client(
            typed,
            self.number,
            device=self._device,
            fingerprint=fingerprint,
            places=places,
            proxies=self.resolver.proxies,
            asks_first=asks_first,
            place_id=self.resolver.place_id,
        )
        clone.extended, clone.has_devices = self.extended, self.has_devices
        clone.has_rooms, clone.has_files = self.has_rooms, self.has_files
        clone._token = self._token
        return clone

    # Without an account

    def hello(self, *, timeout: float = COMMAND_TIMEOUT_S) -> c.HelloReply | None:
        """Return the server's reply to Hello (extension), also with an unknown certificate. None: an older server."""
        try:
            return self.probe(timeout=timeout)
        except UnknownCertificateError:
            # The search has the reply already. It holds no secret, and nothing in it is trusted.
            return self.resolver.last_hello

    def probe(self, *, timeout: float = COMMAND_TIMEOUT_S) -> c.HelloReply | None:
        """Return the same, but raise UnknownCertificateError."""
        try:
            return self.resolver.hello() or self.request(c.Hello(), timeout=timeout)
        except NotSignedInError:
            return None
        except RefusedError as error:
            if error.result in (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED):
                raise
            return None

    # The session

    def login(
        self, password_hash: str = "", status: int = Status.ONLINE, *, password: str | None = None
    ) -> c.LoginReply:
        """Start a session, or continue that of this address. Raises LoginRefusedError too.

        Pass either `password` or its hash: see `address.password_hash`. A server with the extension starts the session
        with `status`; the reply has another one if other devices of the account are signed in. With OFFLINE contacts do
        not see this device.
        """
        secret = password_hash if password is None else hash_of(password)
        self._token = None
        request = login_request(secret, status, self._device, self.device_name, self.program, self.has_messages)
        reply = self.request(request)
        if reply.refused:
            raise LoginRefusedError(reply.reason or "", reply.why)
        self.resolver.remember_place()
        self.login_reply = reply
        self.extended = bool(reply.extended and reply.token)
        abilities = (self.extended and reply.abilities) or ()
        self.has_devices = codes.CAN_DEVICES in abilities
        self.has_rooms = self.has_devices and codes.CAN_ROOMS in abilities
        self.has_files = self.has_devices and codes.CAN_FILES in abilities
        self.has_changes = self.has_devices and codes.CAN_CHANGES in abilities
        self._token = reply.token if self.extended else None
        self.heartbeat = reply.heartbeat or HEARTBEAT_S
        self.list_refresh = reply.list_refresh or LIST_REFRESH_S
        if not self.has_devices and reply.status != status and (self.extended or status != Status.ONLINE):
            # A continued session keeps the previous status of this device.
            self.change_status(status)
        return reply

    def logout(self, *, timeout: float = COMMAND_TIMEOUT_S) -> None:
        self.request(c.Logout(), timeout=timeout)

    def close(self) -> None:
        """End running calls with ClosedError, and refuse later ones. The session on the server continues."""
        self._closed.set()
        self.channels.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_closed(self) -> bool:
        return self._closed.is_set()

    # Contacts

    def list_contacts(self) -> tuple[int, ...]:
        """Return all numbers on the contact list."""
        numbers: dict[int, None] = {}
        after = 0
        for _ in range(MAX_PAGES):
            reply = self.request(c.ListContacts(1000 if self.extended else 160, after))
            numbers.update(dict.fromkeys(reply.numbers))
            if len(numbers) > MAX_CONTACTS:
                break
            if reply.last_page or not reply.numbers or reply.numbers[-1] == after:
                return tuple(numbers)
            after = reply.numbers[-1]
        raise BadReplyError(f"The contact list does not end, or has more than {MAX_CONTACTS} contacts")

    def query_status(self, *, everyone: bool = False) -> tuple[c.PresentContact, ...]:
        """Return all contacts who are not offline. `everyone` adds offline ones if the server supports it."""
        present: dict[int, c.PresentContact] = {}
        for page in self.status_pages(everyone=everyone):
            present.update((row.number, row) for row in page)
        return tuple(present.values())

    def status_pages(self, *, everyone: bool = False) -> Iterator[tuple[c.PresentContact, ...]]:
        """Yield the same page by page, with one request each. A contact may come twice."""
        size, asked = (1000, everyone or None) if self.extended else (50, None)
        after = rows = characters = 0
        for _ in range(MAX_PAGES):
            reply = self.request(c.QueryStatus(size, after, asked))
            rows += len(reply.contacts)
            characters += sum(len(row.nickname) for row in reply.contacts)
            if rows > MAX_CONTACTS or characters > MAX_NICKNAME_CHARS:
                break
            yield reply.contacts
            if reply.last_page or not reply.contacts or reply.contacts[-1].number == after:
                return
            after = reply.contacts[-1].number
        raise BadReplyError(f"The list of statuses does not end, or has more than {MAX_CONTACTS} contacts")

    def change_status(self, status: int) -> None:
        self.request(c.ChangeStatus(self.status_code(status)))

    def idle_request(self, status: int, *, is_idle: bool) -> c.ChangeStatus:
        """Return the request that says whether this computer is unused. A server without devices gets a status."""
        code = Status.BUSY if is_idle else self.status_code(status)
        return c.ChangeStatus(code, is_idle if self.has_devices else None)

    def status_code(self, status: int) -> int:
        """Return the code of a status of mine at this server."""
        known = status if self.has_changes else Status(status).without_away
        return known if self.has_devices else wire_status(known)

    def register(
        self,
        password_hash: str,
        nickname: str,
        invitation: str | None = None,
        face: int | None = None,
        client_id: str | None = None,
    ) -> int:
        """Create an account (extension) and return its number. With a `client_id` (32 random hex digits) a repeat
        within a day creates no second account."""
        request = c.Register(password_hash, nickname, invitation, face, client_id)
        return self.request(request).number

    # Messages

    def get_messages(
        self, wait: int | None = None, acknowledge: int | None = None, rooms: Mapping[int, int] | None = None
    ) -> tuple[c.WaitingMessage, ...]:
        """Return the unread messages. `wait` (seconds) and `acknowledge` (an id) need EXT.

        `rooms` acknowledges entries of rooms: the number and the id of each.
        """
        if not self.extended:
            wait = acknowledge = None
        request = c.GetMessages(wait or None, acknowledge)
        if rooms:
            request = replace(request, rooms=tuple(rooms), room_acknowledge=tuple(rooms.values()))
        timeout = COMMAND_TIMEOUT_S if not wait else wait + POLL_GRACE_S
        return self.request(request, timeout=timeout).messages

    def send_message(
        self,
        number: int,
        text: str,
        client_id: str | None = None,
        mentions: Sequence[int] = (),
        file: FileInfo | None = None,
        reply_to: MessageRef | None = None,
    ) -> c.SendMessageReply:
        """Send a message to a person or a room. With `client_id` (32 hex digits) and EXT a repeat stores no second one.
        `mentions`: members of the room. `file` was uploaded; `text` is its caption. `reply_to` is the answered one."""
        mentioned = tuple(mentions) if mentions and self.has_rooms else None
        text, file_id = (text, None) if file is None else (add_caption(file, text), file.id)
        client_id = client_id if self.extended else None
        answered = reply_to if self.has_changes else None
        return self.request(c.SendMessage(number, text, client_id, mentioned, answered, file_id))

    def send_typing(self, number: int, *, timeout: float = COMMAND_TIMEOUT_S) -> None:
        """Send a typing notice (extension). It is valid for some seconds and not stored."""
        self.request(c.Typing(number), timeout=timeout)

    # Requests and replies

    def request(self, request: RequestFor[R], *, timeout: float | None = None) -> R:
        """Send a request and return its reply, of the class `request.REPLY`.

        `timeout` in seconds replaces the client's own, but for requests that are repeated.
        """
        if request.NAME != c.Hello.NAME:
            self.resolver.require_consent()
        envelope = Envelope(str(next(self._sequence)), self.number, self._token)
        body = build_request(envelope, request)
        channel = request.CHANNEL
        limit = MAX_MESSAGES_BYTES if request.HAS_MESSAGES else MAX_REPLY_BYTES
        may_be_done = False
        if request.REPEAT is Repeat.ALWAYS or (request.REPEAT is Repeat.CLASSIC and not self.extended):
            raw, may_be_done = self.channels.post_repeatedly(channel, body, limit, request)
        else:
            raw = self.channels.post(channel, body, timeout or self.timeout, limit)
        try:
            number = self.number if request.HAS_NUMBER else None
            reply = parse_reply(request, raw, double_escaped=not self.extended, number=number)
        except MalformedReplyError as error:
            raise BadReplyError(f"The reply cannot be read: {error}") from None
        if isinstance(reply, Refusal):
            raise to_error(reply, may_be_done)
        return reply
