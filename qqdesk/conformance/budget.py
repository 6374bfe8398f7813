"""How much time is left: for all of it, and for the statement that is tried just now."""

import time


class Budget:
    """Seconds of a clock that only ever grows."""

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
        """What has to be put in order takes some time of its own, also where all of it is over."""
        self._row_end = time.monotonic() + self._row_s

    def pause(self, seconds: float) -> bool:
        """Let some time pass, if there is as much; whether it did."""
        if seconds <= 0 or time.monotonic() + seconds > self._row_end:
            return False
        time.sleep(seconds)
        return True

    def deadline(self, seconds: float) -> float:
        """When something has to be over that may take so long."""
        return min(time.monotonic() + seconds, self._row_end)
