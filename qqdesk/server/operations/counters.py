"""What is counted while the server works: plain numbers, so that counting costs next to nothing."""

from bisect import bisect_left

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
SECONDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Histogram:
    """How often a value was at most so large. One thread observes; others may look."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        """How many values lie between a bound and the one before; the last: beyond them all."""
        self.total = 0.0

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Counters:
    """Of one server, since it started. The event loop counts, but for what says otherwise."""

    __slots__ = (
        "commit_seconds",
        "commit_sizes",
        "commits_failed",
        "messages_received",
        "messages_stored",
        "requests",
    )

    def __init__(self) -> None:
        self.requests: dict[tuple[str, int], int] = {}
        """By the command's name in a request ("" where there was none to read) and the result."""
        self.messages_stored = 0
        """Put into a mailbox, receipts and notices included. The store's thread counts."""
        self.messages_received = 0
        """Acknowledged by who they were for. The store's thread counts."""
        self.commit_sizes = Histogram(SIZES)
        """Operations in a commit. The store's thread counts."""
        self.commit_seconds = Histogram(SECONDS)
        """From the first operation of a group to its end on disk. The store's thread counts."""
        self.commits_failed = 0
        """The store's thread counts."""

    def count(self, command: str, result: int) -> None:
        """A request was answered."""
        key = (command, result)
        self.requests[key] = self.requests.get(key, 0) + 1
