"""Contact lists and consent: functions on a connection.

A function that changes a list also writes the notices to the mailboxes in the same transaction, and returns which
mailboxes changed.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from qqdesk.protocol.codes import CAME_IN, AddAnswer, AddOutcome, EndReason, Result
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.accounts import accounts, blocking, shared_roster
from qqdesk.server.delivery import delivery
from qqdesk.server.errors import RefusedError, no_such_user, not_signed_in
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import LIST

_ASK_AGAIN_MS = 24 * 3600 * 1000
"""The time after which a contact request may be repeated."""
_MOST_LISTED = 500
"""Requests in one reply, which is below 1 MiB with the longest reasons."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The result of a change: its outcome, the mailboxes that got a notice, and the new (owner, contact) pairs."""

    outcome: AddOutcome = AddOutcome.ADDED
    mailboxes: tuple[int, ...] = ()
    lists: tuple[tuple[int, int], ...] = field(default=())


def page(db: Database, owner: int, after: int, limit: int) -> list[tuple[int, bool]]:
    """Return at most `limit` contacts above `after`, ascending, and whether each is there by an introduction only."""
    rows = db.execute(
        "SELECT contact, is_member FROM contacts WHERE owner = ? AND contact > ? ORDER BY contact LIMIT ?",
        (owner, after, limit),
    )
    return [(contact, bool(is_member)) for contact, is_member in rows.fetchall()]


def watchers(db: Database, contact: int) -> list[int]:
    """Return the owners of the lists with this contact, except those whom the contact blocked."""
    rows = db.execute(
        "SELECT owner FROM contacts WHERE contact = ? AND NOT EXISTS "
        "(SELECT 1 FROM blocks WHERE blocks.owner = contacts.contact AND blocks.blocked = contacts.owner)",
        (contact,),
    )
    return [row[0] for row in rows.fetchall()]


def has(db: Database, owner: int, contact: int) -> bool:
    row = db.execute("SELECT 1 FROM contacts WHERE owner = ? AND contact = ?", (owner, contact)).fetchone()
    return row is not None


def strangers(db: Database, me: int, among: Sequence[int]) -> frozenset[int]:
    """Return which of `among` are not on my list."""
    if not among:
        return frozenset()
    marks = ", ".join("?" * len(among))
    rows = db.execute(f"SELECT contact FROM contacts WHERE owner = ? AND contact IN ({marks})", (me, *among))
    return frozenset(among) - {row[0] for row in rows.fetchall()}


def are_linked(db: Database, one: int, other: int) -> bool:
    """Whether either has the other on their list."""
    return has(db, one, other) or has(db, other, one)


def delete(db: Database, owner: int, contact: int) -> None:
    if not accounts.exists(db, contact):
        raise no_such_user()
    db.execute("DELETE FROM roster WHERE owner = ? AND contact = ?", (owner, contact))
    shared_roster.exclude(db, owner, contact)


def add(db: Database, me: int, other: int, now: int) -> Changed:
    """Add `other` to my list if no consent is needed."""
    if shared_roster.reinclude(db, me, other):
        return Changed(lists=((me, other),))
    outcome = _outcome(db, me, other)
    if outcome is not AddOutcome.ADDED or has(db, me, other):
        return Changed(outcome)
    return _put(db, me, other, now)


def ask(db: Database, me: int, other: int, reason: str, now: int) -> Changed:
    """Send a contact request to `other`. If no consent is needed, add them, and notify me as if they had agreed. If
    they ask me, grant that first: it is the answer "add as a friend" of old clients.

    `other` gets at most one request of mine a day. A repeat of an open request changes nothing; a repeat within a day
    of a refusal is refused, which reveals no more than the refusal did.
    """
    if shared_roster.reinclude(db, me, other):
        return Changed(lists=((me, other),))
    granted = answer(db, me, other, AddAnswer.GRANT, reason, now) if _asks(db, other, me) else Changed()
    outcome = _outcome(db, me, other)
    if outcome is AddOutcome.ADDED:
        if has(db, me, other):
            return granted
        changed = _put(db, me, other, now)
        delivery.append(db, me, MessageKind.REQUEST_GRANTED, other, "", now)
        return Changed(mailboxes=(*granted.mailboxes, *changed.mailboxes, me), lists=(*granted.lists, *changed.lists))
    if outcome is AddOutcome.NOBODY:
        raise RefusedError(Result.NOT_ALLOWED, "they let nobody add them")
    row = db.execute("SELECT answer, changed FROM requests WHERE asker = ? AND asked = ?", (me, other)).fetchone()
    if row is not None and 0 <= now - row[1] < _ASK_AGAIN_MS:  # the clock may have been ahead
        if row[0] is None:
            # Do not deliver the new reason: it would be another text to a stranger.
            return Changed(outcome)
        if row[0] == AddAnswer.REFUSE:
            raise RefusedError(Result.NOT_ALLOWED, "they refused your last request; ask again after a day")
    db.execute(
        "INSERT INTO requests (asker, asked, reason, answer, changed) VALUES (?, ?, ?, NULL, ?) "
        "ON CONFLICT (asker, asked) DO UPDATE SET reason = excluded.reason, answer = NULL, changed = excluded.changed",
        (me, other, reason, now),
    )
    delivery.append(db, other, MessageKind.ADD_REQUEST, me, reason, now, limited=True)
    return Changed(outcome, (other,))


