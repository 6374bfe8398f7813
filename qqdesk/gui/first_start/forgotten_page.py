"""The page for a forgotten password: whom to ask for a code, and the code."""

import html
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.labels import ElidedLabel, field_label, small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, fill, row
from qqdesk.gui.shared.role_button import role_button
from qqdesk.gui.shared.texts import name_list
from qqdesk.gui.shared.type_size import scaled

_MOST_NAMES = 3


class ForgottenAccount(NamedTuple):
    """The account of the sign-in page. `number` is 0, names are "" if they are unknown. `administrators` are those of
    its place. `is_here`: the data folder of the place is on this computer."""

    server: str
    number: int = 0
    nickname: str = ""
    face: int = 0
    place_name: str = ""
    administrators: tuple[str, ...] = ()
    is_here: bool = False


class ForgottenPage(Page):
    """Answer `submitted` and `reset_clicked` with `show_failure`, or with another page."""

    WIDTH, HEIGHT = 400, 360
    submitted = Signal(str)
    """The typed text: a code or a link, maybe with words around it."""
    reset_clicked = Signal()
    """Make a code: the place is on this computer."""

    def __init__(self, faces: FaceSource, account: ForgottenAccount, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_here = account.is_here
        self.put_title(self.tr("Forgot the password?"))
        face = FaceLabel(faces, 56)
        face.show_face(account.face)
        name = ElidedLabel(account.nickname or (str(account.number) if account.number else ""))
        name.setFont(semibold(self.font(), 1.2))
        details = [str(account.number)] if account.nickname and account.number else []
        second = ElidedLabel(" · ".join([*details, *filter(None, [account.place_name])]), "secondary")
        who = QWidget()
        who.setLayout(row(face, (column(None, name, second, None, spacing=2), 1), spacing=12))
        who.setVisible(bool(account.number))
        self.whom = wrapped_label(self._whom(account))
        self.whom.setTextFormat(Qt.TextFormat.RichText)
        self.field = QLineEdit()
        self.field.setPlaceholderText("ABCD-2345-EFGH-6789-JKMN")
        self.message = Bar()
        self.field.textEdited.connect(self.message.clear)
        code = QWidget()
        code.setLayout(column(field_label(self.tr("I have a code, or a link"), self.field), self.field, spacing=4))
        code.setVisible(not account.is_here)
        self.status = small_label()
        self.button = role_button("", "primary")
        self.button.setMinimumHeight(scaled(36))
        self.button.clicked.connect(self.submit)
        fill(self.body, who, 4, self.whom, 8, code, None, self.message)
        fill(self.foot, (self.status, 1), self.button)
        self.set_busy(False)

    def _whom(self, account: ForgottenAccount) -> str:
        if account.is_here:
            return self.tr("This place is on this computer, so you can set a new password yourself.")
        others = [name for name in account.administrators if name != account.nickname]
        names = [f"<b>{html.escape(isolated(name))}</b>" for name in others[:_MOST_NAMES]]
        if account.administrators and not names:
            sentence = self.tr("You are the only administrator. On the computer of the place, {command} prints a code.")
            return sentence.format(command=f"<b>qqdesk-server user reset {account.number}</b>")
        if not names:
            return self.tr("Ask the person who invited you for a code. With it you set a new password.")
        whom = names[0]
        if len(names) > 1:
            whom = self.tr("{names} or {last}").format(names=name_list(names[:-1]), last=names[-1])
        return self.tr("Ask {names} for a code. With it you set a new password.").format(names=whom)

    def focus_first(self) -> None:
        (self.button if self._is_here else self.field).setFocus()

    def set_busy(self, busy: bool, step: str = "") -> None:
        """Show a running step, or that the page waits for the user."""
        self.field.setEnabled(not busy)
        self.button.setEnabled(not busy)
        self.button.setText(self.tr("Set a new password") if self._is_here else self.tr("Continue"))
        hint = self.tr("Administrators make codes in the window of the place, under People.")
        self.status.setText(step if busy or self._is_here else hint)

    @Slot()
    def submit(self) -> None:
        if not self.button.isEnabled():
            return
        self.message.clear()
        if self._is_here:
            self.reset_clicked.emit()
        elif self.field.text().strip():
            self.submitted.emit(self.field.text())
        else:
            self.show_failure(self.tr("Type or paste the code."))

    def show_failure(self, sentence: str, detail: str = "") -> None:
        self.set_busy(False)
        self.message.show_error(sentence)
        self.message.setToolTip(plain_tip(detail))
        self.focus_first()

    def leave(self) -> None:
        self.field.clear()
        super().leave()
