"""Which IP addresses may be fetched from."""

from ipaddress import ip_network

import pytest

from articles.importers.web.networks import may_fetch_from

PUBLIC = (
    *("8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1"),
    *("198.17.255.255", "198.20.0.1", "223.255.255.255", "168.63.129.17"),
    *("2606:4700:4700::1111", "2a00:1450:4001::1", "64:ff9b::808:808", "::ffff:8.8.8.8"),
)
NOT_PUBLIC = (
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "127.0.0.1", "127.8.9.10"),
    *("172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"),
    *("100.64.0.1", "100.127.255.255", "100.100.100.200"),  # carrier-grade NAT
    *("169.254.0.1", "169.254.169.254", "168.63.129.16", "192.0.0.192"),  # link-local, metadata
    *("192.0.0.8", "192.0.2.1", "198.51.100.1", "203.0.113.9", "198.18.0.1", "198.19.255.255"),
    *("192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("2001:db8::1", "3fff::1", "2001:2::1", "2001:10::1", "100::1", "5f00::1", "4000::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::7f00:1", "::ffff:0:7f00:1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"),  # NAT64
    *("2002:7f00:1::", "2002:c0a8:1::1", "2002:a9fe:a9fe::1"),  # 6to4
    *("2001:0:808:808::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:0:0:0:0:0:80ff:fffe"),  # Teredo
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_fetched_from(address: str) -> None:
    assert may_fetch_from(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_others_may_not(address: str) -> None:
    assert not may_fetch_from(address)


def test_a_setting_can_allow_a_network_and_no_other() -> None:
    allowed = [ip_network("10.1.0.0/16"), ip_network("fd00:1::/64")]
    assert may_fetch_from("10.1.2.3", allowed)
    assert may_fetch_from("::ffff:10.1.2.3", allowed)
    assert may_fetch_from("fd00:1::7", allowed)
    assert not may_fetch_from("10.2.0.1", allowed)
    assert not may_fetch_from("fd00:2::7", allowed)
    assert not may_fetch_from("127.0.0.1", allowed)
