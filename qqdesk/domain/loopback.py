"""Which host names and addresses are this computer."""

import ipaddress


def is_loopback_host(host: str) -> bool:
    """Return True for localhost and the loopback addresses, IPv6 without brackets."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
