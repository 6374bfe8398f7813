"""The people, rooms and log of the place, for administrators, and new passwords by their codes."""

from qqdesk.protocol import home_commands as h
from qqdesk.protocol.codes import Result
from qqdesk.protocol.record import Reply
from qqdesk.server.errors import RefusedError
from qqdesk.server.request_context import RequestContext


async def notify_all(call: RequestContext, request: h.NotifyAll) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


async def list_people(call: RequestContext, request: h.ListPeople) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


async def change_person(call: RequestContext, request: h.ChangePerson) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


async def make_reset_code(call: RequestContext, request: h.MakeResetCode) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


async def list_place_rooms(call: RequestContext, request: h.ListPlaceRooms) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


async def delete_room(call: RequestContext, request: h.DeleteRoom) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


async def get_place_log(call: RequestContext, request: h.GetPlaceLog) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


async def list_administrators(call: RequestContext, request: h.ListAdministrators) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")


async def reset_password(call: RequestContext, request: h.ResetPassword) -> Reply:
    raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")
