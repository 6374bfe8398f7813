"""Links: what is one, where it leads, and when a person is asked first."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.message_log.link_question import LinkOpener
from qqdesk.gui.message_text.links import Doubt, find_links, target_of
from qqdesk.gui.message_text.text_units import cut
from tests.gui.showing import show

D = Doubt


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("看\\\\srv\\共享\\文件.txt。", ["\\\\srv\\共享\\文件.txt"]),
        ("file:///home/a/b.txt, www.qq.com!", ["file:///home/a/b.txt", "http://www.qq.com"]),
        ("awww.no xhttp://no \\\\a \\\\a\\ \\\\\\a\\b c:\\\\x\\y www. file: http://", []),
        ("(see WWW.A.example/b(c)).", ["http://WWW.A.example/b(c)"]),
        ("javascript:alert(1) ftp://a.example vbscript:x smb://a/b data:text/html,x", []),
    ],
)
def test_texts_that_are_links(text: str, urls: list[str]) -> None:
    assert [link.url for link in find_links(text)] == urls


@given(st.lists(st.sampled_from(["😀", "国 ", "www.a.example", "http://b.example/x", "\\\\s\\t", "\n", " a "])))
def test_links_stand_where_they_are_said_to(parts: list[str]) -> None:
    text = "".join(parts)
    for link in find_links(text):
        shown = cut(text, link.start, link.start + link.length)
        assert link.url in (shown, f"http://{shown}")


@pytest.mark.parametrize(
    "url",
    [
        *("https://a.example/b?c=d#e", "http://EXAMPLE.com", "http://127.0.0.1:8000/x", "http://[::1]:80/"),
        *("http://a.example/?f=x.exe", "http://x.com/a.txt", "https://a.example/%E4%B8%AD", "mailto:a@b.example"),
        *("http://a_b.example./", "https://a.example/中文"),
    ],
)
def test_a_plain_link_has_no_doubts(url: str) -> None:
    target = target_of(url)
    assert target is not None and not target.doubts


@pytest.mark.parametrize(
    ("url", "host", "doubts"),
    [
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com", {D.FOREIGN_LETTERS}),
        ("https://例子.com/", "xn--fsqu00a.com", {D.FOREIGN_LETTERS}),
        ("https://日本ひら.jp", "xn--y9j3bz32vncb.jp", {D.FOREIGN_LETTERS}),
        ("https://\u0430pple.com/", "xn--pple-43d.com", {D.MIXED_LETTERS}),  # a Cyrillic letter
        ("https://good.com\u2044b.evil.example", "good.xn--comb-2g7a.evil.example", {D.MIXED_LETTERS}),
        ("http://\uff47oogle.com/", "google.com", {D.MIXED_LETTERS}),
        ("http://bank.com@evil.example/x", "evil.example", {D.BEFORE_AT}),
        ("http://google.com%2f@evil.com", "evil.com", {D.BEFORE_AT}),
        ("http://good.com\\@evil.com/", "evil.com", {D.BEFORE_AT}),
        ("http://3232235777/", "192.168.1.1", {D.OTHER_HOST}),
        ("http://0x7f.0.0.1/", "127.0.0.1", {D.OTHER_HOST}),
        ("http://b%61nk.com/", "bank.com", {D.OTHER_HOST}),
        ("https://a.example/\u202egpj.exe", "a.example", {D.UNSEEN, D.PROGRAM}),
        ("https://a.example/a\u200bb", "a.example", {D.UNSEEN}),
        ("http://a.com/setup%2Eexe?x=1", "a.com", {D.PROGRAM}),
        ("http://a.com/x.EXE.", "a.com", {D.PROGRAM}),
        ("mailto:a@例子.com", "xn--fsqu00a.com", {D.FOREIGN_LETTERS}),
        ("file:///etc/passwd", "", {D.FILE}),
        ("file:///home/a/run.sh", "", {D.FILE, D.PROGRAM}),
        ("file://localhost/etc/x", "", {D.FILE}),
        ("file:///C:/a/x.exe::$DATA", "", {D.FILE, D.PROGRAM}),
        ("file://server/share/x.txt", "server", {D.NETWORK}),
        ("file:////server/share/x.txt", "server", {D.NETWORK}),
        ("file:///\\server\\share\\x.txt", "server", {D.NETWORK}),
        ("\\\\server\\share\\a.txt", "server", {D.NETWORK}),
        ("\\\\1.2.3.4\\c$\\x.bat ", "1.2.3.4", {D.NETWORK, D.PROGRAM}),
    ],
)
def test_what_a_person_has_to_know(url: str, host: str, doubts: set[Doubt]) -> None:
    target = target_of(url)
    assert target is not None
    assert (target.host, set(target.doubts)) == (host, doubts)
    assert target.address.isascii()


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "ftp://a.example/", "smb://a/b", "data:text/html,x", "http://", "mailto:"),
        *("http://good.com\\.evil.com/", "http://a.com:99999/", "\\\\?\\C:\\x", "\\\\a@SSL@80\\b", "x", ""),
    ],
)
def test_nothing_else_is_ever_opened(url: str) -> None:
    assert target_of(url) is None


@given(st.text())
def test_any_text_has_a_target_or_none(text: str) -> None:
    for url in (text, f"http://{text}", f"mailto:{text}", f"file:///{text}", f"\\\\{text}"):
        target = target_of(url)
        if target is not None:
            assert target.address.startswith(("http:", "https:", "mailto:", "file:", "smb:"))
            assert target.address.isascii()


def test_a_mail_link_has_no_attachment_and_no_blind_copy() -> None:
    target = target_of("mailto:a@b.example?subject=hi&attach=/etc/passwd&bcc=c@d.example")
    assert target is not None
    assert target.address == "mailto:a@b.example?subject=hi"


@pytest.mark.parametrize(
    ("windows", "address"), [(True, "file://server/share/a%20b"), (False, "smb://server/share/a%20b")]
)
def test_a_network_path_is_opened_as_the_system_calls_it(windows: bool, address: str) -> None:
    target = target_of("\\\\server\\share\\a b", windows=windows)
    assert target is not None and target.address == address


class _Desktop(QObject):
    """What the system was asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))


