"""Whether a message of mine goes out or is given up: the first to say so has it."""

import threading


class OutboxCancellation:
    """Any thread may call. The sending thread takes a message before each try; the person cancels one that waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sending: set[str] = set()
        self._cancelled: set[str] = set()

    def start_sending(self, key: str) -> bool:
        """It is about to go out; False where it was cancelled."""
        with self._lock:
            if key in self._cancelled:
                return False
            self._sending.add(key)
            return True

    def stop_sending(self, key: str) -> None:
        """It waits again."""
        with self._lock:
            self._sending.discard(key)

    def cancel(self, key: str) -> bool:
        """It is not to go out; False where it does, or did."""
        with self._lock:
            if key in self._sending:
                return False
            self._cancelled.add(key)
            return True

    def is_cancelled(self, key: str) -> bool:
        with self._lock:
            return key in self._cancelled

    def reset(self, key: str) -> None:
        """It failed or was cancelled, and is to go out all the same."""
        with self._lock:
            self._sending.discard(key)
            self._cancelled.discard(key)
