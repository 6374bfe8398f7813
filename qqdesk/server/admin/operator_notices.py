"""Notices of administrators and the operator: messages to users from the server's own number."""

from collections.abc import Iterable

from qqdesk.protocol.admin_commands import NotifyAll
from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.server.accounts import place_log
from qqdesk.server.delivery import delivery
from qqdesk.server.storage.interface import Database


def clean_text(text: str) -> str:
    """Return the notice's text as it is sent. Raises ValueError, with a sentence, if it is invalid."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValueError("The notice is empty.")
    if len(text) > MAX_MESSAGE_CHARS:
        raise ValueError(f"The notice has {len(text)} characters, and at most {MAX_MESSAGE_CHARS} can be sent.")
    return text


def send(
    db: Database, text: str, now: int, to: Iterable[int] | None = None, actor: int = place_log.OPERATOR
) -> tuple[int, int]:
    """Add a notice to all mailboxes, or those of `to`, except full ones. Return how many get it and how many do not.

    It runs in bulk in the caller's transaction, because other writers wait for it.
    """
    if to is None:
        to = [number for (number,) in db.execute("SELECT number FROM users").fetchall()]
    people = set(to)
    sent = delivery.append_to_many(db, people, SYSTEM_NUMBER, text, now)
    place_log.note(db, now, actor, NotifyAll.NAME, detail=str(sent))
    return sent, len(people) - sent
