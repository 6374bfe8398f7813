"""What the rows of the settings act on."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.settings.proxy_controller import ProxyController
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.doctor import CheckTarget
from qqdesk.worker.messenger import Messenger


def _nothing() -> None:
    pass


@dataclass(slots=True)
class SettingsContext:
    """`window` is the settings window, for questions to stand before. What opens another window is put in by whoever
    builds the windows; a row of yours that needs more gets a field here."""

    store: SettingsStore
    messenger: Messenger
    window: Callable[[], QWidget | None] = lambda: None
    keep_messages: Callable[[int, QWidget], None] = lambda days, window: None
    open_history: Callable[[], None] = _nothing
    open_profile: Callable[[], None] = _nothing
    open_password: Callable[[], None] = _nothing
    open_blocked: Callable[[], None] = _nothing
    open_invite: Callable[[], None] = _nothing
    open_shortcuts: Callable[[], None] = _nothing
    open_doctor: Callable[[], None] = _nothing
    open_about: Callable[[], None] = _nothing
    forget_passwords: Callable[[], None] = _nothing
    try_sound: Callable[[SoundEvent], object] = lambda event: None

    check_target: "Callable[[], CheckTarget | None]" = lambda: None
    """The target of the connection check; None is the current session."""
    own_place: Callable[[], tuple[str, ...]] = tuple
    """The addresses of the place that runs on this computer for others; empty without one."""
    proxy: ProxyController | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.messenger.connection.phase is not ConnectionPhase.SIGNED_OUT
