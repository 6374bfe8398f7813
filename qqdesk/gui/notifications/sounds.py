"""Sounds of events, as the settings say."""

from pathlib import Path

from PySide6.QtCore import QObject

from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.paths import resource
from qqdesk.system.sound_player import SoundPlayer


class Sounds(QObject):
    """Plays sounds; NotificationPolicy decides when."""

    def __init__(self, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._player = SoundPlayer()

    def play(self, event: SoundEvent) -> bool:
        """Play the sound of an event; return whether it is played. Not if it is off or another sound plays."""
        settings = self._store.settings
        if not settings.sounds or not getattr(settings, f"sound_{event.value}"):
            return False
        return self.preview(event)

    def preview(self, event: SoundEvent) -> bool:
        """Play the sound even if it is off, for the settings."""
        return self._player.play(self._file(event), self._store.settings.sound_volume)

    def _file(self, event: SoundEvent) -> Path:
        own = Path(getattr(self._store.settings, f"sound_{event.value}_file") or ".")
        return own if own.is_file() else resource("sounds", f"{event.value}.wav")

    def stop(self) -> None:
        self._player.stop()
