"""`--open`: one invitation link and nothing beside it, in this process and handed to one that runs."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from qqdesk.domain.invitation_link import MAX_LINK_CHARS, InvitationLink
from qqdesk.gui.start.activation_request import MOST_BYTES, TOKENS, ActivationRequest, parse_request
from qqdesk.gui.start.arguments import Arguments, read_arguments
from qqdesk.gui.start.hand_over import hand_over_link
from qqdesk.gui.start.instance import Instance
from qqdesk.gui.start.link_refusal import LinkRefusal

LINK = InvitationLink(
    ("192.168.178.20:8000", "[fd00::7]:8001", "10.0.0.5:8000"), "7KQ2MF9XT3BN7KQ2MF9X", "ab" * 32, 8444
)
LINKS = [
    LINK.scheme(),
    LINK.http(),
    InvitationLink(("127.0.0.1:8000",), "7KQ2MF9XT3BN7KQ2MF9X").scheme(),
    InvitationLink(("chat.example.org",), "7KQ2MF9XT3BN7KQ2MF9X").scheme(),
]
ABSURD = [
    "", " ", "\0", "--quit", "-", "%u", '"', "qqdesk", "qqdesk:", "qqdesk://", "qqdesk:--quit", "qqdesk://--quit",
    f"{LINKS[0]} ", f" {LINKS[0]}", f"{LINKS[0]}\n", f"{LINKS[0]}\0", f'{LINKS[0]}"', f"'{LINKS[0]}'", f"{LINKS[0]};id",
    f'{LINKS[0]}" --data-dir \\\\evil\\share "', f"{LINKS[0]} --quit", f"{LINKS[0]}&x=$(id)", LINKS[0] * 2,
    f"file://{LINKS[0][9:]}", f"javascript://{LINKS[0][9:]}", "file:///etc/passwd", "/etc/passwd",
    "qqdesk://h/i#" + "A" * 10_240, "A" * 10_240, "\udcff", "qqdesk://a b/i#7KQ2MF9XT3BN7KQ2MF9X",
    "qqdesk://example.org:8000/i#7KQ2MF9XT3BN7KQ2MF9X",
]  # fmt: skip
Open = Callable[..., Instance]


@pytest.fixture
def running(qtbot: QtBot) -> Iterator[Open]:
    """A program that runs with a data folder."""
    instances: list[Instance] = []

    def run(folder: Path) -> Instance:
        instance = Instance(folder)
        assert instance.acquire()
        instance.listen()
        instances.append(instance)
        return instance

    yield run
    for instance in instances:
        instance.release()


@pytest.mark.parametrize("link", LINKS)
def test_a_link_alone_is_opened(link: str) -> None:
    assert read_arguments(["--open", link]) == Arguments(link=link)


@pytest.mark.parametrize("text", ABSURD)
def test_anything_else_is_refused(text: str) -> None:
    assert read_arguments(["--open", text]) == Arguments(has_bad_link=True)


@pytest.mark.parametrize(
    "words",
    [
        ["--open"], ["--open", LINKS[0], "--quit"], ["--open", LINKS[0], LINKS[1]], ["--quit", "--open", LINKS[0]],
        ["--open", "qqdesk://x", "--data-dir", "\\\\evil\\share", ""], ["--open", LINKS[0], ""],
        ["--user", "--open", LINKS[0]], [f"--open={LINKS[0]}"], ["--help", "--open"], ["--", "--open", LINKS[0]],
    ],
)  # fmt: skip
def test_no_other_word_is_read_beside_it(words: list[str]) -> None:
    assert read_arguments(words) == Arguments(has_bad_link=True)


@pytest.mark.parametrize("words", [["--ope", LINKS[0]], [LINKS[0]], ["-open", LINKS[0]]])
def test_there_is_no_other_way_to_write_it(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(words)
    assert ended.value.code == 2
    assert "unrecognized arguments" in capsys.readouterr().err


@given(st.lists(st.text(max_size=30), max_size=4))
def test_words_of_any_kind_open_nothing(words: list[str]) -> None:
    assert read_arguments(["--open", *words]) == Arguments(has_bad_link=True)


def test_a_link_fits_into_a_request() -> None:
    """Also the longest one, with the longest tokens."""
    request = ActivationRequest(tokens={TOKENS[0]: "=" * 256, TOKENS[1]: "%" * 256}, link=LINKS[0])
    assert parse_request(request.to_line()) == request
    assert len(request.to_line()) + 3 * MAX_LINK_CHARS < MOST_BYTES
    assert LINKS[0] not in repr(request)


@pytest.mark.parametrize("text", ABSURD[1:])
def test_a_link_in_a_request_is_checked_again(text: str) -> None:
    assert parse_request(ActivationRequest(link=text).to_line()) is None


def test_with_profiles_alone_one_of_them_opens_it(running: Open, qtbot: QtBot, tmp_path: Path) -> None:
    profiles = [tmp_path / name for name in ("none", "Home", "Work")]
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "app = QCoreApplication([])\n"
        "from qqdesk.gui.start.hand_over import hand_over_link\n"
        "from qqdesk.gui.start.activation_request import ActivationRequest\n"
        "print(hand_over_link(map(Path, sys.argv[2:]), ActivationRequest(link=sys.argv[1])))"
    )
    command = [sys.executable, "-P", "-c", code, LINKS[0], *map(str, profiles)]
    home = running(profiles[1])
    with qtbot.waitSignal(home.requested, timeout=30_000) as signal:
        starting = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert signal.args == [ActivationRequest(link=LINKS[0])]
    assert starting.communicate()[0] == "True\n"


def test_a_link_without_a_running_program(qtbot: QtBot, tmp_path: Path) -> None:
    assert not hand_over_link([tmp_path / "none", tmp_path / "other"], ActivationRequest(link=LINKS[0]))
    assert not any(tmp_path.iterdir())


def test_the_refusal_does_not_repeat_a_strangers_words(qtbot: QtBot) -> None:
    window = LinkRefusal()
    qtbot.addWidget(window)
    assert window.text() == "This link is not an invitation: nothing was done."
    assert not window.informativeText()
    assert not window.detailedText()


def test_on_macos_a_link_comes_as_an_event() -> None:
    code = (
        "import sys\n"
        "from PySide6.QtCore import QUrl\n"
        "from PySide6.QtGui import QFileOpenEvent\n"
        "from qqdesk.domain.settings import Settings\n"
        "from qqdesk.gui.shared.application import make_application\n"
        "app = make_application(Settings())\n"
        "app.link_opened.connect(print)\n"
        "for link in sys.argv[1:]:\n"
        "    app.sendEvent(app, QFileOpenEvent(QUrl(link)))\n"
        "app.sendEvent(app, QFileOpenEvent('/etc/passwd'))\n"
    )
    absurd = [text for text in ABSURD if "\0" not in text and text.isprintable()]
    command = [sys.executable, "-P", "-c", code, *LINKS, *absurd]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.stdout.split("\n"), done.stderr) == ([*LINKS, ""], "")
