"""Where calls may go. Each refusal is a way somebody has got at a private network before."""

from collections.abc import Sequence

import pytest

from activities.calling.addresses import Guard
from activities.receipts import PermanentFailure, TemporaryFailure
from engine.reach import Reach, is_public

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.88.99.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "ff0e::1",
    "100::1",
]
PUBLIC = ["8.8.8.8", "93.184.215.14", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::8a"]

SPELLINGS = [
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "0",
    "::ffff:127.0.0.1",
    "localhost",
]


def answering(*addresses: str, allowed: str = "") -> Guard:
    async def resolver(host: str, port: int) -> Sequence[str]:
        return addresses

    return Guard(Reach.read(allowed), resolver=resolver)


@pytest.mark.parametrize("address", PRIVATE)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", SPELLINGS)
async def test_this_machine_is_refused_however_it_is_spelled(host: str) -> None:
    with pytest.raises(PermanentFailure, match="not on the public internet"):
        await Guard().addresses(host, 443)


@pytest.mark.parametrize("host", SPELLINGS)
async def test_this_machine_is_called_where_that_is_allowed(host: str) -> None:
    assert await Guard(Reach(private=True)).addresses(host, 8000)


ALLOWED = "10.1.0.0/16, hooks.internal:8443 [fd12::1]:8443 192.168.7.7"


@pytest.mark.parametrize(
    ("host", "port", "addresses"),
    [
        ("anything.example", 443, ["10.1.2.3"]),
        ("anything.example", 8080, ["10.1.2.3", "8.8.8.8", "192.168.7.7"]),
        ("Hooks.Internal.", 8443, ["172.16.0.9"]),
        ("six.example", 8443, ["fd12::1"]),
    ],
)
async def test_what_was_let_in_is_called(host: str, port: int, addresses: list[str]) -> None:
    assert await answering(*addresses, allowed=ALLOWED).addresses(host, port)


@pytest.mark.parametrize(
    ("host", "port", "addresses"),
    [
        ("anything.example", 443, ["10.2.0.1"]),
        ("anything.example", 443, ["::ffff:10.1.2.3"]),
        ("anything.example", 443, ["10.1.2.3", "169.254.169.254"]),
        ("hooks.internal", 443, ["172.16.0.9"]),
        ("hooks.internal.evil.example", 8443, ["172.16.0.9"]),
        ("six.example", 443, ["fd12::1"]),
        ("hooks.internal", 25, ["172.16.0.9"]),
    ],
)
async def test_nothing_else_private_is(host: str, port: int, addresses: list[str]) -> None:
    with pytest.raises(PermanentFailure, match=r"not on the public internet|Port 25"):
        await answering(*addresses, allowed=ALLOWED).addresses(host, port)


@pytest.mark.parametrize(
    "written",
    ["10.1.0.0/99", "10.1.2.3/16", "hooks.internal:", "a:25", "http://a", "127.1", "[::1", "a:b:c"],
)
def test_what_is_neither_network_nor_host_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"neither a network|no port|port 25"):
        Reach.read(written)


async def test_one_private_address_among_public_ones_refuses_all_of_them() -> None:
    with pytest.raises(PermanentFailure, match=r"10\.0\.0\.1"):
        await answering("93.184.215.14", "10.0.0.1").addresses("example.com", 443)


async def test_public_addresses_are_used_in_the_order_the_resolver_prefers() -> None:
    found = await answering("2606:4700::1111", "8.8.8.8").addresses("example.com", 443)
    assert found == ("2606:4700::1111", "8.8.8.8")


@pytest.mark.parametrize("port", [80, 443, 1024, 8443])
async def test_ports_of_the_web_are_called(port: int) -> None:
    assert await answering("8.8.8.8").addresses("example.com", port)


@pytest.mark.parametrize("port", [22, 25, 445, 1023])
async def test_ports_of_other_protocols_are_not(port: int) -> None:
    with pytest.raises(PermanentFailure, match=f"Port {port}"):
        await answering("8.8.8.8").addresses("example.com", port)


async def test_a_host_that_is_not_known_now_may_be_known_later() -> None:
    with pytest.raises(TemporaryFailure, match="cannot be found"):
        await Guard().addresses("nobody.invalid", 443)


async def test_what_is_not_a_host_name_never_will_be() -> None:
    with pytest.raises(PermanentFailure, match="not a host name"):
        await Guard().addresses("a" * 64 + ".example", 443)
