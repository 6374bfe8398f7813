"""The job that imports a JSON export."""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.history.export_source import ExportPerson
from qqdesk.history.history import History
from qqdesk.history.import_json import ExportReader, ImportedItem
from qqdesk.worker.history_job import Steps
from qqdesk.worker.history_requests import ConversationChanged, Import, JobDone, JobProgressed, PeopleImported

_log = logging.getLogger(__name__)
_STEP = 200


class ImportJob:
    """The whole file is checked first, then imported in steps: an invalid file changes nothing."""

    def __init__(self, task: Import, history: History, number: int) -> None:
        self.ticket = task.ticket
        self.quiet = False
        self.cancelled = False
        self._path = task.path
        self._history = history
        self._number = number

    def run(self) -> Steps:
        with self._path.open("rb") as file:
            # Each byte is read twice.
            total = 2 * self._path.stat().st_size
            for step in self._steps(file):
                yield JobProgressed(self.ticket, step[-1].read, total)
                if self.cancelled:
                    break
            else:
                file.seek(0)
                yield from self._import(file, total)
                return
        yield JobDone(self.ticket, 0, cancelled=True)

    def _steps(self, file: IO[bytes]) -> Iterator[list[ImportedItem]]:
        items = ExportReader(file, self._number).items()
        while step := list(islice(items, _STEP)):
            yield step

    def _import(self, file: IO[bytes], total: int) -> Steps:
        count, people, changed = 0, dict[int, ExportPerson](), dict[ConversationId, None]()
        try:
            for step in self._steps(file):
                messages = [item.value for item in step if isinstance(item.value, Message)]
                people |= {item.value.number: item.value for item in step if isinstance(item.value, ExportPerson)}
                new = self._history.import_messages(messages)
                if new:
                    count += new
                    changed |= dict.fromkeys(message.conversation for message in messages)
                yield JobProgressed(self.ticket, total // 2 + step[-1].read, total)
                if self.cancelled:
                    break
        except Exception:
            yield from _change_events(people, changed)
            raise
        self._remember(people, changed)
        yield from _change_events(people, changed)
        yield JobDone(self.ticket, count, self.cancelled)

    def _remember(self, people: dict[int, ExportPerson], changed: dict[ConversationId, None]) -> None:
        """Store nicknames and faces of people without a newer nickname."""
        known = self._history.contacts.load()
        self._history.contacts.save_profiles(
            (one.number, one.nickname, one.face)
            for one in people.values()
            if ConversationId.person(one.number) in changed
            and (one.number not in known or not known[one.number].nickname)
        )


def _change_events(people: dict[int, ExportPerson], changed: Iterable[ConversationId]) -> Steps:
    found = (people.get(one.number, ExportPerson(one.number)) for one in changed)
    yield PeopleImported(tuple(Contact(one.number, one.nickname, one.face) for one in found))
    for conversation in changed:
        yield ConversationChanged(conversation)
