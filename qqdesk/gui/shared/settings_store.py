"""The settings while the program runs: saved shortly after they change, and followed when another program changes them.

The file is shared, with a second program of the same person and with whoever opens it in an editor. So each save takes
in first what is new in the file, and of what was changed at both places keeps ours.
"""

import logging
import os
import re
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, QTimer, Signal, Slot

from qqdesk.domain.settings import LOCAL_SERVER, MAX_SERVERS, Settings
from qqdesk.domain.settings_values import settings_from_values, settings_to_values
from qqdesk.gui.sign_in.sign_in_form import SignInForm
from qqdesk.system.settings_file import read_file, write_file

log = logging.getLogger(__name__)

_SOON_MS = 500
_AGAIN_MS = 15_000
"""After a save that did not work, as on a full disk."""
_SETTLED_MS = 100
"""An editor may write a file in several steps."""
_LAST_LOCK_MS = 1000
_NOTHING = object()
FACE = "face"
"""A key of `Settings.others`: the face that the sign-in window shows."""

_NAMES = tuple(item.name for item in fields(Settings) if item.name not in ("others", "refused"))


class SavingTrouble(NamedTuple):
    """`detail` is in the system's words; "" when saving works again."""

    detail: str = ""


_DEVICE = re.compile("[0-9a-f]{32}").fullmatch


class SettingsStore(QObject):
    """A file that cannot be read is set aside, and the program starts as for the first time."""

    changed = Signal(str)
    """The name of a setting that has another value: it holds at once, in every window."""
    saving_troubled = Signal(object)  # SavingTrouble, when that begins and when it is over

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.settings = self._load()
        self._tell_refused({})
        self._base = settings_to_values(self.settings)
        """What the file said, or would have said, when it was last read or written."""
        self._told = self._base
        """What `changed` was last told of."""
        self.trouble = ""
        self._is_last = False
        self._watcher: QFileSystemWatcher | None = None
        self._soon = _timer(self, _SOON_MS, self.save)
        self._again = _timer(self, _AGAIN_MS, self.save)
        self._settled = _timer(self, _SETTLED_MS, self.take_over)

    def _load(self) -> Settings:
        try:
            return settings_from_values(read_file(self._path))
        except (OSError, ValueError) as error:
            self._set_aside(error)
            return Settings()

    def _set_aside(self, error: Exception) -> None:
        aside = self._path.with_name(f"{self._path.name}.damaged")
        log.warning("the settings could not be read and are set aside as %s: %s", aside, error)
        try:
            self._path.replace(aside)
        except OSError as trouble:
            log.warning("they could not be set aside: %s", trouble)

    def _tell_refused(self, before: dict[str, tuple[Any, str]]) -> None:
        for name, (value, why) in self.settings.refused.items():
            if before.get(name) != (value, why):
                log.warning("%s: %s = %.80r is passed over: %s", self._path.name, name, value, why)

    # Changing

    def change(self, name: str, value: Any) -> None:
        """Set one of `Settings`, and tell whoever shows or uses it."""
        self.settings.refused.pop(name, None)
        if getattr(self.settings, name) != value:
            setattr(self.settings, name, value)
            self.save_soon()

    def device(self) -> str:
        """The id of this installation, made at the first start, and where somebody wrote another word there: no server
        would let it in."""
        if not _DEVICE(self.settings.device):
            self.take_over()
        if not _DEVICE(self.settings.device):
            self.settings.device = os.urandom(16).hex()
            self.save()
        return self.settings.device

    def remember_sign_in(self, form: "SignInForm", face: int) -> None:
        """Who signed in, and where; nothing of it where they do not want that."""
        settings = self.settings
        settings.remember = form.remember
        settings.number = form.number if form.remember else 0
        if form.remember:
            settings.server = form.server
            if form.server != LOCAL_SERVER:
                others = [server for server in settings.servers if server != form.server]
                settings.servers = [form.server, *others][:MAX_SERVERS]
            settings.status = int(form.status)
            settings.others[FACE] = face
            settings.keep_password = form.keep_password
            settings.auto_sign_in = form.keep_password and form.auto
        else:
            settings.others.pop(FACE, None)
        self.save_soon()

    @Slot()
    def save_soon(self) -> None:
        """Something in `settings` was changed."""
        self._tell_changes()
        self._soon.start()

    def _tell_changes(self) -> None:
        now = settings_to_values(self.settings)
        before, self._told = self._told, now
        for name in _NAMES:
            if now[name] != before[name]:
                self.changed.emit(name)

    # The file

    @Slot()
    def watch(self) -> None:
        """Take over what others write into the file from now on."""
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(self._settled.start)
            self._watcher.directoryChanged.connect(self._settled.start)
            self._look_at_file()

    def _look_at_file(self) -> None:
        """Whoever replaces the file takes the watch off it; the folder's stays."""
        if self._watcher is not None:
            seen = {*self._watcher.files(), *self._watcher.directories()}
            there = [str(path) for path in (self._path.parent, self._path) if path.exists() and str(path) not in seen]
            if there:
                self._watcher.addPaths(there)

    @Slot()
    def take_over(self) -> None:
        """Read what is new in the file. One that cannot be read may be half written: it is left alone."""
        self._look_at_file()
        try:
            self._take_in(read_file(self._path))
        except (OSError, ValueError) as error:
            log.info("the settings cannot be read at this moment: %s", error)

    def _take_in(self, disk: dict[str, Any]) -> None:
        """Of what another program has changed, all that was not changed here too."""
        if not disk:
            return  # no file, or an empty one: whoever emptied it wants nothing in its place
        base, mine = self._base, settings_to_values(self.settings)
        theirs = settings_to_values(settings_from_values(disk))
        merged = {}
        for name in {**mine, **theirs}:
            source = theirs if mine.get(name, _NOTHING) == base.get(name, _NOTHING) else mine
            if name in source:
                merged[name] = source[name]
        self._base = theirs
        if merged != mine:
            refused = self.settings.refused
            new = settings_from_values(merged)
            for name in (*_NAMES, "others", "refused"):
                setattr(self.settings, name, getattr(new, name))
            self._tell_refused(refused)
            self._tell_changes()

    @Slot()
    def save(self) -> None:
        """Write what is new here, with what is new there."""
        self._save(wait_ms=0)

    def close(self) -> None:
        """The last save."""
        self._is_last = True
        self._save(wait_ms=_LAST_LOCK_MS)
        self._soon.stop()
        self._again.stop()

    def _save(self, wait_ms: int) -> None:
        self._soon.stop()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = QLockFile(f"{self._path}.lock")
            if not lock.tryLock(wait_ms) and lock.error() is QLockFile.LockError.LockFailedError and not self._is_last:
                self._soon.start()  # the other program is at it
                return
            try:
                self._merge_and_write()
            finally:
                lock.unlock()
        except OSError as error:
            log.warning("the settings could not be saved: %s", error)
            self._tell_trouble(error.strerror or str(error))
            self._again.start()
        else:
            self._tell_trouble("")
            self._again.stop()

    def _merge_and_write(self) -> None:
        disk: dict[str, Any] = {}
        try:
            disk = read_file(self._path)
            self._take_in(disk)
        except ValueError as error:
            self._set_aside(error)
        values = settings_to_values(self.settings)
        if values != disk:
            write_file(self._path, values)
        self._base = values
        self._look_at_file()

    def _tell_trouble(self, detail: str) -> None:
        if detail != self.trouble:
            self.trouble = detail
            self.saving_troubled.emit(SavingTrouble(detail))


def _timer(parent: SettingsStore, milliseconds: int, act: Any) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(act)
    return timer
