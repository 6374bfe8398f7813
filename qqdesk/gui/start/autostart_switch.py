"""Keep the setting *start with the session* and the entry of the system equal."""

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.arguments import Arguments
from qqdesk.system.autostart import Autostart, entry_name, system_entry
from qqdesk.system.own_command import own_command

log = logging.getLogger(__name__)

SETTINGS = ("autostart", "autostart_hidden")


class AutostartSwitch(QObject):
    """Writes a small file or one value of the registry, in the GUI thread."""

    failed = Signal(str)  # a sentence for the user

    def __init__(
        self, store: SettingsStore, arguments: Arguments, parent: QObject, *, autostart: Autostart | None = None,
        command: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._store = store
        self._autostart = autostart or Autostart(system_entry(entry_name(arguments.place(), arguments.profile)))
        self._command = [*(command or own_command()), *arguments.place()]
        store.subscribe(self._apply, *SETTINGS)

    def sync(self) -> None:
        """Read the setting from the system, and update the path of a program that was moved. Called at the start."""
        try:
            is_on = self._autostart.correct(self.command())
        except OSError as error:
            log.warning("the autostart entry cannot be read: %s", error)
            return
        self._store.change("autostart", is_on)

    def command(self) -> list[str]:
        return [*self._command, "--hidden"] if self._store.settings.autostart_hidden else list(self._command)

    @Slot()
    def _apply(self) -> None:
        wanted = self._store.settings.autostart
        try:
            if not wanted:
                self._autostart.turn_off()
            elif not self._autostart.correct(self.command()):
                self._autostart.turn_on(self.command())
        except OSError as error:
            log.warning("the autostart entry cannot be changed: %s", error)
            if wanted:
                self._store.change("autostart", False)
            self.failed.emit(self.tr("The system did not accept the change: {why}").format(why=error.strerror or error))