@pytest.fixture
def desktop() -> Iterator[_Desktop]:
    desktop = _Desktop()
    schemes = ("http", "https", "file", "smb")
    for scheme in schemes:
        QDesktopServices.setUrlHandler(scheme, desktop, "open")  # type: ignore[arg-type]  # the stub says bytes, which it refuses
    yield desktop
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def opener(qtbot: QtBot) -> Iterator[LinkOpener]:
    window = QWidget()
    qtbot.addWidget(window)
    show(window)
    yield LinkOpener(window)
    window.close()


def test_a_plain_link_opens_at_once(opener: LinkOpener, desktop: _Desktop) -> None:
    opener.open("https://a.example/中")
    assert desktop.opened == ["https://a.example/%E4%B8%AD"]
    assert opener.dialog is None


def test_a_question_comes_first_and_enter_is_no(qtbot: QtBot, opener: LinkOpener, desktop: _Desktop) -> None:
    opener.open("http://bank.com@evil.example/x")
    dialog = opener.dialog
    assert dialog is not None and dialog.isVisible()
    assert "evil.example" in dialog.accessibleDescription()
    assert dialog.focusWidget() is dialog.cancel_button
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert opener.dialog is None
    assert desktop.opened == []


def test_a_confirmed_link_is_opened(qtbot: QtBot, opener: LinkOpener, desktop: _Desktop) -> None:
    opener.open("file:///tmp/a.txt")
    opener.open("file:///tmp/b.txt")
    dialog = opener.dialog
    assert dialog is not None
    QTest.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert desktop.opened == ["file:///tmp/a.txt"], "one question at a time, and the answer is to that one"


def test_a_link_that_cannot_be_opened_is_reported(qtbot: QtBot, opener: LinkOpener, desktop: _Desktop) -> None:
    with qtbot.waitSignal(opener.failed) as failed:
        opener.open("javascript:alert(1)")
    assert failed.args == ["javascript:alert(1)"]
    assert desktop.opened == []
