"""The time limits of the run and of the current row."""

import time


class Budget:
    """Limits in seconds, on the monotonic clock."""

    def __init__(self, total_s: float, row_s: float) -> None:
        self._row_s = row_s
        self._end = time.monotonic() + total_s
        self._row_end = self._end

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._end

    def start_row(self) -> None:
        self._row_end = min(self._end, time.monotonic() + self._row_s)

    def start_clean_up(self) -> None:
        """Allow the clean-up one row's time, also after the end of the run."""
        self._row_end = time.monotonic() + self._row_s

    def pause(self, seconds: float) -> bool:
        """Sleep if the row has that much time left; return whether it did."""
        if seconds <= 0 or time.monotonic() + seconds > self._row_end:
            return False
        time.sleep(seconds)
        return True

    def deadline(self, seconds: float) -> float:
        """Return the deadline for something that may take so many seconds."""
        return min(time.monotonic() + seconds, self._row_end)
