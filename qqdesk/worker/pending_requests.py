"""Requests whose replies are still to come. In the main thread."""

import itertools
import weakref
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from qqdesk.domain.problem import Problem

R = TypeVar("R")

Done = Callable[[R], object]
Failed = Callable[[Problem], object]


class PendingRequest(Generic[R]):
    """A request whose reply of class `R` is still to come."""

    def __init__(self, ticket: int) -> None:
        self.ticket = ticket
        """Names the request in other threads. They get no reference to this object, whose listeners may be windows."""
        self._listeners: list[_Listener] = []

    def then(self, owner: QObject, done: Done[R] | None = None, failed: Failed | None = None) -> None:
        """Call `done` with the reply, or `failed` with the problem, once the request has ended.

        Neither is called within this call, nor after `owner` was destroyed, nor after the end of the session.
        Several listeners are called in the order of these calls.
        """
        self._listeners.append(_Listener(owner, done, failed))

    def _finish(self, reply: R) -> None:
        for listener in self._listeners:
            listener.call(listener.done, reply)

    def _fail(self, problem: Problem) -> None:
        for listener in self._listeners:
            listener.call(listener.failed, problem)


class _Listener:
    """Holds no reference to its owner, so that it does not keep a closed window in memory."""

    def __init__(self, owner: QObject, done: Callable[[Any], object] | None, failed: Failed | None) -> None:
        self._owner = weakref.ref(owner)
        self.done, self.failed = self._weak(done), self._weak(failed)

    def _weak(self, callback: Callable[[Any], object] | None) -> Callable[[], Callable[[Any], object] | None]:
        if callback is not None and getattr(callback, "__self__", None) is self._owner():
            return weakref.WeakMethod(callback)
        return lambda: callback

    def call(self, callback: Callable[[], Callable[[Any], object] | None], value: object) -> None:
        owner, wanted = self._owner(), callback()
        if owner is not None and wanted is not None and shiboken6.isValid(owner):
            wanted(value)


class PendingRequests(QObject):
    """All pending requests of a session."""

    _ended_early = Signal(int, object)  # the ticket, and a Problem or a reply

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tickets = itertools.count(1)
        self._pending: dict[int, PendingRequest[Any]] = {}
        self._ended_early.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def create(self) -> PendingRequest[Any]:
        pending: PendingRequest[Any] = PendingRequest(next(self._tickets))
        self._pending[pending.ticket] = pending
        return pending

    def finish(self, ticket: int, reply: object) -> None:
        """Call the listeners with the reply."""
        if (pending := self._pending.pop(ticket, None)) is not None:
            pending._finish(reply)

    def fail(self, ticket: int, problem: Problem) -> None:
        if (pending := self._pending.pop(ticket, None)) is not None:
            pending._fail(problem)

    def finish_soon(self, ticket: int, reply: object) -> None:
        """Finish a request after the current call has returned to the event loop."""
        self._ended_early.emit(ticket, reply)

    def fail_soon(self, ticket: int, problem: Problem) -> None:
        self._ended_early.emit(ticket, problem)

    @Slot(int, object)
    def _end(self, ticket: int, outcome: object) -> None:
        if isinstance(outcome, Problem):
            self.fail(ticket, outcome)
        else:
            self.finish(ticket, outcome)

    def is_pending(self, ticket: int) -> bool:
        """Return whether an answer is awaited. Any thread may call."""
        return ticket in self._pending

    def drop(self, ticket: int) -> None:
        """Forget a request: its listeners are not called."""
        self._pending.pop(ticket, None)

    def clear(self) -> None:
        self._pending.clear()
