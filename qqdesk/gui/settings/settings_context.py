"""The actions of the settings' rows."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.settings.proxy_controller import ProxyController
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.connection_check import CheckTarget
from qqdesk.worker.messenger import Messenger


@dataclass(slots=True)
class SettingsContext:
    """A row that needs more gets a field here; the window manager fills it in."""

    store: SettingsStore
    messenger: Messenger
    navigator: Navigator
    window: Callable[[], QWidget | None] = lambda: None
    """The settings window: the parent of questions."""
    keep_messages: Callable[[int, QWidget], None] = lambda days, window: None
    forget_passwords: Callable[[], None] = lambda: None
    try_sound: Callable[[SoundEvent], object] = lambda event: None
    check_target: Callable[[], CheckTarget | None] = lambda: None
    """The target of the connection check; None is the current session."""
    own_place: Callable[[], tuple[str, ...]] = tuple
    """The addresses of the place that runs on this computer for others; empty without one."""
    proxy: ProxyController | None = None

    @property
    def is_connected(self) -> bool:
        return self.messenger.connection.phase is ConnectionPhase.CONNECTED

    @property
    def is_signed_in(self) -> bool:
        return self.messenger.connection.phase is not ConnectionPhase.SIGNED_OUT
