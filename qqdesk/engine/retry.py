"""Whether a request may be repeated after an error, and why it waits."""

import http.client

from qqdesk.client.errors import BadReplyError, ClientError, NetworkError, NotSignedInError, RefusedError
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.protocol.codes import Result


def retry_reason(error: ClientError, *, extended: bool) -> WaitingReason | None:
    """Return why the repeated request waits; None if a repeat is useless or might be carried out twice.

    `extended`: the server recognizes a repeated request by its id. A classic server would carry it out twice.
    """
    if isinstance(error, RefusedError):
        if error.result == Result.SERVER_FAILED:
            return WaitingReason.SERVER_FAILED
        return WaitingReason.SERVER_BUSY if error.result == Result.TOO_MANY_REQUESTS else None
    if is_too_large(error) or (error.outcome_unknown and not extended):
        return None
    if isinstance(error, NetworkError | NotSignedInError):
        return WaitingReason.NO_CONNECTION
    return WaitingReason.SERVER_FAILED if isinstance(error, BadReplyError) else None


def is_too_large(error: ClientError) -> bool:
    """Return whether the server, or a proxy before it, refused the size of the request."""
    return isinstance(error, BadReplyError) and error.status == http.client.REQUEST_ENTITY_TOO_LARGE
