"""A bot: a loop that calls handlers for events, timers, and requests.

    bot = Bot("127.0.0.1:8000", 10009)

    @bot.on_message
    def echo(message: Message) -> None:
        message.reply(message.text)

    bot.run()

See `bots.md` for the guarantees after failures.
"""

import heapq
import itertools
import logging
import signal
import threading
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from qqdesk.bot.bot_password import find_password
from qqdesk.bot.errors import SessionEndedError, StoppedError
from qqdesk.bot.event_handlers import EventHandlers
from qqdesk.bot.events import Event, Sent
from qqdesk.bot.session import Session
from qqdesk.bot.signals import catch_signals
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.known_places import KnownPlaces
from qqdesk.client.this_device import stored_device
from qqdesk.clock import Clock
from qqdesk.domain.contact import Contact
from qqdesk.domain.room import Member, Room, read_member
from qqdesk.paths import PLACES, config_dir, data_dir
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status
from qqdesk.protocol.commands import AddToList, AnswerAdd, DeleteFromList, GetInfo
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.profile import Profile


class Timers:
    """The timers of a bot. Any thread may add one; one thread runs the due calls."""

    def __init__(self, clock: Clock, wake: Callable[[], None]) -> None:
        """`wake` is called after each new timer, which may be due before the others."""
        self._clock, self._wake = clock, wake
        self._lock = threading.Lock()
        self._order = itertools.count()
        self._due: list[tuple[float, int, float, Callable[[], object]]] = []

    def add(self, seconds: float, call: Callable[[], object], every: float = 0.0) -> None:
        """Call the function after so many seconds, then repeat it if `every` is not 0."""
        with self._lock:
            heapq.heappush(self._due, (self._clock.monotonic() + max(0.0, seconds), next(self._order), every, call))
        self._wake()

    def seconds_until_next(self) -> float | None:
        """Return the seconds until the next call; None without a timer."""
        with self._lock:
            return max(0.0, self._due[0][0] - self._clock.monotonic()) if self._due else None

    def pop_due(self) -> Callable[[], object] | None:
        """Remove and return the next due call; None if no call is due.

        A repeated call is rescheduled. Rounds that were missed, as during sleep, are skipped.
        """
        now = self._clock.monotonic()
        with self._lock:
            if not self._due or self._due[0][0] > now:
                return None
            due, _, every, call = heapq.heappop(self._due)
            if every:
                heapq.heappush(self._due, (max(due + every, now), next(self._order), every, call))
            return call


_log = logging.getLogger(__name__)


OnTime = TypeVar("OnTime", bound=Callable[[], object])


