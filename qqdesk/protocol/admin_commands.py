"""Extensions for administrators of a place: its state and settings, its people and rooms, backups, notices, the log.

They are carried out only over TLS or from the server's own computer. Anyone else gets RES=31. The last commands of this
file are for everybody: who the administrators are, and a new password by an administrator's code.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from qqdesk.protocol.account_commands import PASSWORD_HASH
from qqdesk.protocol.codes import ANY_SESSION, EXTENDED, RegistrationMode
from qqdesk.protocol.profile import FACE
from qqdesk.protocol.record import Done, Reply, Request
from qqdesk.protocol.wire import (
    FLAG,
    MESSAGE_ID,
    NUMBER,
    OPEN_CODE,
    TEXT,
    TEXTS,
    TRIMMED,
    USER,
    Kind,
    Pairs,
    columns,
    wire,
)

MOST_PEOPLE = 200
"""People in one reply."""
MOST_ADMINISTRATORS = 200
"""Administrators in the reply to ListAdministrators."""
MOST_LINES = 100
"""Lines of the log in one reply."""
REFUSE_ASK = "RefuseAsk"
"""The action in the log of an AnswerAsk that refuses."""
RESTORED = "Restore"
"""The action in the log of a restored backup; the detail is its file's name."""
RESET_DAYS = 1
"""How long a code for a new password is valid."""


class IssueKind(StrEnum):
    """What needs care at a place, the worst first. A client translates these; of others it shows the server's text."""

    DISK = "disk"
    """The disk is nearly full."""
    DATA = "data"
    """The data folder or the database is damaged, or the server may not use it."""
    CERTIFICATE = "certificate"
    """The certificate is invalid, or expires soon."""
    BACKUP = "backup"
    """There is no backup of the last week."""
    COPY = "copy"
    """The backups lie on the disk of the place only."""
    REACH = "reach"
    """The place is open to the network, and no other computer has reached it."""
    OTHER = "other"


class Invites(StrEnum):
    """Who may invite people."""

    ADMINS = "admins"
    ALL = "all"


class PersonAction(StrEnum):
    """What an administrator does with an account."""

    BAN = "ban"
    UNBAN = "unban"
    DELETE = "delete"
    APPOINT = "appoint"
    """Make the account an administrator."""
    DISMISS = "dismiss"
    """Make the account an ordinary one."""


def _word_kind(words: type[StrEnum]) -> Kind:
    def read(pairs: Pairs, raw: str) -> StrEnum:
        word = pairs.decode(raw).strip().lower()
        if word not in set(words):
            raise ValueError(f"one of {', '.join(words)} is wanted")
        return words(word)

    return Kind(read, str)


REGISTRATION = _word_kind(RegistrationMode)
INVITES = _word_kind(Invites)


@dataclass(frozen=True, slots=True)
class HealthIssue:
    """Something to mend. `text` says what to do, in English. A later server has other kinds than IssueKind, too."""

    kind: str = wire("KIND", TEXT)
    text: str = wire("MG", TEXT)


@dataclass(frozen=True, slots=True)
class PlaceReply(Reply):
    """The state of the place. Times are milliseconds since 1970; sizes are bytes.

    `shared_roster` is a SharedRoster. `fixed` are the names of settings that an operator has fixed by flags or the
    environment. `listens_to_all`: other computers can connect. `from_outside` counts people with devices of other
    computers only. `database_size` is None with PostgreSQL, and so are the fields of backups: its operator makes them.
    `last_backup` is 0 before the first. `last_copy` is when a backup was put on another disk or fetched by an
    administrator, 0 if none was; None from an older server.
    `backup_percent` is None while no backup runs. `backup_error` is an English sentence about the last attempt.
    `certificate_end` is 0 without HTTPS. `issues` are the worst first.
    """

    version: str = wire("RELEASE", TEXT)
    started: int = wire("SINCE", MESSAGE_ID)
    name: str = wire("NAM", TEXT)
    registration: str = wire("REG", TEXT)
    invites: str = wire("INVITES", TEXT)
    shared_roster: int = wire("INTRO", OPEN_CODE, 0)
    fixed: tuple[str, ...] = wire("FIXED", TEXTS, ())
    listens_to_all: bool = wire("OPEN", FLAG, False)
    port: int = wire("PORT", NUMBER, 0)
    tls_port: int = wire("TLS", NUMBER, 0)
    addresses: tuple[str, ...] = wire("ADDR", TEXTS, ())
    fingerprint: str = wire("FPR", TEXT, "")
    has_own_certificate: bool = wire("OWNCERT", FLAG, False)
    certificate_end: int = wire("CERTEND", MESSAGE_ID, 0)
    reached: int = wire("REACHED", MESSAGE_ID, 0)
    people: int = wire("PEOPLE", NUMBER, 0)
    present: int = wire("PRESENT", NUMBER, 0)
    from_outside: int = wire("OUTSIDE", NUMBER, 0)
    rooms: int = wire("ROOMS", NUMBER, 0)
    database_size: int | None = wire("DBSIZE", MESSAGE_ID, None, blank=None)
    files_size: int | None = wire("FILES", MESSAGE_ID, None, blank=None)
    most_files: int | None = wire("MOSTFILES", MESSAGE_ID, None, blank=None)
    most_file_bytes: int | None = wire("MOST", MESSAGE_ID, None, blank=None)
    disk_free: int | None = wire("FREE", MESSAGE_ID, None, blank=None)
    last_backup: int | None = wire("BACKUP", MESSAGE_ID, None, blank=None)
    backup_size: int | None = wire("BACKUPSIZE", MESSAGE_ID, None, blank=None)
    backup_folder: str | None = wire("BACKUPDIR", TRIMMED, None, blank=None)
    backup_percent: int | None = wire("BACKUPNOW", NUMBER, None, blank=None)
    backup_error: str = wire("BACKUPERR", TEXT, "")
    last_copy: int | None = wire("COPY", MESSAGE_ID, None, blank=None)
    nightly_backups: bool = wire("NIGHTLY", FLAG, False)
    issues: tuple[HealthIssue, ...] = columns(HealthIssue, count="CN")


