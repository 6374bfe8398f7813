"""The blocking client: one object a session, which sends requests and returns their replies."""

import itertools
import random
import threading
import uuid
from collections.abc import Iterator, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from qqdesk.client.account_data_requests import AccountDataRequests
from qqdesk.client.address import password_hash as hash_of
from qqdesk.client.channels import ChannelKind, Channels
from qqdesk.client.endpoint_resolver import EndpointResolver
from qqdesk.client.errors import (
    BadReplyError,
    ClosedError,
    LoginRefusedError,
    NotSignedInError,
    RefusedError,
    UnknownCertificateError,
)
from qqdesk.client.invitation_requests import InvitationRequests
from qqdesk.client.place_search import Endpoint
from qqdesk.client.places import Places
from qqdesk.client.replies import to_error
from qqdesk.client.transport import AUTHORITIES
from qqdesk.domain.proxy import ProxySource
from qqdesk.protocol import check_password, place_commands
from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Credentials, Envelope, Refusal, build_request, parse_reply
from qqdesk.protocol.codes import HEARTBEAT_S, LIST_REFRESH_S, Result, Status, wire_status
from qqdesk.protocol.errors import MalformedReplyError
from qqdesk.protocol.record import Reply, RequestFor

COMMAND_TIMEOUT_S = 20.0
POLL_GRACE_S = 10.0
MAX_REPLY_BYTES = 1024 * 1024
MAX_MESSAGES_BYTES = 64 * 1024 * 1024
"""A classic server answers with all that waits: 5,000 messages of 4,096 characters."""
MAX_CONTACTS = 100_000
MAX_NICKNAME_CHARS = 100 * MAX_CONTACTS
"""Of all contacts together."""
MAX_PAGES = 2_000
"""A classic server has 50 contacts on a page."""

R = TypeVar("R", bound=Reply)

_REPEATED: tuple[type[object], ...] = (c.AddToList, c.AnswerAdd, c.DeleteFromList, c.Register, place_commands.AskIn)
"""What a server is asked again, with the same bytes, when the answer is lost."""
_REPEATED_CLASSIC: tuple[type[object], ...] = (*_REPEATED, c.SendMessage, c.GetMessages)
"""With EXT the caller repeats these two himself, for as long as he likes: see CID and ACK."""


_CHANNELS = {c.GetMessages: ChannelKind.POLLS, c.Typing: ChannelKind.TYPING}


