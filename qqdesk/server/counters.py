"""Counters of the running server: plain numbers, which cost almost nothing."""

from bisect import bisect_left

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
SECONDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Histogram:
    """A histogram. One thread observes values; others may read."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        """The number of values up to each bound and above the previous one; the last item counts those above all."""
        self.total = 0.0

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Counters:
    """The counters since the server's start. The event loop's thread writes them, unless stated otherwise."""

    __slots__ = (
        "commit_seconds",
        "commit_sizes",
        "commits_failed",
        "downloaded_bytes",
        "downloads",
        "messages_received",
        "messages_stored",
        "pieces_refused",
        "requests",
        "uploaded_bytes",
        "uploads",
    )

    def __init__(self) -> None:
        self.requests: dict[tuple[str, int], int] = {}
        """By the command's name ("" if unreadable) and the result."""
        self.messages_stored = 0
        """Entries added to mailboxes, including receipts and notices."""
        self.messages_received = 0
        """Entries acknowledged by their recipients."""
        self.commit_sizes = Histogram(SIZES)
        """Operations per commit. Written by the store's thread."""
        self.commit_seconds = Histogram(SECONDS)
        """From the first operation of a batch to its end on disk. Written by the store's thread."""
        self.commits_failed = 0
        """Written by the store's thread."""
        self.uploads = 0
        """Files of which the last piece has arrived."""
        self.uploaded_bytes = 0
        self.downloads = 0
        """Downloads that began, of thumbnails and ranges, too."""
        self.downloaded_bytes = 0
        self.pieces_refused = 0
        """Pieces of files that were refused, for lack of space for example."""

    def count(self, command: str, result: int) -> None:
        key = (command, result)
        self.requests[key] = self.requests.get(key, 0) + 1
