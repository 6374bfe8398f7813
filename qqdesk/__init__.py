"""qqdesk: a desktop messenger with a contact list, tabs and faces, on a server of your own.

For programs that talk: `from qqdesk import Bot, Client`. `qqdesk/bot/bots.md` shows how.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from qqdesk.bot.bot import Bot
    from qqdesk.bot.errors import SessionEndedError
    from qqdesk.bot.events import Event, Message, Presence, Request
    from qqdesk.client.client import Client
    from qqdesk.client.errors import ClientError, RefusedError
    from qqdesk.domain.contact import Contact
    from qqdesk.protocol.codes import Status

__all__ = [
    "Bot",
    "Client",
    "ClientError",
    "Contact",
    "Event",
    "Message",
    "Presence",
    "RefusedError",
    "Request",
    "SessionEndedError",
    "Status",
]

_HOMES = {
    "Bot": "bot.bot",
    "Client": "client.client",
    "ClientError": "client.errors",
    "Contact": "domain.contact",
    "Event": "bot.events",
    "Message": "bot.events",
    "Presence": "bot.events",
    "RefusedError": "client.errors",
    "Request": "bot.events",
    "SessionEndedError": "bot.errors",
    "Status": "protocol.codes",
}


def __getattr__(name: str) -> Any:
    """Import the name at its first use: the desktop program needs none of the modules."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
