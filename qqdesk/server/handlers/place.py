"""The state and the settings of the place, and backups, for administrators."""

from qqdesk.protocol import home_commands as h
from qqdesk.protocol.codes import Result
from qqdesk.protocol.record import Reply
from qqdesk.server.errors import RefusedError
from qqdesk.server.request_context import RequestContext


async def get_place(call: RequestContext, request: h.GetPlace) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


async def change_place(call: RequestContext, request: h.ChangePlace) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


async def back_up(call: RequestContext, request: h.BackUp) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")
