"""When this computer goes to sleep: what the settings of each desktop say."""

import sys
from pathlib import Path

import pytest

from qqdesk.system.sleep_timeout import mac_seconds, sleep_timeout

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="programs of Linux")


def answer(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str, script: str) -> None:
    """Let only this program be found, which runs `script`."""
    path = folder / "bin" / program
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(path.parent))


@on_linux
@pytest.mark.parametrize(
    ("kind", "seconds", "expected"), [("suspend", 900, 15), ("nothing", 900, None), ("hibernate", 0, None)]
)
def test_gnome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, seconds: int, expected: int | None) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    script = (
        f"""case "$3" in sleep-inactive-ac-type) echo "'{kind}'";; sleep-inactive-ac-timeout) echo {seconds};; esac"""
    )
    answer(tmp_path, monkeypatch, "gsettings", script)
    assert sleep_timeout() == expected


@on_linux
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", 15),
        ("[AC][SuspendAndShutdown]\nAutoSuspendIdleTimeoutSec=3600\n", 60),
        ("[AC][SuspendAndShutdown]\nAutoSuspendAction=0\n", None),
        ("[Battery][SuspendAndShutdown]\nAutoSuspendAction=0\n", 15),
        ("broken", None),
    ],
)
def test_kde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, expected: int | None) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "powerdevilrc").write_text(lines)
    assert sleep_timeout() == expected


@on_linux
@pytest.mark.parametrize(("action", "expected"), [("suspend", 30), ("ignore", None), ("lock", None)])
def test_a_desktop_without_such_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str, expected: int | None
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "sway")
    answer(tmp_path, monkeypatch, "busctl", f"""printf 's "%s"\\nt 1800000000\\n' {action}""")
    assert sleep_timeout() == expected


@on_linux
def test_a_computer_without_any_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for desktop in ("GNOME", ""):
        monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
        assert sleep_timeout() is None


def test_macos() -> None:
    text = """Battery Power:
 displaysleep         2
 sleep                1
AC Power:
 displaysleep         10
 sleep                20 (sleep prevented by coreaudiod)
 disksleep            10
"""
    assert mac_seconds(text) == 20 * 60
    assert mac_seconds(text.replace("20 (", "0 (")) == 0
    assert mac_seconds("") == 0
