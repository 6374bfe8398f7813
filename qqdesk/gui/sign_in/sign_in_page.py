"""The form of the sign-in window."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from qqdesk.domain.saved_accounts import SavedAccount, find_account_at, load_accounts
from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.kit.action import Action
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.buttons import MoreButton, role_button
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.line_edits import NumberEdit
from qqdesk.gui.shared.presence_mark import status_icon, status_text
from qqdesk.gui.shared.scrolling import leave_wheel_to_area
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.sign_in.server_choice import ServerChoice
from qqdesk.gui.sign_in.sign_in_form import Mistake, PasswordEdit, SignInForm, place_label
from qqdesk.protocol.codes import Status

STATUSES = (Status.ONLINE, Status.AWAY, Status.BUSY, Status.INVISIBLE)
"""The statuses to choose from."""


class SignInPage(QWidget):
    """A known account has its face, nickname and place in place of the fields for number and place. Its password has a
    field only if the keyring does not have it."""

    def __init__(self, faces: FaceSource) -> None:
        super().__init__()
        self._settings = Settings()
        self._account: SavedAccount | None = None
        self._has_fields = self._asks_password = False
        self.face = FaceLabel(faces, 64)
        self.name, self.place_line = ElidedLabel(), ElidedLabel("", "secondary")
        self.name.setFont(semibold(self.font(), 1.2))
        self.accounts = icon_button(
            "chevron-down", self.tr("Accounts that were used ({key})").format(key=Action.ACCOUNTS.key), "secondary"
        )
        self.number = NumberEdit()
        self.password = PasswordEdit(self.tr("Password"))
        self._caps = QLabel(self.tr("Caps Lock is on."))
        self._caps.setFont(small(self.font()))
        self._caps.setProperty("role", "error")
        self._caps.hide()
        self.password.caps_lock_noticed.connect(self._caps.setVisible)
        self.forgotten = role_button(self.tr("Forgot the password?"), "link")
        self.forgotten.setFont(small(self.font()))
        self.stays = QCheckBox(self.tr("Stay signed in here"))
        self.stays.setToolTip(
            self.tr("The keyring of the system keeps the password. Without a keyring, you type it at each start.")
        )
        self.status = QComboBox()
        self.status.setAccessibleName(self.tr("Status to sign in with"))
        leave_wheel_to_area(self.status)
        for status in STATUSES:
            self.status.addItem(status_text(status))
        self._refresh_icons()
        theme_source().changed.connect(self._refresh_icons)
        self.server = ServerChoice()
        self.first_start = QPushButton(self.tr("Join or start a place"))
        self.first_start.setProperty("role", "link")
        self._number_line = ElidedLabel("", "secondary")
        self._number_line.setFont(small(self.font()))
        self.other = role_button(self.tr("Another number or address"), "link")
        self.other.clicked.connect(self._on_other_clicked)
        self._lay_out()
        self._show_fields()
        self.number.textChanged.connect(self.show_known)
        self.server.chosen.connect(self.show_known)

    def _lay_out(self) -> None:
        names = column(None, self.name, self.place_line, None, spacing=2)
        top = row(self.face, (names, 1), column(None, self.accounts, None), spacing=12)
        self._password_box = QWidget()
        below = row((self._caps, 1), None, self.forgotten)
        self._password_box.setLayout(column(self.password, below, spacing=4))
        self._account_line = QWidget()
        self._account_line.setLayout(column(self._number_line, row(self.other, None), spacing=0))
        details = QWidget()
        details.setLayout(column(self.status, self._account_line, spacing=8))
        self.more = MoreButton(details)
        bottom = row(self.more, None, self.first_start, spacing=0)
        fields = (self.number, self._password_box, self.stays, self.server)
        self.setLayout(column(top, *fields, None, bottom, details, spacing=12))

    def fill_in(self, settings: Settings) -> None:
        """Show the last account."""
        self._settings = settings
        self.number.setText(str(settings.number) if settings.number else "")
        self._choose_status(settings.status)
        has_place = any(account.server == LOCAL_SERVER for account in load_accounts(settings))
        self.server.kind.offers_local = has_place
        # A number without an account on this computer belongs to another place.
        self.server.choose("" if settings.server == LOCAL_SERVER and not has_place else settings.server)
        self.server.kind.set_recent(settings.servers)
        self.show_account()

    def pick(self, account: SavedAccount) -> None:
        """Show a used account."""
        self.number.setText(str(account.number))
        self.password.clear_secret()
        self.server.choose(account.server)
        self._choose_status(account.status)
        self.show_account()

    def _choose_status(self, status: int) -> None:
        known = [int(status) for status in STATUSES]
        self.status.setCurrentIndex(known.index(status) if status in known else 0)

    @property
    def account(self) -> SavedAccount | None:
        """The saved account with this number and place."""
        return self._account

    @property
    def has_stored_password(self) -> bool:
        """Whether the password of this account is in the keyring."""
        return self._account is not None and self._account.has_password

    def show_account(self) -> None:
        """Hide the fields that the account does not need."""
        self._asks_password = False
        self.show_known()
        self.stays.setChecked(self.has_stored_password)
        self._has_fields = self._account is None
        self._show_fields()

    @Slot()
    def show_fields(self) -> None:
        """Show the fields for the number and the place."""
        self._has_fields = True
        self._show_fields()

    def ask_password(self) -> None:
        """Show the field of the password, whether the keyring has it or not."""
        self._asks_password = True
        self._show_fields()

    def _show_fields(self) -> None:
        self.number.setVisible(self._has_fields)
        self.server.setVisible(self._has_fields)
        self._account_line.setVisible(not self._has_fields)
        asks = self._has_fields or self._asks_password or not self.has_stored_password
        self._password_box.setVisible(asks)

    @Slot()
    def _on_other_clicked(self) -> None:
        self.show_fields()
        self.number.setFocus()
        self.number.selectAll()

    @Slot()
    def show_known(self) -> None:
        """Show the face and the names of the account, and whether its password is saved."""
        account = self._account = find_account_at(self._settings, self.number.number(), self.server.server())
        self.face.show_face(account.face if account is not None else FaceSource.default)
        if account is None:
            self.name.setText(self.tr("Sign in"))
            self.place_line.setText(self.tr("with your number and password"))
            self._has_fields = True
        else:
            place = place_label(account)
            self.name.setText(account.label)
            self.place_line.setText(place)
            line = self.tr("Number {number}, {place}")
            shown = place if account.server == LOCAL_SERVER else account.server
            self._number_line.setText(line.format(number=account.number, place=isolated(shown)))
        is_stored = self.has_stored_password
        self.password.setPlaceholderText(self.tr("Password is remembered") if is_stored else self.tr("Password"))
        self.accounts.setVisible(bool(load_accounts(self._settings)))
        self._show_fields()

    def form(self) -> SignInForm | Mistake:
        """Return the form, or the first missing field."""
        if not self.number.number():
            return Mistake(self.tr("Type your number."), self.number)
        self.show_known()
        if not self.password.text() and not self.has_stored_password:
            return Mistake(self.tr("Type your password."), self.password)
        if not self.server.server():
            return Mistake(self.tr("Type the address of the place."), self.server.address)
        return SignInForm(
            server=self.server.server(),
            number=self.number.number(),
            password=self.password.text(),
            status=STATUSES[self.status.currentIndex()],
            stays=self.stays.isChecked(),
            is_stored=not self.password.text(),
            # The stored password is for this place. A typed one goes to the place at this address.
            place=self._account.place if self._account is not None and not self.password.text() else "",
        )

    def empty_field(self) -> QLineEdit | None:
        """Return the first visible empty field, None if nothing has to be typed."""
        if not self.number.number():
            return self.number
        return None if self._password_box.isHidden() else self.password

    @Slot()
    def _refresh_icons(self) -> None:
        for index, status in enumerate(STATUSES):
            self.status.setItemIcon(index, status_icon(status))
