"""Run the connection check in a thread, for the windows."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.connection_check import ConnectionCheck, Finding
from qqdesk.worker.loop_thread import LoopThread, wait_for_end
from qqdesk.worker.messenger import Messenger

_log = logging.getLogger(__name__)
STOP_S = 2.0


@dataclass(frozen=True, slots=True)
class CheckTarget:
    """An address to check, and the account to sign in with if a password is known."""

    address: str
    number: int = 0
    password_hash: str = field(default="", repr=False)


class CheckRun(QObject):
    """One check, owned by the main thread."""

    found = Signal(object)  # Finding, one for each step
    ended = Signal()  # after the last finding
    _checked = Signal()  # in the thread of the check

    def __init__(self, check: ConnectionCheck, parent: QObject) -> None:
        super().__init__(parent)
        self._check = check
        self._is_over = False
        self._checked.connect(self._end)
        self._thread = LoopThread("connection check", self._run, self)

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        """Runs in the thread of the check."""
        try:
            findings: Iterator[Finding] = self._check.run()
            for finding in findings:
                self.found.emit(finding)
        except Exception:
            _log.exception("A bug in the connection check")
        self._checked.emit()

    @Slot()
    def _end(self) -> None:
        if not self._is_over:
            self._leave()
            self.ended.emit()

    def stop(self) -> None:
        """Cancel the check within STOP_S."""
        if not self._is_over:
            self._check.close()
            self._leave()

    def _leave(self) -> None:
        self._is_over = True
        wait_for_end(self._thread, STOP_S, self)


def create_check(
    messenger: Messenger, check_target: CheckTarget | None, own_place: tuple[str, ...], parent: QObject
) -> CheckRun:
    """Check the session if `check_target` is None, else an address. `own_place` as in ConnectionCheck."""
    session = messenger.session
    if check_target is None and session is not None:
        client = session.client
        if client.has_session:
            check = ConnectionCheck(
                client.typed_address, session=client, proxies=messenger.proxies, own_place=own_place
            )
        else:
            again = CheckTarget(client.typed_address, client.number, session.password_hash)
            check = _new(messenger, again, own_place)
    else:
        check = _new(messenger, check_target or CheckTarget(""), own_place)
    return CheckRun(check, parent)


def _new(messenger: Messenger, check_target: CheckTarget, own_place: tuple[str, ...]) -> ConnectionCheck:
    return ConnectionCheck(
        check_target.address,
        check_target.number,
        check_target.password_hash,
        device=messenger.device,
        places=messenger.places,
        proxies=messenger.proxies,
        own_place=own_place,
    )
