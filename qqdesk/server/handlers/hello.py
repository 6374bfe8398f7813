"""Hello: public information about the server."""

from qqdesk.protocol import commands as c
from qqdesk.server.request_context import RequestContext


def hello(call: RequestContext, _: c.Hello) -> c.HelloReply:
    info = call.core.server_info
    return c.HelloReply(info.tls_port, info.fingerprint, info.registration, info.name, call.core.clock.now())
