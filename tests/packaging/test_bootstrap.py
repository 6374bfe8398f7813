"""bootstrap.py without a network: its computations and its stamp."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging"


def load(name: str) -> ModuleType:
    """A script of the packaging folder, as a module that finds its neighbours."""
    spec = spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield load("bootstrap")
    sys.modules.pop("system_packages", None)


@pytest.fixture
def system() -> Any:
    return load("system_packages")


@pytest.fixture
def venv(bootstrap: Any, tmp_path: Path) -> Path:
    """Return a folder that looks like an environment with an interpreter."""
    folder = tmp_path / "我的 venv"
    python: Path = bootstrap.venv_python(folder)
    python.parent.mkdir(parents=True)
    python.touch()
    return folder


# A Python that is too old


def test_an_old_python_gets_the_needed_version(bootstrap: Any) -> None:
    sentence = bootstrap.old_python_sentence((3, 9, 2), [])
    assert "needs Python 3.11 or newer" in sentence
    assert "this is Python 3.9" in sentence


def test_an_old_python_gets_the_path_of_a_newer_one(bootstrap: Any) -> None:
    assert "start it with python3.13" in bootstrap.old_python_sentence((3, 10, 1), ["python3.13", "python3.11"])


def test_the_file_can_be_read_by_pythons_that_are_too_old() -> None:
    text = (SCRIPTS / "bootstrap.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 7))
    assert "from __future__" not in text


# The stamp


@pytest.mark.parametrize(
    "other",
    [
        (b"[project]\nname='b'", (3, 11), "/home/a"),
        (b"[project]", (3, 13), "/home/a"),
        (b"[project]", (3, 11), "/home/b"),
    ],
    ids=["project file", "Python", "place"],
)
def test_the_stamp_key_changes_with_each_input(bootstrap: Any, other: tuple[bytes, tuple[int, int], str]) -> None:
    key = bootstrap.stamp_key(b"[project]", (3, 11), "/home/a")
    assert key == bootstrap.stamp_key(b"[project]", (3, 11, 9), "/home/a")
    assert key != bootstrap.stamp_key(*other)


def test_the_place_may_have_any_name(bootstrap: Any) -> None:
    assert bootstrap.stamp_key(b"", (3, 11), "/home/小明/我的 程序 \udcff")


def test_the_stamp_is_read_back(bootstrap: Any, venv: Path) -> None:
    stamp = bootstrap.Stamp("k", frozenset({"dev"}), frozenset({"libegl1", "qt-loads"}))
    bootstrap.write_stamp(venv, stamp)
    assert bootstrap.read_stamp(venv) == stamp
    assert [path.name for path in venv.glob("*.json*")] == [bootstrap.STAMP]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"key": "k", "extras": 3, "system": []}'])
def test_a_damaged_stamp_counts_as_none(bootstrap: Any, venv: Path, text: str) -> None:
    (venv / bootstrap.STAMP).write_text(text, encoding="utf-8")
    assert bootstrap.read_stamp(venv) is None


def test_a_stamp_without_its_interpreter_counts_as_none(bootstrap: Any, venv: Path) -> None:
    bootstrap.write_stamp(venv, bootstrap.Stamp("k", frozenset(), frozenset()))
    bootstrap.venv_python(venv).unlink()
    assert bootstrap.read_stamp(venv) is None


def test_dev_covers_the_plain_install_and_not_the_other_way(bootstrap: Any) -> None:
    plain, dev = frozenset[str](), frozenset({"dev"})
    assert bootstrap.has_libraries(bootstrap.Stamp("k", dev, plain), "k", plain)
    assert not bootstrap.has_libraries(bootstrap.Stamp("k", plain, plain), "k", dev)
    assert not bootstrap.has_libraries(bootstrap.Stamp("old", dev, plain), "k", plain)
    assert not bootstrap.has_libraries(None, "k", plain)


def test_build_installs_the_tools_for_installers(bootstrap: Any) -> None:
    tokens = {need.token for need in bootstrap.wanted_needs("build", True)}
    assert {"binutils", "libxcb-cursor0"} <= tokens
    assert bootstrap.EXTRAS["build"] == "build"
    assert not bootstrap.has_libraries(bootstrap.Stamp("k", frozenset({"dev"}), frozenset()), "k", {"build"})


# The environment


def test_the_version_of_an_environment(bootstrap: Any) -> None:
    assert bootstrap.venv_version("home = /usr/bin\nversion = 3.13.5\n") == "3.13"
    assert bootstrap.venv_version("version_info = 3.11.2.final.0\n") == "3.11"
    assert bootstrap.venv_version("home = /usr/bin\n") == ""


def test_an_environment_left_unfinished_is_not_used(
    bootstrap: Any, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "output_of", lambda command: "pip 25.0 from here")
    (venv / "pyvenv.cfg").write_text(f"version = {sys.version_info[0]}.{sys.version_info[1]}.0\n", encoding="utf-8")
    assert bootstrap.usable(venv)
    (venv / bootstrap.UNFINISHED).touch()
    assert not bootstrap.usable(venv)


def test_a_folder_that_is_something_else_is_never_cleared(bootstrap: Any, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(Exception, match="is no virtual environment"):
        bootstrap.make_venv(tmp_path)
    assert (tmp_path / "letters.txt").read_text(encoding="utf-8") == "dear"


def test_a_prepared_environment_runs_no_tool(bootstrap: Any, venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "has_apt", lambda: True)
    monkeypatch.setattr(bootstrap, "wait_for_others", lambda: pytest.fail("it went on to prepare"))
    pyproject = (bootstrap.CHECKOUT / "pyproject.toml").read_bytes()
    key = bootstrap.stamp_key(pyproject, sys.version_info[:2], str(bootstrap.CHECKOUT))
    tokens = {need.token for need in bootstrap.wanted_needs("test", True)} | {bootstrap.QT_LOADS}
    bootstrap.write_stamp(venv, bootstrap.Stamp(key, frozenset({"dev"}), frozenset(tokens)))
    for verb in ("test", "setup", "run", "server", "cli"):
        bootstrap.prepare(verb, venv)


# The command line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("run", (None, "run", [])),
        ("run --help --venv x", (None, "run", ["--help", "--venv", "x"])),
        ("--venv other test -k 'name'", ("other", "test", ["-k", "'name'"])),
        ("--venv=other server -- -x", ("other", "server", ["--", "-x"])),
        ("cli send 10002 -", (None, "cli", ["send", "10002", "-"])),
        ("-h", (None, "help", [])),
        ("test --help", (None, "help", [])),
    ],
)
def test_arguments_after_the_verb_are_passed_on(
    bootstrap: Any, line: str, expected: tuple[str | None, str, list[str]]
) -> None:
    folder, verb, rest = expected
    venv = Path.cwd() / folder if folder else bootstrap.CHECKOUT / ".venv"
    assert bootstrap.read_arguments(line.split()) == (venv, verb, rest)


def test_the_quick_tests_are_chosen_by_their_marks(bootstrap: Any, venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    assert bootstrap.run_checks(venv, ["--quick", "-x"]) == 0
    assert started[-1][-3:] == ["-m", "unit or smoke", "-x"]


@pytest.mark.parametrize("line", ["", "fly", "--venv", "--fast run"])
def test_an_invalid_command_line_gets_a_sentence(bootstrap: Any, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(line.split()) == 1
    assert "See --help." in capsys.readouterr().err


def test_help_names_every_verb() -> None:
    command = [sys.executable, str(SCRIPTS / "bootstrap.py"), "--help"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    assert [verb for verb in ("run", "server", "cli", "test", "setup", "--venv") if verb not in done.stdout] == []


# The system's packages


@pytest.mark.parametrize(
    ("os_release", "expected"),
    [
        ('PRETTY_NAME="Debian GNU/Linux 13"\nID=debian\n', True),
        ('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', True),
        ("ID='ubuntu'\n", True),
        ('ID=fedora\nID_LIKE=""\nREDHAT_SUPPORT_PRODUCT="debian"\n', False),
        ("ID=arch\n", False),
        ("", False),
    ],
)
def test_which_systems_are_like_debian(system: Any, os_release: str, expected: bool) -> None:
    assert system.is_debian_like(os_release) is expected


def test_only_installed_packages_count(system: Any) -> None:
    answer = "libegl1 installed\nlibgl1 config-files\nxvfb not-installed\nbroken\n"
    assert system.installed_packages(answer) == {"libegl1"}


def test_a_name_that_is_only_provided_is_not_known(system: Any) -> None:
    answer = (
        "libglib2.0-0:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\n"
        "libglib2.0-0t64:\n  Installed: (none)\n  Candidate: 2.84.4-3\n  Version table:\n     2.84.4-3 500\n"
    )
    assert system.known_packages(answer) == {"libglib2.0-0t64"}


def test_any_of_the_packages_meets_a_need(system: Any) -> None:
    needs = [
        system.Need(("libglib2.0-0t64", "libglib2.0-0")),
        system.Need(("fonts-a", "fonts-b")),
        system.Need(("xvfb",)),
    ]
    assert system.still_missing(needs, {"libglib2.0-0", "fonts-b"}) == [needs[2]]


def test_the_package_that_this_release_has_is_chosen(system: Any) -> None:
    needs = [system.Need(("libglib2.0-0t64", "libglib2.0-0")), system.Need(("xvfb",))]
    assert system.choose_packages(needs, {"libglib2.0-0t64", "xvfb"}) == ["libglib2.0-0t64", "xvfb"]
    assert system.choose_packages(needs, {"libglib2.0-0", "xvfb"}) == ["libglib2.0-0", "xvfb"]
    assert system.choose_packages(needs, set()) == ["libglib2.0-0t64", "xvfb"]


def test_a_font_from_elsewhere_meets_the_need(system: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"dpkg-query": "", "fc-list": "/home/me/.fonts/Song.ttf: \n"}
    monkeypatch.setattr(system, "output_of", lambda command: answers[command[0]])
    library, font = system.Need(("libegl1",)), system.Need(("fonts-a",), font=":lang=zh-cn")
    assert system.missing_needs([library, font]) == [library]


def test_verbs_without_windows_need_no_libraries_for_them(system: Any) -> None:
    packages = {name for need in system.wanted_needs("run", True) for name in need.packages}
    assert {"libegl1", "libxcb-cursor0", "fonts-wqy-microhei"} <= packages
    assert "xvfb" not in packages
    assert {system.Need(("xvfb",)), system.POSTGRESQL} <= set(system.wanted_needs("test", True))
    assert system.wanted_needs("server", True) == system.wanted_needs("cli", True) == []
    assert system.wanted_needs("test", False) == []


class Apt:
    """Answers for dpkg and apt, and records the calls of apt-get."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, system: Any, *, lists: bool, works: bool) -> None:
        self.lists, self.works, self.installed, self.asked = lists, works, set[str](), list[str]()
        monkeypatch.setattr(system, "output_of", self.output_of)
        monkeypatch.setattr(system, "apt_get", self.apt_get)
        monkeypatch.setattr(system, "as_root", list)

    def output_of(self, command: list[str]) -> str:
        if command[0] == "dpkg-query":
            return "".join(f"{name} installed\n" for name in self.installed)
        return "".join(f"{name}:\n  Candidate: 1.0\n" for name in command[2:] if self.lists)

    def apt_get(self, root: list[str], verb: str, *arguments: str) -> str:
        packages = [word for word in arguments if not word.startswith("-")]
        self.asked.append(" ".join([verb, *packages]))
        if not self.works:
            return "E: Unable to fetch some archives"
        self.lists = True
        self.installed.update(packages)
        return ""


