"""Which IP addresses may be fetched from: public ones, and those of networks that a setting allows.

``ipaddress.is_global`` is not enough: it passes 6to4 and NAT64 addresses with a private IPv4 address inside,
multicast, and addresses at which cloud providers serve secrets.
"""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network
IPAddress = IPv4Address | IPv6Address

_DENIED_4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; also Alibaba's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's own services
        "169.254.0.0/16",  # link-local; also metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocols; also Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT relays
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
]
_PUBLIC_6 = IPv6Network("2000::/3")  # everything else is private, local, multicast or reserved
_DENIED_6 = [
    IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocols: Teredo, benchmarking, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
]
# An IPv4 address in the last 32 bits: mapped, and translated by NAT64.
_EMBEDDING = [IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96")]


def may_fetch_from(address: str, allowed: Collection[Network] = ()) -> bool:
    """Whether an IP address is public, or in one of the networks ``allowed``. Raises ValueError."""
    ip = _plain(ip_address(address.partition("%")[0]))
    if any(ip in network for network in allowed if network.version == ip.version):
        return True
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _DENIED_4)
    return ip in _PUBLIC_6 and not any(ip in network for network in _DENIED_6)


def _plain(ip: IPAddress) -> IPAddress:
    """Return the IPv4 address that packets to this address reach in the end, if it contains one."""
    if isinstance(ip, IPv6Address) and any(ip in network for network in _EMBEDDING):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip
