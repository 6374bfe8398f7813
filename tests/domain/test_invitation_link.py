"""Invitation links are written, and found in pasted text."""

import ipaddress
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qqdesk.domain.invitation_link import (
    MAX_LINK_CHARS,
    InvitationLink,
    Reach,
    find_code,
    find_link,
    is_open_argument,
    link_reach,
    number_code,
    number_of,
)
from qqdesk.protocol.limits import MAX_NUMBER

CODE = "0123456789ABCDEFGHJK"
DIGITS = "ab" * 32
FPR = "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s"
HOME = InvitationLink(("192.168.178.20:8000",), CODE, DIGITS)

_CODES = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=20, max_size=20)
_NUMBER_CODES = st.integers(1, MAX_NUMBER).map(number_code)
_PORTS = st.integers(1, 65535)
_LABELS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
_NAMES = st.lists(_LABELS, min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "example"]))
_V4 = st.ip_addresses(v=4).filter(lambda ip: not (ip.is_multicast or ip.is_unspecified)).map(str)
_V6 = st.ip_addresses(v=6).filter(lambda ip: not (ip.is_multicast or ip.is_unspecified or ip.is_link_local)).map(str)
_HOSTS = st.one_of(_NAMES, _V4, _V6.map(lambda ip: f"[{ip}]"))
_ADDRESSES = st.builds(lambda host, port: f"{host}:{port}", _HOSTS, _PORTS)
_PINNED = st.builds(
    lambda addresses, code, digest, port: InvitationLink(tuple(addresses), code, digest.hex(), port),
    st.lists(_ADDRESSES, min_size=1, max_size=4), _CODES | _NUMBER_CODES, st.binary(min_size=32, max_size=32), _PORTS,
)  # fmt: skip
_VOUCHED = st.builds(lambda address, code: InvitationLink((address,), code), _ADDRESSES, _CODES | _NUMBER_CODES)
_HERE = st.builds(lambda port, code: InvitationLink((f"127.0.0.1:{port}",), code), _PORTS, _CODES)
_LINKS = st.one_of(_PINNED, _VOUCHED, _HERE)

_BEFORE = st.sampled_from(
    ["", "Hello!\n", "Come in: ", '"', "<", "> ", "(", "见 ", "https://example.org/a ", "http://"]
)
_AFTER = st.sampled_from(["", ".", ". See you", '"', ">", ")", "\nBye", "\r\n> 8 people", " 。", "!", "&data=05%7C01"])
_BREAKS = st.sampled_from(["\n", "\r\n", "\n> ", " \n>> ", "\n  "])


def test_an_address_that_ends_with_a_colon_is_found() -> None:
    link = InvitationLink(("chat.example:1", "[64:ff9b::]:1"), "0" * 20, "00" * 32)
    assert find_link(link.http()) == link


@given(_LINKS, st.booleans(), _BEFORE, _AFTER)
def test_a_written_link_is_found_with_words_and_marks_around_it(
    link: InvitationLink, with_scheme: bool, before: str, after: str
) -> None:
    written = link.scheme() if with_scheme else link.http()
    assert len(written) <= MAX_LINK_CHARS
    assert find_link(f"{before}{written}{after}") == link


@given(_LINKS, st.booleans(), _BREAKS, st.data())
def test_a_link_that_was_broken_into_lines_is_found(
    link: InvitationLink, with_scheme: bool, line_break: str, data: st.DataObject
) -> None:
    written = link.scheme() if with_scheme else link.http()
    at = data.draw(st.integers(written.index("://") + 3, len(written) - 1))
    if link_reach(link) is Reach.THIS_COMPUTER:
        return  # without its fingerprint a link of this computer is a link, too
    found = find_link(f"Come in:\n{written[:at]}{line_break}{written[at:]}\nBye")
    assert found is not None
    if "&" in written[:at]:  # a line may end within a number: then the options are other ones
        assert (found.addresses[0], found.code, found.fingerprint) == (link.addresses[0], link.code, link.fingerprint)
    else:
        assert found == link


@given(_LINKS)
def test_what_opens_the_program_is_one_whole_link(link: InvitationLink) -> None:
    assert is_open_argument(link.scheme())
    assert is_open_argument(link.http())


