"""Hello: public information about the server."""

from collections.abc import Awaitable

from qqdesk.protocol import commands as c
from qqdesk.server.accounts import registration, shared_roster
from qqdesk.server.request_context import RequestContext, handles


@handles(c.Hello)
def hello(call: RequestContext, _: c.Hello) -> c.HelloReply | Awaitable[c.HelloReply]:
    if call.core.shares_roster:
        return _with_people(call)
    return _reply(call, None)


async def _with_people(call: RequestContext) -> c.HelloReply:
    return _reply(call, await call.core.store.read(shared_roster.people))


def _reply(call: RequestContext, people: int | None) -> c.HelloReply:
    core = call.core
    info = core.server_info
    mode = registration.mode_at(info.registration, core.settings, call.address)
    return c.HelloReply(
        tls_port=info.tls_port,
        fingerprint=info.fingerprint,
        registration=mode,
        name=info.name,
        now=core.clock.now(),
        place_id=info.place_id,
        people=people,
        addresses=info.addresses,
        most_file_bytes=core.most_file_bytes,
    )
