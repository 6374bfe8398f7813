"""One person in the contact list."""

from collections.abc import Mapping
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
