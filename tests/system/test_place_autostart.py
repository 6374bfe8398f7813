"""Whether the computer opens a place by itself: with systemd and without it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qqdesk.system.place_autostart import PlaceAutostart, place_autostart
from qqdesk.system.systemd_unit import unit_text
from qqdesk.worker.place_settings import create_place
from qqdesk.worker.server_host_link import autostart, correct_entry

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd")

COMMAND = ["/opt/my programs/100% $HOME/qqdesk", "--keep-place", "--profile", '小丽 "x" ${HOME} ; \\']

# It answers as systemd does, and keeps its state in a folder.
PROGRAMS = {
    "systemctl": """
case "$2" in
  is-system-running) cat "$state/running" 2>/dev/null || echo offline;;
  enable)
    [ -f "$units/$3" ] || { echo "Failed to enable unit: Unit $3 does not exist" >&2; exit 1; }
    mkdir -p "$units/default.target.wants" && ln -sf "$units/$3" "$units/default.target.wants/$3";;
  *) echo "$2 $3" >> "$state/done";;
esac
""",
    "loginctl": """
case "$1" in
  show-user) if [ -e "$state/lingering" ]; then echo yes; else echo no; fi;;
  *)
    [ -e "$state/refuses" ] && { echo "Could not enable linger: Access denied" >&2; exit 1; }
    case "$2" in enable-linger) touch "$state/lingering";; *) rm "$state/lingering";; esac;;
esac
""",
}


class Computer:
    """A computer with systemd, as far as its programs show it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.state, self.config = folder / "state", folder / "config"
        self.units = self.config / "systemd" / "user"
        self.state.mkdir()
        programs = folder / "bin"
        programs.mkdir()
        for name, text in PROGRAMS.items():
            (programs / name).write_text(f"#!/bin/sh\nstate='{self.state}' units='{self.units}'\n{text}")
            (programs / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
        monkeypatch.setenv("XDG_CONFIG_HOME", str(self.config))

    def run_systemd(self, answer: str = "running") -> None:
        (self.state / "running").write_text(answer)

    @property
    def is_lingering(self) -> bool:
        return (self.state / "lingering").exists()

    def entries(self) -> list[str]:
        return sorted(str(path.relative_to(self.config)) for path in self.config.rglob("*") if not path.is_dir())


UNIT = ["systemd/user/default.target.wants/qqdesk-place.service", "systemd/user/qqdesk-place.service"]
SESSION = ["autostart/qqdesk-place.desktop"]


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    return Computer(tmp_path, monkeypatch)


@pytest.fixture
def place(computer: Computer) -> PlaceAutostart:
    return place_autostart([])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("running", UNIT), ("degraded", UNIT), ("starting", UNIT), ("offline", SESSION)],
)
def test_one_entry_opens_the_place(computer: Computer, place: PlaceAutostart, answer: str, expected: list[str]) -> None:
    computer.run_systemd(answer)
    assert not place.is_on() and not place.correct(COMMAND)
    place.turn_on(COMMAND)
    assert place.is_on() and computer.entries() == expected
    text = (computer.config / expected[-1]).read_text("utf-8")
    assert place.correct(["/moved/qqdesk"])
    assert (computer.config / expected[-1]).read_text("utf-8") != text
    place.turn_off()
    place.turn_off()
    assert not place.is_on() and computer.entries() == []


def test_the_other_kind_of_entry_is_removed(computer: Computer, place: PlaceAutostart) -> None:
    place.turn_on(COMMAND)
    computer.run_systemd()
    place.turn_on(COMMAND)
    assert computer.entries() == UNIT
    computer.run_systemd("offline")
    assert place.is_on() and not place.start()
    place.turn_on(COMMAND)
    assert computer.entries() == SESSION


def test_systemd_starts_the_place_where_it_has_the_unit(computer: Computer, place: PlaceAutostart) -> None:
    computer.run_systemd()
    assert not place.start()
    place.turn_on(COMMAND)
    assert place.start()
    # A keeper that is just ending keeps the unit active: `start` would do nothing.
    assert "restart qqdesk-place.service" in (computer.state / "done").read_text().splitlines()


def test_a_place_opens_before_the_user_signs_in(computer: Computer, place: PlaceAutostart) -> None:
    assert not place.can_start_before_sign_in()
    computer.run_systemd()
    place.turn_on(COMMAND)
    assert place.can_start_before_sign_in() and not place.starts_before_sign_in()
    place.set_before_sign_in(True)
    assert place.starts_before_sign_in()
    place.correct(["/moved/qqdesk"])
    place.set_before_sign_in(False)
    assert not computer.is_lingering
    place.set_before_sign_in(True)
    place.turn_off()
    assert not computer.is_lingering


def test_lingering_of_other_services_stays_on(computer: Computer, place: PlaceAutostart) -> None:
    computer.run_systemd()
    (computer.state / "lingering").touch()
    assert not place.starts_before_sign_in()
    place.turn_on(COMMAND)
    assert place.starts_before_sign_in()
    place.set_before_sign_in(True)
    with pytest.raises(OSError, match="other services"):
        place.set_before_sign_in(False)
    place.turn_off()
    assert computer.is_lingering


def test_a_refusal_is_reported(computer: Computer, place: PlaceAutostart) -> None:
    computer.run_systemd()
    place.turn_on(COMMAND)
    (computer.state / "refuses").touch()
    with pytest.raises(OSError, match="Access denied"):
        place.set_before_sign_in(True)
    assert not place.starts_before_sign_in()
    with pytest.raises(OSError, match="quote mark"):
        place.turn_on(['/opt/"qq"/qqdesk'])


def test_each_data_folder_has_its_own_entry(computer: Computer) -> None:
    place_autostart(["--data-dir", "/data"]).turn_on(COMMAND)
    (entry,) = computer.entries()
    text = (computer.config / entry).read_text("utf-8")
    assert f"\nName={Path(entry).stem}\n" in text  # a desktop lists the entries by their names
    assert not place_autostart([]).is_on()
    assert not place_autostart(["--data-dir", "/other"]).is_on()


def test_the_desktop_lists_the_entry_by_the_name_of_the_place(computer: Computer, tmp_path: Path) -> None:
    create_place(tmp_path / "server", "Home")
    autostart(tmp_path).turn_on(COMMAND)
    (entry,) = computer.entries()
    assert "\nName=Home (qqdesk)\n" in (computer.config / entry).read_text("utf-8")


def test_the_entry_follows_a_moved_program(computer: Computer, tmp_path: Path) -> None:
    correct_entry(tmp_path)
    assert computer.entries() == []
    autostart(tmp_path).turn_on(["/old/qqdesk"])
    correct_entry(tmp_path)
    (entry,) = computer.entries()
    text = (computer.config / entry).read_text("utf-8")
    assert "/old/qqdesk" not in text and f"--data-dir {tmp_path}" in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="not here: systemd")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    program = tmp_path / "100% $HOME" / "qqdesk"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "qqdesk-place.service"
    unit.write_text(unit_text([str(program), *COMMAND[1:]]), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(unit)], capture_output=True, text=True, timeout=60
    )
    assert [line for line in (done.stdout + done.stderr).splitlines() if unit.name in line] == []
