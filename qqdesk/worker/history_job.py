"""Long jobs on the history: deletion, export, import. The history's writer runs them step by step."""

import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO

from PySide6.QtCore import QCoreApplication, QLocale

from qqdesk.atomic_file import atomic_write, writing_into
from qqdesk.domain.body import File
from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.room import Room
from qqdesk.history import export_html, export_json, export_text
from qqdesk.history.contact_store import StoredProfile
from qqdesk.history.eraser import AFTER_RECALLS, BATCH_SIZE, Selection
from qqdesk.history.errors import HistoryError
from qqdesk.history.export_source import ExportOrder, ExportPerson, ExportSource, ExportTexts
from qqdesk.history.history import History
from qqdesk.history.import_json import ExportReader, ImportedItem
from qqdesk.worker.history_requests import ConversationChanged, ExportFormat, JobDone, JobProgressed, PeopleImported

Steps = Generator[object, None, None]

_MAX_REMOVED = 500
"""With more deleted keys in one conversation, it is reloaded instead."""
_IMPORT_STEP = 200
_WRITERS = {
    ExportFormat.TEXT: export_text.write,
    ExportFormat.HTML: export_html.write,
    ExportFormat.JSON: export_json.write,
}


class HistoryJob:
    """`quiet`: not requested by the user. The only answers are ConversationChanged."""

    def __init__(self, ticket: int, history: History, *, quiet: bool = False) -> None:
        self.ticket = ticket
        self.quiet = quiet
        self.cancelled = False
        self._history = history

    def run(self) -> Steps:
        """Yield answers, None after a step without one, and JobDone at the end, or raise.

        It checks `cancelled` at each step. Closing it at any step leaves nothing half done.
        """
        raise NotImplementedError


class DeletionJob(HistoryJob):
    def __init__(self, ticket: int, history: History, selection: Selection, *, quiet: bool = False) -> None:
        super().__init__(ticket, history, quiet=quiet)
        self._selection = selection

    def run(self) -> Steps:
        eraser = self._history.eraser
        is_resumed = self._selection.last_row is not None
        selection = eraser.start(self._selection)
        try:
            count, is_whole = yield from self._erase(selection)
            if not is_whole:
                selection = eraser.cancel(selection)
            if count or is_resumed:
                yield from eraser.clean_up()
            eraser.finish(selection)
        except BaseException as error:
            if self.cancelled or isinstance(error, HistoryError):
                # The window reports that it was cancelled or failed, so do not finish it at the next start.
                with suppress(HistoryError):
                    eraser.cancel(selection)
            raise
        yield JobDone(self.ticket, count, not is_whole)

    def _erase(self, selection: Selection) -> Generator[object, None, tuple[int, bool]]:
        """Delete the selected messages. Return their number, and whether all were deleted."""
        eraser = self._history.eraser
        rows: list[int] = []
        for found in eraser.find_rows(selection):
            rows += found
            yield None
            if self.cancelled:
                return 0, False
        removed: dict[ConversationId, list[str]] = {}
        count, first_redelivered, is_whole = 0, eraser.first_redelivered_row(), True
        try:
            for at in range(0, len(rows), BATCH_SIZE):
                if self.cancelled:
                    is_whole = False
                    break
                erased = eraser.erase(
                    rows[at : at + BATCH_SIZE], first_redelivered, one_by_one=bool(self._selection.keys)
                )
                count += len(erased)
                if files := [one.body.info.id for one in erased if isinstance(one.body, File)]:
                    self._history.local_files.remove_unused(files)
                for one in erased:
                    removed.setdefault(one.conversation, []).append(one.id)
                yield JobProgressed(self.ticket, min(at + BATCH_SIZE, len(rows)), len(rows))
        except HistoryError:
            yield from _removals(removed)
            raise
        yield from _removals(removed)
        return count, is_whole


class CleanUpJob(HistoryJob):
    """Delete the traces of messages that were taken back, and the copies of these files. The next start resumes it."""

    def __init__(self, history: History, files: list[str]) -> None:
        super().__init__(0, history, quiet=True)
        self._files = files

    def run(self) -> Steps:
        self._history.local_files.remove_unused(self._files)
        yield None
        yield from self._history.eraser.clean_up()
        self._history.eraser.finish(AFTER_RECALLS)


