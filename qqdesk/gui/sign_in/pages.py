"""The pages of the sign-in window: sign in, get a number, and the number that one got."""

from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qqdesk.domain.accounts import Account, account_at, accounts
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.settings import Settings
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.icons import put_icon
from qqdesk.gui.sign_in.fields import MIN_PASSWORD_CHARS, NumberEdit, PasswordEdit
from qqdesk.gui.sign_in.server import ServerChoice
from qqdesk.gui.texts import problem_text, status_text
from qqdesk.gui.theme import theme_source
from qqdesk.gui.widgets import FaceLabel, InlineMessage, semibold, small, status_icon
from qqdesk.protocol.codes import RegistrationMode, Status

STATUSES = (Status.ONLINE, Status.BUSY, Status.INVISIBLE)
"""What one can sign in as."""


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What was filled in. `server` is LOCAL_SERVER or an address; `shared` lets others use the local one.

    `is_stored`: the password is the one in the keyring, and "" until it was read. `keep_password` has it kept there,
    `auto` has this account sign in by itself at the next start.
    """

    server: str
    shared: bool
    number: int
    password: str = field(repr=False)
    status: Status = Status.ONLINE
    remember: bool = True
    keep_password: bool = False
    auto: bool = False
    is_stored: bool = False
    password_hash: str = field(default="", repr=False)
    """Instead of the password, of a session that goes on."""


@dataclass(frozen=True, slots=True)
class RegisterForm:
    """What was filled in to get a number."""

    server: str
    shared: bool
    nickname: str
    password: str = field(repr=False)
    invitation: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A field to mend, and a sentence about it."""

    sentence: str
    where: QWidget