@given(st.text(max_size=200))
def test_any_text_is_searched_without_an_error(text: str) -> None:
    assert find_link(text) is None
    find_link(f"http://192.168.178.20:8000/i#{text}")
    find_link(f"qqdesk://{text}/i#{CODE}")


def test_the_link_of_a_home() -> None:
    assert HOME.http() == f"http://192.168.178.20:8000/i#{CODE}.{FPR}"
    assert HOME.scheme() == f"qqdesk://192.168.178.20:8000/i#{CODE}.{FPR}"


def test_further_addresses_and_another_port_follow_the_fingerprint() -> None:
    link = InvitationLink(
        ("192.168.178.20:8000", "10.0.5.20:8000", "[fd00::7]:8000", "10.0.5.21:81"), CODE, DIGITS, 8444
    )
    assert link.http() == f"http://192.168.178.20:8000/i#{CODE}.{FPR}&p=8444&a=10.0.5.20,fd00::7,10.0.5.21:81"
    assert find_link(link.http()) == link


def test_a_link_with_incomplete_options_continues_in_the_next_line() -> None:
    link = InvitationLink(("192.168.178.20:8000", "10.0.5.20:8000", "10.0.5.21:81"), CODE, DIGITS, 8444)
    for part in ("&p", "p=", "8444", "&a=", "a=10.0.", "10.0.5.20", ",10.0.5.21", "10.0.5.21:", "81"):
        before, after = link.http().split(part, 1)
        assert find_link(f"> {before}\n> {part}{after}\n> 8 people are here") == link, part


def test_a_place_with_the_certificate_of_an_authority() -> None:
    link = InvitationLink(("chat.example.org:443",), CODE)
    assert link.is_https
    assert link.addresses == ("chat.example.org",)
    assert link.http() == f"https://chat.example.org/i#{CODE}"
    assert link.scheme() == f"qqdesk://chat.example.org/i#{CODE}&s=1"
    assert InvitationLink(("chat.example.org:8443",), CODE).http() == f"https://chat.example.org:8443/i#{CODE}"


def test_a_link_of_this_computer_has_no_fingerprint() -> None:
    assert InvitationLink(("127.0.0.1:8000",), CODE).http() == f"http://127.0.0.1:8000/i#{CODE}"
    assert find_link(f"http://localhost:8000/i#{CODE}") == InvitationLink(("localhost:8000",), CODE)


def test_hyphens_lower_case_and_letters_that_are_misread_make_the_same_code() -> None:
    assert InvitationLink(HOME.addresses, "oi23-4567-89ab-cdef-ghjk", ":".join([DIGITS])) == HOME


@pytest.mark.parametrize(
    "text",
    [
        f"QQDESK://192.168.178.20:8000/i#{CODE}.{FPR}",
        f"http://192.168.178.20:8000/i%23{CODE}.{FPR}",
        f"http://192.168.178.20:8000/i#0123-4567-89ab-cdef-ghjk.{FPR}",
        f"https://safelinks.example.org/?url=http%3A%2F%2F192.168.178.20%3A8000%2Fi%23{CODE}.{FPR}&amp;data=1",
        f"> > http://192.168.178.20:8000/i#{CODE}.{FPR[:9]}\n> > {FPR[9:]}\n> > Anna",
        f"qqdesk://192.168.178.20/i#{CODE}.{FPR}",
    ],
)
def test_other_ways_to_write_the_link_of_a_home(text: str) -> None:
    assert find_link(text) == HOME


