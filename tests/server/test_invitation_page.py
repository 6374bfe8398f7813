"""The page behind an invitation link, over real HTTP and HTTPS."""

import asyncio
import re
import ssl
from base64 import b64encode
from hashlib import sha256
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from PySide6.QtQml import QJSEngine

from qqdesk.domain.invitation_link import InvitationLink, find_link, is_open_argument, number_code, number_of
from qqdesk.paths import resource
from qqdesk.server.http.installers import Installers
from qqdesk.server.settings.settings import Settings
from tests.helpers.clock import FakeClock
from tests.helpers.server import LocalServer, local_server

CODE = "0123456789ABCDEFGHJK"


def ask(server: LocalServer, method: str = "GET", path: str = "/i", **headers: str) -> tuple[HTTPResponse, str]:
    host, _, port = server.address.removeprefix("http://").rpartition(":")
    connection = HTTPConnection(host, int(port), timeout=15)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


def test_the_page_and_what_it_may_do(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        answer, page = ask(server)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=UTF-8"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert "unsafe" not in " ".join(policy)
    for element in ("script", "style"):
        (content,) = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        assert f"{element}-src 'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'" in policy
    # The policy forbids all of these.
    assert not re.search(r"<(?:img|link|iframe|form)\b|\bon[a-z]+=\"|\bstyle=|\bsrc=|https?://", page)


def test_the_link_is_shown_whole(tmp_path: Path) -> None:
    """It wraps on a narrow screen, and has no scroll bar of its own."""
    with local_server(tmp_path) as server:
        _, page = ask(server)
    assert '<code id="link"></code>' in page
    (rule,) = re.findall(r"\ncode {(.*?)}", page)
    assert "overflow-wrap: anywhere" in rule
    (rule,) = re.findall(r"#link {(.*?)}", page, re.DOTALL)
    assert "height: " not in rule.replace("line-height", "") and "overflow" not in rule


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("POST", "/i", "GET, HEAD"),
        ("PUT", "/i", "GET, HEAD"),
        ("GET", "/", "POST"),
        ("GET", "/i/", "POST"),
        ("GET", f"/i/{CODE}", "POST"),
        ("GET", "/invitation", "POST"),
        ("HEAD", "/", "POST"),
    ],
)
def test_what_is_refused(tmp_path: Path, method: str, path: str, allow: str) -> None:
    with local_server(tmp_path) as server:
        answer, _ = ask(server, method, path)
    assert (answer.status, answer.headers["Allow"]) == (405, allow)


