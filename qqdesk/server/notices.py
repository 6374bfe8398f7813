"""Notices: what whoever runs the server tells the users, as messages from a number that nobody has."""

from collections.abc import Iterable

from qqdesk.protocol.codes import MAX_MESSAGE_CHARS, SYSTEM_NUMBER, MessageKind
from qqdesk.server import mailbox
from qqdesk.server.database.interface import Database

_STEP = 500
"""How many users are named in a statement."""
_HAS_ROOM = (
    "(last_id - cursor < ? OR "
    "(SELECT count(*) FROM mail WHERE owner = mailboxes.number AND id > mailboxes.cursor AND kind != ?) < ?)"
)


def clean_text(text: str) -> str:
    """A notice as it is sent; ValueError, with a sentence, where it is none."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValueError("The notice is empty.")
    if len(text) > MAX_MESSAGE_CHARS:
        raise ValueError(f"The notice has {len(text)} characters, and at most {MAX_MESSAGE_CHARS} can be sent.")
    return text


def send(db: Database, text: str, now: int, to: Iterable[int] | None = None) -> int:
    """Put a notice into every mailbox, or into those of `to`, that is not full; how many got it.

    All of it in the transaction of the caller, and in bulk: others who write wait for it.
    """
    if to is None:
        return _send(db, text, now, "", ())
    numbers = sorted(set(to))
    sent = 0
    for start in range(0, len(numbers), _STEP):
        some = numbers[start : start + _STEP]
        sent += _send(db, text, now, f" AND number IN ({', '.join('?' * len(some))})", some)
    return sent


def _send(db: Database, text: str, now: int, which: str, numbers: Iterable[int]) -> int:
    values = (mailbox.MOST_WAITING, int(MessageKind.DELIVERED), mailbox.MOST_WAITING, *numbers)
    taken = db.execute(
        f"UPDATE mailboxes SET last_id = last_id + 1 WHERE {_HAS_ROOM}{which} RETURNING number, last_id", values
    ).fetchall()
    db.executemany(
        "INSERT INTO mail (owner, id, kind, sender, time, text) VALUES (?, ?, ?, ?, ?, ?)",
        ((owner, id_, int(MessageKind.TEXT), SYSTEM_NUMBER, now, text) for owner, id_ in taken),
    )
    return len(taken)