def answer(db: Database, me: int, asker: int, answer: AddAnswer, reason: str, now: int) -> Changed:
    """Grant or refuse the request of `asker`. Repeating an answer changes nothing."""
    if not accounts.exists(db, asker):
        raise no_such_user()
    row = db.execute("SELECT answer FROM requests WHERE asker = ? AND asked = ?", (asker, me)).fetchone()
    if row is not None and row[0] == answer:
        return Changed()
    if row is None or row[0] is not None:
        raise RefusedError(Result.NOT_ALLOWED, "they did not ask")
    _store_answer(db, asker, me, answer, now)
    delivery.append(db, me, MessageKind.ANSWERED, asker, str(int(answer)), now)
    if answer is AddAnswer.REFUSE:
        delivery.append(db, asker, MessageKind.REQUEST_REFUSED, me, reason, now)
        return Changed(mailboxes=(asker, me))
    db.execute("INSERT INTO grants (giver, receiver) VALUES (?, ?) ON CONFLICT DO NOTHING", (me, asker))
    added = db.execute("INSERT INTO roster (owner, contact) VALUES (?, ?) ON CONFLICT DO NOTHING", (asker, me))
    new = added.rowcount == 1
    delivery.append(db, asker, MessageKind.REQUEST_GRANTED, me, reason, now)
    # A blocked asker may be accepted, but still does not see my presence.
    return Changed(mailboxes=(asker, me), lists=((asker, me),) if new and not blocking.has(db, me, asker) else ())


def _asks(db: Database, asker: int, asked: int) -> bool:
    """Whether a request of `asker` is open."""
    row = db.execute(
        "SELECT 1 FROM requests WHERE asker = ? AND asked = ? AND answer IS NULL", (asker, asked)
    ).fetchone()
    return row is not None


def open_requests(db: Database, me: int) -> list[tuple[int, int, str]]:
    """Return the asker, time and reason of the latest open requests to me, oldest first."""
    rows = db.execute(
        "SELECT asker, changed, reason FROM requests WHERE asked = ? AND answer IS NULL "
        "ORDER BY changed DESC, asker DESC LIMIT ?",
        (me, _MOST_LISTED),
    )
    return rows.fetchall()[::-1]


def connect(db: Database, inviter: int, newcomer: int, now: int) -> Changed:
    """Put a new account and its inviter on each other's lists, as if both had agreed."""
    db.execute("INSERT INTO grants (giver, receiver) VALUES (?, ?), (?, ?)", (inviter, newcomer, newcomer, inviter))
    db.execute("INSERT INTO roster (owner, contact) VALUES (?, ?), (?, ?)", (inviter, newcomer, newcomer, inviter))
    with contextlib.suppress(RefusedError):  # the mailbox is full
        delivery.append(db, inviter, MessageKind.ADDED_ME, newcomer, CAME_IN, now, limited=True)
    db.notify(LIST, inviter)
    return Changed(mailboxes=(inviter,), lists=((inviter, newcomer), (newcomer, inviter)))


def _outcome(db: Database, me: int, other: int) -> AddOutcome:
    """The consent rule: return whether I may add `other`. Raises RefusedError."""
    if me == other:
        raise RefusedError(Result.REFUSED_BY_SERVER, "nobody is on their own list")
    allow = accounts.allow(db, other)
    if allow is None:
        raise no_such_user()
    if not accounts.exists(db, me):
        # The account was deleted while the request ran.
        raise not_signed_in(EndReason.ENDED_BY_OPERATOR)
    if blocking.has(db, other, me):
        return AddOutcome.NOBODY
    if has(db, me, other):
        return AddOutcome.ADDED
    if allow == AddOutcome.ADDED or _granted(db, me, other):
        return AddOutcome.ADDED
    return AddOutcome(allow)


def _granted(db: Database, one: int, other: int) -> bool:
    """Whether one of them has consented before. Consent is mutual and permanent, unless a block overrides it."""
    row = db.execute(
        "SELECT 1 FROM grants WHERE giver = ? AND receiver = ? "
        "UNION ALL SELECT 1 FROM grants WHERE giver = ? AND receiver = ? LIMIT 1",
        (one, other, other, one),
    ).fetchone()
    return row is not None


def _put(db: Database, me: int, other: int, now: int) -> Changed:
    db.execute("INSERT INTO roster (owner, contact) VALUES (?, ?)", (me, other))
    # Adding answers an open request.
    _store_answer(db, me, other, AddAnswer.GRANT, now)
    delivery.append(db, other, MessageKind.ADDED_ME, me, "", now, limited=True)
    return Changed(mailboxes=(other,), lists=((me, other),))


def _store_answer(db: Database, asker: int, asked: int, answer: AddAnswer, now: int) -> None:
    db.execute(
        "UPDATE requests SET answer = ?, changed = ? WHERE asker = ? AND asked = ? AND answer IS NULL",
        (int(answer), now, asker, asked),
    )
