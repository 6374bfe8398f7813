"""Who may sign in with a classic client, whose password can be read on the network."""

from qqdesk.server.addresses import Proxies, is_private

_CLOSED = {
    "off": "this server takes no clients of the old kind; use one that asks for EXT=1",
    "lan": "old clients are accepted from the local network only; use one that asks for EXT=1",
}


def refusal(classic: str, address: str, proxies: Proxies) -> str | None:
    """Return why a classic sign-in from `address` is refused, as a sentence; None if it is allowed.

    `classic` is the setting: off, lan or on. A trusted proxy's own address never counts as local: without
    X-Forwarded-For its requests may come from anywhere.
    """
    is_near = is_private(address) and not proxies.trusts(address)
    if classic == "on" or (classic == "lan" and is_near):
        return None
    return _CLOSED[classic]
