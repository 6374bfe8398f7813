"""A code with which a person sets a new password."""

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, Qt, Slot
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from qqdesk.domain.problem import Problem
from qqdesk.gui.admin.admin_page import action_problem_text
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.copy_button import CopyButton
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.labels import ElidedLabel, small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.screens import fit_height
from qqdesk.gui.shared.texts import clock_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.admin_commands import MakeResetCodeReply, Person
from qqdesk.worker.messenger import Messenger

_FACE = 40


class ResetCodeDialog(QDialog):
    """Asks for a new code when it opens. The code is in memory only."""

    def __init__(
        self, messenger: Messenger, faces: FaceSource, person: Person, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._messenger, self._person, self._name = messenger, person, name
        self._text = ""
        self.setWindowTitle(self.tr("One-time code"))
        face = FaceLabel(faces, _FACE)
        face.show_face(person.face, owner=person.number)
        title, number = ElidedLabel(isolated(name)), small_label(str(person.number))
        title.setFont(semibold(self.font()))
        explanation = wrapped_label(
            self.tr(
                "With this code {name} sets a new password, and stays signed in on other devices. Give it to nobody "
                "else: it opens the account."
            ).format(name=isolated(name))
        )
        self.code = QLineEdit(readOnly=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.code.setAccessibleName(self.tr("One-time code"))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * 1.2)
        font.setWeight(QFont.Weight.DemiBold)
        self.code.setFont(font)
        self.valid = small_label()
        self.message = Bar()
        self.message.acted.connect(self._make)
        self.copy_code = CopyButton(self.tr("&Copy"))
        self.copy_text = CopyButton(self.tr("Copy with a &text"), "on_accent")
        self.copy_text.setProperty("role", "primary")
        self.copy_text.setToolTip(self.tr("A message that says how to use the code"))
        close = QPushButton(self.tr("Close"))
        self.copy_code.clicked.connect(self._copy_code)
        self.copy_text.clicked.connect(self._copy_text)
        close.clicked.connect(self.accept)
        head = row(face, (column(None, title, number, None), 1), spacing=12)
        code = row((self.code, 1), self.copy_code)
        self.setLayout(
            column(
                head,
                explanation,
                self.message,
                code,
                self.valid,
                None,
                row(close, None, self.copy_text),
                margins=16,
                spacing=12,
            )
        )
        self.setMinimumWidth(scaled(440))
        fit_height(self)
        self._make()

    @Slot()
    def _make(self) -> None:
        self.message.clear()
        self._show_code("")
        self.valid.setText(self.tr("Making a code…"))
        self._messenger.admin.make_reset_code(self._person.number).then(self, self._made, self._failed)

    def _made(self, reply: MakeResetCodeReply) -> None:
        until = _until(reply.expires)
        self._show_code(reply.code)
        self._text = self._message_text(reply.code, until)
        sentence = self.tr("It works once, until {time}. Earlier codes ended.").format(time=until)
        self.valid.setText(sentence)
        fit_height(self)
        announce(self, sentence)

    def _failed(self, problem: Problem) -> None:
        self.valid.clear()
        self.message.show_error(action_problem_text(problem), self.tr("Try again"))
        fit_height(self)

    def _show_code(self, code: str) -> None:
        self.code.setText(code)
        self.copy_code.setEnabled(bool(code))
        self.copy_text.setEnabled(bool(code))
        if code:
            self.copy_text.setFocus()

    def _message_text(self, code: str, until: str) -> str:
        link = self._messenger.invitations.link(code)
        if link is None:
            sentence = self.tr(
                "Hi {name}! Type this code in qqdesk under “Forgot the password?” to set a new password for number "
                "{number} at {place}. It works once, until {time}:\n{code}"
            )
        else:
            sentence = self.tr(
                "Hi {name}! Open this link on your computer to set a new password for number {number} at {place}. It "
                "works once, until {time}:\n{link}"
            )
        return sentence.format(
            name=self._person.nickname.strip() or self._person.number,
            number=self._person.number,
            place=place_name(self._messenger),
            time=until,
            code=code,
            link=link.http() if link is not None else "",
        )

    @Slot()
    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())
        self.copy_code.confirm()

    @Slot()
    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copy_text.confirm()


def _until(time: int) -> str:
    """Return the end of a code, which is at most a day away. `time` in milliseconds since 1970."""
    if QDateTime.fromMSecsSinceEpoch(time).date() == QDate.currentDate():
        return clock_text(time)
    sentence = QCoreApplication.translate("ResetCodeDialog", "tomorrow, {time}")
    return sentence.format(time=clock_text(time))
