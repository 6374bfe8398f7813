"""What a reply says of itself: whether all of it came, and what a refusal is."""

import re

from qqdesk.client.errors import ClientError, NotSignedInError, RefusedError
from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Refusal, parse_reply
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.errors import MalformedReplyError
from qqdesk.protocol.record import Request

_COUNT = re.compile(rb"&MN=(\d{1,9})(?:&|$)")


def is_whole(request: Request, raw: bytes) -> bool:
    """A reply that gives no length may have been cut short without any sign of it but this."""
    try:
        reply = parse_reply(request, raw)
    except MalformedReplyError:
        return False
    if isinstance(reply, c.GetMessagesReply):
        count = _COUNT.search(raw)
        return count is None or int(count[1]) == len(reply.messages)
    return True


def refused(reply: Refusal, unsure: bool) -> ClientError:
    """`unsure`: an earlier try of the same request may have been carried out."""
    if reply.result == Result.NOT_SIGNED_IN:
        why = None if reply.why is None else EndReason(reply.why)
        return NotSignedInError(why, outcome_unknown=unsure)
    return RefusedError(reply.result, reply.reason, reply.wait)
