"""Where a download may lead: by https to public addresses, and on request to this machine.

Sources: the special-purpose address registries of IANA (RFC 6890) as the module `ipaddress` has them, and what they
leave out: IPv4 inside IPv6 (RFC 4291 2.5.5, RFC 6052, RFC 3056), and that nothing outside 2000::/3 is the internet.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

from nemo_watch.fetching.refusals import AddressRefused
from nemo_watch.names import shown

Address = IPv4Address | IPv6Address

_INTERNET = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_THE_INTERNET: Collection[IPv4Network | IPv6Network] = (
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, given up (RFC 7526)
    IPv4Network("168.63.129.16/32"),  # what a virtual machine at Azure asks about itself
    IPv6Network("2001::/23"),  # protocols (RFC 2928), of which versions of Python think differently
    IPv6Network("3fff::/20"),  # documentation (RFC 9637), which older versions of Python do not know
)
_HOST_NAME = re.compile(r"[a-z0-9_.-]{1,253}", re.IGNORECASE)
_MOST_HOST_CHARACTERS = 80


def parsed_url(text: str) -> httpx.URL:
    """Return a text as a URL; raise AddressRefused where it is none."""
    try:
        url = httpx.URL(text)
    except (ValueError, httpx.InvalidURL) as error:
        raise AddressRefused("The address of the file is no URL.") from error
    if not url.scheme:
        raise AddressRefused("The address of the file is no URL.")
    return url


def check_url(url: httpx.URL, *, loopback_allowed: bool) -> None:
    """Raise AddressRefused for a URL that is not followed whatever its host resolves to."""
    if url.scheme not in ({"http", "https"} if loopback_allowed else {"https"}):
        raise AddressRefused(f"A file is not fetched by {shown(url.scheme)[:20]}: only https is followed.")
    if url.userinfo:
        raise AddressRefused(f"The address of the file at {host_of(url)} holds a password: it is not followed.")
    if not _HOST_NAME.fullmatch(url.host) and literal_address(url.host) is None:
        raise AddressRefused("The address of the file names no host.")


def check_addresses(url: httpx.URL, addresses: Iterable[Address], *, loopback_allowed: bool) -> None:
    """Raise AddressRefused unless every address of a URL's host may be connected to.

    One private address among public ones is enough: which of them would be used is the attacker's choice.
    """
    for address in addresses:
        if is_loopback(address):
            if not loopback_allowed:
                raise AddressRefused(f"The file at {host_of(url)} is not fetched: the address leads to this machine.")
        elif not is_public(address):
            raise AddressRefused(f"The file at {host_of(url)} is not fetched: the address is not on the internet.")
        elif url.scheme != "https":
            raise AddressRefused(f"The file at {host_of(url)} is not fetched by http: only https is followed.")


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the internet, for IPv4 inside IPv6 by what is inside."""
    if any(address in network for network in _NOT_THE_INTERNET if network.version == address.version):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    return address in _INTERNET and address.is_global


def is_loopback(address: Address) -> bool:
    """Tell whether an address is this machine's own."""
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (inner or address).is_loopback


def is_loopback_host(host: str) -> bool:
    """Tell whether a host is written as this machine's own: "localhost", "127.0.0.1", "::1"."""
    address = literal_address(host)
    return host.lower() == "localhost" if address is None else is_loopback(address)


def literal_address(host: str) -> Address | None:
    """Return the address that a host is written as, None for a name.

    Old spellings of IPv4 (octal, hexadecimal, one number) count as names: the resolver reads them.
    """
    try:
        return ip_address(host)
    except ValueError:
        return None


def host_of(url: httpx.URL) -> str:
    """Return the host of a URL as a sentence names it."""
    return shown(url.host)[:_MOST_HOST_CHARACTERS]


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