def test_words_that_a_network_appends_to_the_address_do_no_harm(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        assert ask(server, path="/i?fbclid=1")[0].status == 200


def test_a_preview_of_another_page_gets_the_page_too(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        answer, _ = ask(server, Host="home.example.org", Origin="https://mail.example.org", Sec_Fetch_Site="cross-site")
    assert answer.status == 200


def test_the_page_over_https(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(tls=True, tls_port=0)) as server:
        port = int(server.daemon.tls_address.rpartition(":")[2])
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = HTTPSConnection("127.0.0.1", port, timeout=15, context=context)
        connection.request("GET", "/i")
        answer = connection.getresponse()
        assert answer.status == 200
        assert b"<!doctype html>" in answer.read()
        connection.close()


def test_a_hundred_previews_write_nothing_and_use_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with local_server(tmp_path) as server:
        before = sorted(path.name for path in server.folder.iterdir())
        caplog.clear()
        for _ in range(100):
            assert ask(server, User_Agent="TelegramBot")[0].status == 200
        assert sorted(path.name for path in server.folder.iterdir()) == before
        assert caplog.records == []


def put(folder: Path, name: str, content: bytes = b"program") -> str:
    """Put an installer into the folder, and return its SHA-256."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return sha256(content).hexdigest()


def test_the_page_says_to_what_the_invitation_is(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(name="A & <b>B</b>")) as server:
        _, page = ask(server)
    assert "You are invited to chat at A &amp; &lt;b&gt;B&lt;/b&gt;</span>" in page
    assert "{" not in re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)


def test_installers_of_the_folder_are_offered_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "packages"
    content = bytes(range(256)) * 4000
    digest = put(folder, "qqdesk_0.1.0_amd64.deb", content)
    put(folder, "qqdesk-setup.exe")
    for name in ("notes.txt", ".hidden.deb", "a'b.deb", "SHA256SUMS"):
        put(folder, name)
    put(tmp_path, "secret.deb")
    (folder / "link.deb").symlink_to(tmp_path / "secret.deb")
    (folder / "folder.deb").mkdir()
    with local_server(tmp_path, settings=Settings(installers_folder=str(folder))) as server:
        before, _ = ask(server, path="/i/qqdesk_0.1.0_amd64.deb")
        assert before.status == 405, "the page has not been shown yet"
        _, page = ask(server)
        assert re.findall(r'href="(/i/[^"]*)"', page) == ["/i/qqdesk_0.1.0_amd64.deb", "/i/qqdesk-setup.exe"]
        assert f"1 MB · SHA-256 <code>{digest}</code>" in page
        assert '<p data-when="asked"' not in page and "<p hidden>" in page
        connection = HTTPConnection("127.0.0.1", server.port, timeout=15)
        connection.request("GET", "/i/qqdesk_0.1.0_amd64.deb", headers={"Host": "home.example.org"})
        answer = connection.getresponse()
        assert answer.headers["Content-Disposition"] == 'attachment; filename="qqdesk_0.1.0_amd64.deb"'
        assert answer.read() == content
        connection.close()
        assert ask(server, "HEAD", "/i/qqdesk-setup.exe")[0].headers["Content-Length"] == "7"
        assert ask(server, "POST", "/i/qqdesk-setup.exe")[0].status == 405
        for path in (
            "link.deb",
            "folder.deb",
            "notes.txt",
            "../secret.deb",
            "..%2Fsecret.deb",
            "%2e%2e/secret.deb",
            "",
        ):
            assert ask(server, path=f"/i/{path}")[0].status == 405, path


def test_a_replaced_installer_is_sent_with_its_new_digest_only(tmp_path: Path) -> None:
    clock = FakeClock()
    installers = Installers(tmp_path, clock)

    async def download() -> bytes:
        stream = (await installers.download("qqdesk.dmg")).stream
        assert stream is not None
        return b"".join([piece async for piece in stream.pieces])

    async def replace() -> None:
        old = put(tmp_path, "qqdesk.dmg", b"old")
        assert [one.digest for one in await installers.list()] == [old]
        new = put(tmp_path, "qqdesk.dmg", b"newer")
        with pytest.raises(OSError, match="was replaced"):
            await download()
        clock.advance(10)
        assert await download() == b"newer"
        assert [one.digest for one in await installers.list()] == [new]
        (tmp_path / "qqdesk.dmg").unlink()
        clock.advance(10)
        assert (await installers.download("qqdesk.dmg")).status == 404

    asyncio.run(replace())


def test_the_operator_names_an_address_with_installers(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(installers_url="https://example.org/get?a=1&b=2")) as server:
        _, page = ask(server)
    assert 'href="https://example.org/get?a=1&amp;b=2"' in page
    with pytest.raises(ValueError, match="installers_url"):
        Settings(installers_url="javascript:alert(1)")


_BROWSER = """
var elements = {}
var document = {
    documentElement: {},
    querySelectorAll: function () { return [] },
    getElementById: function (id) { return elements[id] = elements[id] || { hidden: true, style: {} } },
}
var navigator = { language: 'zh-CN' }
var window = { location: { protocol: '%s', hostname: '%s', port: '%s', host: '%s', hash: '%s' } }
"""


def opened(url: str) -> Any:
    """Return the elements of the page after its script has run at this address."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    engine: Any = QJSEngine()
    browser = _BROWSER % (f"{parts.scheme}:", host, parts.port or "", parts.netloc, f"#{parts.fragment}")
    (script,) = re.findall(r"<script>(.*?)</script>", resource("web", "invitation.html").read_text("utf-8"), re.DOTALL)
    for source in (browser, script):
        result = engine.evaluate(source)
        assert not result.isError(), result.toString()
    return engine.evaluate(
        "var get = document.getElementById;"
        "[get('open').href, get('link').textContent, get('broken').hidden, document.documentElement.lang,"
        "get('device').hidden]"
    ).toVariant()


LINKS = [
    InvitationLink(("192.168.178.20:8000",), CODE, "ab" * 32),
    InvitationLink(("[fd00::7]:8000", "10.0.5.20:8000", "[fd00::8]:8000"), CODE, "ef" * 32, 8444),
    InvitationLink(("192.168.178.20:80",), CODE, "ab" * 32),
    InvitationLink(("chat.example.org",), CODE),
    InvitationLink(("chat.example.org:8443",), CODE),
    InvitationLink(("127.0.0.1:8000",), CODE),
    InvitationLink(("10.0.5.20:8000",), number_code(10001), "ab" * 32),
]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.addresses[0])
@pytest.mark.parametrize("changed", [False, True], ids=["as sent", "percent-encoded"])
def test_the_script_opens_the_link_that_the_page_was_opened_with(link: InvitationLink, changed: bool) -> None:
    url = link.http().replace(":80/", "/")  # as browsers do
    head, _, fragment = url.partition("#")
    href, shown, is_whole, language, is_invitation = opened(f"{head}#{quote(fragment)}" if changed else url)
    assert is_open_argument(href)
    assert find_link(href) == link
    assert find_link(shown) == link
    assert is_whole
    assert language == "zh"
    assert is_invitation == (number_of(link.code) == 0)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.178.20:8000/i",
        f"http://192.168.178.20:8000/i#{CODE}",
        f"http://192.168.178.20:8000/i#{CODE}.{'q' * 42}",
        f"https://chat.example.org/i#{CODE}.{'q' * 43}",
        f"https://chat.example.org/i#{CODE[1:]}",
        f"https://chat.example.org/i#javascript:{CODE}",
        "http://127.0.0.1:8000/i#%",
    ],
)
def test_the_script_offers_no_incomplete_link(url: str) -> None:
    href, shown, is_whole, *_ = opened(url)
    assert (href, shown, is_whole) == (None, None, False)
