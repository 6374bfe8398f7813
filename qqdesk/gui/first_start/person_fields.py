"""The fields of a new account: nickname, face, and a password if the program cannot save one."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qqdesk.domain.password_generator import generate_password
from qqdesk.domain.saved_accounts import MIN_PASSWORD_CHARS
from qqdesk.gui.first_start.face_row import FaceRow
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import LinkLabel
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.sign_in.sign_in_fields import PasswordEdit
from qqdesk.gui.sign_in.sign_in_form import Mistake
from qqdesk.system.full_name import full_name
from qqdesk.worker.keyring_calls import KeyAnswer, KeyringCalls

MAX_NICKNAME_CHARS = 32


class Person(NamedTuple):
    """`keeps_password`: there is a keyring for the password. `is_made`: the person does not know the password."""

    nickname: str
    face: int
    password: str
    keeps_password: bool
    is_made: bool

    def __repr__(self) -> str:
        return f"Person(nickname={self.nickname!r}, face={self.face})"  # no password gets into a log


class PersonFields(QWidget):
    """A nickname, a face, and the password: one line where it is made and kept in the keyring, else a field.

    The page around it decides what Enter does.
    """

    resized = Signal()
    """A line was replaced by another one."""

    def __init__(
        self,
        faces: FaceSource,
        keyring: KeyringCalls,
        parent: QWidget | None = None,
        *,
        choice: Sequence[int] = (),
        name: str | None = None,
        asks_password: bool = True,
    ) -> None:
        """`choice` and `name` replace random faces and the system's full name. Without `asks_password` only nickname
        and face are asked for."""
        super().__init__(parent)
        self._faces, self._keyring = faces, keyring
        self._links: dict[LinkLabel, tuple[str, str]] = {}
        self._has_keyring, self._chooses_own = True, False
        self._made_password = generate_password()
        """The same for each try: the account may exist after the first."""
        self.nickname = QLineEdit((full_name() if name is None else name)[:MAX_NICKNAME_CHARS])
        self.nickname.setMaxLength(MAX_NICKNAME_CHARS)
        self.nickname.setAccessibleName(self.tr("What do the others call you?"))
        self.nickname.setPlaceholderText(self.tr("Nickname"))
        self.faces = FaceRow(faces, choice=choice)
        self.faces.more_clicked.connect(self._show_all_faces)
        self.password = PasswordEdit(self.tr("Password, at least {count} characters").format(count=MIN_PASSWORD_CHARS))
        self._password_label = QLabel(self.tr("Password"))
        self._password_label.setBuddy(self.password)
        self._make_one = self._link(self.tr("Make one for me"))
        self._make_one.linkActivated.connect(self._use_made_password)
        self._key_line = QWidget()
        self._asks_password = asks_password
        self._lay_out()
        self._colour_links()
        theme_source().changed.connect(self._colour_links)
        self._show_password_line()
        self._check = 0
        if asks_password:
            keyring.answered.connect(self._on_keyring_answered)
            self._check = keyring.check()

    def _lay_out(self) -> None:
        nickname_label = QLabel(self.tr("What do the others call you?"))
        nickname_label.setBuddy(self.nickname)
        words = self.own_link = self._link(
            self.tr("Choose my own"),
            self.tr("A password is made for you and kept in this computer's keyring. {link}"),
        )
        words.setWordWrap(True)
        words.setProperty("role", "secondary")
        words.linkActivated.connect(self._choose_own)
        key = QHBoxLayout(self._key_line)
        key.setContentsMargins(0, 4, 0, 0)
        key.setSpacing(8)
        key.addWidget(IconLabel("key"), 0, Qt.AlignmentFlag.AlignTop)
        key.addWidget(words, 1)
        self._password_box = QWidget()
        head = QHBoxLayout()
        head.addWidget(self._password_label, 1)
        head.addWidget(self._make_one)
        password = QVBoxLayout(self._password_box)
        password.setContentsMargins(0, 0, 0, 0)
        password.setSpacing(4)
        password.addLayout(head)
        password.addWidget(self.password)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(nickname_label)
        column.addWidget(self.nickname)
        column.addSpacing(12)
        column.addWidget(QLabel(self.tr("Your face")))
        column.addWidget(self.faces)
        column.addSpacing(4)
        column.addWidget(self._key_line)
        column.addWidget(self._password_box)

    def _link(self, text: str, sentence: str = "{link}") -> LinkLabel:
        label = LinkLabel()
        label.setFont(small(self.font()))
        label.setAccessibleName(text)
        self._links[label] = (text, sentence)
        return label

    @Slot()
    def _colour_links(self) -> None:
        colour = current_theme().accent.name()
        for label, (text, sentence) in self._links.items():
            label.setText(sentence.format(link=f'<a href="#" style="color:{colour}">{text}</a>'))

    def focus_first(self) -> None:
        """Put the focus on the nickname, selected."""
        self.nickname.setFocus()
        self.nickname.selectAll()

    def fill(self, person: Person) -> None:
        """Show what was filled in before; a made password stays, for the account may exist."""
        self.nickname.setText(person.nickname)
        self.faces.choose(person.face)
        if person.is_made:
            self._made_password = person.password

    def form(self) -> Person | Mistake:
        """Return what is filled in, or the first thing that is missing."""
        nickname = " ".join(self.nickname.text().split())
        if not nickname:
            return Mistake(self.tr("Type a nickname: the name that others see."), self.nickname)
        is_made = self._has_keyring and not self._chooses_own
        password = self.password.text()
        if self._asks_password and not is_made and len(password) < MIN_PASSWORD_CHARS:
            sentence = self.tr("Choose a password of at least {count} characters.")
            return Mistake(sentence.format(count=MIN_PASSWORD_CHARS), self.password)
        return Person(
            nickname, self.faces.face, self._made_password if is_made else password, self._has_keyring, is_made
        )

    def ask_password(self) -> None:
        """Replace the line about the keyring by a field: the keyring does not take a password."""
        self._has_keyring = False
        self._show_password_line()

    def clear_secret(self) -> None:
        self.password.clear_secret()

    @property
    def asks_for_password(self) -> bool:
        """Whether the field is there."""
        return self._asks_password and (self._chooses_own or not self._has_keyring)

    def _show_password_line(self) -> None:
        self._key_line.setVisible(self._asks_password and not self.asks_for_password)
        self._password_box.setVisible(self.asks_for_password)
        self._make_one.setVisible(self._has_keyring)
        self.faces.set_compact(self.asks_for_password)
        self.resized.emit()

    @Slot()
    def _choose_own(self) -> None:
        self._chooses_own = True
        self._show_password_line()
        self.password.setFocus()

    @Slot()
    def _use_made_password(self) -> None:
        self._chooses_own = False
        self.password.clear_secret()
        self._show_password_line()
        self.nickname.setFocus()

    @Slot(object)
    def _on_keyring_answered(self, answer: KeyAnswer) -> None:
        if answer.ticket == self._check and answer.trouble is not None:
            self.ask_password()

    @Slot()
    def _show_all_faces(self) -> None:
        from qqdesk.gui.shared.face_chooser import FaceChooser

        chooser = FaceChooser(self._faces, self.faces.face, self)
        chooser.accepted.connect(lambda: self.faces.choose(chooser.face))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()
