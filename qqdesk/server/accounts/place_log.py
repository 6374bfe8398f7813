"""The log of the actions of administrators and of the operator, in the database: functions on a connection."""

import logging
from dataclasses import dataclass, field

from qqdesk.server.storage.interface import Database

logger = logging.getLogger(__name__)

OPERATOR = 0
"""The actor of a command of `qqdesk-server`."""
MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One action. `time` is in milliseconds since 1970. `actor_name` is "" for the operator and deleted accounts."""

    id: int
    time: int
    actor: int
    subject: int
    action: str
    actor_name: str = field(repr=False)
    detail: str = field(repr=False)


def note(db: Database, time: int, actor: int, action: str, subject: int = 0, detail: str = "") -> None:
    """Add a line, in the transaction of the action. `detail` contains no code and no text of a message."""
    db.execute(
        "INSERT INTO place_log (id, time, actor, subject, action, detail) "
        "SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ? FROM place_log",
        (time, actor, subject, action, detail),
    )
    db.execute("DELETE FROM place_log WHERE id <= (SELECT max(id) FROM place_log) - ?", (MOST_KEPT,))
    logger.info("Administration", extra={"administrator": actor, "action": action, "subject": subject})


def lines(db: Database, limit: int, before: int | None = None) -> list[Line]:
    """Return the latest lines before the line `before`, newest first."""
    condition, values = ("WHERE id < ?", (before,)) if before is not None else ("", ())
    rows = db.execute(
        "SELECT id, time, actor, subject, action, nickname, detail FROM place_log LEFT JOIN users ON number = actor "
        f"{condition} ORDER BY id DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [
        Line(id_, time, actor, subject, action, name or "", detail)
        for id_, time, actor, subject, action, name, detail in rows
    ]
