"""What the windows show of the connection: its state, and why and until when a sent message waits."""

from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.outbox_status import OutboxStatus, WaitingReason
from qqdesk.engine.events import Connected, Connecting, Ended, Offline, Waiting
from qqdesk.worker.api import ConnectionPhase, ConnectionState


def connection_state(event: Connecting | Connected | Waiting | Offline | Ended) -> ConnectionState:
    match event:
        case Connected():
            return ConnectionState(ConnectionPhase.CONNECTED, security=event.security, place=event.place)
        case Waiting():
            return ConnectionState(ConnectionPhase.WAITING, event.problem, event.retry_in)
        case Ended():
            return ConnectionState(ConnectionPhase.ENDED, event.problem)
        case Offline():
            return ConnectionState(ConnectionPhase.OFFLINE)
        case Connecting():
            return ConnectionState(ConnectionPhase.CONNECTING)


_PHASES = {
    ConnectionPhase.CONNECTING: WaitingReason.NO_CONNECTION,
    ConnectionPhase.WAITING: WaitingReason.NO_CONNECTION,
    ConnectionPhase.OFFLINE: WaitingReason.NO_CONNECTION,
    ConnectionPhase.ENDED: WaitingReason.SIGNED_OUT,
    ConnectionPhase.SIGNED_OUT: WaitingReason.SIGNED_OUT,
}


def waiting_reason(message: Message, connection: ConnectionState, status: OutboxStatus) -> WaitingReason:
    """Return why a message waits. Messages are sent one by one, so the reason of the first applies to all."""
    if message.delivery is not Delivery.WAITING:
        return WaitingReason.NOT_WAITING
    return _PHASES.get(connection.phase, status.reason)


def next_try_in(connection: ConnectionState, status: OutboxStatus, now: float) -> float | None:
    """Return the seconds until the next try, 0 during a try, None if unknown. `now`: in monotonic seconds."""
    if connection.phase is ConnectionPhase.WAITING and connection.retry_in is not None:
        return max(0.0, connection.changed_at + connection.retry_in - now)
    if connection.phase is ConnectionPhase.CONNECTED and status.until:
        return max(0.0, status.until - now)
    return None
