"""The store of the desktop: the history file of one account at one place."""

import logging
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from qqdesk.domain.account_keys import AccountValues
from qqdesk.domain.connection import Security
from qqdesk.domain.contact import Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Incoming
from qqdesk.domain.message import Message
from qqdesk.engine.contact_list import people_of
from qqdesk.engine.snapshot import RosterSnapshot, SessionSnapshot
from qqdesk.history import remote_sign_out
from qqdesk.history.contact_store import StoredProfile
from qqdesk.history.errors import HistoryDamagedError, HistoryError
from qqdesk.history.history import History
from qqdesk.history.offline_login import OfflineLogin
from qqdesk.history.older_messages import add_last_of_rooms, add_log_page
from qqdesk.protocol.account_data import Block, Unblock
from qqdesk.protocol.codes import AddAnswer, Status
from qqdesk.protocol.commands import AnswerAdd, DeleteFromList, GetInfoReply, PresentContact
from qqdesk.protocol.log_commands import GetLog, GetLogReply
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Reply, Request
from qqdesk.protocol.room_commands import RoomEntry, RoomInfo, RoomInfoReply

_log = logging.getLogger(__name__)


class HistoryStore:
    """A Store. Call `close` after the loops have ended."""

    needs_place = True
    has_backlog = False

    def __init__(self, accounts: Path, number: int, offline_days: int = 30) -> None:
        """`accounts` has a folder for each number and place. `offline_days` is as in the settings."""
        self._accounts = accounts
        self._number = number
        self._offline_days = offline_days
        self._path: Path | None = None
        self._accepted_hash = ""
        self._acknowledgeable: dict[int, int] = {}
        self._lock = threading.Lock()
        """The two loops change `_acknowledgeable`."""
        self.history: History | None = None
        """None before the place is known and the password was accepted."""

    def close(self) -> None:
        if self.history is not None:
            self.history.close()
        if self._path is not None:
            try:
                remote_sign_out.finish(self._path)
            except HistoryError as error:
                _log.error("%s. The next sign-in tries again", error)

    # The password

    def open(self, place_id: str, password_hash: str, status: Status) -> SessionSnapshot | None:
        self._path = self._accounts / f"{self._number}@{place_id}" / "history.db"
        remote_sign_out.finish(self._path)
        login = OfflineLogin(self._path)
        if not login.is_available or not self._path.exists() or self.is_expired:
            return None
        # The hash and the file take tens of milliseconds each: do both at once.
        accepted: list[bool] = []
        check = threading.Thread(target=lambda: accepted.append(login.accepts(password_hash)), name="password check")
        check.start()
        try:
            self.history = History(self._path)
            try:
                snapshot = self._last_session(status)
            except HistoryDamagedError:
                snapshot = self._last_session(status)
        finally:
            check.join()
        if accepted != [True]:
            return None
        self._accepted_hash = password_hash
        return snapshot

    @property
    def has_password(self) -> bool:
        return self._path is not None and OfflineLogin(self._path).is_available

    @property
    def is_expired(self) -> bool:
        return self._path is not None and OfflineLogin(self._path).is_expired(self._offline_days)

    def accept_password(self, password_hash: str) -> None:
        if self._path is None:
            return
        self.history = self.history or History(self._path)
        if self._accepted_hash != password_hash:
            OfflineLogin(self._path).save(password_hash)
            self._accepted_hash = password_hash

    def refuse_password(self, password_hash: str) -> bool:
        if self._path is None:
            return False
        # The history was not opened if the last contact was too long ago.
        if self._accepted_hash != password_hash and not OfflineLogin(self._path).accepts(password_hash):
            return False
        self.revoke(erases=False)
        return True

    def revoke(self, *, erases: bool) -> bool:
        if self._path is None:
            return False
        if erases:
            try:
                remote_sign_out.request(self._path)
            except OSError as error:
                raise HistoryError(f"The history cannot be deleted: {error}") from error
        OfflineLogin(self._path).clear()
        self._accepted_hash = ""
        return remote_sign_out.is_requested(self._path)

    @property
    def damaged_file(self) -> str:
        return (
            ""
            if self.history is None or self.history.file.damaged_copy is None
            else str(self.history.file.damaged_copy)
        )

    # The start of a session

    def _last_session(self, status: Status) -> SessionSnapshot:
        cache = self._open_history.session_cache
        me, extended = cache.profile(self._number, status)
        return self.snapshot(me, extended, Security(), RosterSnapshot(cache.roster(), ()))

    def snapshot(self, me: Me, extended: bool, security: Security, roster: RosterSnapshot) -> SessionSnapshot:
        history = self._open_history
        requests = history.contacts.add_requests()
        last_messages = history.last_messages()
        conversations = (message.conversation for message in last_messages)
        people = (one.number for one in conversations if not one.is_room)
        strangers = (*people, *(request.number for request in requests))
        known, account = history.contacts.load(), AccountValues(history.account_values.load())
        notes = account.notes(person.number for person in known.values() if person.blocked)
        return SessionSnapshot(
            me,
            extended,
            security,
            people_of(roster, known, notes, strangers),
            tuple(last_messages),
            history.unread.counts(),
            tuple(requests),
            history.last_row,
            history.local_state.drafts(),
            tuple(history.rooms.load()),
            history.unread.writers(self._number),
            roster.own_faces,
            account,
        )

    def save_me(self, me: Me, *, extended: bool) -> None:
        self._open_history.session_cache.save_profile(me, extended=extended)

    def changed_people(self, rows: Iterable[PresentContact]) -> set[int]:
        return self._open_history.contacts.changed_profiles(map(_profile, rows))

    def save_roster(self, numbers: tuple[int, ...], changed: Sequence[PresentContact]) -> None:
        history = self._open_history
        history.session_cache.save_roster(numbers)
        if self._path is not None:
            OfflineLogin(self._path).note_contact()
        if changed:
            history.contacts.save_profiles(map(_profile, changed))

    # Messages

    def start_session(self, epoch: int | None, cursor: int) -> None:
        self._acknowledgeable = {}
        if epoch is not None:
            log = self._open_history.server_log
            log.start_session(epoch, cursor)
            self._acknowledgeable[0] = log.received_to

    def start_rooms(self, rooms: Sequence[RoomEntry]) -> list[ConversationId]:
        history = self._open_history
        history.rooms.apply_list(rooms)
        received_to = history.rooms.received_to()
        self._acknowledgeable |= {room.number: received_to.get(room.number, 0) for room in rooms}
        return add_last_of_rooms(history, rooms, self._number)

    def add_received(self, items: Sequence[Incoming], now: int) -> list[Incoming]:
        new = self._open_history.add_received(items, now)
        for item in items:
            self._acknowledge(item.log, item.server_id)
        return new

    def _acknowledge(self, log: int, id: int) -> None:
        with self._lock:
            self._acknowledgeable[log] = max(self._acknowledgeable.get(log, 0), id)

    @property
    def acknowledgeable(self) -> dict[int, int]:
        with self._lock:
            return dict(self._acknowledgeable)

    def put(self, message: Message, server_id: int | None = None) -> None:
        if self._open_history.put(message, server_id):
            self._acknowledge(message.conversation.log, server_id or 0)

    def unsent(self) -> list[Message]:
        return self._open_history.unsent()

    # Requests

    def apply_reply(self, request: Request, reply: Reply) -> None:
        history = self._open_history
        match request, reply:
            case AnswerAdd(answer=AddAnswer.GRANT | AddAnswer.REFUSE), _:
                history.contacts.remove_add_request(request.number)
            case DeleteFromList(), _:
                history.session_cache.remove_from_roster(request.number)
            case Block() | Unblock(), _:
                history.contacts.set_blocked({request.number: isinstance(request, Block)})
            case RoomInfo(), RoomInfoReply():
                history.rooms.apply_info(request.number, request.after or 0, reply)
            case GetLog(), GetLogReply():
                add_log_page(history, request, reply, self._number)
            case _, GetInfoReply():
                self.save_profiles([reply.profile])

    def save_profiles(self, profiles: Iterable[Profile]) -> None:
        self._open_history.contacts.save_profiles(
            StoredProfile(one.number, one.nickname, max(one.face, 0), one.signature, one.status_text)
            for one in profiles
        )

    @property
    def _open_history(self) -> History:
        if self.history is None:
            raise HistoryError("The history is not open")
        return self.history


def _profile(row: PresentContact) -> StoredProfile:
    return StoredProfile(row.number, row.nickname, max(row.face, 0), row.signature or "", row.status_text or "")
