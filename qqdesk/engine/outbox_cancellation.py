"""Decide between sending and cancelling a message: the first of the two threads wins."""

import threading


class OutboxCancellation:
    """Thread-safe. The sending thread calls `start_sending` before each try, the main thread `cancel`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sending: set[str] = set()
        self._cancelled: set[str] = set()

    def start_sending(self, key: str) -> bool:
        """Mark a message as being sent. Return False if it was cancelled."""
        with self._lock:
            if key in self._cancelled:
                return False
            self._sending.add(key)
            return True

    def stop_sending(self, key: str) -> None:
        """Unmark a message after a failed try: it can be cancelled again."""
        with self._lock:
            self._sending.discard(key)

    def cancel(self, key: str) -> bool:
        """Cancel a message whose outcome is not known. Return False if it is being sent or was sent."""
        with self._lock:
            if key in self._sending:
                return False
            self._cancelled.add(key)
            return True

    def is_cancelled(self, key: str) -> bool:
        with self._lock:
            return key in self._cancelled

    def reset(self, key: str) -> None:
        """Forget the state of a message: the user sends it again, or the main thread knows its outcome."""
        with self._lock:
            self._sending.discard(key)
            self._cancelled.discard(key)
