"""The addresses of this computer for others, the most likely first."""

import ipaddress
from pathlib import Path

import ifaddr
import pytest

from qqdesk.own_addresses import Kind, NetworkInterface, kind_of, likely, network_interfaces, of_versions, ranked


def _interface(name: str, *addresses: str, kind: Kind = Kind.CARD, has_gateway: bool = False) -> NetworkInterface:
    return NetworkInterface(name, tuple(map(ipaddress.ip_interface, addresses)), kind, has_gateway)


LOOPBACK = _interface("lo", "127.0.0.1/8", "::1/128", kind=Kind.OTHER)
DOCKER = _interface("docker0", "172.17.0.1/16", kind=Kind.BRIDGE)
WIFI = _interface("wlan0", "192.168.178.20/24", "fe80::1/64", has_gateway=True)


@pytest.mark.parametrize(
    ("interfaces", "wanted"),
    [
        ([LOOPBACK], ()),
        ([LOOPBACK, DOCKER, _interface("virbr0", "192.168.122.1/24", kind=Kind.BRIDGE), WIFI], ("192.168.178.20",)),
        ([_interface("vboxnet0", "192.168.56.1/24", kind=Kind.BRIDGE), WIFI], ("192.168.178.20",)),
        (
            [
                DOCKER,
                _interface("tailscale0", "100.101.102.103/32", kind=Kind.TUNNEL),
                _interface("eth0", "10.0.5.20/24", has_gateway=True),
            ],
            ("10.0.5.20", "100.101.102.103"),
        ),
        (
            [
                _interface("tun0", "10.8.0.2/24", kind=Kind.TUNNEL, has_gateway=True),
                _interface("eth0", "192.168.178.20/24"),
            ],
            ("192.168.178.20", "10.8.0.2"),
        ),
        (
            [_interface("tun0", "10.255.0.5/16", kind=Kind.TUNNEL), _interface("eth0", "192.168.255.20/24")],
            ("192.168.255.20", "10.255.0.5"),
        ),
        ([DOCKER, _interface("eth0", "192.168.5.20/24")], ("192.168.5.20",)),
        ([DOCKER], ("172.17.0.1",)),
        ([DOCKER, _interface("eth0", "169.254.7.7/16")], ("169.254.7.7", "172.17.0.1")),
        ([_interface("eth0", "169.254.7.7/16")], ("169.254.7.7",)),
        ([_interface("eth0", "169.254.7.7/16"), WIFI], ("192.168.178.20",)),
        ([_interface("eth1", "192.168.9.9/24"), WIFI], ("192.168.178.20", "192.168.9.9")),
        (
            [_interface("eth0", "8.8.4.4/24", "10.0.0.5/24", "2a00::5/64", "fd00::5/64", has_gateway=True)],
            ("10.0.0.5", "8.8.4.4", "fd00::5", "2a00::5"),
        ),
        (
            [_interface("eth0", "8.8.4.4/24", has_gateway=True), _interface("eth1", "10.0.0.5/24")],
            ("8.8.4.4", "10.0.0.5"),
        ),
        ([_interface("eth0", *[f"10.0.0.{n}/24" for n in range(1, 9)])], tuple(f"10.0.0.{n}" for n in range(1, 5))),
        ([_interface("eth0@if7", "10.1.1.2/24", kind=Kind.OTHER), DOCKER], ("10.1.1.2",)),
    ],
    ids=[
        "loopback",
        "docker and libvirt",
        "VirtualBox before Wi-Fi",
        "office and Tailscale",
        "full-tunnel VPN",
        "VPN 10.255/16",
        "switch without router",
        "docker alone",
        "cable between two computers, with docker",
        "cable between two computers",
        "unused card",
        "two cards",
        "one card with four addresses",
        "rented server",
        "many addresses",
        "in a container",
    ],
)  # fmt: skip
def test_the_likely_addresses(interfaces: list[NetworkInterface], wanted: tuple[str, ...]) -> None:
    assert likely(interfaces) == wanted
    assert ranked(interfaces)[: len(wanted)] == wanted


def test_the_ranking_keeps_all_addresses_that_others_may_reach() -> None:
    assert ranked([DOCKER, LOOPBACK, WIFI]) == ("192.168.178.20", "172.17.0.1")


