"""The outcome of every message: sent texts are compared with the server's database, the shown messages and the
histories."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.storage import postgres
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import FILE_NAME, SqliteDatabase


@dataclass
class Tally:
    """Numbers of messages. `answered`: the server said that it has them; `stored`: they are in its database."""

    sent: int = 0
    answered: int = 0
    stored: int = 0
    shown: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    unsaid: int = 0
    """The received messages that no one sent to their recipient."""
    sent_again: int = 0
    """Stored copies because a classic client repeated a message to a server that was killed in between."""
    shown_again: int = 0
    """Messages that classic clients got in more than one reply, after a kill or a late copy of a request: they cannot
    acknowledge. A repeat of the same request gets the same reply."""
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        wrong = self.lost or self.doubled or self.disordered or self.unsaid
        return not wrong and self.sent == self.answered == self.stored == self.shown > 0

    def __str__(self) -> str:
        rate = self.shown / self.seconds if self.seconds else 0.0
        return (
            f"sent {self.sent}, answered {self.answered}, stored {self.stored}, shown {self.shown}, lost {self.lost}, "
            f"doubled {self.doubled}, out of order {self.disordered}, unsaid {self.unsaid}; by old clients sent again "
            f"{self.sent_again}, shown again {self.shown_again}; {self.seconds:.1f} s, {rate:.0f} a second"
        )

    def count(
        self,
        said: Sequence[str],
        stored: Sequence[str],
        shown: Sequence[str],
        history: Sequence[str] | None,
        *,
        unsure: Collection[str] = (),
    ) -> None:
        """Count the unique texts from one person to another. `history` is the recipient's; None for a classic
        client, which may show a message twice. `unsure`: texts that a classic sender may have sent twice."""
        copies, texts = Counter(stored), set(said)
        self.sent += len(said)
        self.stored += len(copies)
        self.shown += len(set(shown))
        for place in (stored, shown, said if history is None else history):
            self.lost += len(texts.difference(place))
            self.unsaid += len(set(place) - texts)
            self.disordered += sum(one != other for one, other in zip(said, dict.fromkeys(place), strict=False))
        for text, count in copies.items():
            if text in unsure:
                self.sent_again += count - 1
            else:
                self.doubled += count - 1
        for place in (shown, history or ()):
            more = sum(max(0, count - copies[text]) for text, count in Counter(place).items())
            if history is None:
                self.shown_again += more
            else:
                self.doubled += more

    def compare(self, log: Sequence[str], place: Sequence[str]) -> None:
        """Compare what one device has of a conversation with the server's log, in order."""
        copies, found = Counter(log), Counter(place)
        self.lost += (copies - found).total()
        self.doubled += (found - copies).total()
        common = copies & found
        orders = ([text for text in dict.fromkeys(texts) if text in common] for texts in (log, place))
        self.disordered += sum(one != other for one, other in zip(*orders, strict=True))


@contextmanager
def _reading(place: Path | str) -> Iterator[Database]:
    if isinstance(place, str):
        with closing(postgres.connect(place, "tally")) as database:
            yield database
        return
    with closing(sqlite3.connect(place / FILE_NAME, factory=SqliteDatabase)) as db:
        db.execute("PRAGMA query_only = 1")
        yield db


def mailbox(place: Path | str, owner: int) -> list[tuple[int, str]]:
    """Return sender and text of all messages for a person, in order, from the server's database in a folder or at an
    address."""
    with _reading(place) as db:
        rows = db.execute(
            "SELECT sender, text FROM entries WHERE log = ? AND kind = ? ORDER BY seq", (owner, int(MessageKind.TEXT))
        )
        return rows.fetchall()


def conversation(place: Path | str, owner: int, peer: int) -> list[str]:
    """Return the texts between two people in the order of the owner's log."""
    with _reading(place) as db:
        kinds = (int(MessageKind.TEXT), int(MessageKind.OWN_TEXT))
        rows = db.execute(
            "SELECT text FROM entries WHERE log = ? AND peer = ? AND kind IN (?, ?) ORDER BY seq", (owner, peer, *kinds)
        )
        return [text for (text,) in rows.fetchall()]


def is_received(place: Path | str, owner: int) -> bool:
    """Whether the server counts all of them as received."""
    with _reading(place) as db:
        rows = db.execute("SELECT last_seq - received FROM logs WHERE number = ?", (owner,)).fetchall()
    return rows == [(0,)]