@pytest.mark.parametrize(
    "text",
    [
        "",
        CODE,
        "http://192.168.178.20:8000/",
        f"http://192.168.178.20:8000/i#{CODE}",  # the fingerprint is missing
        f"qqdesk://192.168.178.20:8000/i#{CODE}",
        f"https://192.168.178.20:8443/i#{CODE}.{FPR}",  # the plain port is missing
        f"http://192.168.178.20:8000/i#{CODE}.{FPR[:-1]}",
        f"http://192.168.178.20:8000/i#{CODE}.{FPR}x",
        f"http://192.168.178.20:8000/i#{CODE}.{FPR[:-1]}t",  # no SHA-256 is written so
        f"http://192.168.178.20:8000/i#{CODE[:-1]}.{FPR}",
        f"http://192.168.178.20:8000/i#{CODE[:-1]}U.{FPR}",
        f"http://192.168.178.20:0/i#{CODE}.{FPR}",
        f"http://192.168.178.20:65536/i#{CODE}.{FPR}",
        f"http://192.168.178.20:99999999/i#{CODE}.{FPR}",
        f"http://192.168.178.20:8000/i#{CODE}.{FPR}&p=0",
        f"http://192.168.178.20:8000/i#{CODE}.{FPR}&a=10.0.0.256",
        f"http://fd00::7:8000/i#{CODE}.{FPR}",  # no brackets
        f"http://[fd00::7/i#{CODE}.{FPR}",
        f"http://[fe80::1]:8000/i#{CODE}.{FPR}",
        f"http://[fe80::1%25eth0]:8000/i#{CODE}.{FPR}",
        f"http://0.0.0.0:8000/i#{CODE}.{FPR}",
        f"http://224.0.0.251:8000/i#{CODE}.{FPR}",
        f"http://1.2.3:8000/i#{CODE}.{FPR}",
        f"http://0x7f.1:8000/i#{CODE}.{FPR}",
        f"http://2130706433:8000/i#{CODE}.{FPR}",
        f"http://-a:8000/i#{CODE}.{FPR}",
        f"http://a..b:8000/i#{CODE}.{FPR}",
        f"http://{'a' * 64}:8000/i#{CODE}.{FPR}",
        f"http://annas-pc.local:8000/i#{CODE}.{FPR}",
        f"http://anna@192.168.178.20:8000/i#{CODE}.{FPR}",
        f"ftp://192.168.178.20:8000/i#{CODE}.{FPR}",
        f"javascript://192.168.178.20:8000/i#{CODE}.{FPR}",
        f"file:///i#{CODE}.{FPR}",
        f"http://192.168.178.20:8000/i?x#{CODE}.{FPR}",
        f"http://192.168.178.20:8000/i/{CODE}#{FPR}",
    ],
)
def test_what_is_no_link(text: str) -> None:
    assert find_link(text) is None


@pytest.mark.parametrize(
    "text",
    [
        f'{HOME.scheme()}" --data-dir "\\\\evil\\share',
        f"{HOME.scheme()} --quit",
        f"--quit {HOME.scheme()}",
        f"qqdesk:--quit#{CODE}.{FPR}",
        f"{HOME.scheme()}\n",
        f"{HOME.scheme()}\0",
        f"{HOME.scheme()}.",
        f" {HOME.scheme()}",
        f"{HOME.scheme()}%22",
        f"{HOME.scheme()}'",
        f"{HOME.scheme()};id",
        f"{HOME.scheme()}$(id)",
        f"{HOME.scheme()}\\",
        f"x{HOME.scheme()}",
        f"file://192.168.178.20:8000/i#{CODE}.{FPR}",
        f"qqdesk://192.168.178.20:8000/i#{'a' * 10_000}",
        f"qqdesk://192.168.178.20:8000/i#{CODE}.{FPR}&a={'10.0.0.1,' * 1000}",
        f"qqdesk://１92.168.178.20:8000/i#{CODE}.{FPR}",
        "qqdesk://192.168.178.20:8000/i#",
        "",
    ],
)  # fmt: skip
def test_what_may_not_follow_open(text: str) -> None:
    assert not is_open_argument(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://" * 1500,
        "http://\n" * 1500,
        "\n" * 10_000,
        "\0" * 10_000,
        "%" * 10_000,
        "> \n" * 4000,
        f"qqdesk://{'a.' * 5000}/i#",
        f"http://1.1.1.1/i#{'0-' * 5000}",
        f"http://h/i#a={',' * 9000}",
    ],
    ids=lambda text: text[:8].encode().hex(),
)
def test_ten_kilobytes_of_nothing(text: str) -> None:
    assert find_link(text) is None


def test_a_link_far_down_in_a_text_is_not_looked_for() -> None:
    assert find_link(f"{'x ' * 20_000}{HOME.http()}") is None


def test_the_link_of_an_account_has_its_number_and_no_code() -> None:
    link = InvitationLink(HOME.addresses, number_code(10001).lower(), DIGITS)
    assert link.http() == f"http://192.168.178.20:8000/i#U0000000000000010001.{FPR}"
    assert number_of(link.code) == 10001
    assert find_code(link.http()) == find_code(link.code) == ""
    assert number_of(CODE) == 0


