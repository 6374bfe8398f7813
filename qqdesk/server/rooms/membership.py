"""Who is in a room: create it, join, ask, invite, leave. Functions on a connection.

A room with members always has a keeper. Each change of a room is an entry of its log, and raises its revision.
"""

import contextlib
from dataclasses import dataclass, field

from qqdesk.protocol.codes import SYSTEM_NUMBER, AddAnswer, AddOutcome, Result
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.room_commands import (
    MAX_MEMBERS,
    MAX_ROOMS,
    MAX_ROOMS_OF_ONE,
    JoinRule,
    RoomChange,
    RoomRole,
)
from qqdesk.server.accounts import accounts, blocking, rosters
from qqdesk.server.delivery import cursors, delivery
from qqdesk.server.errors import RefusedError, no_such_room, no_such_user
from qqdesk.server.rooms import rooms
from qqdesk.server.rooms.rooms import IN_ROOM, Room
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import ROOMS

_ASK_AGAIN_MS = 24 * 3600 * 1000
"""The time after which a refused request or invitation may be repeated."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The result of a change: its outcome, the logs (inboxes and rooms) that got entries, and the accounts whose rooms
    changed."""

    outcome: AddOutcome = AddOutcome.ADDED
    logs: tuple[int, ...] = ()
    accounts: tuple[int, ...] = ()
    revision: int = 0
    number: int = 0
    """The room."""