def test_missing_packages_are_installed(system: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    apt = Apt(monkeypatch, system, lists=True, works=True)
    apt.installed.add("libgl1")
    assert system.install_packages([system.Need(("libegl1",)), system.Need(("libgl1",))]) == []
    assert apt.asked == ["install libegl1"]


def test_empty_lists_are_read_first(system: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    apt = Apt(monkeypatch, system, lists=False, works=True)
    assert system.install_packages([system.Need(("libegl1",))]) == []
    assert apt.asked == ["update", "install libegl1"]


def test_a_failed_install_is_reported(
    system: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    apt = Apt(monkeypatch, system, lists=True, works=False)
    need = system.Need(("libegl1",))
    assert system.install_packages([need]) == [need]
    assert apt.asked == ["install libegl1", "update", "install libegl1"]
    said = capsys.readouterr().err
    assert "could NOT be installed (is there a network?): libegl1" in said
    assert "E: Unable to fetch some archives" in said


def test_without_a_way_to_root_the_command_to_type_is_named(
    system: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    apt = Apt(monkeypatch, system, lists=True, works=True)
    monkeypatch.setattr(system, "as_root", lambda: None)
    need = system.Need(("libegl1",))
    assert system.install_packages([need]) == [need]
    assert apt.asked == []
    said = capsys.readouterr().err
    assert "type as root: apt-get update && apt-get install --no-install-recommends libegl1\n" in said


def test_a_refusing_sudo_is_not_a_missing_network(
    system: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sudo = tmp_path / "sudo"
    sudo.write_text("#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n", encoding="utf-8")
    sudo.chmod(0o755)
    monkeypatch.setattr(system, "output_of", lambda command: "")
    monkeypatch.setattr(system, "as_root", lambda: [str(sudo), "-n"])
    need = system.Need(("libegl1",))
    assert system.install_packages([need]) == [need]
    said = capsys.readouterr().err
    assert "sudo was refused: sudo: a password is required\n" in said
    assert "type as root: apt-get update && apt-get install --no-install-recommends libegl1\n" in said
    assert "network" not in said


def test_the_libraries_that_ldd_did_not_find(system: Any) -> None:
    answer = (
        "\tlibxcb-cursor.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n"
        "\tlinux-vdso.so.1 (0x00007f)\n\tlibEGL.so.1 => not found\n\n"
    )
    assert system.unloadable(answer) == {"libxcb-cursor.so.0", "libEGL.so.1"}
