"""Search in a long history: import, and the first page of what people type, against a LIKE scan in the same run.

    python tests/bench/history_search.py [MESSAGES]

Makes MESSAGES (1,000,000) mixed Chinese and English messages of 15 years. Prints how many are imported in a second,
which means on disk and found, and how long it takes until the index is complete (what is not in it is read meanwhile);
for how long others wait for a step of either; what one new message costs; and p50 and p95 of the first page (50 hits)
for each kind of needle, the ratio being that of the scan's median to the search's.
"""

import datetime
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qqdesk.domain.message import Delivery, Message, new_message_id
from qqdesk.history import index
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from tests.helpers.messages import chat_with, text_message

NOW = 1_700_000_000_000
GAP = 470_000
NEEDLES = 60
SCANS = 5


class Author:
    """Writes texts whose words and characters have natural frequencies."""

    def __init__(self) -> None:
        self.random = random.Random(2005)
        syllables = [
            a + b for a in "b c d f g h k l m n p r s t th st pr tr qu".split() for b in "a e i o u ea ou".split()
        ]
        names = {"".join(self.random.choices(syllables, k=self.random.randint(1, 4))) for _ in range(60_000)}
        self.words = sorted(names)
        self.random.shuffle(self.words)
        self.word_weights = self._weights(len(self.words))
        self.characters = [chr(code) for code in self.random.sample(range(0x4E00, 0x9FA5), 5000)]
        self.phrases = ["".join(self._some(self.characters, self.random.randint(1, 3))) for _ in range(40_000)]
        self.phrase_weights = self._weights(len(self.phrases))

    def _some(self, of: Sequence[str], count: int) -> list[str]:
        return [of[int(len(of) * self.random.random() ** 3)] for _ in range(count)]

    @staticmethod
    def _weights(count: int) -> list[float]:
        total = 0.0
        return [total := total + 1 / (rank + 5) for rank in range(count)]

    def texts(self, count: int) -> list[str]:
        choices = self.random.choices
        texts = []
        for _ in range(count):
            kind = self.random.random()
            chinese = "".join(choices(self.phrases, cum_weights=self.phrase_weights, k=self.random.randint(2, 9)))
            latin = " ".join(choices(self.words, cum_weights=self.word_weights, k=self.random.randint(1, 9)))
            if kind < 0.55:
                texts.append(chinese[:6] + "，" + chinese[6:])
            elif kind < 0.8:
                texts.append(latin.capitalize() + ".")
            else:
                texts.append(f"{chinese} {latin[:20]}😀")
        return texts


def messages(texts: list[str]) -> Iterator[Message]:
    dice = random.Random(7)
    at = NOW - len(texts) * GAP
    for text in texts:
        at += int(dice.expovariate(1 / GAP)) + 1
        state = dice.choice((None, Delivery.SENT))
        yield text_message(new_message_id(at), 10001 + dice.randrange(40), text, at, state)


class Steps:
    """How long other users of the history wait for each write."""

    def __init__(self, history: History) -> None:
        self.times: list[float] = []
        self._writing = history.file.writing
        history.file.writing = self._timed  # type: ignore[method-assign]

    @contextmanager
    def _timed(self, *, synced: bool = True) -> Iterator[sqlite3.Connection]:
        start = time.perf_counter()
        with self._writing(synced=synced) as connection:
            yield connection
        self.times.append((time.perf_counter() - start) * 1000)

    def __str__(self) -> str:
        times, self.times = sorted(self.times), []
        return f"steps p50 {times[len(times) // 2]:.1f} p95 {times[int(len(times) * 0.95)]:.1f} max {times[-1]:.1f} ms"


def one_by_one(history: History, texts: list[str]) -> float:
    """Return the median milliseconds to store one message of mine."""
    times = []
    for at, text in enumerate(texts):
        start = time.perf_counter()
        history.put(text_message(new_message_id(NOW + at), 10001, text, NOW + at, Delivery.WAITING))
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def measured(history: History, needles: Sequence[str]) -> list[float]:
    return timed(lambda needle: history.search(SearchQuery(needle)), needles)


def timed(ask: Callable[[str], object], needles: Sequence[str]) -> list[float]:
    times = []
    for needle in needles:
        start = time.perf_counter()
        ask(needle)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)


def needles(author: Author, texts: list[str]) -> dict[str, list[str]]:
    """Return parts of stored messages, spread over the history."""
    chosen: dict[str, list[str]] = {"1 Chinese": [], "2-6 Chinese": [], "beginning of a word": [], "inside a word": []}
    while min(map(len, chosen.values())) < NEEDLES:
        text = author.random.choice(texts)
        runs = text.replace("，", " ").split()
        run = author.random.choice(runs).strip(".😀").lower()
        if run and not run.isascii():
            length = author.random.randint(2, 6)
            start = author.random.randrange(len(run))
            chosen["1 Chinese"].append(run[start])
            if start + length <= len(run):
                chosen["2-6 Chinese"].append(run[start : start + length])
        elif len(run) > 4:
            chosen["beginning of a word"].append(run[: author.random.randint(1, len(run))])
            start = author.random.randint(1, len(run) - 3)
            chosen["inside a word"].append(run[start : start + author.random.randint(2, 5)])
    return {kind: some[:NEEDLES] for kind, some in chosen.items()}


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    author = Author()
    texts = author.texts(count)
    asked = needles(author, texts)
    with tempfile.TemporaryDirectory() as folder:
        add = index.add
        index.add = lambda connection, rows: None
        bare = History(Path(folder) / "bare.db")
        alone_without = one_by_one(bare, texts[:300])
        bare.close()
        index.add = add
        history = History(Path(folder) / "history.db")
        steps = Steps(history)
        batch = list(messages(texts))
        start = time.perf_counter()
        history.import_messages(batch)
        imported = time.perf_counter()
        print(f"import    {count / (imported - start):,.0f} messages/s, {steps}")
        while_filling = {kind: measured(history, some[:10]) for kind, some in asked.items()} if count > 10_000 else {}
        history.index_builder.join()
        complete = time.perf_counter() - imported
        print(f"index     complete {complete:.1f} s later with searches beside it, {steps}")
        for kind, times in while_filling.items():
            print(f"          meanwhile {kind:20} p50 {statistics.median(times):6.1f} ms  max {times[-1]:6.1f} ms")
        alone = one_by_one(history, texts[:300])
        print(f"one new   {alone:.2f} ms on disk and in the index, without the index {alone_without:.2f} ms")
        size = (Path(folder) / "history.db").stat().st_size
        print(f"file      {size / 2**20:,.0f} MiB")

        def like(needle: str) -> object:
            return history.file.connection.execute(
                "SELECT row FROM messages WHERE body LIKE ? ORDER BY row DESC", (f"%{needle}%",)
            ).fetchall()

        for kind, some in asked.items():
            times = measured(history, some)
            scans = timed(like, some[:SCANS])
            p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
            scan = statistics.median(scans)
            print(f"{kind:20} p50 {p50:6.2f} ms  p95 {p95:6.2f} ms  scan {scan:6.1f} ms  × {scan / p50:.0f}")
        for who, conversation in (("anybody", None), ("one person", chat_with(10007))):
            start = time.perf_counter()
            history.days_with_messages(conversation, datetime.date(2015, 5, 1))
            print(f"days of a month with {who}: {(time.perf_counter() - start) * 1000:.2f} ms")
        history.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