@dataclass(slots=True)
class RoomEditor:
    """Changes one room in a transaction, on behalf of `actor`. The caller has checked what the actor may do.

    `now` in milliseconds. The methods raise RefusedError; then the transaction has to be rolled back.
    """

    db: Database
    room: Room
    actor: int
    now: int
    most_members: int = MAX_MEMBERS
    logs: set[int] = field(default_factory=set)
    accounts: set[int] = field(default_factory=set)

    @property
    def number(self) -> int:
        return self.room.number

    def role(self, account: int) -> RoomRole:
        return rooms.role(self.db, self.number, account)

    def record(self, change: RoomChange, key: int, value: str) -> int:
        """Append an entry to the log, and raise the revision. Return the id of the entry."""
        (revision,) = self.db.execute(
            "UPDATE rooms SET revision = revision + 1 WHERE number = ? RETURNING revision", (self.number,)
        ).fetchone()
        self.room = self.room._replace(revision=revision)
        text = f"{self.room.revision} {change:d} {key} {value}"
        self.logs.add(self.number)
        return delivery.append_to_room(self.db, self.number, MessageKind.ROOM_CHANGED, self.actor, text, self.now)

    def finish(self, outcome: AddOutcome = AddOutcome.ADDED) -> Changed:
        """Notify the other servers."""
        if self.accounts:
            self.db.notify(ROOMS, *sorted(self.accounts))
        return Changed(outcome, tuple(sorted(self.logs)), tuple(sorted(self.accounts)), self.room.revision, self.number)

    def add(self, account: int, role: RoomRole = RoomRole.MEMBER) -> None:
        """Put someone in who has the actor on the list; invite others. People who block the actor notice nothing."""
        if not accounts.exists(self.db, account):
            raise no_such_user()
        if blocking.has(self.db, account, self.actor):
            return
        if self.actor == SYSTEM_NUMBER or rosters.has(self.db, account, self.actor):
            self.join(account, role)
        else:
            self._invite(account)

    def join(self, account: int, role: RoomRole = RoomRole.MEMBER) -> None:
        """Make an account a member."""
        db, number = self.db, self.number
        count = rooms.count(db, number)
        if count >= self.most_members:
            raise room_full(self.most_members)
        if not count and rooms.used(db) >= MAX_ROOMS:
            raise RefusedError(Result.REFUSED_BY_SERVER, f"the server has {MAX_ROOMS} rooms already")
        if not self.room.revision:
            role = RoomRole.ADMIN  # of a room that the operator makes
        if len(rooms.numbers(db, account)) >= MAX_ROOMS_OF_ONE:
            raise RefusedError(Result.REFUSED_BY_SERVER, f"{account} is in {MAX_ROOMS_OF_ONE} rooms already")
        last = delivery.last_seq(db, number)
        (silent_until,) = db.execute(
            "SELECT coalesce(max(silent_until), 0) FROM memberships WHERE room = ? AND account = ?", (number, account)
        ).fetchone()
        if self.room.shows_past:
            # The new membership includes the earlier ones.
            db.execute("DELETE FROM memberships WHERE room = ? AND account = ?", (number, account))
        self.forget_request(account)
        join_seq = self.record(RoomChange.MEMBER, account, str(int(role)))
        db.execute(
            "INSERT INTO memberships (room, account, after_seq, join_seq, role, silent_until) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (number, account, 0 if self.room.shows_past else last, join_seq, int(role), silent_until),
        )
        cursors.start_in_room(db, account, number, last)
        self._note(account, MessageKind.ROOM_JOINED)
        self.accounts.add(account)
        if not count and role is RoomRole.MEMBER:
            self.set_role(account, RoomRole.ADMIN)

    def leave(self, account: int) -> None:
        """End a membership. The longest member becomes keeper if there is no other."""
        last = delivery.last_seq(self.db, self.number)
        self.db.execute(
            "UPDATE memberships SET to_seq = ? WHERE room = ? AND account = ? AND to_seq IS NULL",
            (last, self.number, account),
        )
        self.record(RoomChange.MEMBER, account, str(int(RoomRole.NONE)))
        self._note(account, MessageKind.ROOM_LEFT)
        self.accounts.add(account)
        if not rooms.count(self.db, self.number):
            self._close_requests()
        elif not rooms.keepers(self.db, self.number):
            self.set_role(rooms.longest_member(self.db, self.number), RoomRole.ADMIN)

    def set_role(self, account: int, role: RoomRole) -> None:
        """Change the role of a member."""
        was = self.role(account)
        self.db.execute(
            "UPDATE memberships SET role = ? WHERE room = ? AND account = ? AND to_seq IS NULL",
            (int(role), self.number, account),
        )
        self.record(RoomChange.MEMBER, account, f"{role:d} {was:d}")
        self.accounts.add(account)

    def silence(self, account: int, until: int) -> None:
        """Let a member write again at the time `until`, in milliseconds; 0: at once."""
        changed = self.db.execute(
            "UPDATE memberships SET silent_until = ? "
            "WHERE room = ? AND account = ? AND to_seq IS NULL AND silent_until != ?",
            (until, self.number, account, until),
        )
        if changed.rowcount:
            self.record(RoomChange.SILENT, account, str(until))
            self.accounts.add(account)
        elif self.role(account) not in IN_ROOM:
            raise no_such_user()

    def set_column(self, change: RoomChange, column: str, value: str | int) -> None:
        """Change a column of the room."""
        if getattr(self.room, column) == value:
            return
        self.db.execute(f"UPDATE rooms SET {column} = ? WHERE number = ?", (value, self.number))
        if change is RoomChange.NOTICE:
            author, time = (self.actor, self.now) if value else (0, 0)
            self.db.execute(
                "UPDATE rooms SET notice_author = ?, notice_time = ? WHERE number = ?", (author, time, self.number)
            )
        self.record(change, 0, str(value))
        self.room = _find(self.db, self.number)

    def ask(self, account: int, reason: str) -> None:
        """Store a request to join, and show it to the keepers. A repeat changes nothing."""
        if self.role(account) is RoomRole.ASKING:
            return
        if self._refused_by(account) not in (None, account):
            raise RefusedError(Result.NOT_ALLOWED, "your last request was refused; ask again after a day")
        self._store_request(account, RoomRole.ASKING, account, reason)
        for keeper in rooms.keepers(self.db, self.number):
            self._send(keeper, MessageKind.ROOM_ASKED, f"{account} {reason}")

    def refuse_asker(self, account: int) -> None:
        self._store_request(account, RoomRole.NONE, self.actor, "")
        self._send(account, MessageKind.REQUEST_REFUSED, "")

    def decline(self, account: int) -> None:
        """End an invitation: the account does not accept it, or it is withdrawn."""
        self._store_request(account, RoomRole.NONE, self.actor, "")
        self._note(account, MessageKind.ROOM_LEFT)
        self.accounts.add(account)

    def _invite(self, account: int) -> None:
        """Invite an account, at most once a day if it declines."""
        if self.role(account) is RoomRole.INVITED or self._refused_by(account) == account:
            return
        self._store_request(account, RoomRole.INVITED, self.actor, "")
        self._send(account, MessageKind.ROOM_INVITED, f"{self.actor} {self.room.name}")
        self.accounts.add(account)

    def _refused_by(self, account: int) -> int | None:
        """Return who refused the last request or invitation of an account, if that was within a day."""
        row = self.db.execute(
            "SELECT actor, created FROM room_asks WHERE room = ? AND account = ? AND role = ?",
            (self.number, account, int(RoomRole.NONE)),
        ).fetchone()
        if row is None:
            return None
        actor, time = row
        return actor if 0 <= self.now - time < _ASK_AGAIN_MS else None  # the clock may have been ahead

    def _store_request(self, account: int, role: RoomRole, actor: int, reason: str) -> None:
        self.db.execute(
            "INSERT INTO room_asks (room, account, role, actor, reason, created) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (room, account) DO UPDATE SET role = excluded.role, actor = excluded.actor, "
            "reason = excluded.reason, created = excluded.created",
            (self.number, account, int(role), actor, reason, self.now),
        )

    def forget_request(self, account: int) -> None:
        """Delete a request to join, or an invitation."""
        self.db.execute("DELETE FROM room_asks WHERE room = ? AND account = ?", (self.number, account))

    def _close_requests(self) -> None:
        """Delete the requests to join a room without members, and its invitations."""
        rows = self.db.execute("SELECT account FROM room_asks WHERE room = ?", (self.number,)).fetchall()
        self.accounts.update(account for (account,) in rows)
        self.db.execute("DELETE FROM room_asks WHERE room = ?", (self.number,))

    def _note(self, account: int, kind: MessageKind) -> None:
        """Append to an inbox what every device of the account has to know."""
        delivery.append(self.db, account, kind, self.number, f"{self.actor} {self.room.name}", self.now)
        self.logs.add(account)

    def _send(self, account: int, kind: MessageKind, text: str) -> None:
        with contextlib.suppress(RefusedError):  # the mailbox is full
            delivery.append(self.db, account, kind, self.number, text, self.now, limited=True)
            self.logs.add(account)


