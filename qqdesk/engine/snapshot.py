"""The data that a session starts with: the contact list and the stored data."""

from dataclasses import dataclass, field

from qqdesk.domain.account_keys import AccountValues
from qqdesk.domain.connection import Security
from qqdesk.domain.contact import AddRequest, Contact, Me
from qqdesk.domain.contact_notes import ContactNote
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Message
from qqdesk.domain.room import Room
from qqdesk.protocol.commands import PresentContact


@dataclass(frozen=True, slots=True)
class RosterSnapshot:
    """The contact list, and the contacts on it that are not offline.

    With extensions `present` also has offline contacts, if their profile differs from the stored one. `own_faces` has
    the files of own faces by contact, "" for none, if the server has files. `last_seen` is as in PresentContact,
    without zeros.
    """

    numbers: tuple[int, ...]
    present: tuple[PresentContact, ...]
    own_faces: dict[int, str] = field(default_factory=dict)
    last_seen: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class People:
    """Contacts, strangers with a conversation, and my contact notes. `last_seen` is as in RosterSnapshot."""

    contacts: tuple[Contact, ...]
    notes: dict[int, ContactNote] = field(default_factory=dict, repr=False)
    last_seen: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """The data at the start of a session: stored by the last one, or from the first sign-in.

    `last_messages`: the last message of each conversation, the latest first. `last_row`: the row of the last message
    in the history.
    """

    me: Me
    extended: bool
    security: Security
    people: People
    last_messages: tuple[Message, ...] = field(default=(), repr=False)
    unread: dict[ConversationId, int] = field(default_factory=dict)
    requests: tuple[AddRequest, ...] = ()
    last_row: int = 0
    drafts: dict[ConversationId, Draft] = field(default_factory=dict, repr=False)
    rooms: tuple[Room, ...] = ()
    unread_by: dict[ConversationId, dict[int, bool]] = field(default_factory=dict)
    """Who wrote the unread messages of rooms, and whether one of them mentions me."""
    own_faces: dict[int, str] = field(default_factory=dict)
    """As in RosterSnapshot."""
    account: AccountValues = field(default_factory=AccountValues, repr=False)
