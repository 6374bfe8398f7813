"""The form of the sign-in window."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QWidget

from qqdesk.domain.saved_accounts import SavedAccount, find_account_at, load_accounts
from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.presence_mark import status_icon, status_text
from qqdesk.gui.shared.scrolling import leave_wheel_to_area
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.sign_in.server_choice import ServerChoice
from qqdesk.gui.sign_in.sign_in_fields import AccountEdit, PasswordEdit
from qqdesk.gui.sign_in.sign_in_form import Mistake, SignInForm
from qqdesk.protocol.codes import Status

STATUSES = (Status.ONLINE, Status.AWAY, Status.BUSY, Status.INVISIBLE)
"""The statuses to choose from."""


class SignInPage(QWidget):
    def __init__(self, faces: FaceSource) -> None:
        super().__init__()
        self.face = FaceLabel(faces, 64)
        self.number = AccountEdit()
        self.password = PasswordEdit(self.tr("Password"))
        self._caps = QLabel(self.tr("Caps Lock is on."))
        self._caps.setFont(small(self.font()))
        self._caps.setProperty("role", "error")
        self._caps.hide()
        self.password.caps_lock_noticed.connect(self._caps.setVisible)
        self.forgotten = QPushButton(self.tr("Forgot the password?"))
        self.forgotten.setProperty("role", "link")
        self.forgotten.setFont(small(self.font()))
        self.remember = QCheckBox(self.tr("Remember me"))
        self.remember.setToolTip(self.tr("The number and the server are filled in next time."))
        self.keep_password = QCheckBox(self.tr("Remember my password"))
        self.keep_password.setToolTip(
            self.tr("It is saved in the keyring of the system. Without a keyring, you are asked each time.")
        )
        self.auto = QCheckBox(self.tr("Sign in automatically"))
        self.auto.setToolTip(self.tr("At the next start, without a click. Esc stops it."))
        self.remember.toggled.connect(self._update_boxes)
        self.keep_password.toggled.connect(self._update_boxes)
        self._settings = Settings()
        self._account: SavedAccount | None = None
        self.status = QComboBox()
        self.status.setAccessibleName(self.tr("Status to sign in with"))
        leave_wheel_to_area(self.status)
        for status in STATUSES:
            self.status.addItem(status_text(status))
        self._refresh_icons()
        theme_source().changed.connect(self._refresh_icons)
        self.server = ServerChoice()
        self._hint = QLabel(self.tr("No number yet?"))
        self._hint.setProperty("role", "secondary")
        self.first_start = QPushButton(self.tr("Join or start a place"))
        self.first_start.setProperty("role", "link")
        self._update_boxes()
        self.number.textChanged.connect(self.show_known)
        self.server.chosen.connect(self.show_known)
        self._lay_out()

    def _lay_out(self) -> None:
        fields = column(self.number, self.password, spacing=8)
        top = row(column(None, self.face, None), (fields, 1), spacing=12)
        choices = column(row((self.remember, 1), self.status), self.keep_password, self.auto, spacing=4)
        bottom = row(None, self._hint, self.first_start, None, spacing=0)
        below = row((self._caps, 1), None, self.forgotten)
        self.setLayout(column(top, below, choices, self.server, None, bottom, spacing=12))

    def fill_in(self, settings: Settings) -> None:
        """Show the remembered number, server and choices."""
        self._settings = settings
        self.number.setText(str(settings.number) if settings.number else "")
        self.show_choices()
        self._choose_status(settings.status)
        has_place = any(account.server == LOCAL_SERVER for account in load_accounts(settings))
        self.server.kind.offers_local = has_place
        # A number without an account on this computer belongs to another server.
        self.server.choose("" if settings.server == LOCAL_SERVER and not has_place else settings.server)
        self.server.kind.set_recent(settings.servers)
        self.show_known()

    def show_choices(self) -> None:
        """Show what to remember; the settings window changes that, too."""
        self.remember.setChecked(self._settings.remember)
        self.keep_password.setChecked(self._settings.keep_password)
        self.auto.setChecked(self._settings.auto_sign_in)

    def pick(self, account: SavedAccount) -> None:
        """Fill in a used account."""
        self.number.setText(str(account.number))
        self.password.clear_secret()
        self.server.choose(account.server)
        self._choose_status(account.status)
        if account.has_password:
            self.remember.setChecked(True)
            self.keep_password.setChecked(True)
        self.show_known()
        self.focus_first()

    def _choose_status(self, status: int) -> None:
        known = [int(status) for status in STATUSES]
        self.status.setCurrentIndex(known.index(status) if status in known else 0)

    @property
    def account(self) -> SavedAccount | None:
        """The saved account with this number and server."""
        return self._account

    @property
    def has_stored_password(self) -> bool:
        """Whether the password of this account is in the keyring."""
        return self._account is not None and self._account.has_password

    @Slot()
    def show_known(self) -> None:
        """Show the face of the account, and whether its password is saved."""
        account = self._account = find_account_at(self._settings, self.number.number(), self.server.server())
        self.face.show_face(account.face if account is not None else FaceSource.default)
        is_stored = self.has_stored_password
        self.password.setPlaceholderText(self.tr("Password is remembered") if is_stored else self.tr("Password"))
        self.number.offer_accounts(bool(load_accounts(self._settings)))

    @Slot()
    def _update_boxes(self) -> None:
        """Disable each choice that requires another one."""
        for box, required in ((self.keep_password, self.remember), (self.auto, self.keep_password)):
            box.setEnabled(required.isChecked())
            if not required.isChecked():
                box.setChecked(False)

    def form(self) -> SignInForm | Mistake:
        """Return the form, or the first missing field."""
        if not self.number.number():
            return Mistake(self.tr("Type your number."), self.number)
        self.show_known()
        if not self.password.text() and not self.has_stored_password:
            return Mistake(self.tr("Type your password."), self.password)
        if not self.server.server():
            return Mistake(self.tr("Type the address of the server."), self.server.address)
        return SignInForm(
            server=self.server.server(),
            number=self.number.number(),
            password=self.password.text(),
            status=STATUSES[self.status.currentIndex()],
            remember=self.remember.isChecked(),
            keep_password=self.keep_password.isChecked(),
            auto=self.auto.isChecked(),
            is_stored=not self.password.text(),
            # The stored password is for this place. A typed one goes to the place at this address.
            place=self._account.place if self._account is not None and not self.password.text() else "",
        )

    def focus_first(self) -> None:
        """Focus the first empty field."""
        (self.password if self.number.number() else self.number).setFocus()

    @Slot()
    def _refresh_icons(self) -> None:
        for index, status in enumerate(STATUSES):
            self.status.setItemIcon(index, status_icon(status))