@dataclass(frozen=True, slots=True)
class GetPlace(Request):
    """Get the state of the place."""

    NAME: ClassVar[str] = "Place"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[PlaceReply]] = PlaceReply
    ADMIN: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ChangePlace(Request):
    """Change settings of the place; None leaves a setting as it is. Sizes get the next whole MiB.

    They are stored in the database, valid at once, and override the settings file.
    """

    NAME: ClassVar[str] = "ChangePlace"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    ADMIN: ClassVar[bool] = True
    name: str | None = wire("NAM", TRIMMED, None)
    registration: RegistrationMode | None = wire("REG", REGISTRATION, None)
    invites: Invites | None = wire("INVITES", INVITES, None)
    most_file_bytes: int | None = wire("MOST", MESSAGE_ID, None)
    shares_roster: bool | None = wire("INTRO", FLAG, None)
    nightly_backups: bool | None = wire("NIGHTLY", FLAG, None)
    most_files: int | None = wire("MOSTFILES", MESSAGE_ID, None)


@dataclass(frozen=True, slots=True)
class BackUp(Request):
    """Start a backup on the server, or end the running one with `stops`. GetPlace has its progress."""

    NAME: ClassVar[str] = "Backup"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    ADMIN: ClassVar[bool] = True
    stops: bool = wire("STOP", FLAG, False)


@dataclass(frozen=True, slots=True)
class FetchBackupReply(Reply):
    """`token` is the path below /f/ of a tar archive of `size` bytes, valid for ten minutes. `name` is the backup's."""

    name: str = wire("NAME", TEXT)
    size: int = wire("SIZE", MESSAGE_ID)
    token: str = wire("TOKEN", TRIMMED, secret=True)


@dataclass(frozen=True, slots=True)
class FetchBackup(Request):
    """Get the archive of the latest backup, or of the backup `name` to continue. `is_done`: it was fetched whole."""

    NAME: ClassVar[str] = "FetchBackup"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[FetchBackupReply]] = FetchBackupReply
    ADMIN: ClassVar[bool] = True
    name: str | None = wire("NAME", TRIMMED, None)
    is_done: bool = wire("DONE", FLAG, False)


@dataclass(frozen=True, slots=True)
class NotifyAllReply(Reply):
    """`sent` people get the notice; `left_out` have full mailboxes."""

    sent: int = wire("SN", NUMBER)
    left_out: int = wire("LEFT", NUMBER, 0)


@dataclass(frozen=True, slots=True)
class NotifyAll(Request):
    """Send a notice from the server's own number to everybody."""

    NAME: ClassVar[str] = "NotifyAll"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[NotifyAllReply]] = NotifyAllReply
    ADMIN: ClassVar[bool] = True
    text: str = wire("MG", TEXT, secret=True)


# People and rooms


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the place. Times are milliseconds since 1970. `is_present`: it has a session. `seen` is the end of
    the last session, 0 while it has one and if it never signed in; `banned` is 0 unless it is banned. `own_face` is the
    FID of an own picture as face, "" without one; None if the session does not know files."""

    number: int = wire("UN", USER)
    face: int = wire("FC", FACE)
    seen: int = wire("SEEN", MESSAGE_ID)
    is_present: bool = wire("HERE", FLAG)
    created: int = wire("TIME", MESSAGE_ID)
    banned: int = wire("BANNED", MESSAGE_ID)
    is_admin: bool = wire("ADMIN", FLAG)
    nickname: str = wire("NICK", TEXT, secret=True)
    own_face: str | None = wire("FACE", TRIMMED, None)


@dataclass(frozen=True, slots=True)
class ListPeopleReply(Reply):
    """People by number. `is_whole`: there are no more behind them."""

    is_whole: bool = wire("FN", FLAG)
    people: tuple[Person, ...] = columns(Person, count="SN")


@dataclass(frozen=True, slots=True)
class ListPeople(Request):
    """List the accounts with numbers above `after`, at most MOST_PEOPLE."""

    NAME: ClassVar[str] = "ListPeople"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[ListPeopleReply]] = ListPeopleReply
    ADMIN: ClassVar[bool] = True
    after: int = wire("AFT", NUMBER, 0)


@dataclass(frozen=True, slots=True)
class ChangePerson(Request):
    """Ban, unban, delete, appoint or dismiss a person. RES=32 protects the last administrator."""

    NAME: ClassVar[str] = "ChangePerson"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    ADMIN: ClassVar[bool] = True
    number: int = wire("UN", USER)
    action: PersonAction = wire("ACT", _word_kind(PersonAction))


@dataclass(frozen=True, slots=True)
class MakeResetCodeReply(Reply):
    """`expires` is in milliseconds since 1970."""

    code: str = wire("INVITE", TRIMMED, secret=True)
    expires: int = wire("EXPIRES", MESSAGE_ID)


@dataclass(frozen=True, slots=True)
class MakeResetCode(Request):
    """Create a code with which a person sets a new password once. It ends the person's earlier code."""

    NAME: ClassVar[str] = "ResetCode"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[MakeResetCodeReply]] = MakeResetCodeReply
    ADMIN: ClassVar[bool] = True
    number: int = wire("UN", USER)


