"""From which address somebody comes, for the lock-out after wrong passwords alone: nothing else asks, nothing keeps it.

Behind a proxy all would seem to come from one address, and one person's typing errors would count for others. A header
is believed only from a proxy that the deployment named, and of it only the last entry: the one that this proxy wrote.
"""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    if not is_proxy(nearest):
        return nearest
    written = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip()
    try:
        return str(ip_address(written))
    except ValueError:
        return nearest


def is_proxy(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in settings.PROXIES)
