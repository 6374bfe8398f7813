"""One session of one account: its loops, and threads for programs without Qt."""

import threading
import time
from collections.abc import Callable

from qqdesk.client.client import Client
from qqdesk.engine.events import Connected, Connecting, Emit, Event, Offline, Retrying, Stopped, Waiting
from qqdesk.engine.receiver import Receiver
from qqdesk.engine.reconnect import Policy
from qqdesk.engine.sender import Sender
from qqdesk.engine.store import Store
from qqdesk.engine.transfers import Transfers
from qqdesk.protocol.codes import Status


class Engine:
    """Thread-safe. `emit` is called with each event, in the thread of the loop that it comes from."""

    def __init__(
        self, client: Client, store: Store, emit: Emit, policy: Policy, password_hash: str, status: Status
    ) -> None:
        """The client belongs to the engine from now on."""
        self.client = client
        self._emit = emit
        self._sends = policy.sends
        self.receiver = Receiver(client, store, self._on_event, policy, password_hash, status)
        self.transfers = Transfers(client, store, emit)
        self.sender = Sender(client, store, emit, self.receiver, self.transfers)
        self._threads: list[threading.Thread] = []

    def loops(self) -> dict[str, Callable[[], None]]:
        """Return the loops by name. Run each in a thread of its own."""
        loops = {f"receive {self.client.number}": self.receiver.run}
        if self._sends:
            loops[f"send {self.client.number}"] = self.sender.run
            loops[f"upload {self.client.number}"] = self.transfers.uploads.run
            loops[f"download {self.client.number}"] = self.transfers.downloads.run
        return loops

    def _on_event(self, event: Event) -> None:
        """Notify the send loop first: a listener may send a request at once."""
        match event:
            case Connected():
                self.sender.connected()
                self.transfers.connected()
            case Connecting() | Retrying():
                self.sender.connecting()
            case Waiting() | Offline():
                self.sender.disconnected()
                self.transfers.disconnected()
            case Stopped():
                self.sender.stop()
                self.transfers.stop()
        self._emit(event)

    def request_stop(self) -> None:
        """Finish the pending requests, log out, end the loops. Does not wait. Closing the client ends them at once."""
        self.transfers.stop()
        if self._sends:
            self.sender.stop(then=self.receiver.stop)
        else:
            self.receiver.stop()

    # For programs without Qt

    def start(self) -> None:
        """Start a thread for each loop. An engine is started once."""
        self._threads = [threading.Thread(target=run, name=name, daemon=True) for name, run in self.loops().items()]
        for thread in self._threads:
            thread.start()

    def stop(self, deadline: float) -> None:
        """Log out and end the threads, at most `deadline` seconds. May be called twice, or before `start`."""
        until = time.monotonic() + deadline
        self.request_stop()
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self.client.close()
        for thread in self._threads:
            thread.join()
