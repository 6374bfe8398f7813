"""How long a page of conversations and a page of messages take, with many messages on the server.

    python -m tests.bench.conversations [--messages 1000000] [--contacts 1000] [--pages 200]

One account has all the messages, spread over its contacts. Each page is read in the database and written as a reply.
Prints the median and the 95th percentile in milliseconds.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from qqdesk.server.conversations import conversations
from qqdesk.server.sessions.polls import MOST_BYTES_IN_A_REPLY
from qqdesk.server.storage.sqlite import open_database
from tests.bench.own_process import FIRST, ME

_CHUNK = 50_000


def fill(folder: Path, first: int, messages: int, contacts: int) -> None:
    """Append to the inbox of ME from the id `first` on: messages of both sides, with random contacts, one a second."""
    dice, last, now = random.Random(1), first + messages - 1, time.time_ns() // 1_000_000
    with closing(open_database(folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        for number in (ME, *range(FIRST, FIRST + contacts)):
            db.execute(
                "INSERT OR REPLACE INTO logs (number, last_seq, received) VALUES (?, ?, ?)", (number, last, last)
            )
        for start in range(first, last + 1, _CHUNK):
            entries, client_ids = [], []
            for seq in range(start, min(start + _CHUNK, last + 1)):
                peer, client_id, sent = FIRST + dice.randrange(contacts), os.urandom(16), now - (last - seq) * 1000
                is_own = bool(seq % 2)
                sender = ME if is_own else peer
                entries.append((ME, seq, peer, 92 if is_own else 9, sender, sent, client_id, "text " * 8))
                client_ids.append((sender, client_id, peer if is_own else ME, seq, seq, sent, b"digest"))
            db.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL)", entries)
            db.executemany("INSERT INTO client_ids VALUES (?, ?, ?, ?, ?, ?, ?)", client_ids)
        db.execute("COMMIT")


def measure(name: str, pages: int, read: Callable[[], object]) -> None:
    times = []
    for _ in range(pages):
        began = time.perf_counter()
        read()
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    print(f"{name:24} median {times[len(times) // 2]:7.1f} ms   p95 {times[len(times) * 95 // 100]:7.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--contacts", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=200)
    options = parser.parse_args()
    dice = random.Random(2)
    with tempfile.TemporaryDirectory() as name:
        fill(Path(name), 1, options.messages, options.contacts)
        with closing(open_database(Path(name))) as db:

            def older() -> object:
                peer, before = FIRST + dice.randrange(options.contacts), dice.randrange(options.messages)
                return conversations.read(
                    db, ME, peer, before, None, 50, MOST_BYTES_IN_A_REPLY, has_changes=True, shows_read=True
                )

            measure("GetLog, 50 messages", options.pages, older)
            measure("Talks, 100, the latest", options.pages, lambda: conversations.page(db, ME, None, 100))


if __name__ == "__main__":
    main()
