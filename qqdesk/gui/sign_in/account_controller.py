"""The accounts that were used on this computer, and their passwords in the keyring."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.connection import PlaceInfo
from qqdesk.domain.contact import Me
from qqdesk.domain.problem import ProblemKind
from qqdesk.domain.saved_accounts import (
    SavedAccount,
    find_account,
    find_account_at,
    keyring_key,
    load_accounts,
    with_account,
    with_password,
    without_account,
)
from qqdesk.domain.settings import LOCAL_SERVER, MAX_SERVERS
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.sign_in_form import SignInForm
from qqdesk.system.keys import KeyTrouble
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from qqdesk.worker.keyring_calls import KeyAnswer, KeyringCalls

_FORGETS_PASSWORD = (
    ProblemKind.WRONG_PASSWORD,
    ProblemKind.PASSWORD_CHANGED,
    ProblemKind.SIGNED_OUT_ELSEWHERE,
    ProblemKind.SIGNED_OUT_AND_ERASED,
)


class AccountController(QObject):
    """Saves a password when the server accepted it. Deletes it when the server refuses it, when another device signs
    this one out, on the user's wish, and with its account."""

    password_found = Signal(object)  # SignInForm, complete
    password_missing = Signal(str)  # why the user has to type it
    reported = Signal(str)  # a sentence for the main window
    changed = Signal()

    def __init__(
        self, store: SettingsStore, parent: QObject, keyring: Callable[[QObject], KeyringCalls] | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._make_keyring = keyring or KeyringCalls
        self._keyring: KeyringCalls | None = None
        self._loading: tuple[int, SignInForm] | None = None
        self._writing: dict[int, SignInForm] = {}
        self._form: SignInForm | None = None
        """Without the password once the server accepted it."""
        self._is_accepted = False

    @property
    def form(self) -> SignInForm | None:
        """The form of the current attempt or session."""
        return self._form

    @property
    def keyring(self) -> KeyringCalls:
        """The keyring, created at the first use."""
        if self._keyring is None:
            self._keyring = self._make_keyring(self)
            self._keyring.answered.connect(self._on_key_answer)
        return self._keyring

    def with_place(self, form: SignInForm) -> SignInForm:
        """Return the form with the place of its account, if the account is known."""
        known = find_account_at(self._store.settings, form.number, form.server)
        return form if form.place or known is None else form._replace(place=known.place)

    def is_here(self, number: int, place: str) -> bool:
        """Whether the account is one of the place that runs in this program."""
        known = find_account(self._store.settings, number, place)
        return known is not None and known.server == LOCAL_SERVER

    @property
    def offline_days(self) -> int:
        return self._store.settings.offline_days

    # Load a password

    def load_password(self, form: SignInForm) -> None:
        """Load the password of the form. Emits `password_found` or `password_missing`."""
        self.cancel_loading()
        self._loading = (self.keyring.read(keyring_key(form.number, form.place)), form)

    def cancel_loading(self) -> None:
        if self._loading is not None:
            self.keyring.forget(self._loading[0])
            self._loading = None

    @Slot(object)
    def _on_key_answer(self, answer: KeyAnswer) -> None:
        if self._loading is not None and answer.ticket == self._loading[0]:
            form, self._loading = self._loading[1], None
            if answer.password:
                self.password_found.emit(form._replace(password=answer.password))
            else:
                if answer.trouble is None:
                    # It was deleted from the keyring.
                    self._set_has_password(form, has_password=False)
                self.password_missing.emit(self._missing_text(answer.trouble))
        elif answer.ticket in self._writing:
            form = self._writing[answer.ticket]
            if answer.trouble is None or answer.late:
                del self._writing[answer.ticket]
            if answer.trouble is None:
                self._set_has_password(form, has_password=True)
            elif not answer.late:
                self._set_has_password(form, has_password=False)
                self.reported.emit(self._not_saved_text(answer.trouble))

    # Sign in

    def add_account(self, form: SignInForm, nickname: str, face: int, place_name: str) -> None:
        """Save a new account before its first session, and its password if the form says so."""
        settings = self._store.settings
        remember_sign_in(self._store, form)
        account = SavedAccount(
            form.number, form.server, nickname, face, int(form.status), form.stays, form.place, place_name
        )
        self._store.change("accounts", with_account(settings, account))
        if form.stays:
            self._save_password(form, form.password)
        self.changed.emit()

    def add_known(self, accounts: Sequence[SavedAccount]) -> None:
        """Save accounts to choose from, the most likely first."""
        for account in reversed(accounts):
            self._store.change("accounts", with_account(self._store.settings, account))
        self.changed.emit()

    def sign_in_started(self, form: SignInForm) -> None:
        self._form, self._is_accepted = form, False

    def session_opened(self, me: Me, place: str) -> None:
        """Save the account of a session, which may be offline yet."""
        if self._form is None or self._is_accepted:
            return
        form = self._form = self._form._replace(place=place)
        settings = self._store.settings
        remember_sign_in(self._store, form)
        known = find_account(settings, form.number, place)
        account = (known or SavedAccount(form.number, place=place))._replace(
            server=form.server, name=me.nickname, face=me.face, status=int(form.status)
        )
        self._store.change("accounts", with_account(settings, account))
        self.changed.emit()

    @Slot(object)
    def on_place_changed(self, place: PlaceInfo) -> None:
        """Save the name of the place of the session."""
        settings, form = self._store.settings, self._form
        known = None if form is None else find_account(settings, form.number, place.id)
        if place.name and known is not None and known.place_name != place.name:
            self._store.change("accounts", with_account(settings, known._replace(place_name=place.name)))

    def on_connection_changed(self, state: ConnectionState) -> None:
        if self._form is None:
            return
        if state.phase is ConnectionPhase.CONNECTED and not self._is_accepted:
            self._is_accepted = True
            self._password_accepted(self._form)
            self._form = self._form._replace(password="")
        elif state.phase is ConnectionPhase.ENDED:
            refused = state.problem is not None and state.problem.kind in _FORGETS_PASSWORD
            if refused and (self._form.is_stored or self._is_accepted):
                self._forget_password(self._form.number, self._form.place)
            self._form = None
        elif state.phase is ConnectionPhase.SIGNED_OUT:
            self._form = None

    def _password_accepted(self, form: SignInForm) -> None:
        if form.stays:
            if not form.is_stored:
                self._save_password(form, form.password)
        else:
            self._forget_password(form.number, form.place)

    def save_new_password(self, new: str) -> None:
        """Replace the saved password after the user changed it."""
        form = self._form
        known = None if form is None else find_account(self._store.settings, form.number, form.place)
        if form is not None and known is not None and known.has_password:
            self._save_password(form, new)

    def _save_password(self, form: SignInForm, password: str) -> None:
        ticket = self.keyring.write(keyring_key(form.number, form.place), password)
        self._writing[ticket] = form._replace(password="")

    # Remove

    @Slot(object)
    def remove(self, account: SavedAccount) -> None:
        settings = self._store.settings
        self._forget_password(account.number, account.place)
        lines = without_account(settings, account)
        if account.is_at(settings.number, settings.server):
            self._store.change("number", 0)
        self._store.change("accounts", lines)
        self.changed.emit()

    @Slot()
    def forget_passwords(self) -> None:
        """Delete the saved passwords of all accounts."""
        for account in load_accounts(self._store.settings):
            self._forget_password(account.number, account.place)

    def _forget_password(self, number: int, place: str) -> None:
        known = find_account(self._store.settings, number, place)
        if known is not None and known.has_password:
            self.keyring.remove(keyring_key(number, place))
            self._store.change("accounts", with_password(self._store.settings, number, place, False))
            self.changed.emit()

    def _set_has_password(self, form: SignInForm, *, has_password: bool) -> None:
        lines = with_password(self._store.settings, form.number, form.place, has_password)
        self._store.change("accounts", lines)
        self.changed.emit()

    def stop(self) -> None:
        if self._keyring is not None:
            self._keyring.stop()

    # Texts

    def _missing_text(self, trouble: KeyTrouble | None) -> str:
        match trouble:
            case KeyTrouble.LOCKED:
                return self.tr("The keyring stayed locked. Type your password.")
            case KeyTrouble.MISSING:
                return self.tr("There is no keyring on this system now. Type your password.")
            case KeyTrouble.SILENT:
                return self.tr("The keyring does not answer. Type your password.")
            case KeyTrouble.FAILED:
                return self.tr("The keyring could not be read. Type your password.")
        return self.tr("The password is not in the keyring any more. Type it.")

    def _not_saved_text(self, trouble: KeyTrouble) -> str:
        match trouble:
            case KeyTrouble.LOCKED:
                return self.tr("The keyring stayed locked: the password is not saved.")
            case KeyTrouble.MISSING:
                return self.tr("There is no safe keyring here: you are asked for the password at each start.")
            case KeyTrouble.SILENT:
                return self.tr("The keyring does not answer: the password is not saved.")
        return self.tr("The keyring did not save the password: you are asked for it at the next start.")


def remember_sign_in(store: SettingsStore, form: SignInForm) -> None:
    """Fill in the next sign-in with this account and place."""
    settings = store.settings
    settings.number, settings.server, settings.status = form.number, form.server, int(form.status)
    if form.server != LOCAL_SERVER:
        others = [server for server in settings.servers if server != form.server]
        settings.servers = [form.server, *others][:MAX_SERVERS]
    store.save_soon()
