"""`--open LINK`: its arguments, and the hand-over to a running program."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.gui.start.arguments import Arguments, LinkFault, read_arguments
from qqdesk.gui.start.instance import ActivationRequest, Instance, hand_over_link
from qqdesk.gui.start.program import LinkRefusal

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
def test_open_accepts_an_invitation_link(link: str) -> None:
    assert read_arguments(["--open", link]) == Arguments(link=link)


@pytest.mark.parametrize("text", ABSURD)
def test_open_refuses_any_other_text(text: str) -> None:
    assert read_arguments(["--open", text]).link_fault in (LinkFault.NO_INVITATION, LinkFault.CUT_OFF)


@pytest.mark.parametrize(
    "words",
    [
        ["--open"], ["--open", LINKS[0], "--quit"], ["--open", LINKS[0], LINKS[1]], ["--quit", "--open", LINKS[0]],
        ["--open", "qqdesk://x", "--data-dir", "\\\\evil\\share", ""], ["--open", LINKS[0], ""],
        ["--user", "--open", LINKS[0]], [f"--open={LINKS[0]}"], ["--help", "--open"], ["--", "--open", LINKS[0]],
    ],
)  # fmt: skip
def test_open_accepts_no_other_argument(words: list[str]) -> None:
    assert read_arguments(words)._replace(link_fault=None) == Arguments() != read_arguments(words)


@pytest.mark.parametrize("words", [["--ope", LINKS[0]], [LINKS[0]], ["-open", LINKS[0]]])
def test_open_cannot_be_abbreviated(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(words)
    assert ended.value.code == 2
    assert "unrecognized arguments" in capsys.readouterr().err


@given(st.lists(st.text(max_size=30), max_size=4))
def test_random_arguments_open_nothing(words: list[str]) -> None:
    arguments = read_arguments(["--open", *words])
    assert arguments._replace(link_fault=None) == Arguments() != arguments


def test_a_link_is_not_in_the_log() -> None:
    assert LINKS[0] not in repr(ActivationRequest(link=LINKS[0]))


def test_a_running_profile_opens_the_link(running: Open, qtbot: QtBot, tmp_path: Path) -> None:
    profiles = [tmp_path / name for name in ("none", "Home", "Work")]
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "app = QCoreApplication([])\n"
        "from qqdesk.gui.start.instance import hand_over_link\n"
        "from qqdesk.gui.start.instance import ActivationRequest\n"
        "print(hand_over_link(map(Path, sys.argv[2:]), ActivationRequest(link=sys.argv[1])))"
    )
    command = [sys.executable, "-P", "-c", code, LINKS[0], *map(str, profiles)]
    home = running(profiles[1])
    with qtbot.waitSignal(home.requested, timeout=30_000) as signal:
        starting = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert signal.args == [ActivationRequest(link=LINKS[0])]
    assert starting.communicate()[0] == "True\n"


def test_without_a_running_program_no_link_is_handed_over(qtbot: QtBot, tmp_path: Path) -> None:
    assert not hand_over_link([tmp_path / "none", tmp_path / "other"], ActivationRequest(link=LINKS[0]))
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "text", "second"),
    [
        (["x"], "This link is not an invitation", "Nothing was done. Ask for another link."),
        ([LINKS[0][:40]], "This link is not complete", "Copy the whole link from the message, or ask for it again."),
        (
            [LINKS[0], "--profile", "t"],
            "The link was not opened",
            "No other option may stand beside --open and the link.",
        ),
    ],
)
def test_the_refusal_names_the_reason_and_not_the_link(words: list[str], text: str, second: str, qtbot: QtBot) -> None:
    fault = read_arguments(["--open", *words]).link_fault
    assert fault is not None
    window = LinkRefusal(fault)
    qtbot.addWidget(window)
    assert (window.text(), window.informativeText()) == (text, second)
    assert not window.detailedText()


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("symbols", [0, 1, 10, 19])
def test_a_link_cut_within_its_code_is_not_complete(link: str, symbols: int) -> None:
    cut = link[: link.index("#") + 1 + symbols]
    assert read_arguments(["--open", cut]) == Arguments(link_fault=LinkFault.CUT_OFF)


@pytest.mark.parametrize("words", [["--profile", "t", "--open", LINKS[0]], [f"--open={LINKS[0]}"]])
def test_another_option_beside_a_good_link_is_the_reason(words: list[str]) -> None:
    assert read_arguments(words) == Arguments(link_fault=LinkFault.OTHER_ARGUMENTS)


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
