"""The handlers of the commands: functions from request to reply, independent of sockets. The modules fill HANDLERS."""

from qqdesk.server.handlers import (  # noqa: F401 - each module registers its handlers
    account,
    account_data,
    admin,
    changes,
    contacts,
    conversations,
    devices,
    files,
    hello,
    invitations,
    messages,
    people,
    reachability,
    rooms,
    signing,
)
from qqdesk.server.request_context import HANDLERS

__all__ = ["HANDLERS"]
