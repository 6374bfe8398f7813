"""Loads the roster, and finds users by number or name."""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from qqdesk.cli.client.account_selection import is_account_number
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.client.client import MAX_CONTACTS, Client
from qqdesk.client.errors import RefusedError
from qqdesk.domain.account_keys import REMARK, AccountValues
from qqdesk.protocol.codes import Result, Status
from qqdesk.protocol.commands import Finger, FoundPerson, GetInfo
from qqdesk.protocol.room_commands import RoomRole

_MAX_PAGES = 1000
_MAX_LISTED = 8
_MAX_SUGGESTIONS = 2
_PAGE_SIZE = 100
_STATUS_WORDS = {Status.ONLINE: "online", Status.AWAY: "away", Status.BUSY: "busy"}


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A contact. `remark` is my own name for the contact, or ""."""

    number: int
    nickname: str
    remark: str = ""
    status: int = Status.OFFLINE
    signature: str = ""
    status_text: str = ""

    @property
    def name(self) -> str:
        return self.remark or self.nickname or str(self.number)

    @property
    def is_online(self) -> bool:
        return self.status in _STATUS_WORDS


def status_word(status: int) -> str:
    """Return the word for a status as other users see it."""
    return next((word for code, word in _STATUS_WORDS.items() if code == status), "offline")


def load_roster(client: Client) -> list[RosterEntry]:
    """Return all contacts, with their remarks if the server stores them. Raises ClientError."""
    statuses = {row.number: row for row in client.query_status(everyone=True)}
    roster = []
    for number in client.list_contacts():
        row = statuses.get(number)
        if row is not None:
            lines = row.signature or "", row.status_text or ""
            roster.append(RosterEntry(number, row.nickname, "", row.status, *lines))
        else:
            # A classic server returns only contacts who are online.
            roster.append(RosterEntry(number, client.request(GetInfo(number, 2)).profile.nickname))
    remarks = _remarks(client)
    return [replace(entry, remark=remarks.get(entry.number, "")) for entry in roster]


def _remarks(client: Client) -> dict[int, str]:
    values = AccountValues()
    if not client.extended:
        return {}
    revision = 0
    for _ in range(_MAX_PAGES):
        try:
            page = client.account_data.values_since(revision)
        except RefusedError as error:
            if error.result == Result.UNKNOWN_COMMAND:
                break
            raise
        for one in page.values:
            values.read(one.key, one.value)
        if page.last_page or page.revision <= revision or len(values.items(REMARK)) > MAX_CONTACTS:
            break
        revision = page.revision
    return values.items(REMARK)


def load_rooms(client: Client) -> list[RosterEntry]:
    """Return my rooms, as they are found by name. Raises ClientError."""
    rooms = client.rooms.list() if client.has_rooms else ()
    return [RosterEntry(room.number, room.name) for room in rooms if room.role in (RoomRole.MEMBER, RoomRole.ADMIN)]


def find_on_roster(text: str, roster: Iterable[RosterEntry]) -> int:
    """Return the number of the contact with this remark, else with this nickname. Raises CommandError."""
    wanted = _normalize(text)
    known = list(roster)
    found = [entry for entry in known if entry.remark and _normalize(entry.remark) == wanted]
    found = found or [entry for entry in known if _normalize(entry.nickname) == wanted]
    if len(found) == 1:
        return found[0].number
    if found:
        raise CommandError(
            f"Several contacts are called {text}: {_format_matches(found)}. Give the number.", ExitCode.UNKNOWN_PERSON
        )
    close = list(_similar(wanted, known))
    hint = " Add them first: qqdesk-cli add."
    if close:
        hint = f" Do you mean {' or '.join(f'{one.name} ({one.number})' for one in close)}?"
    raise CommandError(f"Nobody on the list is called {text}.{hint}", ExitCode.UNKNOWN_PERSON)


def find_room(client: Client, text: str, *, can_join: bool = False) -> int:
    """Return a number as typed, or that of the only room with this name, among mine or those that I can join.

    Raises CommandError and ClientError.
    """
    if is_account_number(text):
        return int(text)
    rooms = [*client.rooms.list(), *(client.rooms.list(can_join=True) if can_join else ())]
    found = {room.number: RosterEntry(room.number, room.name) for room in rooms if _is_called(room.name, text)}
    if not found:
        raise CommandError(f"No room is called {text}.", ExitCode.UNKNOWN_PERSON)
    if len(found) > 1:
        matches = _format_matches(list(found.values()))
        raise CommandError(f"Several rooms are called {text}: {matches}. Give the number.", ExitCode.UNKNOWN_PERSON)
    return next(iter(found))


def _is_called(name: str, text: str) -> bool:
    return _normalize(name) == _normalize(text)


def search_users(client: Client, query: str, limit: int) -> list[FoundPerson]:
    """Return users with this number, or with this text in the nickname. Raises ClientError."""
    found: dict[int, FoundPerson] = {}
    if is_account_number(query):
        found.update((user.number, user) for user in client.request(Finger(wanted=int(query))).people)
    after = 0
    while len(found) < limit:
        page = client.request(Finger(nickname=query, page_size=min(limit, _PAGE_SIZE), after=after))
        found.update((user.number, user) for user in page.people)
        if page.last_page or not page.people or page.people[-1].number <= after:
            break
        after = page.people[-1].number
    return list(found.values())[:limit]


def find_user(client: Client, text: str) -> int:
    """Return a number as typed, or that of the only user with this nickname. Raises CommandError and ClientError."""
    if is_account_number(text):
        return int(text)
    found = [RosterEntry(user.number, user.nickname) for user in search_users(client, text, _PAGE_SIZE)]
    if not found:
        raise CommandError(f"Nobody on the server is called {text}.", ExitCode.UNKNOWN_PERSON)
    same = [entry for entry in found if _normalize(entry.nickname) == _normalize(text)]
    if len(same) != 1:
        raise CommandError(
            f"Who is meant by {text}? {_format_matches(same or found)}. Give the number.", ExitCode.UNKNOWN_PERSON
        )
    return same[0].number


def _similar(wanted: str, roster: Iterable[RosterEntry]) -> Iterator[RosterEntry]:
    by_name = {_normalize(name): entry for entry in roster for name in (entry.nickname, entry.remark) if name}
    names = difflib.get_close_matches(wanted, by_name, _MAX_SUGGESTIONS, 0.7)
    parts = [name for name in by_name if wanted and wanted in name]
    if len(parts) <= _MAX_SUGGESTIONS:  # more would not help
        names += parts
    return iter(dict.fromkeys(by_name[name] for name in names))


def _normalize(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _format_matches(found: list[RosterEntry]) -> str:
    words = ", ".join(f"{entry.number} ({entry.nickname})" for entry in found[:_MAX_LISTED])
    return f"{words} and {len(found) - _MAX_LISTED} more" if len(found) > _MAX_LISTED else words
