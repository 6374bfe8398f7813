"""Checks of a reply: whether it is complete, and the error of a refusal."""

import re
from typing import Protocol, TypeVar

from qqdesk.client.errors import ClientError, NotSignedInError, RefusedError
from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Refusal, parse_reply
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.errors import MalformedReplyError
from qqdesk.protocol.record import Reply, RequestFor

R = TypeVar("R", bound=Reply)

_COUNT = re.compile(rb"&MN=(\d{1,9})(?:&|$)")


class SendRequest(Protocol):
    """`Client.request`."""

    def __call__(self, request: RequestFor[R]) -> R: ...


def is_complete(request: RequestFor[Reply], raw: bytes) -> bool:
    """Return False for a reply that was cut off. Without a length in its head, only its content shows that."""
    try:
        reply = parse_reply(request, raw)
    except MalformedReplyError:
        return False
    if isinstance(reply, c.GetMessagesReply):
        count = _COUNT.search(raw)
        return count is None or int(count[1]) == len(reply.messages)
    return True


def to_error(reply: Refusal, may_be_done: bool) -> ClientError:
    """Return the error of a refusal. `may_be_done`: the server may have carried out an earlier try."""
    if reply.result == Result.NOT_SIGNED_IN:
        why = None if reply.why is None else EndReason(reply.why)
        return NotSignedInError(why, outcome_unknown=may_be_done)
    return RefusedError(reply.result, reply.reason, reply.wait)