class SignInPage(QWidget):
    """Number, password, status and server."""

    number_wanted = Signal()
    """The person has no number yet."""

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face = FaceLabel(faces, 64)
        self.number = NumberEdit()
        self.password = PasswordEdit(self.tr("Password"))
        self._caps = QLabel(self.tr("Caps Lock is on."))
        self._caps.setFont(small(self.font()))
        self._caps.setProperty("role", "error")
        self._caps.hide()
        self.password.caps_lock_noticed.connect(self._caps.setVisible)
        self.remember = QCheckBox(self.tr("Remember me"))
        self.remember.setToolTip(self.tr("The number and the server are there the next time."))
        self.keep_password = QCheckBox(self.tr("Remember my password"))
        self.keep_password.setToolTip(
            self.tr("It is kept in the keyring of the system, and nowhere else. Where there is none, it is asked for.")
        )
        self.auto = QCheckBox(self.tr("Sign in automatically"))
        self.auto.setToolTip(self.tr("At the next start, with nothing to click; Esc stops it."))
        self.remember.toggled.connect(self._settle_boxes)
        self.keep_password.toggled.connect(self._settle_boxes)
        self._settings = Settings()
        self._stored = False
        self.status = QComboBox()
        self.status.setAccessibleName(self.tr("Status to sign in with"))
        for status in STATUSES:
            self.status.addItem(status_text(status))
        self._refresh_icons()
        theme_source().changed.connect(self._refresh_icons)
        self.server = ServerChoice()
        self._hint = QLabel(self.tr("No number yet?"))
        self._hint.setProperty("role", "secondary")
        self.get_number = QPushButton(self.tr("Get a number"))
        self.get_number.setProperty("role", "link")
        self.get_number.clicked.connect(self.number_wanted)
        self._settle_boxes()
        self.number.textChanged.connect(self.show_known)
        self.server.chosen.connect(self.show_known)
        self._lay_out()

    def _lay_out(self) -> None:
        fields = QVBoxLayout()
        fields.setSpacing(8)
        fields.addWidget(self.number)
        fields.addWidget(self.password)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.face, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addLayout(fields, 1)
        middle = QHBoxLayout()
        middle.addWidget(self.remember, 1)
        middle.addWidget(self.status)
        choices = QVBoxLayout()
        choices.setSpacing(4)
        choices.addLayout(middle)
        choices.addWidget(self.keep_password)
        choices.addWidget(self.auto)
        bottom = QHBoxLayout()
        bottom.setSpacing(0)
        bottom.addStretch(1)
        bottom.addWidget(self._hint)
        bottom.addWidget(self.get_number)
        bottom.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._caps)
        column.addLayout(choices)
        column.addWidget(self.server)
        column.addStretch(1)
        column.addLayout(bottom)

    def fill_in(self, settings: Settings) -> None:
        """Show what was remembered."""
        self._settings = settings
        self.number.setText(str(settings.number) if settings.number else "")
        self.show_choices()
        self._choose_status(settings.status)
        self.server.choose(settings.server, settings.share_local_server)
        self.server.kind.set_recent(settings.servers)
        self.show_known()

    def show_choices(self) -> None:
        """What is to be remembered; it may have been changed elsewhere."""
        self.remember.setChecked(self._settings.remember)
        self.keep_password.setChecked(self._settings.keep_password)
        self.auto.setChecked(self._settings.auto_sign_in)

    def pick(self, account: Account) -> None:
        """Fill in one that was used before."""
        self.number.setText(str(account.number))
        self.password.clear_secret()
        self.server.choose(account.server, account.shared)
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
    def has_stored_password(self) -> bool:
        """Nothing has to be typed: the account that is filled in has its password in the keyring."""
        return self._stored

    @Slot()
    def show_known(self) -> None:
        """What is known of the account that is filled in: its face, and whether its password is kept."""
        account = account_at(self._settings, self.number.number(), self.server.server())
        self._stored = account is not None and account.has_password
        self.face.show_face(account.face if account is not None else FaceSource.default)
        self.password.setPlaceholderText(self.tr("Password is remembered") if self._stored else self.tr("Password"))
        self.number.offer_accounts(bool(accounts(self._settings)))

    @Slot()
    def _settle_boxes(self) -> None:
        """One choice rests on the other."""
        for box, ground in ((self.keep_password, self.remember), (self.auto, self.keep_password)):
            box.setEnabled(ground.isChecked())
            if not ground.isChecked():
                box.setChecked(False)

    def form(self) -> SignInForm | Mistake:
        """What is filled in, or the first thing that is missing."""
        if not self.number.number():
            return Mistake(self.tr("Type your number, or get one below."), self.number)
        self.show_known()
        if not self.password.text() and not self._stored:
            return Mistake(self.tr("Type your password."), self.password)
        if not self.server.server():
            return Mistake(self.tr("Type the address of the server."), self.server.address)
        return SignInForm(
            server=self.server.server(),
            shared=self.server.shared(),
            number=self.number.number(),
            password=self.password.text(),
            status=STATUSES[self.status.currentIndex()],
            remember=self.remember.isChecked(),
            keep_password=self.keep_password.isChecked(),
            auto=self.auto.isChecked(),
            is_stored=not self.password.text(),
        )

    def focus_first(self) -> None:
        """Put the focus where the next thing has to be typed."""
        (self.password if self.number.number() else self.number).setFocus()

    @Slot()
    def _refresh_icons(self) -> None:
        for row, status in enumerate(STATUSES):
            self.status.setItemIcon(row, status_icon(status))


