"""One question, asked by the launcher before Django is loaded and by the settings after. Standard library only."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Tell whether `host`, a name or an address, can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
