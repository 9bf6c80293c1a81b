"""Which machines may be asked: those of the world, whatever disguise the others come in."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailor.kernel.fetching.addresses import is_public, read_address
from tailor.kernel.fetching.failing import NotFetched

INNER = [
    "0.0.0.0",  # noqa: S104 -- nothing is bound to it
    "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.168.1.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "fe80::1", "fc00::1",
    "fd00:ec2::254", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "5f00::1",
    "fec0::1", "100::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111", "64:ff9b::101:101"]


@pytest.mark.parametrize("number", INNER)
def test_an_inner_machine_is_not_asked(number):
    assert not is_public(ip_address(number))
    host = f"[{number}]" if ":" in number else number
    with pytest.raises(NotFetched):
        read_address(f"https://{host}/")


@pytest.mark.parametrize("number", PUBLIC)
def test_a_public_machine_is_asked(number):
    assert is_public(ip_address(number))
    assert read_address(f"https://{f'[{number}]' if ':' in number else number}/").literal == ip_address(number)


@given(st.integers(0, 2**32 - 1).map(ip_address))
def test_what_the_standard_library_calls_inner_is_inner(number):
    if not number.is_global or number.is_multicast or number.is_reserved:
        assert not is_public(number)


@pytest.mark.parametrize("host", [
    "2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "0", "0x", "1.2.3.256",
    "１２７.0.0.1", "①②⑦.0.0.1", "127。0。0。1", "0ｘ7f.1", "[::1%25eth0]", "[fe80::1%251]", "[::ffff:0:127.0.0.1]", "a..b", "-a.com", "a b.com",
    "", "[::1", "evil.com\\@good.com", "good.com\t.evil.com", "x" * 300,
])  # fmt: skip
def test_a_disguise_is_no_address(host):
    with pytest.raises(NotFetched):
        read_address(f"https://{host}/hook")


@pytest.mark.parametrize("url", [
    "", "company.com", "//company.com", "ftp://company.com/", "file:///etc/passwd", "gopher://company.com/", "javascript:1",
    "https://anna@company.com/", "https://anna:secret@company.com/", "https://@company.com/", "http://company.com/",
    "https://company.com:22/", "https://company.com:0/", "https://company.com:99999/", "https://company.com:1024/",
    "https://company.com/\r\nHost: inner", "https://company.com/ x", "https://" + "a." * 1200 + "com/",
])  # fmt: skip
def test_an_address_that_is_not_used_is_refused_with_a_reason(url):
    with pytest.raises(NotFetched) as refused:
        read_address(url)
    assert str(refused.value.message)
    assert not refused.value.passing


def test_an_address_is_read_as_it_goes_over_the_wire():
    one = read_address("https://Сайт.example:8443/заказ?имя=Анна#here")
    assert (one.host, one.port) == ("xn--80aswg.example", 8443)
    assert one.target == "/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7?%D0%B8%D0%BC%D1%8F=%D0%90%D0%BD%D0%BD%D0%B0"
    assert read_address("https://company.com").target == "/"
    assert read_address("http://company.com/feed", plain=True).port == 80


def test_an_inner_network_may_be_allowed_and_only_that(settings):
    settings.TAILOR_FETCH_PRIVATE = (ip_network("10.1.0.0/16"),)
    assert read_address("http://10.1.2.3:8080/hook").port == 8080
    for other in ("http://10.2.0.1/", "https://127.0.0.1/", "http://8.8.8.8/"):
        with pytest.raises(NotFetched):
            read_address(other)