def test_one_version_alone() -> None:
    both = [_interface("eth0", "10.0.0.5/24", "fd00::5/64")]
    assert ranked(of_versions(both, 4)) == ("10.0.0.5",)
    assert ranked(of_versions(both, 6)) == ("fd00::5",)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("en0", Kind.CARD),
        ("Intel(R) Wi-Fi 6 AX201 160MHz", Kind.CARD),
        ("Realtek PCIe GbE Family Controller", Kind.CARD),
        ("utun4", Kind.TUNNEL),
        ("TAP-Windows Adapter V9", Kind.TUNNEL),
        ("WireGuard Tunnel", Kind.TUNNEL),
        ("Tailscale Tunnel", Kind.TUNNEL),
        ("ProtonVPN TUN", Kind.TUNNEL),
        ("bridge100", Kind.BRIDGE),
        ("vmenet0", Kind.BRIDGE),
        ("awdl0", Kind.BRIDGE),
        ("VirtualBox Host-Only Ethernet Adapter", Kind.BRIDGE),
        ("Hyper-V Virtual Ethernet Adapter", Kind.BRIDGE),
        ("VMware Virtual Ethernet Adapter for VMnet8", Kind.BRIDGE),
    ],
)
def test_the_kind_by_name_on_windows_and_macos(tmp_path: Path, name: str, kind: Kind) -> None:
    assert kind_of(name, tmp_path) is kind


@pytest.mark.parametrize(
    ("name", "folders", "type_", "kind"),
    [
        ("enp3s0", ["enp3s0/device"], "1", Kind.CARD),
        ("tunis0", ["tunis0/device"], "1", Kind.CARD),
        ("br0", ["br0/bridge", "br0/brif/enp3s0", "enp3s0/device"], "1", Kind.CARD),
        ("br0", ["br0/bridge", "br0/brif/veth1", "veth1"], "1", Kind.BRIDGE),
        ("br-4f2a", ["br-4f2a/bridge"], "1", Kind.BRIDGE),
        ("work", ["work/tun_flags"], "65534", Kind.TUNNEL),
        ("work", ["work"], "65534", Kind.TUNNEL),
        ("ppp0", ["ppp0"], "512", Kind.TUNNEL),
        ("eth0", ["eth0"], "1", Kind.OTHER),
        ("bond0", ["bond0"], "1", Kind.OTHER),
        ("veth12", ["veth12"], "1", Kind.BRIDGE),
    ],
)
def test_the_kind_by_the_linux_kernel(tmp_path: Path, name: str, folders: list[str], type_: str, kind: Kind) -> None:
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / name / "type").write_text(f"{type_}\n")
    assert kind_of(name, tmp_path) is kind


_ROUTE = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth1\t0005A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
"""
_IF_INET6 = """fd000000000000000000000000000002 04 40 00 80     eth0
fd0000000000000000000000000000aa 04 40 00 01     eth0
"""


def test_what_linux_says_of_its_interfaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, carrier in (("eth0", "1"), ("eth1", "1"), ("docker0", "0")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "carrier").write_text(f"{carrier}\n")
    (tmp_path / "eth2").mkdir()
    (tmp_path / "eth2" / "carrier").mkdir()  # reading it fails, as with an interface that is switched off
    (tmp_path / "route").write_text(_ROUTE)
    (tmp_path / "if_inet6").write_text(_IF_INET6)

    def adapter(name: str, *ips: ifaddr.IP) -> ifaddr.Adapter:
        return ifaddr.Adapter(name, name, list(ips))

    adapters = [
        adapter("docker0", ifaddr.IP("172.17.0.1", 16, "docker0")),
        adapter("eth2", ifaddr.IP("10.2.2.2", 24, "eth2")),
        adapter("eth1:2", ifaddr.IP("192.168.5.2", 24, "eth1:2")),
        adapter(
            "eth0",
            ifaddr.IP("192.168.2.2", 24, "eth0"),
            ifaddr.IP(("fd00::2", 0, 0), 64, "eth0"),
            ifaddr.IP(("fd00::aa", 0, 0), 64, "eth0"),
        ),
    ]
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: adapters)
    found = network_interfaces(tmp_path, tmp_path)
    assert [(interface.name, interface.has_gateway) for interface in found] == [("eth1", False), ("eth0", True)]
    assert likely(found) == ("192.168.2.2", "192.168.5.2", "fd00::2")


def test_this_computer() -> None:
    assert any(entry.ip.is_loopback for interface in network_interfaces() for entry in interface.addresses)
