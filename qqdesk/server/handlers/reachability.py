"""CallBack: test whether the server can connect to the computer of the caller."""

import asyncio

from qqdesk.protocol import place_commands as p
from qqdesk.protocol.codes import Result
from qqdesk.server.errors import RefusedError
from qqdesk.server.request_context import RequestContext, handles

CONNECT_S = 3.0


@handles(p.CheckReach)
async def check_reach(call: RequestContext, request: p.CheckReach) -> p.CheckReachReply:
    """Connect to the address of this request and to no other, so that a caller cannot test a third computer."""
    me, core = call.number, call.core
    if core.reached.is_own(call.address):
        raise RefusedError(Result.REFUSED_BY_SERVER, "the test needs two computers, and this is the server's own")
    with core.reach_checks.start(me, core.clock.monotonic()):
        return p.CheckReachReply(await _is_open(call.address, request.port))


async def _is_open(address: str, port: int) -> bool:
    try:
        async with asyncio.timeout(CONNECT_S):
            transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, address, port)
    except (OSError, TimeoutError):
        return False
    transport.abort()
    return True
