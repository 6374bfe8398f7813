"""Asynchronous keyring calls for the windows. The thread is abandoned if the keyring never answers."""

import itertools
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.system.keys import Keys, KeysError, KeyTrouble

_log = logging.getLogger(__name__)

PATIENCE_MS = 30_000
"""The user may have to type a password to unlock the keyring."""
_END_S = 0.5


class KeyAct(Enum):
    CHECK = "check"
    READ = "read"
    WRITE = "write"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class KeyCall:
    ticket: int
    act: KeyAct
    name: str
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """`password`: the stored one, or "". `trouble`: None on success. `late`: an earlier answer to the
    same call was SILENT."""

    ticket: int
    act: KeyAct
    name: str
    password: str = field(default="", repr=False)
    trouble: KeyTrouble | None = None
    late: bool = False


class KeyringCalls(QObject):
    """Lives in the main thread. Each call returns a ticket. `answered` with this ticket follows within PATIENCE_MS."""

    answered = Signal(object)  # KeyAnswer
    _answer_arrived = Signal(object)  # KeyAnswer, from the thread

    def __init__(
        self, parent: QObject | None = None, *, keys: Callable[[], Keys] = Keys, patience_ms: int = PATIENCE_MS
    ) -> None:
        super().__init__(parent)
        self._make_keys, self._patience_ms = keys, patience_ms
        self._calls: queue.SimpleQueue[KeyCall | None] = queue.SimpleQueue()
        self._tickets = itertools.count(1)
        self._waiting: dict[int, tuple[KeyCall, QTimer]] = {}
        self._thread: threading.Thread | None = None
        self._gate = threading.Lock()
        self._open = True
        """Whether the thread may still emit signals of this object."""
        self._answer_arrived.connect(self._on_answer)

    def check(self) -> int:
        """Check that there is a keyring: `trouble` is None if so."""
        return self._call(KeyAct.CHECK, "")

    def read(self, name: str) -> int:
        return self._call(KeyAct.READ, name)

    def write(self, name: str, password: str) -> int:
        return self._call(KeyAct.WRITE, name, password)

    def remove(self, name: str) -> int:
        return self._call(KeyAct.REMOVE, name)

    def forget(self, ticket: int) -> None:
        """Ignore the answer to a call."""
        call = self._waiting.pop(ticket, None)
        if call is not None:
            call[1].stop()

    def _call(self, act: KeyAct, name: str, password: str = "") -> int:
        call = KeyCall(next(self._tickets), act, name, password)
        timer = QTimer(self, singleShot=True, interval=self._patience_ms)
        timer.timeout.connect(self._on_timeout)
        self._waiting[call.ticket] = (call, timer)
        timer.start()
        if self._thread is None and self._open:
            # A daemon thread: a keyring that never answers must not keep the program from ending.
            self._thread = threading.Thread(target=self._work, name="keyring", daemon=True)
            self._thread.start()
        self._calls.put(call)
        return call.ticket

    @Slot()
    def _on_timeout(self) -> None:
        timer = self.sender()
        for call in [call for call, running in self._waiting.values() if running is timer]:
            del self._waiting[call.ticket]
            _log.warning("the keyring does not answer")
            self.answered.emit(KeyAnswer(call.ticket, call.act, call.name, trouble=KeyTrouble.SILENT))

    @Slot(object)
    def _on_answer(self, answer: KeyAnswer) -> None:
        waited = self._waiting.pop(answer.ticket, None)
        if waited is not None:
            waited[1].stop()
            waited[1].deleteLater()
            self.answered.emit(answer)
        elif answer.act is KeyAct.WRITE:
            late = KeyAnswer(answer.ticket, answer.act, answer.name, trouble=answer.trouble, late=True)
            self.answered.emit(late)

    def _work(self) -> None:
        """Carry out the calls. Runs in the keyring thread."""
        keys = self._make_keys()
        while (call := self._calls.get()) is not None:
            answer = _carry_out(keys, call)
            with self._gate:
                if self._open:
                    self._answer_arrived.emit(answer)

    def stop(self) -> None:
        """Stop at the end of the program. Pending calls have _END_S to finish."""
        self._calls.put(None)
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_END_S)
        with self._gate:
            self._open = False
        for _, timer in self._waiting.values():
            timer.stop()
        self._waiting.clear()


def _carry_out(keys: Keys, call: KeyCall) -> KeyAnswer:
    try:
        match call.act:
            case KeyAct.CHECK:
                keys.check()
            case KeyAct.READ:
                return KeyAnswer(call.ticket, call.act, call.name, keys.read(call.name) or "")
            case KeyAct.WRITE:
                keys.write(call.name, call.password)
            case KeyAct.REMOVE:
                keys.remove(call.name)
    except KeysError as error:
        return KeyAnswer(call.ticket, call.act, call.name, trouble=error.trouble)
    except Exception:
        _log.exception("the keyring")
        return KeyAnswer(call.ticket, call.act, call.name, trouble=KeyTrouble.FAILED)
    return KeyAnswer(call.ticket, call.act, call.name)
