"""What an administrator sees and does at the place of the session. Runs in the main thread."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.client.errors import PlacesFileError
from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.protocol.admin_commands import (
    BackUp,
    ChangePerson,
    ChangePlace,
    DeleteRoom,
    GetPlace,
    GetPlaceLog,
    GetPlaceLogReply,
    Invites,
    ListAdministrators,
    ListAdministratorsReply,
    ListPeople,
    ListPeopleReply,
    ListPlaceRooms,
    ListPlaceRoomsReply,
    LogLine,
    MakeResetCode,
    MakeResetCodeReply,
    NotifyAll,
    NotifyAllReply,
    Person,
    PersonAction,
    PlaceReply,
    PlaceRoom,
)
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.protocol.place_commands import ListedInvitation, ListInvitationsReply
from qqdesk.protocol.record import Done, Reply, RequestFor
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.backup_copy import BackupCopy
from qqdesk.worker.invitations import Invitations
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.own_faces import OwnFaces
from qqdesk.worker.pending_requests import PendingRequest

_log = logging.getLogger(__name__)

BACKUP_MS = 1000
"""The interval of the requests while a backup runs."""

R = TypeVar("R", bound=Reply)


class PlaceAdmin(QObject):
    """`messenger.admin`. The values of the last refresh stay while the connection is lost."""

    is_allowed_changed = Signal()
    place_changed = Signal()
    people_changed = Signal()
    rooms_changed = Signal()
    invitations_changed = Signal()
    log_changed = Signal()
    refresh_failed = Signal(object)  # Problem

    def __init__(
        self, state: MessengerState, invitations: Invitations, places: KnownPlaces, own_faces: OwnFaces
    ) -> None:
        super().__init__(state)
        self._state, self._invitations, self._places, self._own_faces = state, invitations, places, own_faces
        self._backup_timer = QTimer(self, singleShot=True, interval=BACKUP_MS)
        self._backup_timer.timeout.connect(self._fetch_place)
        self._copy: BackupCopy | None = None
        self._reset()
        state.connection_changed.connect(self._on_connection_changed)
        invitations.place_changed.connect(self._update_allowed)

    def _reset(self) -> None:
        self.notice_draft = ""
        """The text of a notice to all that was not sent yet."""
        self.is_allowed = False
        """See `is_admin` and `is_private`."""
        self.place: PlaceReply | None = None
        self.as_of = 0
        """The time of the last PlaceReply, in milliseconds since 1970."""
        self.people: tuple[Person, ...] = ()
        self.rooms: tuple[PlaceRoom, ...] = ()
        self.invitations: tuple[ListedInvitation, ...] = ()
        self.log: tuple[LogLine, ...] = ()
        """The newest first."""
        self.is_log_whole = False
        """There are no lines older than those of `log`."""
        self._is_known = False
        self.open_requests = 0
        """The requests of the refresh that runs. Another one follows it."""
        self._is_outdated = self._awaits_log = False
        self._backup_timer.stop()

    def clear(self) -> None:
        """Forget everything of the last session."""
        was_allowed = self.is_allowed
        if self._copy is not None and not self._copy.is_over:
            self._copy.close()
        self._copy = None
        self._reset()
        if was_allowed:
            self.is_allowed_changed.emit()

    @property
    def is_connected(self) -> bool:
        return self._state.connection.phase is ConnectionPhase.CONNECTED

    @Slot()
    def _on_connection_changed(self) -> None:
        self._update_allowed()
        if self.is_connected and not self._is_known and self._invitations.place.id:
            self._is_known = True
            self._state.request(ListAdministrators()).then(self, self._remember_administrators)

    @property
    def is_admin(self) -> bool:
        """Whether I am an administrator of the place."""
        return self._invitations.place.is_admin

    @property
    def is_private(self) -> bool:
        """Whether the connection is encrypted or stays on this computer."""
        return self._state.security.encrypted or self._state.security.on_this_computer

    @Slot()
    def _update_allowed(self) -> None:
        is_allowed = self.is_admin and self.is_private
        if is_allowed != self.is_allowed:
            self.is_allowed = is_allowed
            self.is_allowed_changed.emit()

    def _remember_administrators(self, reply: ListAdministratorsReply) -> None:
        """Keep the names of the administrators for the sign-in page."""
        names = tuple(one.nickname or str(one.number) for one in reply.administrators)
        try:
            place = self._places.by_id(self._invitations.place.id)
            if place is not None:
                self._places.remember(replace(place, administrators=names))
        except PlacesFileError as error:
            _log.warning("%s", error)

    # Fetching

    @Slot()
    def refresh(self) -> None:
        """Fetch everything. A refresh during another one follows it."""
        if not self.is_connected or not self.is_allowed:
            return
        if self.open_requests:
            self._is_outdated = True
            return
        self._fetch_place()
        self._fetch_people(())
        self._fetch(self._state.request(ListPlaceRooms()), self._apply_rooms)
        self._fetch(self._state.request(GetPlaceLog()), self._apply_log)
        self._fetch(self._invitations.refresh(), self._apply_invitations)

    def _fetch(self, pending: PendingRequest[R], apply: Callable[[R], object]) -> None:
        self.open_requests += 1

        def done(reply: R) -> None:
            apply(reply)
            self._end_request()

        pending.then(self, done, self._on_failed)

    def _end_request(self) -> None:
        self.open_requests -= 1
        if not self.open_requests and self._is_outdated:
            self._is_outdated = False
            self.refresh()

    def _on_failed(self, problem: Problem) -> None:
        if problem.kind is ProblemKind.NOT_ALLOWED:
            self._invitations.follow_rights(is_admin=False)
        else:
            self.refresh_failed.emit(problem)
        self._end_request()

    @Slot()
    def _fetch_place(self) -> None:
        self._fetch(self._state.request(GetPlace()), self._apply_place)

    def _apply_place(self, reply: PlaceReply) -> None:
        self.place, self.as_of = reply, self._state.clock.now()
        if reply.backup_percent is not None:
            self._backup_timer.start()
        self.place_changed.emit()

    def _fetch_people(self, before: tuple[Person, ...]) -> None:
        after = before[-1].number if before else 0
        self._fetch(self._state.request(ListPeople(after)), lambda reply: self._apply_people(before, reply))

    def _apply_people(self, before: tuple[Person, ...], reply: ListPeopleReply) -> None:
        people = (*before, *reply.people)
        self._own_faces.learn({one.number: one.own_face for one in reply.people})
        if not reply.is_whole and reply.people:
            self._fetch_people(people)
        elif people != self.people:
            self.people = people
            self.people_changed.emit()

    def _apply_rooms(self, reply: ListPlaceRoomsReply) -> None:
        if reply.rooms != self.rooms:
            self.rooms = reply.rooms
            self.rooms_changed.emit()

    def _apply_invitations(self, reply: ListInvitationsReply) -> None:
        if reply.invitations != self.invitations:
            self.invitations = reply.invitations
            self.invitations_changed.emit()

    def _apply_log(self, reply: GetPlaceLogReply) -> None:
        """Keep the older lines if they follow the new ones without a gap."""
        newest = {line.id for line in reply.lines}
        is_joined = any(line.id in newest for line in self.log)
        oldest = min(newest, default=0)
        older = tuple(line for line in self.log if line.id < oldest) if is_joined else ()
        if not older:
            self.is_log_whole = reply.is_whole
        self._set_log((*reply.lines, *older))

    def _set_log(self, lines: tuple[LogLine, ...]) -> None:
        if lines != self.log:
            self.log = lines
            self.log_changed.emit()

    def load_older_log(self) -> None:
        """Append older lines to `log`."""
        if self.is_log_whole or not self.log or self._awaits_log:
            return
        self._awaits_log = True
        self._state.request(GetPlaceLog(self.log[-1].id)).then(self, self._append_log, self._on_no_older_log)

    def _append_log(self, reply: GetPlaceLogReply) -> None:
        self._awaits_log = False
        self.is_log_whole = reply.is_whole
        oldest = self.log[-1].id if self.log else 0
        self._set_log((*self.log, *(line for line in reply.lines if line.id < oldest)))

    def _on_no_older_log(self, problem: Problem) -> None:
        self._awaits_log = False
        self.refresh_failed.emit(problem)

    def list_people(self) -> PendingRequest[ListPeopleReply]:
        """Fetch the people with the lowest numbers, without a change of `people`."""
        return self._state.request(ListPeople())

    # Actions, each followed by a refresh

    def _act(self, request: RequestFor[R]) -> PendingRequest[R]:
        pending = self._state.request(request)
        pending.then(self, lambda _: self.refresh(), lambda _: self.refresh())
        return pending

    def change_person(self, number: int, action: PersonAction) -> PendingRequest[Done]:
        return self._act(ChangePerson(number, action))

    def make_reset_code(self, number: int) -> PendingRequest[MakeResetCodeReply]:
        """Create a code for a new password."""
        return self._act(MakeResetCode(number))

    def change_place(
        self,
        *,
        name: str | None = None,
        registration: RegistrationMode | None = None,
        invites: Invites | None = None,
        most_file_bytes: int | None = None,
        shares_roster: bool | None = None,
        nightly_backups: bool | None = None,
        most_files: int | None = None,
    ) -> PendingRequest[Done]:
        """Change settings; None leaves a setting as it is."""
        return self._act(
            ChangePlace(name, registration, invites, most_file_bytes, shares_roster, nightly_backups, most_files)
        )

    def back_up(self) -> PendingRequest[Done]:
        """Start a backup. `place` has its progress."""
        return self._act(BackUp())

    def save_copy(self, folder: Path) -> BackupCopy:
        """Save the latest backup of the place in a folder of this computer. There is a session."""
        session = self._state.session
        assert session is not None
        self._copy = BackupCopy(session.client, folder, self)
        self._copy.saved.connect(self.refresh)
        return self._copy

    def stop_backup(self) -> PendingRequest[Done]:
        return self._act(BackUp(stops=True))

    def notify_all(self, text: str) -> PendingRequest[NotifyAllReply]:
        return self._act(NotifyAll(text))

    def delete_room(self, number: int) -> PendingRequest[Done]:
        return self._act(DeleteRoom(number))