def _removals(removed: dict[ConversationId, list[str]]) -> Iterator[ConversationChanged]:
    for conversation, keys in removed.items():
        yield ConversationChanged(conversation, tuple(keys) if len(keys) <= _MAX_REMOVED else ())


class ExportJob(HistoryJob):
    def __init__(
        self,
        ticket: int,
        history: History,
        path: Path,
        format: ExportFormat,
        conversation: ConversationId | None,
        me: Me,
    ) -> None:
        """`conversation` None means all conversations."""
        super().__init__(ticket, history)
        self._path = path
        self._format = format
        self._conversation = conversation
        self._me = ExportPerson(me.number, me.nickname, me.face)

    def run(self) -> Steps:
        if self._path.exists() and self._path.samefile(self._history.path):
            raise HistoryError("An export cannot take the place of the history itself")
        is_text = self._format is ExportFormat.TEXT
        encoding, newline = (export_text.ENCODING, None) if is_text else ("utf-8", "\n")
        order = ExportOrder(self._me, self._conversation, time.time_ns() // 1_000_000, _export_texts())
        done = 0
        try:
            with (
                self._history.snapshots.open() as snapshot,
                writing_into(self._path.parent),
                atomic_write(self._path, encoding, newline) as file,
            ):
                source = ExportSource(snapshot, order)
                for done in _WRITERS[self._format](source, file):
                    if self.cancelled:
                        raise _CancelledError
                    yield JobProgressed(self.ticket, done, source.count)
        except _CancelledError:
            yield JobDone(self.ticket, 0, cancelled=True)
        else:
            yield JobDone(self.ticket, done)


class _CancelledError(Exception):
    pass


def _export_texts() -> ExportTexts:
    translate = QCoreApplication.translate
    return ExportTexts(
        QLocale().bcp47Name(),
        translate("Export", "Messages of {who}"),
        translate("Export", "Conversation with {who}"),
        translate("Export", "Exported on {time}. Times are those of this computer ({offset})."),
        translate("Export", "There are no messages."),
        translate("Export", "not sent yet"),
        translate("Export", "not sent"),
        translate("Export", "edited"),
        translate("Export", "[recalled]"),
    )


class ImportJob(HistoryJob):
    """The whole file is checked first, then imported in steps: an invalid file changes nothing."""

    def __init__(self, ticket: int, history: History, path: Path, number: int) -> None:
        """`number`: the account."""
        super().__init__(ticket, history)
        self._path = path
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
        while step := list(islice(items, _IMPORT_STEP)):
            yield step

    def _import(self, file: IO[bytes], total: int) -> Steps:
        count, people, changed = 0, dict[int, ExportPerson](), dict[ConversationId, None]()
        rooms: list[Room] = []
        try:
            for step in self._steps(file):
                messages = [item.value for item in step if isinstance(item.value, Message)]
                people |= {item.value.number: item.value for item in step if isinstance(item.value, ExportPerson)}
                rooms += [item.value for item in step if isinstance(item.value, Room)]
                new = self._history.import_messages(messages)
                if new:
                    count += new
                    changed |= dict.fromkeys(message.conversation for message in messages)
                yield JobProgressed(self.ticket, total // 2 + step[-1].read, total)
                if self.cancelled:
                    break
        except Exception:
            yield from _imports(people, rooms, changed)
            raise
        self._save_people(people)
        for room in rooms:
            self._history.rooms.add(room)
        yield from _imports(people, rooms, changed)
        yield JobDone(self.ticket, count, self.cancelled)

    def _save_people(self, people: dict[int, ExportPerson]) -> None:
        """Store nicknames and faces of people without a newer nickname."""
        known = self._history.contacts.load()
        self._history.contacts.save_profiles(
            StoredProfile(one.number, one.nickname, one.face)
            for one in people.values()
            if one.number not in known or not known[one.number].nickname
        )


def _imports(people: dict[int, ExportPerson], rooms: Iterable[Room], changed: Iterable[ConversationId]) -> Steps:
    found = (people.get(one.number, ExportPerson(one.number)) for one in changed if not one.is_room)
    yield PeopleImported(tuple(Contact(one.number, one.nickname, one.face) for one in found), tuple(rooms))
    for conversation in changed:
        yield ConversationChanged(conversation)
