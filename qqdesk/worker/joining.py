"""Joining a place, for the windows: each call runs in a thread of its own and answers once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import ClosedError
from qqdesk.client.place_joiner import JoinError, PlaceJoiner, probe_place
from qqdesk.clock import Clock
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.destination import Destination, host_of
from qqdesk.domain.invitation_link import number_of
from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.domain.proxy import ProxySource
from qqdesk.protocol.place_commands import ShowInvitationReply
from qqdesk.worker.loop_thread import LoopThread, wait_for_end

_log = logging.getLogger(__name__)
STOP_S = 1.0


@dataclass(frozen=True, slots=True)
class JoinablePlace:
    """A place that the person can join. The destination's first address is the one that answered.

    `people` is None unless they are introduced to each other. With an invitation, `inviter` is the number of the
    person who made it; 0 and "" stand for the operator of the server. `room` is the room to which the invitation also
    admits, 0 without one. With a code for a new password, `reset` is the number of the account, and `inviter_name` and
    `inviter_face` are those of the account; else 0. `account` is the number of the account that signs in, if the link
    is one for a further device.
    """

    destination: Destination
    place_id: str
    name: str
    people: int | None = None
    is_invited: bool = False
    inviter: int = 0
    inviter_name: str = ""
    inviter_face: int = 0
    room: int = 0
    room_name: str = ""
    reset: int = 0
    account: int = 0

    @property
    def host(self) -> str:
        return host_of(self.destination.addresses[0])

    @property
    def conversation(self) -> ConversationId | None:
        """Return the conversation to open after joining: the room, or the inviter."""
        if self.room:
            return ConversationId.room(self.room)
        return ConversationId.person(self.inviter) if self.inviter else None


@dataclass(frozen=True, slots=True)
class Joined:
    """The account exists."""

    destination: Destination
    number: int


class JoinCall(QObject):
    """Lives in the main thread. Emits `answered` or `failed` once, unless it is stopped before, then deletes itself."""

    answered = Signal(object)
    failed = Signal(object)  # JoinFailure
    _worked = Signal(object)
    """The answer in the thread of the call, a JoinFailure, or None after `stop`."""

    def __init__(self, work: Callable[[], object], cancel: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.is_over = False
        self._work, self._cancel = work, cancel
        self._worked.connect(self._on_worked)
        self._thread = LoopThread("joining", self._run, self)
        self._thread.finished.connect(self._on_finished)
        self._thread.start()

    def _run(self) -> None:
        """Runs in the thread of the call."""
        answer: object
        try:
            try:
                answer = self._work()
            finally:
                self._cancel()
        except JoinError as error:
            _log.info("Joining: %s", error)
            answer = error.failure
        except ClosedError:
            answer = None
        except Exception as error:
            _log.exception("A bug in joining a place")
            answer = JoinFailure(JoinFailureReason.FAILED, detail=type(error).__name__)
        self._worked.emit(answer)

    @Slot(object)
    def _on_worked(self, answer: object) -> None:
        if isinstance(answer, JoinFailure):
            self.failed.emit(answer)
        elif answer is not None:
            self.answered.emit(answer)

    @Slot()
    def _on_finished(self) -> None:
        if not self.is_over:
            self.wait()
            self.deleteLater()

    def stop(self) -> None:
        """Cancel the call, if it runs. No signal is emitted afterwards."""
        if not self.is_over:
            self.blockSignals(True)
            self._cancel()

    def wait(self) -> None:
        """Wait at most STOP_S for the end of the thread."""
        self.is_over = True
        wait_for_end(self._thread, STOP_S, self)


class Joining(QObject):
    """Starts calls. `stop` ends all of them, at the end of the program."""

    def __init__(self, proxies: ProxySource | None, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._proxies, self._clock = proxies, clock
        self._calls: list[JoinCall] = []

    def probe(self, address: str) -> JoinCall:
        """Fetch the description of the place at an address; the answer is a ProbedPlace."""
        clients: list[Client] = []
        is_cancelled = False

        def cancel() -> None:
            nonlocal is_cancelled
            is_cancelled = True
            for client in clients:
                client.close()

        def on_client(client: Client) -> None:
            clients.append(client)
            if is_cancelled:
                client.close()

        return self._call(lambda: probe_place(address, self._proxies, on_client=on_client), cancel)

    def show(self, destination: Destination) -> JoinCall:
        """Look up an invitation, or the place of an account; the answer is a JoinablePlace."""
        joiner = self._joiner(destination)
        if number := number_of(destination.code):
            return self._call(lambda: _with_account(joiner, number), joiner.close)
        return self._call(lambda: _invited(joiner, joiner.show()), joiner.close)

    def register(self, destination: Destination, nickname: str, password: str, face: int, client_id: str) -> JoinCall:
        """Create an account; the answer is a Joined. `client_id` is the same for each try."""
        joiner = self._joiner(destination)

        def register() -> Joined:
            number = joiner.register(password_hash(password), nickname, face, client_id)
            return Joined(joiner.reached(), number)

        return self._call(register, joiner.close)

    def reset_password(self, destination: Destination, password: str) -> JoinCall:
        """Set a new password with the destination's code; the answer is a Joined."""
        joiner = self._joiner(destination)

        def reset() -> Joined:
            number = joiner.reset_password(password_hash(password))
            return Joined(joiner.reached(), number)

        return self._call(reset, joiner.close)

    def request_to_join(self, destination: Destination, nickname: str, face: int) -> JoinCall:
        """Ask to join with the destination's code; the answer is the destination that was reached."""
        joiner = self._joiner(destination)

        def ask() -> Destination:
            joiner.request_to_join(nickname, face)
            return joiner.reached()

        return self._call(ask, joiner.close)

    def wait_for_answer(self, destination: Destination) -> JoinCall:
        """Wait until an administrator answers. The answer is a JoinablePlace; a refusal is a failure with REFUSED."""
        joiner = self._joiner(destination)
        return self._call(lambda: _invited(joiner, joiner.wait_for_answer()), joiner.close)

    def _joiner(self, destination: Destination) -> PlaceJoiner:
        return PlaceJoiner(destination, self._proxies, clock=self._clock)

    def _call(self, work: Callable[[], object], cancel: Callable[[], None]) -> JoinCall:
        call = JoinCall(work, cancel, self)
        self._calls = [*(other for other in self._calls if not other.is_over), call]
        return call

    def stop(self) -> None:
        calls = [call for call in self._calls if not call.is_over]
        for call in calls:
            call.stop()
        for call in calls:
            call.wait()
        self._calls = []


def _with_account(joiner: PlaceJoiner, number: int) -> JoinablePlace:
    hello = joiner.say_hello()
    return JoinablePlace(joiner.reached(), hello.place_id, hello.name, account=number)


def _invited(joiner: PlaceJoiner, shown: ShowInvitationReply) -> JoinablePlace:
    return JoinablePlace(
        joiner.reached(),
        shown.place_id,
        shown.place_name,
        shown.people,
        is_invited=True,
        inviter=shown.inviter,
        inviter_name=shown.nickname if shown.inviter or shown.resets else "",
        inviter_face=shown.face,
        room=shown.room or 0,
        room_name=shown.room_name or "",
        reset=shown.resets or 0,
    )
