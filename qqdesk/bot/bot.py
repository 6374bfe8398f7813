"""A bot: what to do when something happens, and the running of it.

    bot = Bot("127.0.0.1:8000", 10009)

    @bot.on_message
    def echo(message: Message) -> None:
        message.reply(message.text)

    bot.run()

`bots.md` beside this says what holds when things go wrong.
"""

import logging
import signal
import threading
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from qqdesk.bot.bot_password import find_password
from qqdesk.bot.errors import SessionEndedError, StoppedError
from qqdesk.bot.events import Event, Message, Presence, Request, Sent
from qqdesk.bot.session import Session
from qqdesk.bot.signals import catch_signals
from qqdesk.bot.timers import Timers
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.places import Places
from qqdesk.domain.contact import Contact
from qqdesk.paths import PLACES, config_dir
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.profile import Profile

_log = logging.getLogger(__name__)


OnEvent = TypeVar("OnEvent", bound=Callable[[Event], object])
OnMessage = TypeVar("OnMessage", bound=Callable[[Message], object])
OnRequest = TypeVar("OnRequest", bound=Callable[[Request], object])
OnPresence = TypeVar("OnPresence", bound=Callable[[Presence], object])
OnTime = TypeVar("OnTime", bound=Callable[[], object])


class Bot:
    """Functions are hung on with `on_…` and `every`, or a class of one's own overrides the methods `handle_…`.

    They are called one at a time, in the order in which things happened, in the thread of `run`. One that takes long
    keeps the others waiting, and loses nothing. What goes wrong in one is logged, and its message counts as handled.

    Everything that asks the server waits until it has answered, through restarts and cuts. `send` and the like are for
    any thread. They raise RefusedError where the server will not, and SessionEndedError where the session is over for
    good: let that one pass.
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
    ) -> None:
        """`address` as `Client` takes it. Without `password` it is looked for when the bot starts: in the file that the
        variable QQDESK_PASSWORD_FILE names, in the keyring, where the desktop program put it, or on the terminal.

        `fingerprint` is that of the server's certificate, as the server prints it; without it a certificate is taken
        that the system's authorities vouch for, or that was accepted in the desktop program. `places_file` replaces
        that program's file of known places. Raises BadAddressError.
        """
        self._address = address
        self._password_hash = None if password is None else password_hash(password)
        self._status = status
        places = Places(places_file or config_dir() / PLACES)
        self._client = Client(address, number, fingerprint=fingerprint, places=places)
        self._session: Session | None = None
        self._thread: threading.Thread | None = None
        self._is_stop_requested = False
        self._handler_thread_id = 0
        """The thread in which functions are called."""
        self._current_event: Event | None = None
        self._timers = Timers(self._wake)
        self._on_event: list[Callable[[Event], object]] = []
        self._on_message: list[Callable[[Message], object]] = []
        self._on_request: list[Callable[[Request], object]] = []
        self._on_presence: list[Callable[[Presence], object]] = []

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._client.url} {self.number}>"

    @property
    def number(self) -> int:
        """The bot's own."""
        return self._client.number

    # What to do when something happens

    def on_message(self, function: OnMessage) -> OnMessage:
        """A decorator: call this with every message that somebody writes."""
        self._on_message.append(function)
        return function

    def on_request(self, function: OnRequest) -> OnRequest:
        """A decorator: call this where somebody asks to have the bot on their list. Without one they get no answer."""
        self._on_request.append(function)
        return function

    def on_presence(self, function: OnPresence) -> OnPresence:
        """A decorator: call this where a contact comes, goes or is busy."""
        self._on_presence.append(function)
        return function

    def on_event(self, function: OnEvent) -> OnEvent:
        """A decorator: call this with everything that happens, of whatever class of `qqdesk.bot.events`."""
        self._on_event.append(function)
        return function

    def every(self, seconds: float) -> Callable[[OnTime], OnTime]:
        """A decorator: call this again and again, for the first time after so many seconds."""
        if seconds <= 0:
            raise LocalError("A time in seconds is above 0")

        def add(function: OnTime) -> OnTime:
            self._timers.add(seconds, function, every=seconds)
            return function

        return add

    def after(self, seconds: float, function: Callable[[], object]) -> None:
        """Call this once, in so many seconds, as long as the bot runs. For any thread, and so a way into the thread in
        which everything else is called."""
        self._timers.add(seconds, function)

    def handle_event(self, event: Event) -> None:
        """Everything that happens comes here first, and from here to the three below."""
        for function in self._on_event:
            function(event)
        match event:
            case Message():
                self.handle_message(event)
            case Request():
                self.handle_request(event)
            case Presence():
                self.handle_presence(event)

    def handle_message(self, message: Message) -> None:
        """Somebody wrote."""
        for function in self._on_message:
            function(message)

    def handle_request(self, request: Request) -> None:
        """Somebody asks to have the bot on their list."""
        for function in self._on_request:
            function(request)

    def handle_presence(self, presence: Presence) -> None:
        """A contact came, went or is busy."""
        for function in self._on_presence:
            function(presence)

    def handle_error(self, error: Exception, event: Event | None) -> None:
        """A function of the bot raised this, over an event or at its time. It is logged where, and what kind of error
        it was: what it says may have been written by somebody in confidence."""
        where = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)[1:]))
        what = "at its time" if event is None else f"over {event}"
        _log.error("%s in a function of the bot, %s; it goes on.\n%s", type(error).__name__, what, where.rstrip())

    # Running

    def run(self) -> None:
        """Sign in and work, until Ctrl+C, SIGTERM or `stop`; then sign out. A second Ctrl+C does not wait for the
        function that is at work.

        Where nothing is logged yet, what happens is from now on, on the terminal. Raises NoPasswordError, and
        SessionEndedError where the session is over for good.
        """
        if not logging.getLogger().handlers:
            logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
        with catch_signals(self._on_signal, self._wake), self._open_session() as session:
            self._run_loop(session)

    def start(self) -> None:
        """The same in a thread of its own; returns at once, to be followed by `stop`. Raises NoPasswordError."""
        session = self._open_session()
        session.start()
        self._thread = threading.Thread(
            target=self._run_in_thread, args=(session,), name=f"bot {self.number}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End `start` or `run`: the function that is at work is waited for, unless it is the one that calls this. What
        was not handled is, once the bot runs again."""
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
            # It did not get to its end, so that it is done once more when the bot runs again.
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

    # What a bot can do

    @property
    def session(self) -> Session:
        """What is underneath, for what is not here: `bot.session.call(lambda client: client.get_info(10002, 3))`."""
        if self._session is None:
            raise LocalError("The bot does not run yet")
        return self._session

    def send(self, to: int, text: str, *, key: str | None = None) -> tuple[Sent, ...]:
        """Write to somebody. When it returns, the server has it on disk, once. In a function that is called with an
        event, and is called with it again after the bot was killed, it is the same message as before, as a reply is; at
        other times the same `key`, a name for the occasion, is sent to nobody twice. See `Session.send`."""
        cause = self._current_event if threading.get_ident() == self._handler_thread_id else None
        return self.session.send(to, text, key=key, cause=cause)

    @property
    def contacts(self) -> list[Contact]:
        """Who is on the bot's list, with name and status; waits for the first sign-in."""
        self.session.wait_until_signed_in()
        return self.session.roster.listed()

    def contact(self, number: int) -> Contact:
        """One of them; a nameless stranger where nothing is known of the number."""
        self.session.wait_until_signed_in()
        return self.session.roster.get(number)

    def find(self, text: str) -> list[Contact]:
        """Those whose number it is, or else whose name has it in it, in capitals or not."""
        wanted = text.strip().casefold()
        contacts = self.contacts
        exact = [contact for contact in contacts if str(contact.number) == wanted]
        return exact or [contact for contact in contacts if wanted and wanted in contact.name.casefold()]

    def profile(self, number: int) -> Profile:
        """What somebody tells of themselves."""
        return self.session.call(lambda client: client.get_info(number, 3 if client.extended else 2)).profile

    def add(self, number: int, reason: str = "") -> AddOutcome:
        """Have somebody on the list. ADDED: they are. CONSENT_NEEDED: they were asked, for this reason, and an
        `Answered` will come. NOBODY: they let nobody."""
        outcome = AddOutcome(self.session.call(lambda client: client.add_to_list(number)).outcome)
        if outcome is AddOutcome.CONSENT_NEEDED:
            self.session.call(lambda client: client.answer_add(number, AddAnswer.ASK, reason))
        elif outcome is AddOutcome.ADDED:
            self.session.refresh()
        return outcome

    def remove(self, number: int) -> None:
        """Take somebody off the list."""
        self.session.call(lambda client: client.delete_from_list(number))
        self.session.refresh()

    def accept(self, number: int) -> None:
        """Grant somebody's request, as `request.accept` does."""
        self.session.accept(number)

    def refuse(self, number: int, reason: str = "") -> None:
        """Refuse it."""
        self.session.refuse(number, reason)

    def change_status(self, status: Status) -> None:
        """Be seen like this from now on."""
        self.session.change_status(status)
