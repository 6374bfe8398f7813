"""The state of the connection, as the windows show it."""

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
