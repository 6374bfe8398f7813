"""Hello: public information about the server."""

from qqdesk.protocol import commands as c
from qqdesk.server.request_context import RequestContext


async def hello(call: RequestContext, _: c.Hello) -> c.HelloReply:
    facts = call.core.facts
    return c.HelloReply(facts.tls_port, facts.fingerprint, facts.registration, facts.name, call.core.clock.now())
