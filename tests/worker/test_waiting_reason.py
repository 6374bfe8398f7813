"""The waiting reason of a message, for each state of the connection and the outbox."""

import pytest

from qqdesk.domain.message import Delivery
from qqdesk.domain.outbox_status import OutboxStatus, WaitingReason
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from qqdesk.worker.connection_state import next_try_in, waiting_reason
from tests.helpers.messages import text_message

WAITING = text_message("a" * 32, 5, "hi", 1, Delivery.WAITING)
BUSY = OutboxStatus(WaitingReason.SERVER_BUSY, 1000.0)


@pytest.mark.parametrize("state", [state for state in Delivery if state is not Delivery.WAITING])
@pytest.mark.parametrize("phase", list(ConnectionPhase))
def test_what_does_not_wait_has_no_reason(state: Delivery, phase: ConnectionPhase) -> None:
    message = WAITING.with_delivery(state)
    assert waiting_reason(message, ConnectionState(phase), BUSY) is WaitingReason.NOT_WAITING


@pytest.mark.parametrize(
    ("phase", "status", "reason"),
    [
        (ConnectionPhase.CONNECTED, OutboxStatus(), WaitingReason.OTHERS_FIRST),
        (ConnectionPhase.CONNECTED, BUSY, WaitingReason.SERVER_BUSY),
        (ConnectionPhase.WAITING, BUSY, WaitingReason.NO_CONNECTION),
        (ConnectionPhase.CONNECTING, OutboxStatus(), WaitingReason.NO_CONNECTION),
        (ConnectionPhase.ENDED, BUSY, WaitingReason.SIGNED_OUT),
        (ConnectionPhase.SIGNED_OUT, OutboxStatus(), WaitingReason.SIGNED_OUT),
    ],
)
def test_why_a_message_waits(phase: ConnectionPhase, status: OutboxStatus, reason: WaitingReason) -> None:
    assert waiting_reason(WAITING, ConnectionState(phase), status) is reason


def test_when_it_is_tried_again() -> None:
    lost = ConnectionState(ConnectionPhase.WAITING, retry_in=8.0, changed_at=100.0)
    there = ConnectionState(ConnectionPhase.CONNECTED)
    assert next_try_in(lost, BUSY, 103.0) == 5.0
    assert next_try_in(lost, BUSY, 109.0) == 0.0
    assert next_try_in(there, BUSY, 990.0) == 10.0
    assert next_try_in(there, BUSY, 1001.0) == 0.0
    assert next_try_in(there, OutboxStatus(), 990.0) is None
    assert next_try_in(ConnectionState(ConnectionPhase.ENDED), BUSY, 990.0) is None
