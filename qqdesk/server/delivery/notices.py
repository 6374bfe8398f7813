"""Notices of the operator: messages to users from the server's own number."""

from collections.abc import Iterable, Sequence

from qqdesk.protocol.codes import MAX_MESSAGE_CHARS, SYSTEM_NUMBER, MessageKind
from qqdesk.server.delivery import mailbox
from qqdesk.server.storage.interface import Database

_STEP = 500
"""The number of accounts per statement."""


def clean_text(text: str) -> str:
    """Return the notice's text as it is sent. Raises ValueError, with a sentence, if it is invalid."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValueError("The notice is empty.")
    if len(text) > MAX_MESSAGE_CHARS:
        raise ValueError(f"The notice has {len(text)} characters, and at most {MAX_MESSAGE_CHARS} can be sent.")
    return text


def send(db: Database, text: str, now: int, to: Iterable[int] | None = None) -> int:
    """Add a notice to all mailboxes, or those of `to`, except full ones; return the number of recipients.

    It runs in bulk in the caller's transaction, because other writers wait for it.
    """
    wanted = None if to is None else set(to)
    # Count exactly only for the few mailboxes that can be full.
    crowded = db.execute("SELECT number FROM mailboxes WHERE last_id - cursor >= ?", (mailbox.MOST_WAITING,)).fetchall()
    full = {number for (number,) in crowded if mailbox.waiting_count(db, number) >= mailbox.MOST_WAITING}
    if wanted is None and not full:
        return _send(db, text, now, "", ())
    if wanted is None:
        wanted = {number for (number,) in db.execute("SELECT number FROM mailboxes").fetchall()}
    numbers = sorted(wanted - full)
    sent = 0
    for start in range(0, len(numbers), _STEP):
        some = numbers[start : start + _STEP]
        sent += _send(db, text, now, f" WHERE number IN ({', '.join('?' * len(some))})", some)
    return sent


def _send(db: Database, text: str, now: int, which: str, numbers: Sequence[int]) -> int:
    taken = db.execute(
        f"UPDATE mailboxes SET last_id = last_id + 1{which} RETURNING number, last_id", numbers
    ).fetchall()
    db.executemany(
        "INSERT INTO mail (owner, id, kind, sender, time, text) VALUES (?, ?, ?, ?, ?, ?)",
        ((owner, id_, int(MessageKind.TEXT), SYSTEM_NUMBER, now, text) for owner, id_ in taken),
    )
    return len(taken)
