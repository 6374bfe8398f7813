"""A computer that can open places before the user signs in."""

import threading
from collections.abc import Sequence

from qqdesk.system.autostart import Autostart, RunKey
from qqdesk.system.place_autostart import PlaceAutostart
from tests.system.test_autostart import Values

COMMAND = ["/opt/qqdesk/qqdesk", "--keep-place"]


def session_entry() -> Autostart:
    return Autostart(RunKey(Values(), "qqdesk-place"))


class StubAutostart(PlaceAutostart):
    def __init__(self) -> None:
        super().__init__(session_entry())
        self.command: list[str] = []
        self.is_lingering = self.refuses = False
        self.reader = 0
        """The thread of the last `is_on`."""

    def is_on(self) -> bool:
        self.reader = threading.get_ident()
        return super().is_on()

    def turn_on(self, command: Sequence[str]) -> None:
        super().turn_on(command)
        self.command = list(command)

    def can_start_before_sign_in(self) -> bool:
        return True

    def starts_before_sign_in(self) -> bool:
        return self.is_on() and self.is_lingering

    def set_before_sign_in(self, wanted: bool) -> None:
        if wanted and self.refuses:
            raise OSError("Access denied")
        self.is_lingering = wanted
