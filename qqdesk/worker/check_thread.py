"""Run the connection check in a thread, for the windows."""

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from qqdesk.client.connection_check import ConnectionCheck
from qqdesk.worker.loop_thread import LoopThread, wait_for_end
from qqdesk.worker.messenger import Messenger

STOP_S = 2.0


@dataclass(frozen=True, slots=True)
class CheckTarget:
    """An address to check, and the account to sign in with if a password is known."""

    address: str
    number: int = 0
    password_hash: str = field(default="", repr=False)


class CheckThread(LoopThread):
    """The thread of one check. `finished` is emitted after the last finding."""

    found = Signal(object)  # Finding, one for each step

    def __init__(self, check: ConnectionCheck, parent: QObject) -> None:
        super().__init__("connection check", self._run_check, parent)
        self._check = check

    def _run_check(self) -> None:
        for finding in self._check.run():
            self.found.emit(finding)

    def stop(self) -> None:
        """Cancel the check. Delete this object, unless a name lookup takes longer than STOP_S to end."""
        self._check.close()
        if wait_for_end(self, STOP_S):
            self.deleteLater()


def create_check(messenger: Messenger, target: CheckTarget | None, own_place: tuple[str, ...]) -> ConnectionCheck:
    """Check the current session if `target` is None, else an address. `own_place` as in ConnectionCheck."""
    session = messenger.session
    client = session.client if target is None and session is not None else None
    if client is not None and session is not None:
        target = CheckTarget(client.typed_address, client.number, session.password_hash)
    target = target or CheckTarget("")
    return ConnectionCheck(
        target.address,
        target.number,
        target.password_hash,
        session=client if client is not None and client.has_session else None,
        device=messenger.device,
        places=messenger.places,
        proxies=messenger.proxies,
        own_place=own_place,
    )
