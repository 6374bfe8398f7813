"""The settings while the program runs: read once, saved shortly after they change."""

import logging
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.domain.settings import LOCAL_SERVER, MOST_SERVERS, Settings, load_settings, save_settings
from qqdesk.gui.sign_in.pages import SignInForm

log = logging.getLogger(__name__)

_SOON_MS = 500
FACE = "face"
"""A key of `Settings.others`: the face that the sign-in window shows."""


class SettingsStore(QObject):
    """A file that cannot be read is set aside, and the program starts as for the first time."""

    changed = Signal(str)
    """The name of a setting that `change` gave another value: it holds at once, in every window."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.settings = self._load()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.save)

    def _load(self) -> Settings:
        try:
            return load_settings(self._path)
        except (OSError, ValueError) as error:
            aside = self._path.with_name(f"{self._path.name}.damaged")
            log.warning("the settings could not be read and are set aside as %s: %s", aside, error)
            try:
                self._path.replace(aside)
            except OSError as trouble:
                log.warning("they could not be set aside: %s", trouble)
            return Settings()

    def change(self, name: str, value: Any) -> None:
        """Set one of `Settings`, and tell whoever shows or uses it."""
        if getattr(self.settings, name) != value:
            setattr(self.settings, name, value)
            self.save_soon()
            self.changed.emit(name)

    def device(self) -> str:
        """The id of this installation, made at the first start."""
        if not self.settings.device:
            self.settings.device = os.urandom(16).hex()
            self.save()
        return self.settings.device

    def remember_sign_in(self, form: SignInForm, face: int) -> None:
        """Who signed in, and where; nothing of it where they do not want that."""
        settings = self.settings
        settings.remember = form.remember
        settings.number = form.number if form.remember else 0
        if form.remember:
            settings.server = form.server
            if form.server != LOCAL_SERVER:
                others = [server for server in settings.servers if server != form.server]
                settings.servers = [form.server, *others][:MOST_SERVERS]
            settings.share_local_server = form.shared
            settings.status = int(form.status)
            settings.others[FACE] = face
        else:
            settings.others.pop(FACE, None)
        self.save_soon()

    @Slot()
    def save_soon(self) -> None:
        self._soon.start()

    @Slot()
    def save(self) -> None:
        self._soon.stop()
        try:
            save_settings(self._path, self.settings)
        except OSError as error:
            log.warning("the settings could not be saved: %s", error)