class Bot(EventHandlers):
    """Register handlers with `on_…` and `every`, or override the methods `handle_…` in a subclass.

    Handlers are called one at a time, in the order of the events, in the thread of `run`. A slow handler delays the
    others; no event is lost. An exception in a handler is logged, and its message counts as handled.

    Requests to the server block until it answers, through restarts and lost connections. `send` and the other requests
    may be called in any thread. They raise RefusedError if the server refuses, and SessionEndedError if the session
    has ended for good: do not catch SessionEndedError.
    """

    def __init__(
        self,
        address: str,
        number: int,
        password: str | None = None,
        *,
        status: Status = Status.ONLINE,
        fingerprint: str = "",
        places_file: Path | None = None,
        device: str | None = None,
    ) -> None:
        """`address` is an address for `Client`. Without `password` the bot finds it when it starts: in the file that
        QQDESK_PASSWORD_FILE names, else in the keyring of the desktop program, else by a prompt on the terminal.

        `fingerprint` is that of the server's certificate, as the server prints it. Without it the bot accepts a
        certificate that an authority signed or that was accepted in the desktop program. `places_file` replaces that
        program's file of known servers. `device` (32 hex digits) is the id under which the server keeps the place of
        the bot in its messages; without it, the bots of this computer share a stored one. Two bots of one account with
        the same device end each other's session. Raises BadAddressError.
        """
        super().__init__()
        self.number = number
        """The number of the bot's account."""
        self._address = address
        self._password_hash = None if password is None else password_hash(password)
        self._status = status
        places = KnownPlaces(places_file or config_dir() / PLACES)
        device = device or stored_device(data_dir() / "bot.device")
        self._client = Client(address, number, device=device, fingerprint=fingerprint, places=places)
        self._client.program = "qqdesk-bot"
        self._client.device_name = f"Bot on {self._client.device_name}"
        self._session: Session | None = None
        self._thread: threading.Thread | None = None
        self._is_stop_requested = False
        self._handler_thread_id = 0
        """The id of the thread that calls the handlers."""
        self._current_event: Event | None = None
        self._timers = Timers(self._client.clock, self._wake)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._client.url} {self.number}>"

    # Timers

    def every(self, seconds: float) -> Callable[[OnTime], OnTime]:
        """Call the decorated function every so many seconds."""
        if seconds <= 0:
            raise LocalError("A time in seconds is above 0")

        def add(function: OnTime) -> OnTime:
            self._timers.add(seconds, function, every=seconds)
            return function

        return add

    def after(self, seconds: float, function: Callable[[], object]) -> None:
        """Call the function once after so many seconds, in the thread of the handlers. May be called in any thread."""
        self._timers.add(seconds, function)

    # Running

    def run(self) -> None:
        """Sign in and handle events until Ctrl+C, SIGTERM or `stop`; then sign out.

        A second Ctrl+C does not wait for the running handler. If logging is not configured, log to the terminal.
        Raises NoPasswordError, and SessionEndedError if the session ends for good.
        """
        if not logging.getLogger().handlers:
            logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
        with catch_signals(self._on_signal, self._wake), self._open_session() as session:
            self._run_loop(session)

    def start(self) -> None:
        """Run in a new thread. Return at once; call `stop` later. Raises NoPasswordError."""
        session = self._open_session()
        session.start()
        self._thread = threading.Thread(
            target=self._run_in_thread, args=(session,), name=f"bot {self.number}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop `start` or `run`. Wait for the running handler, unless it is the caller.

        The next run handles the remaining events.
        """
        self._request_stop()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        elif self._session is None:
            self._client.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _open_session(self) -> Session:
        if self._session is not None:
            raise LocalError("A bot runs once; make another one")
        if self._password_hash is None:
            self._password_hash = password_hash(find_password(self._address, self.number))
        self._session = Session(self._client, self._password_hash, status=self._status)
        return self._session

    def _run_loop(self, session: Session) -> None:
        self._handler_thread_id = threading.get_ident()
        try:
            while not self._is_stop_requested:
                if (call := self._timers.pop_due()) is not None:
                    self._call_handler(call, None)
                event = session.take(self._timers.seconds_until_next())
                if event is not None and not self._is_stop_requested:
                    self._call_handler(partial(self.handle_event, event), event)
                    session.finish(event)
        except StoppedError:
            pass

    def _call_handler(self, work: Callable[[], object], event: Event | None) -> None:
        self._current_event = event
        try:
            work()
        except SessionEndedError:
            # The handler did not finish: the next run handles the event again.
            raise
        except Exception as error:
            self.handle_error(error, event)
        finally:
            self._current_event = None

    def _run_in_thread(self, session: Session) -> None:
        try:
            self._run_loop(session)
        except SessionEndedError as error:
            _log.error("%s. The bot has ended", str(error).rstrip("."))
        finally:
            session.stop()

    def _wake(self) -> None:
        if self._session is not None:
            self._session.wake()

    def _on_signal(self, number: int, before: Any) -> None:
        self._request_stop()
        signal.signal(number, before)

    def _request_stop(self) -> None:
        self._is_stop_requested = True
        if self._session is not None:
            self._session.interrupt_waits()

    # Requests

    @property
    def session(self) -> Session:
        """The session, for other commands: `bot.session.call(lambda client: client.request(GetInfo(10002, 3)))`."""
        if self._session is None:
            raise LocalError("The bot does not run yet")
        return self._session

    def send(self, to: int, text: str, *, mentions: Iterable[int] = (), key: str | None = None) -> tuple[Sent, ...]:
        """Send a message to a person or a room; return when the server has stored it once. In a room it mentions the
        members `mentions`, by number: write their names into the text, too.

        If a handler sends again for the same event after the bot was killed, the server recognises the message, as it
        does a reply. Outside of a handler, a message with the same `key` (a name for the occasion) is sent to each
        person once. See `Session.send`.
        """
        cause = self._current_event if threading.get_ident() == self._handler_thread_id else None
        return self.session.send(to, text, mentions=mentions, key=key, cause=cause)

    def send_file(
        self, to: int, path: Path | str, caption: str = "", *, mentions: Iterable[int] = (), key: str | None = None
    ) -> tuple[Sent, ...]:
        """Send a file or a picture, with a caption, as `send` sends a text. See `Session.send_file`."""
        cause = self._current_event if threading.get_ident() == self._handler_thread_id else None
        return self.session.send_file(to, path, caption, mentions=mentions, key=key, cause=cause)

    @property
    def rooms(self) -> list[Room]:
        """The rooms of which the bot is a member; waits for the first sign-in."""
        self.session.wait_until_signed_in()
        return self.session.rooms.listed()

    def members(self, room: int) -> list[Member]:
        """Return the members of a room of the bot, with their names and status."""
        info = self.session.call(lambda client: client.rooms.info(room))
        return [member for member in map(read_member, info.members) if member.is_in]

    def join(self, room: int, invitation: str = "") -> AddOutcome:
        """Join a room, by the code of an invitation if there is one.

        ADDED: the bot is a member. CONSENT_NEEDED: the keepers got a request; a `Joined` event follows if one admits
        the bot. NOBODY: only people with an invitation can join.
        """
        outcome = AddOutcome(self.session.call(lambda client: client.rooms.join(room, invitation)))
        if outcome is AddOutcome.CONSENT_NEEDED:
            self.session.call(lambda client: client.rooms.ask(room))
        return outcome

    def leave(self, room: int) -> None:
        """Leave a room."""
        self.session.call(lambda client: client.rooms.leave(room))

    @property
    def contacts(self) -> list[Contact]:
        """The contacts with name and status; waits for the first sign-in."""
        self.session.wait_until_signed_in()
        return self.session.roster.listed()

    def contact(self, number: int) -> Contact:
        """Return one contact; a nameless stranger if the number is unknown."""
        self.session.wait_until_signed_in()
        return self.session.roster.get(number)

    def find(self, text: str) -> list[Contact]:
        """Return the contacts with this number, else those whose name contains the text, ignoring case."""
        wanted = text.strip().casefold()
        contacts = self.contacts
        exact = [contact for contact in contacts if str(contact.number) == wanted]
        return exact or [contact for contact in contacts if wanted and wanted in contact.name.casefold()]

    def profile(self, number: int) -> Profile:
        """Return the profile of an account."""
        return self.session.call(lambda client: client.request(GetInfo(number, 3 if client.extended else 2))).profile

    def add(self, number: int, reason: str = "") -> AddOutcome:
        """Add an account to the contact list.

        ADDED: it is on the list. CONSENT_NEEDED: a request with this reason was sent; an `Answered` event will follow.
        NOBODY: the account refuses all contacts.
        """
        outcome = AddOutcome(self.session.call(lambda client: client.request(AddToList(number))).outcome)
        if outcome is AddOutcome.CONSENT_NEEDED:
            self.session.call(lambda client: client.request(AnswerAdd(number, AddAnswer.ASK, reason)))
        elif outcome is AddOutcome.ADDED:
            self.session.refresh()
        return outcome

    def remove(self, number: int) -> None:
        """Remove a contact from the list."""
        self.session.call(lambda client: client.request(DeleteFromList(number)))
        self.session.refresh()

    def change_status(self, status: Status) -> None:
        """Set the status of the bot."""
        self.session.change_status(status)