class Client:
    """A session of one user with one server: `request` sends any request, the methods are for the frequent ones.

        with Client("127.0.0.1:8000", 10001) as client:
            client.login(password="secret")
            client.send_message(10002, "hello")

    `get_messages` and `send_typing` may each run in one thread while everything else runs in others: they have
    connections of their own, and the others take turns. `close` may come from any thread and returns at once. Every
    method raises ClientErrors, and LocalError where it is misused. The client never signs in by itself; `Bot`, and the
    `bot.session.Session` that it stands on, do, and send again what may have been lost.
    """

    def __init__(
        self,
        address: str,
        number: int = 0,
        *,
        device: str | None = None,
        fingerprint: str = "",
        places: Places | None = None,
        proxies: ProxySource | None = None,
        asks_first: bool = False,
        place_id: str = "",
    ) -> None:
        """`address` as `read_address` takes it; `device` tells this installation from others: 32 hex digits.

        `https://…` is encrypted, `http://…` and this computer are not; at any other address the first call finds out,
        and prefers encryption. `fingerprint` is the only certificate to accept. Without it the system's authorities
        decide, and `places`, the known ones. With `place_id` only that place is accepted, at this address or those that
        `places` has. Nothing but Hello goes unencrypted beyond this computer, unless the address begins with `http://`
        or `places` has it as accepted; with `asks_first` only `places` count, because a person can be asked.
        """
        self._typed = (address, fingerprint, places, asks_first)
        self._resolver = EndpointResolver(address, fingerprint, places, proxies, asks_first, place_id)
        self._channels = Channels(self._resolver)
        self.url = self._resolver.url
        self.number = number
        self.extended = False
        self.login_reply: c.LoginReply | None = None
        """The last one that let us in: it describes the place."""
        self.heartbeat = HEARTBEAT_S
        self.list_refresh = LIST_REFRESH_S
        self.timeout = COMMAND_TIMEOUT_S
        """Seconds that a command is waited for, where it is not said otherwise."""
        self._device = device or uuid.uuid4().hex
        self._token: str | None = None
        self._credentials: Credentials | None = None
        self._sequence = itertools.count(random.randrange(10_000, 1_000_000))
        self._closed = threading.Event()
        self._woken = threading.Event()
        self.account_data = AccountDataRequests(self.request)
        self.invitations = InvitationRequests(self.request)

    def __repr__(self) -> str:
        return f"<Client {self.url} {self.number}>"

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody on the way can read along; known after the first call that got through."""
        return self._resolver.endpoint is not None and self._resolver.endpoint.is_encrypted

    @property
    def is_vouched_for(self) -> bool:
        """Whether the system's authorities vouch for the certificate."""
        endpoint = self._resolver.endpoint
        return endpoint is not None and endpoint.is_encrypted and endpoint.trust == AUTHORITIES

    @property
    def server(self) -> str:
        """`host:port` of the server, as far as it is known where that is."""
        url = self.url if self._resolver.endpoint is None else self._resolver.endpoint.url
        return urlsplit(url).netloc

    @property
    def certificate(self) -> str:
        """The fingerprint of the server's certificate (64 hex digits), "" where there was none yet."""
        return self._channels.certificate

    @property
    def place_id(self) -> str:
        """The id of the place, "" before it was found: see `find_place`."""
        return self._resolver.place_id

    def find_place(self) -> str:
        """Look for the place, and return its id: its own, or `host_port` of a server without one. From then on the
        client accepts this place only. Nothing but Hello is sent."""
        self._resolver.resolve()
        return self._resolver.place_id

    def stay_at_known_place(self) -> str:
        """While no server answers: accept only the place that was last at this address. Return its id, "" if there is
        none."""
        return self._resolver.stay_at_known_place()

    def suggest_address(self, address: str, tls_port: int) -> None:
        """Try this address for the place, too, with the certificate of the place. Raises BadAddressError."""
        self._resolver.suggest(address, tls_port)

    @property
    def typed_address(self) -> str:
        """As it was given."""
        return self._typed[0]

    @property
    def has_session(self) -> bool:
        """Somebody signed in, with a token."""
        return self._token is not None

    @property
    def endpoint(self) -> Endpoint | None:
        """The way to the server, once it is known."""
        return self._resolver.endpoint

    @property
    def claimed_name(self) -> str:
        """The name in the last reply to Hello, under whatever certificate; "" without one."""
        hello = self._resolver.last_hello
        return hello.name if hello is not None else ""

    @property
    def last_hello(self) -> c.HelloReply | None:
        """The last reply to Hello while the route was searched, under whatever certificate: show it, trust nothing."""
        return self._resolver.last_hello

    def clone(self) -> "Client":
        """Another client of the same session, which finds its way anew. Closing it leaves the session as it is."""
        typed, fingerprint, places, asks_first = self._typed
        clone = Client(
            typed,
            self.number,
            device=self._device,
            fingerprint=fingerprint,
            places=places,
            proxies=self._resolver.proxies,
            asks_first=asks_first,
            place_id=self._resolver.place_id,
        )
        clone.extended, clone._token = self.extended, self._token
        return clone

    # Before there is a user

    def hello(self, *, timeout: float = COMMAND_TIMEOUT_S) -> c.HelloReply | None:
        """What the server tells of itself to anybody (extension); None where it does not know the question, as an
        older server does not."""
        try:
            return self.probe(timeout=timeout)
        except UnknownCertificateError:
            # It has told so already. There is no secret in it, and nothing to be believed either.
            return self._resolver.last_hello

    def probe(self, *, timeout: float = COMMAND_TIMEOUT_S) -> c.HelloReply | None:
        """The same, of a server whose certificate is known only."""
        try:
            return self._resolver.hello() or self.request(c.Hello(), timeout=timeout)
        except NotSignedInError:
            return None
        except RefusedError as error:
            if error.result in (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED):
                raise
            return None

    def require_consent(self) -> None:
        """Raise UnencryptedServerError if a password would go out without encryption, and nobody has accepted that."""
        self._resolver.require_consent()

    # The session

    def login(
        self, password_hash: str = "", status: int = Status.ONLINE, *, password: str | None = None
    ) -> c.LoginReply:
        """Start a session, or continue the one from this address, with the `password`, or with its hash (see
        `address.password_hash`) where that was kept in its place. Raises LoginRefusedError too.

        A server that knows how begins it with this status, so that nobody sees another one before; any other server is
        told right after.
        """
        wanted = wire_status(status)
        if password is not None:
            password_hash = hash_of(password)
        self._token = self._credentials = None
        reply = self.request(c.Login(password_hash, extended=True, device=self._device, status=wanted))
        if reply.refused:
            raise LoginRefusedError(reply.reason or "", reply.why)
        self._resolver.remember_place()
        self.login_reply = reply
        self.extended = bool(reply.extended and reply.token)
        self._token = reply.token if self.extended else None
        self.heartbeat = reply.heartbeat or HEARTBEAT_S
        self.list_refresh = reply.list_refresh or LIST_REFRESH_S
        if reply.status != wanted and (self.extended or wanted != Status.ONLINE):
            # A session with a token may go on with the status that this device had.
            self.change_status(status)
        return reply

    def verify_password(self, password_hash: str) -> bool:
        """Whether the server would let one in with it (extension): no session begins or ends, here or elsewhere. False
        where it does not know how to say. Raises LoginRefusedError where it would not let one in."""
        return self._verify_password(password_hash) is not None

    def _verify_password(self, password_hash: str) -> check_password.CheckPasswordReply | None:
        """None where the server cannot say."""
        try:
            reply = self.request(check_password.CheckPassword(password_hash, self._device))
        except NotSignedInError:
            return None
        except RefusedError as error:
            if error.result in (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED):
                raise
            return None
        if reply.refused:
            raise LoginRefusedError(reply.reason or "", reply.why)
        return reply

    def start_sessionless(self, password_hash: str) -> check_password.CheckPasswordReply | None:
        """Ask from now on as this user without a session (extension): nobody is signed out by it, and nobody seen to
        come. What takes a session is refused: messages of others, a status, typing, another password. None where the
        server does not know how: nothing has begun. Raises as `verify_password` does."""
        reply = self._verify_password(password_hash)
        if reply is None or not reply.accepts_sessionless:
            return None
        self._resolver.remember_place()
        self._credentials = Credentials(password_hash, self._device)
        self.extended = True
        return reply

    def logout(self, *, timeout: float = COMMAND_TIMEOUT_S) -> None:
        self.request(c.Logout(), timeout=timeout)

    def close(self) -> None:
        """End every call that hangs with ClosedError, and refuse all others. The session itself lives on."""
        self._closed.set()
        self._woken.set()
        self._channels.close()

    def reset_connections(self) -> None:
        """Give up the connections, which may be dead without a word: calls that hang fail, or go out once more on new
        ones. The session lives on."""
        self._channels.drop()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_closed(self) -> bool:
        return self._closed.is_set()

    def pause(self, seconds: float) -> None:
        """Wait, until `wake` at the latest. Raises ClosedError."""
        self._woken.wait(seconds)
        if self._closed.is_set():
            raise ClosedError
        self._woken.clear()

    def wake(self) -> None:
        """End a `pause` of another thread, or the next one."""
        self._woken.set()

    # Contacts

    def list_contacts(self) -> tuple[int, ...]:
        """The numbers on the contact list, all pages of it."""
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
        """The contacts who are not offline, all pages of them; `everyone` adds those who are, where the server can."""
        present: dict[int, c.PresentContact] = {}
        for page in self.status_pages(everyone=everyone):
            present.update((row.number, row) for row in page)
        return tuple(present.values())

    def status_pages(self, *, everyone: bool = False) -> Iterator[tuple[c.PresentContact, ...]]:
        """The same page by page, each asked for when it is wanted; an odd server may tell of somebody twice."""
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

    def add_to_list(self, number: int) -> c.AddToListReply:
        return self.request(c.AddToList(number))

    def answer_add(self, number: int, answer: int, reason: str = "") -> None:
        """Grant or refuse a request to be added, or make one: `answer` is an AddAnswer."""
        self.request(c.AnswerAdd(number, answer, reason))

    def delete_from_list(self, number: int) -> None:
        self.request(c.DeleteFromList(number))

    # People

    def get_info(self, number: int, level: int = 2) -> c.GetInfoReply:
        """A profile: level 1 brief (extension), 2 normal, 3 detailed."""
        return self.request(c.GetInfo(number, level))

    def change_status(self, status: int) -> None:
        self.request(c.ChangeStatus(wire_status(status)))

    def register(
        self,
        password_hash: str,
        nickname: str,
        invitation: str | None = None,
        face: int | None = None,
        client_id: str | None = None,
    ) -> int:
        """Create an account (extension) and return its number. With a `client_id` (32 random hex digits) the same call
        may be repeated for a day, and creates one account."""
        request = c.Register(password_hash, nickname, invitation, face, client_id)
        return self.request(request).number

    def modify_info(
        self, changes: Mapping[str, str | int], allow: int | None = None, listed: bool | None = None
    ) -> None:
        """Change the own profile (extension), by the names of `Profile`."""
        self.request(c.ModifyInfo(changes, allow, listed))

    def modify_password(self, old_hash: str, new_hash: str) -> None:
        self.request(c.ModifyPassword(old_hash, new_hash))

    # Messages

    def get_messages(self, wait: int | None = None, acknowledge: int | None = None) -> tuple[c.WaitingMessage, ...]:
        """What waits for the user. `wait` (seconds) and `acknowledge` (an id) go to a server with EXT only."""
        if not self.extended:
            wait = acknowledge = None
        request = c.GetMessages(wait or None, acknowledge)
        timeout = COMMAND_TIMEOUT_S if not wait else wait + POLL_GRACE_S
        return self.request(request, timeout=timeout).messages

    def send_message(self, number: int, text: str, client_id: str | None = None) -> c.SendMessageReply:
        """Send a message. With `client_id` (32 hex digits) and EXT the same call may be made again and again: the
        message is stored once."""
        return self.request(c.SendMessage(number, text, client_id if self.extended else None))

    def send_typing(self, number: int, *, timeout: float = COMMAND_TIMEOUT_S) -> None:
        """Tell somebody that one is writing to them (extension); it is true for some seconds, and kept nowhere."""
        self.request(c.Typing(number), timeout=timeout)

    # The way to the server and back

    def request(self, request: RequestFor[R], *, timeout: float | None = None) -> R:
        """Send a request and return its reply, of the class `request.REPLY`.

        `timeout` in seconds replaces the client's own, but for requests that are repeated.
        """
        if request.NAME != c.Hello.NAME:
            self.require_consent()
        credentials = self._credentials if request.HAS_SESSION else None
        envelope = Envelope(str(next(self._sequence)), self.number, self._token, credentials=credentials)
        body = build_request(envelope, request)
        channel = _CHANNELS.get(type(request), ChannelKind.COMMANDS)
        limit = MAX_MESSAGES_BYTES if channel is ChannelKind.POLLS else MAX_REPLY_BYTES
        may_be_done = False
        if type(request) in (_REPEATED if self.extended else _REPEATED_CLASSIC):
            raw, may_be_done = self._channels.post_repeatedly(channel, body, limit, request)
        else:
            raw = self._channels.post(channel, body, timeout or self.timeout, limit)
        try:
            number = self.number if request.HAS_NUMBER else None
            reply = parse_reply(request, raw, double_escaped=not self.extended, number=number)
        except MalformedReplyError as error:
            raise BadReplyError(f"The reply cannot be read: {error}") from None
        if isinstance(reply, Refusal):
            raise to_error(reply, may_be_done)
        return reply
