"""The proxy that the settings name, for the client; its password is in the keyring, or in nobody's but this run's."""

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
    """Changes hold with the next request; whoever waits for a connection tries at once."""

    told = Signal()  # what is known of the password is another
    missing = Signal()  # nobody knows the password
    settled = Signal()  # it is known by now, or will not be

    def __init__(
        self,
        store: SettingsStore,
        messenger: Messenger,
        parent: QObject | None = None,
        *,
        keyring: "Callable[[QObject], KeyringCalls] | None" = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._messenger = store, messenger
        self._make_keyring = keyring or _keyring
        self._keyring: KeyringCalls | None = None
        self._reading = 0
        self._passwords: dict[str, str] = {}
        self.is_kept = True
        """Whether the last password went into the keyring; else it is gone with the program."""
        self.dialog: QInputDialog | None = None
        store.subscribe(self._apply, *_SETTINGS)
        self._apply()

    @property
    def proxy(self) -> Proxy:
        """As the settings say."""
        proxy = proxy_from_settings(self._store.settings)
        return replace(proxy, password=self._passwords.get(proxy.keyring_key, ""))

    @property
    def needs_password(self) -> bool:
        """There is a name, and no password for it."""
        proxy = self.proxy
        return proxy.is_manual and bool(proxy.user) and not proxy.password

    def holds_up(self, server: str) -> bool:
        """Whether the way to this server takes a password that is being asked for: `settled` comes."""
        try:
            url = read_address(server).url
        except BadAddressError:
            return False
        return (self._reading != 0 or self.dialog is not None) and self.proxy.applies_to(url)

    @property
    def keyring(self) -> "KeyringCalls":
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
        self.told.emit()

    def set_password(self, password: str) -> None:
        """Somebody typed it."""
        key = self.proxy.keyring_key
        self._passwords[key] = password
        self.keyring.write(key, password)
        self._apply()

    @Slot(object)
    def _answered(self, answer: "KeyAnswer") -> None:
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
        self.told.emit()

    def ask(self, window: QWidget) -> None:
        """Before a sign-in: the password that is not known."""
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
        """The password is taken by now, or the question was closed."""
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        # The text of a dialog comes before its end, or behind it.
        QTimer.singleShot(0, self, self.settled.emit)

    def stop(self) -> None:
        if self._keyring is not None:
            self._keyring.stop()


def _keyring(parent: QObject) -> "KeyringCalls":
    return KeyringCalls(parent)


class ProxyPasswordEdit(QLineEdit):
    """Never shows the password: only whether there is one, and where it is kept."""

    def __init__(self, keeper: ProxyController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMinimumWidth(scaled(200))
        self.editingFinished.connect(self._take)
        keeper.told.connect(self._say)
        self._say()

    @Slot()
    def _take(self) -> None:
        if self.text():
            self._keeper.set_password(self.text())
            self.clear()

    @Slot()
    def _say(self) -> None:
        if not self._keeper.proxy.password:
            words = self.tr("None yet")
        elif self._keeper.is_kept:
            words = self.tr("In the keyring")
        else:
            words = self.tr("Known until the program ends")
        self.setPlaceholderText(words)
