"""What the loops need of a store. The desktop's is the history file, a bot's is in memory."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from qqdesk.domain.connection import Security
from qqdesk.domain.contact import Me
from qqdesk.domain.incoming import Incoming
from qqdesk.domain.message import Message
from qqdesk.engine.snapshot import RosterSnapshot, SessionSnapshot
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import PresentContact
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Reply, Request


class Store(Protocol):
    """Any thread may call. Methods raise HistoryError if the disk fails."""

    @property
    def needs_place(self) -> bool:
        """Whether `open` needs the id of the place."""

    def open(self, place_id: str, password_hash: str, status: Status) -> SessionSnapshot | None:
        """Find the stored data of this place. Return the last session with all contacts offline, if it may be shown
        before the server answers: the password is the one that a server accepted last."""

    @property
    def has_password(self) -> bool:
        """Whether a server accepted a password for this account before, on this computer."""

    def accept_password(self, password_hash: str) -> None:
        """The server accepted this password: open or create the stored data."""

    def refuse_password(self, password_hash: str) -> None:
        """The server refused this password: it opens the stored data no more."""

    @property
    def damaged_file(self) -> str:
        """Where a damaged file was set aside; "" if none was."""

    # The start of a session

    def snapshot(self, me: Me, extended: bool, security: Security, roster: RosterSnapshot) -> SessionSnapshot: ...

    def save_me(self, me: Me, *, extended: bool) -> None: ...

    def changed_people(self, rows: Iterable[PresentContact]) -> set[int]:
        """Return the numbers of those whose name or face is not known like this."""

    def save_roster(self, numbers: tuple[int, ...], changed: Sequence[PresentContact]) -> None: ...

    # What comes in

    def start_session(self) -> None:
        """A new session at the server: acknowledge nothing that an earlier one brought."""

    def add_received(self, items: Sequence[Incoming], now: int) -> list[Incoming]:
        """Store what came in, in one step; return what was not known before. `now` is in milliseconds since 1970."""

    @property
    def acknowledgeable(self) -> int:
        """The highest server id up to which everything of this session may be acknowledged; 0 for nothing."""

    @property
    def has_backlog(self) -> bool:
        """Whether someone still works on what came in: fetch nothing more."""

    # What goes out

    def put(self, message: Message, server_id: int | None = None) -> None:
        """Store a message of mine, or its new delivery state."""

    def unsent(self) -> list[Message]:
        """Return my messages that the server has not accepted, in order."""

    def apply_reply(self, request: Request, reply: Reply) -> None:
        """Store what the reply to a request of mine changed."""

    def save_profiles(self, profiles: Iterable[Profile]) -> None:
        """Store nicknames and faces."""

    @property
    def history(self) -> History | None:
        """The history, which has the contact notes; None before it is open, and where there is none."""