@dataclass(frozen=True, slots=True)
class PlaceRoom:
    """A room of the place. `keeper` is one of its keepers, 0 if it has none."""

    number: int = wire("UN", USER)
    members: int = wire("MEMBERS", NUMBER)
    keeper: int = wire("KEEPER", NUMBER)
    created: int = wire("TIME", MESSAGE_ID)
    keeper_name: str = wire("NICK", TEXT, secret=True)
    name: str = wire("NAM", TEXT, secret=True)


@dataclass(frozen=True, slots=True)
class ListPlaceRoomsReply(Reply):
    rooms: tuple[PlaceRoom, ...] = columns(PlaceRoom, count="SN")


@dataclass(frozen=True, slots=True)
class ListPlaceRooms(Request):
    """List all rooms of the place, by number."""

    NAME: ClassVar[str] = "PlaceRooms"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[ListPlaceRoomsReply]] = ListPlaceRoomsReply
    ADMIN: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class DeleteRoom(Request):
    """Delete a room with its messages. Its members are notified."""

    NAME: ClassVar[str] = "DeleteRoom"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    ADMIN: ClassVar[bool] = True
    number: int = wire("UN", USER)


# The log


@dataclass(frozen=True, slots=True)
class LogLine:
    """An action of an administrator, or of the operator on the server's command line (`actor` 0).

    `action` is the NAME of a command; for ChangePerson it is the PersonAction, and REFUSE_ASK for a refused person.
    `subject` is the number of the person or room; 0 without one. `detail` is the person's or room's name then, the id
    of an invitation, the number of people who got a notice, or the new values of settings.
    """

    id: int = wire("ID", MESSAGE_ID)
    time: int = wire("TIME", MESSAGE_ID)
    actor: int = wire("UN", NUMBER)
    subject: int = wire("SUBJECT", NUMBER)
    action: str = wire("ACT", TEXT)
    actor_name: str = wire("NICK", TEXT, secret=True)
    detail: str = wire("DETAIL", TEXT, secret=True)


@dataclass(frozen=True, slots=True)
class GetPlaceLogReply(Reply):
    """Lines, newest first. `is_whole`: there are no older ones."""

    is_whole: bool = wire("FN", FLAG)
    lines: tuple[LogLine, ...] = columns(LogLine, count="SN")


@dataclass(frozen=True, slots=True)
class GetPlaceLog(Request):
    """Get the latest lines of the log, or those before the line `before`."""

    NAME: ClassVar[str] = "PlaceLog"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[GetPlaceLogReply]] = GetPlaceLogReply
    ADMIN: ClassVar[bool] = True
    before: int | None = wire("BEF", MESSAGE_ID, None, blank=None)


# For everybody


@dataclass(frozen=True, slots=True)
class Administrator:
    number: int = wire("UN", USER)
    face: int = wire("FC", FACE)
    nickname: str = wire("NICK", TEXT, secret=True)


@dataclass(frozen=True, slots=True)
class ListAdministratorsReply(Reply):
    administrators: tuple[Administrator, ...] = columns(Administrator, count="SN")


@dataclass(frozen=True, slots=True)
class ListAdministrators(Request):
    """List the administrators of the place, by number, at most MOST_ADMINISTRATORS."""

    NAME: ClassVar[str] = "ListAdmins"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[ListAdministratorsReply]] = ListAdministratorsReply


@dataclass(frozen=True, slots=True)
class ResetPasswordReply(Reply):
    number: int = wire("NUM", USER)


@dataclass(frozen=True, slots=True)
class ResetPassword(Request):
    """Set a new password with an administrator's code, which is used up. A repeat with the same password succeeds."""

    NAME: ClassVar[str] = "ResetPassword"
    NEEDS: ClassVar[str] = ANY_SESSION
    REPLY: ClassVar[type[ResetPasswordReply]] = ResetPasswordReply
    HAS_SESSION: ClassVar[bool] = False
    HAS_NUMBER: ClassVar[bool] = False
    code: str = wire("INVITE", TRIMMED, secret=True)
    password_hash: str = wire("PS", PASSWORD_HASH, secret=True)