def test_a_link_keeps_four_addresses() -> None:
    link = InvitationLink(tuple(f"10.0.0.{last}:8000" for last in range(1, 9)), CODE, DIGITS)
    assert len(link.addresses) == 4


@pytest.mark.parametrize(
    ("addresses", "code", "fingerprint", "tls_port"),
    [
        ((), CODE, DIGITS, 8443),
        (("annas-pc.local:8000",), CODE, DIGITS, 8443),
        (("192.168.178.20:8000", "annas-pc.local:8000"), CODE, DIGITS, 8443),
        (("a b:8000",), CODE, DIGITS, 8443),
        (('a"b:8000',), CODE, DIGITS, 8443),
        (("chat.example.org", "10.0.0.1"), CODE, "", 8443),
        (("192.168.178.20:0",), CODE, DIGITS, 8443),
        (("192.168.178.20:8000",), CODE[:16], DIGITS, 8443),
        (("192.168.178.20:8000",), number_code(0), DIGITS, 8443),
        (("192.168.178.20:8000",), number_code(10**10), DIGITS, 8443),
        (("192.168.178.20:8000",), CODE, DIGITS[:-1], 8443),
        (("192.168.178.20:8000",), CODE, DIGITS, 0),
        (("192.168.178.20:8000",), CODE, DIGITS, 65536),
        (("[::]:8000",), CODE, DIGITS, 8443),
    ],
)
def test_what_is_not_written(addresses: tuple[str, ...], code: str, fingerprint: str, tls_port: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        InvitationLink(addresses, code, fingerprint, tls_port)


@pytest.mark.parametrize(
    ("address", "reach"),
    [
        ("127.0.0.1:8000", Reach.THIS_COMPUTER),
        ("[::1]:8000", Reach.THIS_COMPUTER),
        ("localhost:8000", Reach.THIS_COMPUTER),
        ("192.168.178.20:8000", Reach.THIS_NETWORK),
        ("169.254.3.4:8000", Reach.THIS_NETWORK),
        ("100.64.0.7:8000", Reach.THIS_NETWORK),
        ("[fd00::7]:8000", Reach.THIS_NETWORK),
        ("annas-pc:8000", Reach.THIS_NETWORK),
        ("annas-pc.fritz.box:8000", Reach.THIS_NETWORK),
        ("8.8.8.8:8000", Reach.ANYWHERE),
        ("[2a00::7]:8000", Reach.ANYWHERE),
        ("chat.example.org:8000", Reach.ANYWHERE),
    ],
)
def test_where_a_link_works(address: str, reach: Reach) -> None:
    assert link_reach(InvitationLink((address,), CODE, DIGITS)) is reach


def test_the_first_address_says_where_a_link_works() -> None:
    assert link_reach(InvitationLink(("192.168.178.20:8000", "[2a00::7]:8000"), CODE, DIGITS)) is Reach.THIS_NETWORK
    assert ipaddress.ip_address("2a00::7").is_global


@given(
    _CODES.filter(lambda code: sum(map(str.isdigit, code)) > 3),
    st.sampled_from(["", "-", " ", " - "]),
    st.sampled_from(["", "Hi Ben, your code is ", "code: ", "(", "code here goes then "]),
    st.sampled_from(["", ".", " - Anna", ") bye", "\nBen, use it today"]),
    st.booleans(),
)
def test_a_code_is_found_among_words(code: str, gap: str, before: str, after: str, is_lower: bool) -> None:
    # " - Anna" may be the last group of a code that is written in this way, unless the first group has a digit.
    assume(gap != " - " or any(map(str.isdigit, code[:4])))
    text = before + gap.join(code[start : start + 4] for start in range(0, 20, 4)) + after
    assert find_code(text.lower() if is_lower else text) == code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("olio 2345 6789 ABCD EFGH", "011023456789ABCDEFGH"),
        ("ABC DE-FGHJK 12345 67890", "ABCDEFGHJK1234567890"),
        ("ＡＢＣＤ２３４５ＡＢＣＤ２３４５ＡＢＣＤ", "ABCD2345ABCD2345ABCD"),
        ("ABCD-2345-ABCD-2345-ABC", ""),
        ("ABCD-2345-ABCD-2345-ABCDE", ""),
        ("", ""),
    ],
)
def test_a_code_of_another_form(text: str, found: str) -> None:
    assert find_code(text) == found
