"""The pages of whoever has no number yet: get one, and the number that one got. Loaded when they are first wanted."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qqdesk.domain.accounts import MIN_PASSWORD_CHARS
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.icons import put_icon
from qqdesk.gui.sign_in.fields import PasswordEdit
from qqdesk.gui.sign_in.forms import Mistake, RegisterForm
from qqdesk.gui.sign_in.server import ServerChoice
from qqdesk.gui.texts import problem_text
from qqdesk.gui.widgets import InlineMessage, semibold
from qqdesk.protocol.codes import RegistrationMode


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
