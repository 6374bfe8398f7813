"""Contact lists, and the consent that they need: plain functions on a connection.

Those that change something run in one operation of the store, together with what they put into mailboxes, and say
which mailboxes that were.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qqdesk.protocol.codes import AddAnswer, AddOutcome, EndReason, MessageKind, Result
from qqdesk.server.accounts import accounts, blocking
from qqdesk.server.delivery import mailbox
from qqdesk.server.errors import RefusedError, no_such_user, not_signed_in
from qqdesk.server.storage.interface import Database

_ASK_AGAIN_MS = 24 * 3600 * 1000
"""The time after which the same person may be asked again."""


@dataclass(frozen=True, slots=True)
class Changed:
    """`outcome` is an AddOutcome; `mailboxes` are those that got something.

    `lists` are the new entries: whose list, and who came onto it.
    """

    outcome: AddOutcome = AddOutcome.ADDED
    mailboxes: tuple[int, ...] = ()
    lists: tuple[tuple[int, int], ...] = field(default=())


def page(db: Database, owner: int, after: int, limit: int) -> list[int]:
    """At most `limit` contacts with higher numbers than `after`, ascending."""
    rows = db.execute(
        "SELECT contact FROM roster WHERE owner = ? AND contact > ? ORDER BY contact LIMIT ?", (owner, after, limit)
    )
    return [row[0] for row in rows.fetchall()]


def watchers(db: Database, contact: int) -> list[int]:
    """Everybody who has this user on their list, but those whom the user blocked."""
    rows = db.execute(
        "SELECT owner FROM roster WHERE contact = ? AND NOT EXISTS "
        "(SELECT 1 FROM blocks WHERE blocks.owner = roster.contact AND blocks.blocked = roster.owner)",
        (contact,),
    )
    return [row[0] for row in rows.fetchall()]


def has(db: Database, owner: int, contact: int) -> bool:
    row = db.execute("SELECT 1 FROM roster WHERE owner = ? AND contact = ?", (owner, contact)).fetchone()
    return row is not None


def may_write(db: Database, one: int, other: int) -> bool:
    """Whether either has the other on their list, and `other` has not blocked `one`."""
    row = db.execute(
        "SELECT 1 FROM roster WHERE owner = ? AND contact = ? "
        "UNION ALL SELECT 1 FROM roster WHERE owner = ? AND contact = ? LIMIT 1",
        (one, other, other, one),
    ).fetchone()
    return row is not None and not blocking.has(db, other, one)


def strangers(db: Database, me: int, among: Sequence[int]) -> frozenset[int]:
    """Return those of them who are not on my list."""
    if not among:
        return frozenset()
    marks = ", ".join("?" * len(among))
    rows = db.execute(f"SELECT contact FROM roster WHERE owner = ? AND contact IN ({marks})", (me, *among))
    return frozenset(among) - {row[0] for row in rows.fetchall()}


def are_linked(db: Database, one: int, other: int) -> bool:
    """Whether either has the other on their list."""
    return has(db, one, other) or has(db, other, one)


def delete(db: Database, owner: int, contact: int) -> None:
    if not accounts.exists(db, contact):
        raise no_such_user()
    db.execute("DELETE FROM roster WHERE owner = ? AND contact = ?", (owner, contact))


def add(db: Database, me: int, other: int, now: int) -> Changed:
    """Put `other` on my list, where that needs no question."""
    outcome = _outcome(db, me, other)
    if outcome is not AddOutcome.ADDED or has(db, me, other):
        return Changed(outcome)
    return _put(db, me, other, now)


def ask(db: Database, me: int, other: int, reason: str, now: int) -> Changed:
    """Ask to have `other` on my list; where that needs no question it is done, and I am told as if they had agreed.

    A request reaches `other` once a day at most. While it is open, another one changes nothing; after a refusal it is
    refused, which tells the asker no more than the refusal did.
    """
    outcome = _outcome(db, me, other)
    if outcome is AddOutcome.ADDED:
        if has(db, me, other):
            return Changed()
        changed = _put(db, me, other, now)
        mailbox.put(db, me, MessageKind.REQUEST_GRANTED, other, "", now)
        return Changed(mailboxes=(*changed.mailboxes, me), lists=changed.lists)
    if outcome is AddOutcome.NOBODY:
        raise RefusedError(Result.NOT_ALLOWED, "they let nobody add them")
    row = db.execute("SELECT answer, changed FROM requests WHERE asker = ? AND asked = ?", (me, other)).fetchone()
    if row is not None and 0 <= now - row[1] < _ASK_AGAIN_MS:  # the clock may have been ahead
        if row[0] is None:
            # The open request stands as it is: each new reason would be one more text to a stranger.
            return Changed(outcome)
        if row[0] == AddAnswer.REFUSE:
            raise RefusedError(Result.NOT_ALLOWED, "they refused your last request; ask again after a day")
    db.execute(
        "INSERT INTO requests (asker, asked, reason, answer, changed) VALUES (?, ?, ?, NULL, ?) "
        "ON CONFLICT (asker, asked) DO UPDATE SET reason = excluded.reason, answer = NULL, changed = excluded.changed",
        (me, other, reason, now),
    )
    mailbox.put(db, other, MessageKind.ADD_REQUEST, me, reason, now, limited=True)
    return Changed(outcome, (other,))


def answer(db: Database, me: int, asker: int, answer: AddAnswer, reason: str, now: int) -> Changed:
    """Grant or refuse the request of `asker`; the same answer again changes nothing."""
    if not accounts.exists(db, asker):
        raise no_such_user()
    row = db.execute("SELECT answer FROM requests WHERE asker = ? AND asked = ?", (asker, me)).fetchone()
    if row is not None and row[0] == answer:
        return Changed()
    if row is None or row[0] is not None:
        raise RefusedError(Result.NOT_ALLOWED, "they did not ask")
    _settle(db, asker, me, answer, now)
    if answer is AddAnswer.REFUSE:
        mailbox.put(db, asker, MessageKind.REQUEST_REFUSED, me, reason, now)
        return Changed(mailboxes=(asker,))
    db.execute("INSERT INTO grants (giver, receiver) VALUES (?, ?) ON CONFLICT DO NOTHING", (me, asker))
    added = db.execute("INSERT INTO roster (owner, contact) VALUES (?, ?) ON CONFLICT DO NOTHING", (asker, me))
    new = added.rowcount == 1
    mailbox.put(db, asker, MessageKind.REQUEST_GRANTED, me, reason, now)
    # Whom I blocked I may let in; whether I am there they do not see.
    return Changed(mailboxes=(asker,), lists=((asker, me),) if new and not blocking.has(db, me, asker) else ())


def _outcome(db: Database, me: int, other: int) -> AddOutcome:
    """What becomes of a wish to add `other` to my list."""
    if me == other:
        raise RefusedError(Result.REFUSED_BY_SERVER, "nobody is on their own list")
    allow = accounts.allow(db, other)
    if allow is None:
        raise no_such_user()
    if not accounts.exists(db, me):
        # Deleted from outside, a moment ago.
        raise not_signed_in(EndReason.SHUT_OUT)
    if blocking.has(db, other, me):
        return AddOutcome.NOBODY
    if has(db, me, other):
        return AddOutcome.ADDED
    if allow == AddOutcome.ADDED or _granted(db, me, other):
        return AddOutcome.ADDED
    return AddOutcome(allow)


def _granted(db: Database, one: int, other: int) -> bool:
    """Whether either once let the other in: whoever I let in lets me in, and may come again."""
    row = db.execute(
        "SELECT 1 FROM grants WHERE giver = ? AND receiver = ? "
        "UNION ALL SELECT 1 FROM grants WHERE giver = ? AND receiver = ? LIMIT 1",
        (one, other, other, one),
    ).fetchone()
    return row is not None


def _put(db: Database, me: int, other: int, now: int) -> Changed:
    db.execute("INSERT INTO roster (owner, contact) VALUES (?, ?)", (me, other))
    # A question that is still open has its answer.
    _settle(db, me, other, AddAnswer.GRANT, now)
    mailbox.put(db, other, MessageKind.ADDED_ME, me, "", now, limited=True)
    return Changed(mailboxes=(other,), lists=((me, other),))


def _settle(db: Database, asker: int, asked: int, answer: AddAnswer, now: int) -> None:
    db.execute(
        "UPDATE requests SET answer = ?, changed = ? WHERE asker = ? AND asked = ? AND answer IS NULL",
        (int(answer), now, asker, asked),
    )
