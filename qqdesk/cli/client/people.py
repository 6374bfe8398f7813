"""Who is on the list, and whom a person means by what they type."""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from qqdesk.cli.client.account_selection import is_account_number
from qqdesk.cli.client.exit_codes import CommandError, ExitCode
from qqdesk.client.client import MAX_CONTACTS, Client
from qqdesk.client.errors import RefusedError
from qqdesk.protocol.codes import MAX_REMARK_CHARS, NoteKind, Result, Status
from qqdesk.protocol.commands import Finger, FoundPerson

_MOST_PAGES = 1000
_MOST_NAMED = 8
_MOST_MEANT = 2
_PAGE = 100
_STATUS_WORDS = {Status.ONLINE: "online", Status.BUSY: "busy"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the list. `remark` is the name that one gave them, "" for none."""

    number: int
    nickname: str
    remark: str = ""
    status: int = Status.OFFLINE

    @property
    def name(self) -> str:
        return self.remark or self.nickname or str(self.number)

    @property
    def is_present(self) -> bool:
        return self.status in _STATUS_WORDS


def status_word(status: int) -> str:
    """As others see it."""
    return next((word for code, word in _STATUS_WORDS.items() if code == status), "offline")


def listed(client: Client) -> list[Person]:
    """All on the list, by number, with the remarks where the server keeps them. Raises ClientError."""
    told = {row.number: row for row in client.query_status(everyone=True)}
    people = []
    for number in client.list_contacts():
        row = told.get(number)
        if row is not None:
            people.append(Person(number, row.nickname, status=row.status))
        else:
            # A server of the old kind names those only who are there.
            people.append(Person(number, client.get_info(number).profile.nickname))
    remarks = _remarks(client)
    return [replace(person, remark=remarks.get(person.number, "")) for person in people]


def _remarks(client: Client) -> dict[int, str]:
    remarks: dict[int, str] = {}
    if not client.extended:
        return remarks
    revision = 0
    for _ in range(_MOST_PAGES):
        try:
            page = client.noting.book_since(revision)
        except RefusedError as error:
            if error.result == Result.UNKNOWN_COMMAND:
                break
            raise
        for entry in page.entries:
            if entry.kind == NoteKind.REMARK and is_account_number(entry.key):
                remarks[int(entry.key)] = entry.value[:MAX_REMARK_CHARS]
        if page.last_page or page.revision <= revision or len(remarks) > MAX_CONTACTS:
            break
        revision = page.revision
    return remarks


def number_of(text: str, people: Iterable[Person]) -> int:
    """The number of the one on the list who is called this: by a remark, or else by a nickname. Raises CommandError."""
    wanted = _folded(text)
    known = list(people)
    found = [person for person in known if person.remark and _folded(person.remark) == wanted]
    found = found or [person for person in known if _folded(person.nickname) == wanted]
    if len(found) == 1:
        return found[0].number
    if found:
        raise CommandError(
            f"Several on the list are called {text}: {_named(found)}. Say the number.", ExitCode.UNKNOWN_PERSON
        )
    close = list(_close_to(wanted, known))
    hint = " Add them first: qqdesk-cli add."
    if close:
        hint = f" Do you mean {' or '.join(f'{one.name} ({one.number})' for one in close)}?"
    raise CommandError(f"Nobody on the list is called {text}.{hint}", ExitCode.UNKNOWN_PERSON)


def search(client: Client, what: str, most: int) -> list[FoundPerson]:
    """People of the server: the one with this number, and those with this in their nickname. Raises ClientError."""
    found: dict[int, FoundPerson] = {}
    if is_account_number(what):
        found.update((one.number, one) for one in client.request(Finger(wanted=int(what))).people)
    after = 0
    while len(found) < most:
        page = client.request(Finger(nickname=what, page_size=min(most, _PAGE), after=after))
        found.update((one.number, one) for one in page.people)
        if page.last_page or not page.people or page.people[-1].number <= after:
            break
        after = page.people[-1].number
    return list(found.values())[:most]


def find_number(client: Client, text: str) -> int:
    """A number as it is typed, or that of the one person on the server with this nickname. Raises CommandError and
    ClientError."""
    if is_account_number(text):
        return int(text)
    found = [Person(one.number, one.nickname) for one in search(client, text, _PAGE)]
    if not found:
        raise CommandError(f"Nobody on the server is called {text}.", ExitCode.UNKNOWN_PERSON)
    same = [person for person in found if _folded(person.nickname) == _folded(text)]
    if len(same) != 1:
        raise CommandError(f"Who is meant by {text}? {_named(same or found)}. Say the number.", ExitCode.UNKNOWN_PERSON)
    return same[0].number


def _close_to(wanted: str, people: Iterable[Person]) -> Iterator[Person]:
    by_name = {_folded(name): person for person in people for name in (person.nickname, person.remark) if name}
    names = difflib.get_close_matches(wanted, by_name, _MOST_MEANT, 0.7)
    parts = [name for name in by_name if wanted and wanted in name]
    if len(parts) <= _MOST_MEANT:  # else it says nothing
        names += parts
    return iter(dict.fromkeys(by_name[name] for name in names))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _named(found: list[Person]) -> str:
    words = ", ".join(f"{person.number} ({person.nickname})" for person in found[:_MOST_NAMED])
    return f"{words} and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else words
