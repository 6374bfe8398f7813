"""The classic door: who may sign in without a token, with a password that whoever listens on the way can read."""

from qqdesk.server.http.client_address import Proxies, is_private

_CLOSED = {
    "off": "this server takes no clients of the old kind; use one that asks for EXT=1",
    "lan": "clients of the old kind are let in from the local network only; use one that asks for EXT=1",
}


def refusal(classic: str, address: str, proxies: Proxies) -> str | None:
    """Why a sign-in without EXT from `address` is not let in, as a sentence; None where it is.

    `classic` is the setting: off, lan or on. A proxy that does not tell where a request came from may have it from
    anywhere, however private its own address is.
    """
    is_near = is_private(address) and not proxies.trusts(address)
    if classic == "on" or (classic == "lan" and is_near):
        return None
    return _CLOSED[classic]
