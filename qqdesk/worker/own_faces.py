"""Own pictures as faces: which accounts have one, and setting mine. Runs in the main thread."""

import secrets
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.account_keys import OWN_FACE
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.local_files import LocalFiles
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.file_commands import FACE_PX, MAX_FACE_BYTES
from qqdesk.protocol.file_info import FileInfo, FileKind
from qqdesk.protocol.record import Done, Reply, Request
from qqdesk.protocol.room_commands import RoomInfoReply
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from qqdesk.worker.files import Files
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.pending_requests import PendingRequest
from qqdesk.worker.roster_state import RosterState


class OwnFaces(QObject):
    """`messenger.own_faces`. After a change the messenger emits `roster_changed` or `me_changed`."""

    _uploaded = Signal(object, object, object)  # PendingRequest, ModifyInfo, Problem or None; from the upload's thread

    def __init__(self, state: MessengerState, people: RosterState, files: Files) -> None:
        super().__init__(state)
        self._state, self._people, self._files = state, people, files
        self._wanted: set[str] = set()
        """The files that were requested in this session."""
        state.connection_changed.connect(self._on_connection_changed)
        files.changed.connect(self._on_file_changed)
        self._uploaded.connect(self._on_uploaded)

    def clear(self) -> None:
        self._wanted = set()

    @Slot(object)
    def _on_connection_changed(self, state: ConnectionState) -> None:
        if state.phase is ConnectionPhase.CONNECTED:
            self.fetch(self._state.me.number)

    def fetch(self, number: int) -> None:
        """Fetch the profile of an account, with the face that it has now."""
        session = self._state.session
        if session is not None and (session.client.has_files or session.client.has_changes):
            session.engine.sender.fetch_profiles((number,))

    def apply(self, request: Request, reply: Reply) -> None:
        """Learn from the reply to a request."""
        match request, reply:
            case ModifyInfo(), _:
                self.learn({self._state.me.number: request.own_face})
            case _, GetInfoReply():
                self.learn({reply.profile.number: reply.own_face})
            case _, RoomInfoReply():
                self.learn({member.number: member.own_face for member in reply.members})

    def learn(self, faces: Mapping[int, str | None]) -> None:
        """Remember the files of own faces by account, "" for no face. None changes nothing."""
        known = dict(self._ids)
        changed = {number: id for number, id in faces.items() if id is not None and id != known.get(number, "")}
        if not changed:
            return
        outdated = [known[number] for number in changed if number in known]
        session, local = self._state.session, self._files.local
        self._state.account.set_all(OWN_FACE, changed)
        if outdated and session is not None and local is not None:
            session.writer.write(partial(local.remove_unused, outdated))
        for number in changed:
            self._report(number)

    def _report(self, number: int) -> None:
        if number == self._state.me.number:
            self._state.me_changed.emit(self._state.me)
        else:
            self._people.report(number)

    @Slot(str)
    def _on_file_changed(self, id: str) -> None:
        if id in self._wanted:
            for number, face in self._ids.items():
                if face == id:
                    self._report(number)

    @property
    def _ids(self) -> dict[int, str]:
        """The files of own faces by account."""
        return self._state.account.items(OWN_FACE)

    def has_face(self, number: int) -> bool:
        return number in self._ids

    def path(self, number: int) -> Path | None:
        """Return the picture of an account. If this computer does not have it, download it and return None."""
        id = self._ids.get(number)
        path = self._files.path(id) if id else None
        if id and path is None and id not in self._wanted:
            self._wanted.add(id)
            self._files.download(_info(id, MAX_FACE_BYTES), ConversationId.person(number))
        return path

    # Mine

    def save(self, picture: bytes, changes: Mapping[str, str | int]) -> PendingRequest[Done]:
        """Upload a JPEG picture, then set it as my face, with other changes of my profile."""
        pending: PendingRequest[Done] = self._state.pending.create()
        session, local = self._state.session, self._files.local
        if session is None or local is None:
            self._state.pending.fail_soon(pending.ticket, Problem(ProblemKind.NOT_SUPPORTED))
            return pending
        info = _info(secrets.token_hex(16), len(picture))
        request = ModifyInfo(changes, own_face=info.id)
        upload = partial(session.engine.transfers.upload, info, partial(self._uploaded.emit, pending, request))
        stored = session.writer.write(partial(_store, local, info, picture))
        stored.then(self, lambda _: upload(), partial(self._state.pending.fail, pending.ticket))
        return pending

    def remove(self) -> PendingRequest[Done]:
        """Show my face of the numbered ones again."""
        return self._state.request(ModifyInfo({}, own_face=""))

    @Slot(object, object, object)
    def _on_uploaded(self, pending: PendingRequest[Done], request: ModifyInfo, problem: Problem | None) -> None:
        states = self._state.pending
        if problem is not None:
            states.fail(pending.ticket, problem)
            return
        done = self._state.request(request)
        done.then(self, partial(states.finish, pending.ticket), partial(states.fail, pending.ticket))


def _info(id: str, size: int) -> FileInfo:
    return FileInfo(id, size, FileKind.JPEG, FACE_PX, FACE_PX, "", "face.jpg")


def _store(local: LocalFiles, info: FileInfo, picture: bytes) -> None:
    path = local.copy_path(info)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    local.put(info.id, path)
