"""Why a message of mine waits, and for how long it will. Pure but for the clock, which may be given."""

import time

from qqdesk.domain.message import Message, MessageState
from qqdesk.worker.api import ConnectionPhase, ConnectionState, OutboxStatus, WaitingReason

_PHASES = {
    ConnectionPhase.CONNECTING: WaitingReason.NO_CONNECTION,
    ConnectionPhase.WAITING: WaitingReason.NO_CONNECTION,
    ConnectionPhase.OFFLINE: WaitingReason.NO_CONNECTION,
    ConnectionPhase.ENDED: WaitingReason.SIGNED_OUT,
    ConnectionPhase.SIGNED_OUT: WaitingReason.SIGNED_OUT,
}


def waiting_reason(message: Message, connection: ConnectionState, status: OutboxStatus) -> WaitingReason:
    """One message goes out at a time, so that what holds the first one up does so with all behind it."""
    if message.state is not MessageState.WAITING:
        return WaitingReason.NOT_WAITING
    return _PHASES.get(connection.phase, status.reason)


def next_try_in(connection: ConnectionState, status: OutboxStatus, now: float | None = None) -> float | None:
    """Seconds until what waits is tried again, 0 where it is being tried; None where nobody knows. `now` is on the
    clock of `time.monotonic`."""
    now = time.monotonic() if now is None else now
    if connection.phase is ConnectionPhase.WAITING and connection.retry_in is not None:
        return max(0.0, connection.told_at + connection.retry_in - now)
    if connection.phase is ConnectionPhase.CONNECTED and status.until:
        return max(0.0, status.until - now)
    return None
