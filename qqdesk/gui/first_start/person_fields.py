"""The fields of a new account: nickname, face, and a password if the program cannot save one."""

from typing import NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from qqdesk.domain.password_generator import generate_password
from qqdesk.domain.saved_accounts import MIN_PASSWORD_CHARS
from qqdesk.gui.shared.face_row import FaceRow
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import LinkLabel, field_label, wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.sign_in.sign_in_form import Mistake, PasswordEdit
from qqdesk.system.full_name import full_name
from qqdesk.worker.keyring_calls import KeyAnswer, KeyringCalls

MAX_NICKNAME_CHARS = 32


class Person(NamedTuple):
    """`keeps_password`: store the password in the keyring. `is_made`: the program generated it. `picture` is an own
    face as a JPEG file, if one was chosen."""

    nickname: str
    face: int
    password: str
    keeps_password: bool
    is_made: bool
    picture: bytes = b""

    def __repr__(self) -> str:
        return f"Person(nickname={self.nickname!r}, face={self.face})"  # without the password


class PersonFields(QWidget):
    """Nickname, face and password. A generated password has a line about the keyring, a typed one a field. The page
    decides about Enter."""

    edited = Signal()
    """A field with a shown mistake may be corrected now."""

    def __init__(self, faces: FaceSource, keyring: KeyringCalls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces, self._keyring = faces, keyring
        self._links: dict[LinkLabel, tuple[str, str]] = {}
        self._has_keyring, self._chooses_own = True, False
        self._made_password = generate_password()
        """The same for each try: the account may exist after the first."""
        self.nickname = QLineEdit(full_name()[:MAX_NICKNAME_CHARS])
        self.nickname.setMaxLength(MAX_NICKNAME_CHARS)
        self.nickname.setPlaceholderText(self.tr("Nickname"))
        self.faces = FaceRow(faces)
        self.faces.more_clicked.connect(self._show_all_faces)
        self._is_reset = False
        self.password = PasswordEdit(self.tr("Password, at least {count} characters").format(count=MIN_PASSWORD_CHARS))
        self._make_one = self._link(self.tr("Make one for me"))
        self._make_one.linkActivated.connect(self._use_made_password)
        self.own_link = self._link(
            self.tr("Choose my own"),
            self.tr("A password is made for you and kept in this computer's keyring. {link}"),
        )
        self.own_link.setWordWrap(True)
        self.own_link.setProperty("role", "secondary")
        self.own_link.linkActivated.connect(self._choose_own)
        self._key_line = QWidget()
        key = column(IconLabel("key"), None)
        self._key_line.setLayout(row(key, (self.own_link, 1), margins=(0, 4, 0, 0)))
        self.again = PasswordEdit(self.tr("The same password again"))
        self.again.hide()
        self.each_start = wrapped_label(self.tr("Without a keyring, you type it at each start."), "secondary")
        self.each_start.setFont(small(self.font()))
        self._password_box = QWidget()
        self._password_label = field_label(self.tr("Password"), self.password)
        line = row((self._password_label, 1), self._make_one, spacing=4)
        self._password_box.setLayout(column(line, self.password, self.again, self.each_start, spacing=4))
        question = field_label(self.tr("What do the others call you?"), self.nickname)
        face = QLabel(self.tr("Your face"))
        self._about = QWidget()
        self._about.setLayout(column(question, self.nickname, 12, face, self.faces, 4, spacing=4))
        self.setLayout(column(self._about, self._key_line, self._password_box))
        self._colour_links()
        theme_source().changed.connect(self._colour_links)
        self._show_password_line()
        self.nickname.textEdited.connect(self.edited)
        self.password.textEdited.connect(self.edited)
        self.again.textEdited.connect(self.edited)
        keyring.answered.connect(self._on_keyring_answered)
        self._check = keyring.check()

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
        """Put the focus on the nickname, selected; on the password if only that is wanted."""
        if self._is_reset:
            self.password.setFocus()
            return
        self.nickname.setFocus()
        self.nickname.selectAll()

    def ask_for_reset(self) -> None:
        """Ask for nothing but a new password of an account that exists."""
        self._is_reset = True
        self._about.hide()
        self.again.show()
        self._password_label.setText(self.tr("New password"))

    def fill(self, person: Person) -> None:
        """Show earlier values. A generated password stays, because the account may exist."""
        self.nickname.setText(person.nickname)
        self.faces.choose(person.face)
        if person.picture:
            self.faces.chosen.show_picture(person.picture)
        if person.is_made:
            self._made_password = person.password

    def form(self) -> Person | Mistake:
        """Return the values, or the first missing one. The nickname is "" if only a password is wanted."""
        nickname = "" if self._is_reset else " ".join(self.nickname.text().split())
        if not nickname and not self._is_reset:
            return Mistake(self.tr("Type a nickname: the name that others see."), self.nickname)
        is_made = not self.asks_for_password
        password = self.password.text()
        if not is_made and len(password) < MIN_PASSWORD_CHARS:
            sentence = self.tr("Choose a password of at least {count} characters.")
            return Mistake(sentence.format(count=MIN_PASSWORD_CHARS), self.password)
        if not is_made and self._is_reset and password != self.again.text():
            return Mistake(self.tr("The two passwords are not the same. Type the second one again."), self.again)
        secret, picture = self._made_password if is_made else password, self.faces.chosen.picture
        return Person(nickname, self.faces.face, secret, self._has_keyring, is_made, picture)

    def ask_password(self) -> None:
        """Show a field in place of the line about the keyring, which stores no password."""
        self._has_keyring = False
        self._show_password_line()

    def clear_secret(self) -> None:
        self.password.clear_secret()
        self.again.clear_secret()

    @property
    def asks_for_password(self) -> bool:
        return self._chooses_own or not self._has_keyring

    def _show_password_line(self) -> None:
        self._key_line.setVisible(not self.asks_for_password)
        self._password_box.setVisible(self.asks_for_password)
        self._make_one.setVisible(self._has_keyring)
        self.each_start.setVisible(not self._has_keyring)
        self.faces.set_compact(self.asks_for_password)

    @Slot()
    def _choose_own(self) -> None:
        self._chooses_own = True
        self._show_password_line()
        self.password.setFocus()

    @Slot()
    def _use_made_password(self) -> None:
        self._chooses_own = False
        self.clear_secret()
        self._show_password_line()
        self.focus_first()
        self.edited.emit()

    @Slot(object)
    def _on_keyring_answered(self, answer: KeyAnswer) -> None:
        if answer.ticket == self._check and answer.trouble is not None:
            self.ask_password()
            if self._is_reset:
                self.focus_first()

    @Slot()
    def _show_all_faces(self) -> None:
        from qqdesk.gui.shared.face_chooser import FaceChooser

        chooser = FaceChooser(self._faces, self.faces.face, self)
        chooser.file_button.show()
        chooser.picture_chosen.connect(self.faces.chosen.show_picture)
        chooser.accepted.connect(lambda: self.faces.choose(chooser.face))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()
