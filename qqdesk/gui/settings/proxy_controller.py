"""Apply the proxy of the settings. Its password is in the keyring, or in memory only."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from qqdesk.client.address import read_address
from qqdesk.client.errors import BadAddressError
from qqdesk.domain.proxy import Proxy, proxy_from_settings
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.keyring_calls import KeyAnswer, KeyringCalls
from qqdesk.worker.messenger import Messenger

_SETTINGS = ("proxy", "proxy_host", "proxy_port", "proxy_user", "proxy_except_local", "proxy_exceptions")


class ProxyController(QObject):
    """A change applies to the next request. A session without a connection retries at once."""

    password_changed = Signal()
    """The password changed, or its storage."""
    missing = Signal()  # the password is not in the keyring
    settled = Signal()  # the password was found or typed, or the user cancelled

    def __init__(
        self,
        store: SettingsStore,
        messenger: Messenger,
        parent: QObject | None = None,
        *,
        keyring: Callable[[QObject], KeyringCalls] | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._messenger = store, messenger
        self._make_keyring = keyring or KeyringCalls
        self._keyring: KeyringCalls | None = None
        self._reading = 0
        self._passwords: dict[str, str] = {}
        self.is_kept = True
        """Whether the keyring stored the last password."""
        self.dialog: QInputDialog | None = None
        store.subscribe(self._apply, *_SETTINGS)
        self._apply()

    @property
    def proxy(self) -> Proxy:
        proxy = proxy_from_settings(self._store.settings)
        return replace(proxy, password=self._passwords.get(proxy.keyring_key, ""))

    @property
    def needs_password(self) -> bool:
        """Whether the settings name a user without a known password."""
        proxy = self.proxy
        return proxy.is_manual and bool(proxy.user) and not proxy.password

    def delays(self, server: str) -> bool:
        """Whether a sign-in at this server has to wait for the password; `settled` follows."""
        try:
            url = read_address(server).url
        except BadAddressError:
            return False
        return (self._reading != 0 or self.dialog is not None) and self.proxy.applies_to(url)

    @property
    def keyring(self) -> KeyringCalls:
        if self._keyring is None:
            self._keyring = self._make_keyring(self)
            self._keyring.answered.connect(self._answered)
        return self._keyring

    @Slot()
    def _apply(self) -> None:
        proxy = self.proxy
        if proxy != self._messenger.proxies.current:
            self._messenger.proxies.current = proxy
            if self._messenger.connection.phase is ConnectionPhase.WAITING:
                self._messenger.try_now()
        if self.needs_password and proxy.keyring_key not in self._passwords:
            self._passwords[proxy.keyring_key] = ""  # asked once
            self._reading = self.keyring.read(proxy.keyring_key)
        self.password_changed.emit()

    def set_password(self, password: str) -> None:
        """Use and store the typed password."""
        key = self.proxy.keyring_key
        self._passwords[key] = password
        self.keyring.write(key, password)
        self._apply()

    @Slot(object)
    def _answered(self, answer: KeyAnswer) -> None:
        if answer.ticket == self._reading:
            self._reading = 0
            if answer.password:
                self._passwords[answer.name] = answer.password
                self._apply()
            else:
                self.is_kept = answer.trouble is None
                if self.needs_password:
                    self.missing.emit()
            if self.dialog is None:
                self.settled.emit()
        elif answer.name in self._passwords and answer.act.value == "write":
            self.is_kept = answer.trouble is None
        self.password_changed.emit()

    def ask(self, window: QWidget) -> None:
        """Ask for the password before a sign-in."""
        proxy = self.proxy
        dialog = QInputDialog(window)
        dialog.setInputMode(QInputDialog.InputMode.TextInput)
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
        dialog.setWindowTitle(self.tr("Password of the proxy"))
        sentence = self.tr("The proxy {place} wants the password of {user}.")
        dialog.setLabelText(sentence.format(place=proxy.address, user=proxy.user))
        dialog.textValueSelected.connect(self.set_password)
        dialog.finished.connect(self._asked)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def _asked(self) -> None:
        """Delete the dialog after an answer or a cancel."""
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        # `textValueSelected` may follow `finished`.
        QTimer.singleShot(0, self, self.settled.emit)

    def stop(self) -> None:
        if self._keyring is not None:
            self._keyring.stop()


class ProxyPasswordEdit(QLineEdit):
    """Displays only whether there is a password, and where it is stored."""

    def __init__(self, controller: ProxyController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMinimumWidth(scaled(200))
        self.editingFinished.connect(self._apply_text)
        controller.password_changed.connect(self._show_state)
        self._show_state()

    @Slot()
    def _apply_text(self) -> None:
        if self.text():
            self._controller.set_password(self.text())
            self.clear()

    @Slot()
    def _show_state(self) -> None:
        if not self._controller.proxy.password:
            text = self.tr("None yet")
        elif self._controller.is_kept:
            text = self.tr("In the keyring")
        else:
            text = self.tr("Known until the program ends")
        self.setPlaceholderText(text)
