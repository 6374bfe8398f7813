"""The interface of a store. The desktop's is the history file, a bot's is in memory."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from qqdesk.domain.connection import Security
from qqdesk.domain.contact import Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Incoming
from qqdesk.domain.message import Message
from qqdesk.engine.snapshot import RosterSnapshot, SessionSnapshot
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import PresentContact
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Reply, Request
from qqdesk.protocol.room_commands import RoomEntry


class Store(Protocol):
    """Thread-safe. Methods raise HistoryError if the disk fails."""

    needs_place: bool
    """Whether `open` needs the id of the place."""
    history: History | None
    """The history, with the contact notes. None before it is open, or if this store has none."""

    def open(self, place_id: str, password_hash: str, status: Status) -> SessionSnapshot | None:
        """Open the stored data of this place, before the server answers. Return the last session, with all contacts
        offline, if the password is the last one that the server accepted."""

    @property
    def has_password(self) -> bool:
        """Whether the server accepted a password of this account before, on this computer."""

    def accept_password(self, password_hash: str) -> None:
        """Open or create the stored data: the server accepted this password."""

    @property
    def is_expired(self) -> bool:
        """Whether the last contact with the server is too long ago to open the stored data without it."""

    def refuse_password(self, password_hash: str) -> bool:
        """Refuse offline login with this password: the server refused it. Return whether it was the last one that the
        server accepted."""

    def revoke(self, *, erases: bool) -> bool:
        """Refuse offline login: the account's owner or the operator ended the session. `erases`: delete the messages
        after the end of the session, except unsent ones. Return whether there are any to delete."""

    @property
    def damaged_file(self) -> str:
        """The path of the damaged file that was set aside; "" if none was."""

    # The start of a session

    def snapshot(self, me: Me, extended: bool, security: Security, roster: RosterSnapshot) -> SessionSnapshot: ...

    def save_me(self, me: Me, *, extended: bool) -> None: ...

    def changed_people(self, rows: Iterable[PresentContact]) -> set[int]:
        """Return the people whose name or face differs from the stored one."""

    def save_roster(self, numbers: tuple[int, ...], changed: Sequence[PresentContact]) -> None: ...

    # Incoming

    def start_session(self, epoch: int | None, cursor: int) -> None:
        """Begin a session. With another `epoch`, or None, entries of earlier sessions are not acknowledged in this one.

        `cursor` is the id up to which the server has delivered to this device.
        """

    def start_rooms(self, rooms: Sequence[RoomEntry]) -> list[ConversationId]:
        """Store the complete list of my rooms, before the first poll of a session. Return the conversations with a
        new last message."""

    def add_received(self, items: Sequence[Incoming], now: int) -> list[Incoming]:
        """Store entries in one transaction. Return the new ones. `now` is in milliseconds since 1970."""

    @property
    def acknowledgeable(self) -> dict[int, int]:
        """The highest id of each log that may be acknowledged: by room, and of my inbox under 0."""

    @property
    def has_backlog(self) -> bool:
        """Whether received entries are unfinished: fetch no more."""

    # Outgoing

    def put(self, message: Message, server_id: int | None = None) -> None:
        """Store a message of mine, new or in a new delivery state."""

    def unsent(self) -> list[Message]:
        """Return my messages that the server has not accepted, in order."""

    def apply_reply(self, request: Request, reply: Reply) -> None:
        """Store the changes of a reply."""

    def save_profiles(self, profiles: Iterable[Profile]) -> None:
        """Store nicknames and faces."""