class RegisterPage(QWidget):
    """Nickname, password twice, and an invitation where the server wants one."""

    back_wanted = Signal()
    server_chosen = Signal(str)
    """The address of a server that is to say who may register; "" where there is none as yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("Get a number"))
        title.setFont(semibold(self.font()))
        sentence = QLabel(self.tr("The server gives you a number. With it others find you, and you sign in."))
        sentence.setWordWrap(True)
        sentence.setProperty("role", "secondary")
        self.nickname = QLineEdit()
        self.nickname.setMaxLength(32)
        self.nickname.setPlaceholderText(self.tr("Nickname"))
        self.nickname.setAccessibleName(self.tr("Nickname"))
        self.password = PasswordEdit(self.tr("Password"))
        self.again = PasswordEdit(self.tr("Password again"))
        self.invitation = QLineEdit()
        self.invitation.setAccessibleName(self.tr("Invitation"))
        self._closed = InlineMessage()
        self.server = ServerChoice()
        self.server.chosen.connect(self.ask_server)
        self._mode: RegistrationMode | None = None
        self._asked = ""
        self.show_mode(RegistrationMode.OPEN)
        back = QPushButton(self.tr("Back to sign-in"))
        back.setProperty("role", "link")
        back.clicked.connect(self.back_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (title, sentence, self.nickname, self.password, self.again, self.invitation):
            column.addWidget(widget)
        column.addWidget(self.server)
        column.addWidget(self._closed)
        column.addStretch(1)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignHCenter)

    @Slot()
    def ask_server(self) -> None:
        """Find out who may register at the server that is chosen, unless that is known."""
        if self.isVisible() and self.server.server() != self._asked:
            self._asked = self.server.server()
            # Until it is known nothing is asked for that may not be wanted.
            self.show_mode(RegistrationMode.OPEN)
            self.server_chosen.emit(self._asked)

    def show_told(self, server: str, mode: RegistrationMode | None) -> None:
        """Who may register at this server; None where that is not known."""
        if server == self._asked:
            self.show_mode(mode)

    def show_mode(self, mode: RegistrationMode | None) -> None:
        """Ask for what has to be filled in for it."""
        self._mode = mode
        needed = mode is RegistrationMode.INVITE
        self.invitation.setPlaceholderText(
            self.tr("Invitation") if needed else self.tr("Invitation (if the server asks for one)")
        )
        self.invitation.setVisible(needed or mode is None)
        if mode is RegistrationMode.CLOSED:
            self._closed.show_error(problem_text(Problem(ProblemKind.REGISTRATION_CLOSED)))
        else:
            self._closed.clear()
        self.server.needs_room.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._asked = ""
        self.ask_server()

    def form(self) -> RegisterForm | Mistake:
        """What is filled in, or the first thing that is missing."""
        if self._mode is RegistrationMode.CLOSED:
            return Mistake(problem_text(Problem(ProblemKind.REGISTRATION_CLOSED)), self.server.kind)
        if not self.nickname.text().strip():
            return Mistake(self.tr("Type a nickname: the name that others see."), self.nickname)
        if len(self.password.text()) < MIN_PASSWORD_CHARS:
            sentence = self.tr("Choose a password of at least {count} characters.")
            return Mistake(sentence.format(count=MIN_PASSWORD_CHARS), self.password)
        if self.password.text() != self.again.text():
            return Mistake(self.tr("The two passwords are not the same. Type the second one again."), self.again)
        if not self.server.server():
            return Mistake(self.tr("Type the address of the server."), self.server.address)
        if self._mode is RegistrationMode.INVITE and not self.invitation.text().strip():
            return Mistake(problem_text(Problem(ProblemKind.INVITATION_WANTED)), self.invitation)
        return RegisterForm(
            server=self.server.server(),
            shared=self.server.shared(),
            nickname=self.nickname.text().strip(),
            password=self.password.text(),
            invitation=self.invitation.text().strip(),
        )


class NewNumberPage(QWidget):
    """The number that one got, large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("This is your number:"))
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.number = QLabel()
        font = semibold(self.font())
        font.setPointSizeF(font.pointSizeF() * 2.6)
        self.number.setFont(font)
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.number.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        sentence = QLabel(self.tr("Write it down. You sign in with it and your password, and others add you by it."))
        sentence.setWordWrap(True)
        sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        sentence.setProperty("role", "secondary")
        copy = QPushButton(self.tr("Copy number"))
        put_icon(copy, "copy")
        copy.clicked.connect(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(title)
        column.addWidget(self.number)
        column.addWidget(sentence)
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_number(self, number: int) -> None:
        self.number.setText(str(number))
        self.number.setAccessibleName(self.tr("Your number: {number}").format(number=number))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.number.text())
