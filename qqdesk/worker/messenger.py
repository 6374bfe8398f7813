"""The facade: what the GUI sees of the protocol worker. Lives in the main thread; no call of it blocks."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.contact import AddRequest, Me
from qqdesk.domain.conversation import Conversation
from qqdesk.domain.message import Message
from qqdesk.domain.roster import Roster
from qqdesk.protocol.codes import AddAnswer, Status
from qqdesk.worker.api import ConnectionPhase, ConnectionState, PeopleQuery, ProfileEdit, Registration, SignIn


class Messenger(QObject):
    """Signals out, slots in. Its state (me, roster, conversations, requests) is changed before the signal is sent.

    Calls that ask for something return a ticket, which the answer carries.
    """

    connection_changed = Signal(object)  # ConnectionState
    signed_in = Signal(object)  # SignedIn: roster and groups are complete
    signed_out = Signal()
    me_changed = Signal(object)  # Me
    roster_changed = Signal(object)  # RosterChange, at most one in 150 ms
    message_added = Signal(object)  # Message
    message_changed = Signal(object)  # Message
    unread_changed = Signal(object)  # UnreadChange
    requests_changed = Signal()  # see `requests`
    notice_received = Signal(object)  # Notice
    profile_received = Signal(object)  # ProfileAnswer
    people_found = Signal(object)  # PeopleAnswer
    add_answered = Signal(object)  # AddAnswered
    registered = Signal(object)  # Registered
    action_done = Signal(object)  # ActionDone
    action_failed = Signal(object)  # ActionFailed

    def __init__(self, data_dir: Path, device: str, parent: QObject | None = None) -> None:
        """`data_dir` holds a folder for each account; `device` is this installation's id, 32 hex digits."""
        super().__init__(parent)
        self.me = Me(0)
        self.roster = Roster()
        self.connection = ConnectionState(ConnectionPhase.SIGNED_OUT)
        self.extended = False
        self.requests: list[AddRequest] = []

    def conversation(self, number: int) -> Conversation:
        """The conversation with this person, with the latest stored messages; made where there was none."""
        raise NotImplementedError

    @property
    def unread(self) -> int:
        raise NotImplementedError

    def group_names(self) -> list[str]:
        """The groups in the user's order; "" (the unnamed one) first."""
        raise NotImplementedError

    # Signing in and out

    @Slot(object)
    def sign_in(self, wanted: SignIn) -> None:
        """Start a session: `connection_changed`, then `signed_in`, or phase ENDED with the problem."""

    @Slot()
    def try_now(self) -> None:
        """Do not wait for the next try."""

    @Slot()
    def sign_out(self) -> None:
        """End the session; unsent messages stay on disk. `signed_out` when it is done."""

    def shut_down(self) -> None:
        """End the session and the threads; at most 2 seconds, most often a few milliseconds."""

    def register(self, wanted: Registration) -> int:
        raise NotImplementedError

    # Messages

    def send_message(self, number: int, text: str) -> Message:
        """Store a message of mine and send it when there is a way; returns it as stored."""
        raise NotImplementedError

    def retry_message(self, message: Message) -> None: ...

    def discard_message(self, message: Message) -> None:
        """Give up a message that failed or waits."""

    def mark_read(self, number: int) -> None: ...

    def set_chat_active(self, active: bool) -> None:
        """A chat is in use: ask a server without long polls more often."""

    # People

    def set_status(self, status: Status) -> int:
        raise NotImplementedError

    def add_contact(self, number: int) -> int:
        raise NotImplementedError

    def ask_to_add(self, number: int, reason: str) -> int:
        raise NotImplementedError

    def answer_request(self, number: int, answer: AddAnswer, reason: str = "", *, add_too: bool = False) -> int:
        raise NotImplementedError

    def delete_contact(self, number: int) -> int:
        raise NotImplementedError

    def move_to_group(self, number: int, group: str) -> None: ...

    def add_group(self, name: str) -> None: ...

    def request_profile(self, number: int) -> int:
        raise NotImplementedError

    def save_profile(self, edit: ProfileEdit) -> int:
        raise NotImplementedError

    def change_password(self, old: str, new: str) -> int:
        raise NotImplementedError

    def find_people(self, query: PeopleQuery) -> int:
        raise NotImplementedError
