"""The settings of the running program: a notification for each change, and a save shortly after it."""

import logging
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.atomic_file import replace_file
from qqdesk.domain.settings import Settings, settings_from_values, settings_to_values
from qqdesk.system.settings_file import read_file, write_file

log = logging.getLogger(__name__)

_SAVE_DELAY_MS = 500
_RETRY_MS = 15_000
"""The delay after a failed save, as on a full disk."""
_is_device_id = re.compile("[0-9a-f]{32}").fullmatch


class _SettingNotifier(QObject):
    changed = Signal()


class SettingsStore(QObject):
    """The program runs once per settings file: the file is read at the start, and the last write wins.

    A damaged file is renamed, and the defaults apply. A file that cannot be read stays: the defaults apply, and
    nothing is saved.
    """

    changed = Signal()
    """After any change. `subscribe` follows certain settings."""
    save_error_changed = Signal(str)
    """The reason in the system's words; "" after the next successful save."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._notifiers: dict[str, _SettingNotifier] = {}
        self._saved: dict[str, Any] = {}
        self._read_error = ""
        """Why the file cannot be read; it may have the settings of years."""
        self.settings = self._load()
        self._notified = settings_to_values(self.settings)
        self.save_error = ""
        self._save_timer = QTimer(self, singleShot=True, interval=_SAVE_DELAY_MS)
        self._retry_timer = QTimer(self, singleShot=True, interval=_RETRY_MS)
        for timer in (self._save_timer, self._retry_timer):
            timer.timeout.connect(self.save)

    def _load(self) -> Settings:
        try:
            self._saved = read_file(self._path)
        except OSError as error:
            log.warning("Cannot read the settings: %s", error)
            self._read_error = error.strerror or str(error)
            return Settings()
        except ValueError as error:
            self._set_aside(error)
            return Settings()
        settings = settings_from_values(self._saved)
        for name, (value, reason) in settings.refused.items():
            log.warning("%s: %s = %.80r is ignored: %s", self._path.name, name, value, reason)
        return settings

    def _set_aside(self, error: Exception) -> None:
        aside = self._path.with_name(f"{self._path.name}.damaged")
        log.warning("Cannot read the settings, renaming the file to %s: %s", aside, error)
        try:
            replace_file(self._path, aside)
        except OSError as rename_error:
            log.warning("Cannot rename the settings: %s", rename_error)

    def subscribe(self, slot: Callable[[], object], *names: str) -> None:
        """Call `slot` after each change of one of these settings, until its object is destroyed."""
        for name in names:
            if name not in self._notifiers:
                self._notifiers[name] = _SettingNotifier(self)
            self._notifiers[name].changed.connect(slot)

    def change(self, name: str, value: Any) -> None:
        """Set a field of `Settings`."""
        self.settings.refused.pop(name, None)
        setattr(self.settings, name, value)
        self.save_soon()

    def device(self) -> str:
        """Return the id of this installation. Create it at the first start, and if a server would refuse it."""
        if not _is_device_id(self.settings.device):
            self.settings.device = os.urandom(16).hex()
            self.save()
        return self.settings.device

    @Slot()
    def save_soon(self) -> None:
        """Notify of changes in `settings`, and save them after a short delay."""
        values = settings_to_values(self.settings)
        before, self._notified = self._notified, values
        if values == before:
            return
        self._save_timer.start()
        for name in values:
            if name in self._notifiers and values[name] != before.get(name):
                self._notifiers[name].changed.emit()
        self.changed.emit()

    @Slot()
    def save(self) -> None:
        self._save_timer.stop()
        self._retry_timer.stop()
        values = settings_to_values(self.settings)
        error_text = self._read_error
        if values != self._saved and not error_text:
            try:
                write_file(self._path, values)
                self._saved = values
            except OSError as error:
                log.warning("Cannot save the settings: %s", error)
                error_text = error.strerror or str(error)
                self._retry_timer.start()
        if error_text != self.save_error:
            self.save_error = error_text
            self.save_error_changed.emit(error_text)

    def close(self) -> None:
        """Save for the last time."""
        self.save()
        self._retry_timer.stop()
