"""Contacts, people who ask to be one, and the contact list in its order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from qqdesk.protocol.codes import SYSTEM_NUMBER, Status
from qqdesk.protocol.profile import Profile


class Watch(Enum):
    """How often to report that a contact came online."""

    ONCE = "once"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact or a stranger.

    `face` is the face id (the FC field). `status` is as others see it. `group` "" is the unnamed first group.
    A stranger is not on the list: the person wrote, or a chat with the person was opened. `remark` is my own name for
    the contact. A blocked person may be a contact or a stranger.
    """

    number: int
    nickname: str = ""
    face: int = 0
    status: Status = Status.OFFLINE
    group: str = ""
    stranger: bool = False
    remark: str = ""
    blocked: bool = False
    hidden: bool = False
    """I removed this stranger from the list, or deleted this contact and can still undo it."""
    signature: str = ""
    status_text: str = ""
    last_seen: int = 0
    """When this person last looked present, in milliseconds since 1970, UTC. 0 while present, if unknown, or if one of
    us does not show it."""

    @property
    def is_shown(self) -> bool:
        """Whether the contact list shows this person; it always shows blocked people."""
        return self.blocked or not self.hidden

    @property
    def name(self) -> str:
        """Return my remark, else the nickname, else the number."""
        return self.remark or self.public_name

    @property
    def public_name(self) -> str:
        """The name without my remark, for texts that others may read."""
        return self.nickname.strip() or str(self.number)

    @property
    def is_present(self) -> bool:
        return self.status.is_present

    @property
    def is_shown_present(self) -> bool:
        """Whether the windows show this person in colour; blocked people are grey."""
        return self.is_present and not self.blocked

    @property
    def is_server(self) -> bool:
        """Whether this is the sender of server notices, which accepts no reply and is on no list."""
        return self.number == SYSTEM_NUMBER and self.stranger


_SHOWN_PROFILE_FIELDS = ("nickname", "face", "signature", "status_text")


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in account. `status` is the status that I set, so it may be INVISIBLE.

    `is_idle`: this computer is unused.
    """

    number: int
    nickname: str = ""
    face: int = 0
    status: Status = Status.ONLINE
    is_idle: bool = False
    signature: str = ""
    status_text: str = ""

    def with_profile(self, profile: Profile) -> "Me":
        return replace(
            self,
            nickname=profile.nickname,
            face=max(profile.face, 0),
            signature=profile.signature,
            status_text=profile.status_text,
        )

    def with_changes(self, changes: Mapping[str, object]) -> "Me":
        """Apply changed fields of the own profile; `Me` has only some of them."""
        shown = {name: value for name, value in changes.items() if name in _SHOWN_PROFILE_FIELDS}
        return replace(self, **shown)  # type: ignore[arg-type]

    @property
    def name(self) -> str:
        return self.nickname.strip() or str(self.number)

    @property
    def looks_idle(self) -> bool:
        """Whether I look away because this computer is unused, if my other devices are unused too."""
        return self.is_idle and self.status is Status.ONLINE

    @property
    def shown_status(self) -> Status:
        return Status.AWAY if self.looks_idle else self.status


@dataclass(frozen=True, slots=True)
class AddRequest:
    """A request to add me to a contact list. `time` is in milliseconds since 1970, UTC."""

    number: int
    reason: str = field(repr=False)
    time: int


_PRESENCE_ORDER = {Status.ONLINE: 0, Status.AWAY: 1, Status.BUSY: 2}


def presence_order(contact: Contact) -> int:
    """Return a sort key: online first, then away, busy and the others."""
    return _PRESENCE_ORDER.get(contact.status, 3)


class Roster:
    """Contacts by number. It includes strangers, so that their messages have a name and a face."""

    def __init__(self) -> None:
        self._contacts: dict[int, Contact] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._contacts

    def __iter__(self) -> Iterator[Contact]:
        return iter(self._contacts.values())

    def __len__(self) -> int:
        return len(self._contacts)

    def get(self, number: int) -> Contact:
        """Return the contact with this number, else a nameless stranger."""
        return self._contacts.get(number) or Contact(number, stranger=True)

    def put(self, contact: Contact) -> bool:
        """Add or replace a contact; return True if that changed anything."""
        if self._contacts.get(contact.number) == contact:
            return False
        self._contacts[contact.number] = contact
        return True

    def fill(self, contacts: Iterable[Contact]) -> None:
        """Replace all contacts."""
        self._contacts = {contact.number: contact for contact in contacts}

    def remove(self, number: int) -> bool:
        return self._contacts.pop(number, None) is not None

    def listed(self) -> list[Contact]:
        """Return the contacts without strangers, unsorted."""
        return [contact for contact in self._contacts.values() if not contact.stranger]
