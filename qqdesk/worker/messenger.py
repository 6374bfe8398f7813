"""The calls of the windows. Runs in the main thread; no call waits for the server or the disk."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Slot

from qqdesk.client.errors import BadAddressError, PlacesFileError
from qqdesk.client.known_places import KnownPlaces
from qqdesk.clock import LoopClock
from qqdesk.domain.connection import UntrustedServer
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.proxy import ProxySource
from qqdesk.history.local_files import delete_unsent
from qqdesk.paths import PLACES
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status, wire_status
from qqdesk.protocol.commands import (
    AddToList,
    AddToListReply,
    AnswerAdd,
    ChangeStatus,
    DeleteFromList,
    GetInfo,
    GetInfoReply,
)
from qqdesk.protocol.record import Done, Reply
from qqdesk.worker.api import ConnectionPhase, ConnectionState, SignIn
from qqdesk.worker.contact_notes_editor import ContactNotesEditor
from qqdesk.worker.files import Files
from qqdesk.worker.history_service import HistoryService
from qqdesk.worker.invitations import Invitations
from qqdesk.worker.loop_thread import QtClock
from qqdesk.worker.message_changes import MessageChanges
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.own_faces import OwnFaces
from qqdesk.worker.own_messages import OwnMessages
from qqdesk.worker.pending_requests import PendingRequest
from qqdesk.worker.place_admin import PlaceAdmin
from qqdesk.worker.read_marks import ReadMarks
from qqdesk.worker.reducer import Reducer
from qqdesk.worker.rooms import Rooms
from qqdesk.worker.session import Session

R = TypeVar("R", bound=Reply)


class Messenger(MessengerState):
    """Signals and state are in MessengerState. Each event changes the state first, then emits the signals.

    Calls with a reply return a PendingRequest. A problem without a request, as a full disk, is `problem_occurred`.
    """

    def __init__(
        self,
        data_dir: Path,
        device: str,
        parent: QObject | None = None,
        *,
        places: KnownPlaces | None = None,
        clock: LoopClock | None = None,
        open_session: Callable[..., Session] = Session,
    ) -> None:
        """`data_dir` holds a folder for each account; `device` is this installation's id, 32 hex digits.
        `places` are the known ones, whose file is in `data_dir` by default. `open_session` takes what Session takes.
        """
        super().__init__(clock or QtClock(), parent)
        self._open_session = open_session
        self._data_dir = data_dir
        delete_unsent(data_dir / "accounts")
        self.places = places or KnownPlaces(data_dir / PLACES)
        self.device = device
        self.proxies = ProxySource()
        self.contact_notes = ContactNotesEditor(self, self._people)
        self.invitations = Invitations(self)
        self.rooms = Rooms(self, self._people, self._chats)
        self.history_service = HistoryService(self._chats, self)
        self.own_messages = OwnMessages(self, self._chats, lambda id: self._reducer.ensure_person(id))
        self.files = Files(self, self._chats, self.own_messages)
        self.changes = MessageChanges(self, self._chats, self.rooms, self.files, self.history_service)
        self.own_faces = OwnFaces(self, self._people, self.files)
        self.admin = PlaceAdmin(self, self.invitations, self.places, self.own_faces)
        self._reducer = Reducer(
            self,
            self._people,
            self._chats,
            self.invitations,
            self.rooms,
            self.files,
            self.own_faces,
            self.history_service,
            self.own_messages,
            self.changes,
        )
        self._read_marks = ReadMarks(self, self._chats)
        self._next: SignIn | None = None

    @property
    def unread(self) -> int:
        return sum(self._chats.unread_counts().values())

    def unread_counts(self) -> dict[ConversationId, int]:
        """Return the conversations with unread messages. Reads nothing from the disk."""
        return self._chats.unread_counts()

    def recent_conversations(self) -> list[ConversationId]:
        """Return the conversations with messages, the latest first."""
        return self._chats.talked_with()

    def forget_stranger(self, number: int) -> None:
        """Remove a stranger without messages, whose chat is closed."""
        self._reducer.forget_stranger(number)

    def label(self, id: ConversationId) -> Contact:
        """Return the name and the face that a conversation is shown with. A room of mine counts as online."""
        if not id.is_room:
            return self.roster.get(id.number)
        room = self.rooms.get(id.number)
        return Contact(room.number, room.name, room.face, Status.ONLINE if room.is_mine else Status.OFFLINE)

    # Signing in and out

    @Slot(object)
    def sign_in(self, wanted: SignIn) -> None:
        """Start a session: `connection_changed`, then `signed_in`, or phase ENDED with the problem."""
        self._save_unwritten()
        self._next = wanted
        if self.session is not None:
            self.session.stop()
        else:
            self._start_session()

    def _start_session(self) -> None:
        wanted, self._next = self._next, None
        if wanted is None:
            return
        self.clear()
        try:
            session = self._open_session(
                wanted, self._data_dir, self.device, self.places, self._reducer.apply, self, self.clock, self.proxies
            )
        except BadAddressError as error:
            self.change_connection(ConnectionState(ConnectionPhase.ENDED, Problem(ProblemKind.BAD_ADDRESS, str(error))))
            return
        self.session = session
        session.stopped.connect(self._on_stopped)
        self.change_connection(ConnectionState(ConnectionPhase.CONNECTING))
        session.start()

    def clear(self) -> None:
        super().clear()
        self.invitations.clear()
        self.rooms.clear()
        self.history_service.clear()
        self._reducer.clear()
        self._read_marks.clear()
        self.own_messages.clear()
        self.files.clear()
        self.own_faces.clear()
        self.admin.clear()

    def trust(self, doubt: UntrustedServer) -> Problem | None:
        """Trust the certificate of a server, as the user decided. Return the problem, if any. Sign in again then."""
        try:
            self.places.trust(doubt)
        except PlacesFileError as error:
            return Problem(ProblemKind.PLACES_FILE, str(error))
        return None

    @Slot()
    def try_now(self) -> None:
        """Try to connect now. If the user is offline by choice, restore the status before."""
        if self.session is None:
            return
        receiver = self.session.engine.receiver
        if self.connection.phase is ConnectionPhase.OFFLINE:
            self.set_status(receiver.wanted.before_offline)
        else:
            receiver.try_now()

    @Slot()
    def renew_connection(self) -> None:
        """Drop the connection and make a new one: the computer slept, or has another network."""
        if self.session is not None and not self.session.has_ended and not self.session.is_stopping:
            self.session.renew()

    @Slot()
    def sign_out(self) -> None:
        """End the session; unsent messages stay on disk. `signed_out` when it is done."""
        self._delete_hidden()
        self._save_unwritten()
        self._next = None
        if self.session is not None:
            self.session.stop()
        elif self.connection.phase is not ConnectionPhase.SIGNED_OUT:
            self._finish_sign_out()

    def _save_unwritten(self) -> None:
        self._read_marks.save()
        self.account.write()
        self.drafts.write()

    @Slot()
    def _on_stopped(self) -> None:
        if self.session is not None:
            self.session.deleteLater()
            self.session = None
        if self._next is not None:
            self._start_session()
        else:
            self._finish_sign_out()

    def _finish_sign_out(self) -> None:
        self.clear()
        self.change_connection(ConnectionState(ConnectionPhase.SIGNED_OUT))
        self.signed_out.emit()

    def shut_down(self) -> None:
        """End the session and the threads, usually in a few milliseconds and at most in 2 seconds."""
        self._delete_hidden()
        self._save_unwritten()
        self._next = None
        session, self.session = self.session, None
        if session is not None:
            session.stop_now()
        self.clear()
        self.connection = ConnectionState(ConnectionPhase.SIGNED_OUT)

    # Messages

    def can_nudge(self, number: int) -> bool:
        """Return whether the server passes nudges on, and this person is a contact."""
        contact = self.roster.get(number)
        is_contact = not (contact.stranger or contact.blocked or contact.is_server)
        return is_contact and self.has_changes

    def mark_read(self, conversation: ConversationId) -> None:
        self._read_marks.mark_read(conversation)

    def set_chat_active(self, active: bool) -> None:
        """Poll a server without long polls more often while a chat is in use."""
        if self.session is not None:
            self.session.engine.receiver.set_active(active)

    @Slot(object)
    def send_typing(self, conversation: ConversationId) -> None:
        """Notify the others that I am typing: at intervals, and only if the server can."""
        is_on = self.extended and self.connection.phase is ConnectionPhase.CONNECTED
        if is_on and self.session is not None and self.typing.is_due(conversation, self.me.status):
            self.session.engine.sender.send_typing(conversation)

    # People

    def set_status(self, status: Status) -> PendingRequest[Done]:
        """Set my status, which ends the idle state. Without a connection it is sent with the next one.

        OFFLINE ends the session at the server until another status is set.
        """
        code = wire_status(status) if self.session is None else self.session.client.status_code(status)
        request = ChangeStatus(code)
        if self.session is None or not self.is_open:
            return self.request(request)
        before = self.session.engine.receiver.wanted.status
        self._change_status(status)
        if status is Status.OFFLINE:
            pending: PendingRequest[Done] = self.pending.create()
            self.pending.finish_soon(pending.ticket, Done())
            return pending
        pending = self.request(request)
        pending.then(self, None, lambda _: self._restore_status(status, before))
        return pending

    def _restore_status(self, status: Status, before: Status) -> None:
        if self.session is not None and self.session.engine.receiver.wanted.status is status:
            self._change_status(before)

    def _change_status(self, status: Status) -> None:
        assert self.session is not None
        receiver = self.session.engine.receiver
        receiver.set_status(status)
        self.change_me(receiver.wanted.apply_to(self.me))

    def set_idle(self, is_idle: bool) -> None:
        """Set whether this computer is unused: I look away while all my devices are.

        Without a connection it is sent with the next one.
        """
        if self.session is None or not self.is_open:
            return
        wanted, client = self.session.engine.receiver.wanted, self.session.client
        wanted.is_idle = is_idle
        self.change_me(wanted.apply_to(self.me))
        self.request(client.idle_request(self.me.status, is_idle=is_idle))

    def answer_request(
        self, number: int, answer: AddAnswer, reason: str = "", *, add_too: bool = False
    ) -> PendingRequest[Done]:
        """Grant or refuse a contact request. `add_too`: then add this person, or ask them, in the background."""
        pending = self.request(AnswerAdd(number, answer, reason))
        if add_too and answer is AddAnswer.GRANT:
            pending.then(self, lambda _: self.request(AddToList(number)).then(self, self._ask_if_needed))
        return pending

    def _ask_if_needed(self, reply: AddToListReply) -> None:
        if reply.outcome == AddOutcome.CONSENT_NEEDED:
            self.request(AnswerAdd(reply.number, AddAnswer.ASK, ""))

    def _delete_hidden(self) -> None:
        for contact in self.roster.listed():
            if contact.hidden:
                self.request(DeleteFromList(contact.number))

    def request_profile(self, number: int) -> PendingRequest[GetInfoReply]:
        return self.request(GetInfo(number, 3 if self.extended else 2))
