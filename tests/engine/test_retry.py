"""Which requests are repeated after an error."""

import pytest

from qqdesk.client.errors import (
    BadReplyError,
    ClientError,
    ClosedError,
    LoginRefusedError,
    NetworkError,
    NetworkErrorKind,
    NotSignedInError,
    RefusedError,
)
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.engine.retry import retry_reason
from qqdesk.protocol.codes import Result


@pytest.mark.parametrize(
    ("error", "with_ids", "classic"),
    [
        (RefusedError(Result.TOO_MANY_REQUESTS, "", 3), WaitingReason.SERVER_BUSY, WaitingReason.SERVER_BUSY),
        (RefusedError(Result.SERVER_FAILED, ""), WaitingReason.SERVER_FAILED, WaitingReason.SERVER_FAILED),
        (RefusedError(Result.NOT_ALLOWED, ""), None, None),
        (
            NetworkError(NetworkErrorKind.UNREACHABLE, "", outcome_unknown=False),
            WaitingReason.NO_CONNECTION,
            WaitingReason.NO_CONNECTION,
        ),
        (NetworkError(NetworkErrorKind.RESET, "", outcome_unknown=True), WaitingReason.NO_CONNECTION, None),
        (NotSignedInError(None), WaitingReason.NO_CONNECTION, WaitingReason.NO_CONNECTION),
        (BadReplyError("", status=502), WaitingReason.SERVER_FAILED, None),
        (BadReplyError("", status=413), None, None),
        (LoginRefusedError(""), None, None),
        (ClosedError(), None, None),
    ],
)
def test_what_goes_out_again(error: ClientError, with_ids: WaitingReason | None, classic: WaitingReason | None) -> None:
    assert retry_reason(error, extended=True) is with_ids
    assert retry_reason(error, extended=False) is classic
