"""Whether this computer opens the user's place by itself: when the user signs in, or already before."""

import shutil
import sys
from collections.abc import Sequence

from qqdesk.system.autostart import Autostart, config_folder, entry_name, system_entry
from qqdesk.system.systemd_unit import SystemdUnit, is_lingering, is_running

NAME = "qqdesk-place"


class PlaceAutostart:
    """The entry that opens one place: a systemd unit, or an entry of the session. Never both.

    Calls raise OSError with a sentence. They wait for small programs of the system.
    """

    def __init__(self, session_entry: Autostart, unit: SystemdUnit | None = None) -> None:
        """`unit` is None where the system has no systemd."""
        self._session_entry = session_entry
        self._unit = unit
        self._unit_entry = None if unit is None else Autostart(unit)

    def is_on(self) -> bool:
        return any(entry.is_on() for entry in self._entries())

    def turn_on(self, command: Sequence[str]) -> None:
        """Open the place when the user signs in the next time. `command` keeps it open."""
        if self._unit_entry is not None and is_running():
            self._unit_entry.turn_on(command)
            self._session_entry.turn_off()
        else:
            self._session_entry.turn_on(command)
            if self._unit_entry is not None:
                self._unit_entry.turn_off()

    def turn_off(self) -> None:
        """Remove the entry. The place that is open now stays open."""
        for entry in self._entries():
            entry.turn_off()

    def correct(self, command: Sequence[str]) -> bool:
        """Return whether the entry is on, and update its command: the program may have been moved."""
        return any(entry.correct(command) for entry in self._entries())

    def start(self) -> bool:
        """Let systemd open the place now. False: the caller has to start the program."""
        if self._unit is None or self._unit.line() is None or not is_running():
            return False
        self._unit.start()
        return True

    def can_start_before_sign_in(self) -> bool:
        return self._unit is not None and is_running() and shutil.which("loginctl") is not None

    def starts_before_sign_in(self) -> bool:
        return self._unit is not None and self._unit.line() is not None and is_lingering()

    def set_before_sign_in(self, wanted: bool) -> None:
        """Open the place with the computer, or only when the user signs in. `turn_on` comes first."""
        if wanted == self.starts_before_sign_in():
            return
        if self._unit is None or self._unit.line() is None:
            raise OSError("this computer opens no place before the user signs in")
        self._unit.set_lingering(wanted)

    def _entries(self) -> list[Autostart]:
        return [self._session_entry] if self._unit_entry is None else [self._session_entry, self._unit_entry]


def place_autostart(place: Sequence[str], title: str = "") -> PlaceAutostart:
    """Return that of the folders which the arguments in `place` select. `title` is the place's name."""
    name = entry_name(place, program=NAME)
    unit = SystemdUnit(config_folder() / "systemd" / "user", name) if sys.platform == "linux" else None
    return PlaceAutostart(Autostart(system_entry(name, f"{title} (qqdesk)" if title else "", restarts=True)), unit)