def edit(db: Database, number: int, actor: int, now: int, most_members: int = MAX_MEMBERS) -> RoomEditor:
    """Return the editor of a room. Raises RefusedError if there is no such room."""
    return RoomEditor(db, _find(db, number), actor, now, most_members)


def create_room(
    db: Database,
    maker: int,
    name: str,
    now: int,
    *,
    face: int = 0,
    join_rule: JoinRule = JoinRule.CLOSED,
    people: tuple[int, ...] = (),
    client_id: bytes | None = None,
    most_members: int = MAX_MEMBERS,
) -> Changed:
    """Create a room. Its maker becomes keeper; for the operator (SYSTEM_NUMBER) the first of `people` does.

    A repeat with the same client id returns the same room.
    """
    if client_id is not None:
        room = rooms.made_by(db, maker, client_id)
        if room is not None:
            return Changed(revision=room.revision, number=room.number)
    number = accounts.next_number(db)
    db.execute(
        "INSERT INTO rooms (number, maker, client_id, name, face, join_rule, revision, created) "
        "VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
        (number, maker, client_id, name, face, int(join_rule), now),
    )
    delivery.open_inbox(db, number)
    editor = edit(db, number, maker, now, most_members)
    if maker != SYSTEM_NUMBER:
        editor.join(maker, RoomRole.ADMIN)
    for account in dict.fromkeys(people):
        if account != maker:
            editor.add(account)
    return editor.finish()


def join(
    db: Database, me: int, number: int, now: int, *, is_invited: bool = False, most_members: int = MAX_MEMBERS
) -> Changed:
    """Join a room if its rule allows it, a member invites me, or I have an invitation (`is_invited`)."""
    editor = edit(db, number, me, now, most_members)
    role = editor.role(me)
    if role in IN_ROOM:
        return Changed(number=number)
    outcome = AddOutcome.ADDED if is_invited or role is RoomRole.INVITED else _outcome(editor)
    if outcome is AddOutcome.ADDED:
        editor.join(me)
    return editor.finish(outcome)


def ask(db: Database, me: int, number: int, reason: str, now: int, most_members: int = MAX_MEMBERS) -> Changed:
    """Ask the keepers to admit me. If no consent is needed, join."""
    changed = join(db, me, number, now, most_members=most_members)
    if changed.outcome is AddOutcome.NOBODY:
        raise RefusedError(Result.NOT_ALLOWED, "the room is closed")
    if changed.outcome is AddOutcome.ADDED:
        return changed
    editor = edit(db, number, me, now, most_members)
    editor.ask(me, reason)
    return editor.finish(changed.outcome)


def answer(db: Database, me: int, number: int, answer: AddAnswer, now: int, most_members: int = MAX_MEMBERS) -> Changed:
    """Accept or decline an invitation. Repeating an answer changes nothing."""
    editor = edit(db, number, me, now, most_members)
    role = editor.role(me)
    if role is RoomRole.INVITED:
        if answer is AddAnswer.GRANT:
            editor.join(me)
        else:
            editor.decline(me)
    elif (role in IN_ROOM) is not (answer is AddAnswer.GRANT):
        raise RefusedError(Result.NOT_ALLOWED, "the room does not invite you")
    return editor.finish()


def leave(db: Database, me: int, number: int, now: int) -> Changed:
    """Leave a room, or withdraw a request. Someone who is not in the room changes nothing."""
    editor = edit(db, number, me, now)
    role = editor.role(me)
    if role in IN_ROOM:
        editor.leave(me)
    elif role is RoomRole.INVITED:
        editor.decline(me)
    elif role is RoomRole.ASKING:
        editor.forget_request(me)
    return editor.finish()


def leave_all(db: Database, account: int, now: int) -> Changed:
    """Let an account that is about to be deleted leave its rooms."""
    changes = [leave(db, account, number, now) for number in rooms.numbers(db, account)]
    return Changed(
        logs=tuple(log for one in changes for log in one.logs),
        accounts=tuple(number for one in changes for number in one.accounts),
    )


def room_full(most_members: int) -> RefusedError:
    return RefusedError(Result.REFUSED_BY_SERVER, f"a room has at most {most_members} members")


def _find(db: Database, number: int) -> Room:
    room = rooms.find(db, number)
    if room is None:
        raise no_such_room()
    return room


def _outcome(editor: RoomEditor) -> AddOutcome:
    rule = editor.room.join_rule
    if rule is JoinRule.ASK and not rooms.keepers(editor.db, editor.number):
        return AddOutcome.NOBODY
    return AddOutcome(rule)
