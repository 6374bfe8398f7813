"""One person in the contact list."""

from dataclasses import dataclass, field

from qqdesk.protocol.codes import SYSTEM_NUMBER, Status


@dataclass(frozen=True, slots=True)
class Contact:
    """`face` is the face id (the FC field); `status` is as the others see it; `group` "" is the unnamed first group.

    A stranger is one who wrote, or whom a chat was opened with, and who is not on the list. `remark` is the name that I
    gave them, which nobody else sees. `blocked`: I want to hear nothing of them, on the list or not.
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

    @property
    def is_shown(self) -> bool:
        """Whether the contact is in the list; blocked people always are."""
        return self.blocked or not self.hidden

    @property
    def name(self) -> str:
        """What to call this person: my remark, else their nickname, else their number."""
        return self.remark or self.public_name

    @property
    def public_name(self) -> str:
        """The name without my remark, for texts that others may read."""
        return self.nickname.strip() or str(self.number)

    @property
    def is_present(self) -> bool:
        return self.status in (Status.ONLINE, Status.BUSY)

    @property
    def is_shown_present(self) -> bool:
        """Whether the windows show this person in colour; blocked people are grey."""
        return self.is_present and not self.blocked

    @property
    def is_server(self) -> bool:
        """Where the server's own notices come from: nobody can answer, or have it on a list."""
        return self.number == SYSTEM_NUMBER and self.stranger


@dataclass(frozen=True, slots=True)
class Me:
    """The one who is signed in. `status` is as I set it: INVISIBLE is shown to me as such.

    `is_idle`: it was the program that set it, because nobody uses the computer.
    """

    number: int
    nickname: str = ""
    face: int = 0
    status: Status = Status.ONLINE
    is_idle: bool = False

    @property
    def name(self) -> str:
        return self.nickname.strip() or str(self.number)


@dataclass(frozen=True, slots=True)
class AddRequest:
    """Somebody asks to have me on their list. `time` in milliseconds since 1970, UTC."""

    number: int
    reason: str = field(repr=False)
    time: int
