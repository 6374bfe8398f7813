import pytest
from hypothesis import given
from hypothesis import strategies as st

from qqdesk.client.address import folder_name, is_loopback, password_hash, read_address
from qqdesk.client.errors import BadAddressError


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("chat.example.org", "http://chat.example.org:8000/"),
        (" Chat.Example.org:80 ", "http://chat.example.org:80/"),
        ("192.168.1.5:8001", "http://192.168.1.5:8001/"),
        ("[::1]:9000", "http://[::1]:9000/"),
        ("[2001:db8::1]", "http://[2001:db8::1]:8000/"),
        ("2001:db8::1", "http://[2001:db8::1]:8000/"),
        ("http://host", "http://host:8000/"),
        ("https://host", "https://host/"),
        ("HTTPS://host:8443/qq", "https://host:8443/qq"),
        ("例子.测试", "http://例子.测试:8000/"),
    ],
)
def test_a_typed_address_becomes_a_url(typed: str, url: str) -> None:
    assert read_address(typed).url == url
    assert read_address(url).url == url


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "a b", "host:", "host:0", "host:70000", "host:x", "ftp://host", "http://", "http://user:secret@host",
     "[::1", "[xyz]:80", "host?x", "http://host/#a", "..", "a..b", "http:///path", "1:2:3"],
)  # fmt: skip
def test_an_invalid_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddressError) as caught:
        read_address(typed)
    assert len(str(caught.value).split()) > 3
    assert "secret" not in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_bad_address_error(text: str) -> None:
    try:
        url = read_address(text).url
    except BadAddressError:
        return
    assert read_address(url).url == url
    assert not set(folder_name(url)) & set('/\\:*?"<>|')


@pytest.mark.parametrize(
    ("typed", "loopback"),
    [("localhost", True), ("127.0.0.1", True), ("127.9.9.9:80", True), ("[::1]:80", True), ("a.localhost", True),
     ("10.0.0.1", False), ("localhost.example.org", False), ("https://host", False)],
)  # fmt: skip
def test_loopback_addresses(typed: str, loopback: bool) -> None:
    assert is_loopback(read_address(typed).url) is loopback


def test_a_folder_name_has_host_and_port() -> None:
    assert folder_name("http://chat.example.org:8000/") == "chat.example.org_8000"
    assert folder_name("https://host/") == "host_443"
    assert folder_name("http://[::1]:80/") == "1_80"


def test_a_password_is_hashed_as_utf_8() -> None:
    assert password_hash("secret") == "5ebe2294ecd0e0f08eab7690d2a6ee69"
    assert password_hash("密码") == "a8105204604a0b11e916f3879aae3b0b"
