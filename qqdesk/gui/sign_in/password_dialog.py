"""Change the password of the account."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton, QWidget

from qqdesk.client.address import password_hash
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.saved_accounts import MIN_PASSWORD_CHARS
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.labels import field_label, wrapped_label
from qqdesk.gui.shared.layouts import column, form, row
from qqdesk.gui.shared.screens import fit_height
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.sign_in.sign_in_form import PasswordEdit
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger

_WRONG_OLD_PASSWORD = (ProblemKind.WRONG_PASSWORD, ProblemKind.NOT_ALLOWED, ProblemKind.REFUSED_BY_SERVER)
"""The errors of servers for a wrong old password."""


class PasswordDialog(QDialog):
    """Asks for the old password, and twice for the new one. A refusal keeps the input."""

    changed = Signal(str)  # the new password

    def __init__(self, messenger: Messenger, parent: QWidget | None = None, *, is_kept: bool = False) -> None:
        """`is_kept`: the old password is in the keyring; the user may not know it, and need not type it."""
        super().__init__(parent)
        self._messenger, self._is_kept = messenger, is_kept
        self._busy = False
        self.old_edit = PasswordEdit(self.tr("Old password"))
        self.new_edit = PasswordEdit(self.tr("New password"))
        self.again_edit = PasswordEdit(self.tr("New password again"))
        self.ends_others = QCheckBox(self.tr("&Sign out all other devices"))
        self.ends_others.setChecked(True)
        self.ends_others.setToolTip(self.tr("The messages stored on them are deleted, also imported ones."))
        self.message = Bar()
        self.change_button = QPushButton(self.tr("&Change password"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.setWindowTitle(self.tr("Change password"))
        self._lay_out()
        self._connect()
        self._check()

    def _lay_out(self) -> None:
        self.setMinimumWidth(scaled(400))
        fields_form = form()
        fields = (
            (self.tr("&Old password"), self.old_edit),
            (self.tr("&New password"), self.new_edit),
            (self.tr("New password a&gain"), self.again_edit),
        )
        for name, edit in fields:
            edit.setPlaceholderText(self.tr("In the keyring") if self._is_kept and edit is self.old_edit else "")
            fields_form.addRow(field_label(name, edit), edit)
        hint = self.tr("At least {least} characters. Your other devices need the new one at their next sign-in.")
        self._hint = wrapped_label(hint.format(least=MIN_PASSWORD_CHARS), "secondary")
        buttons = row(None, self.cancel_button, self.change_button)
        parts = (fields_form, self._hint, self.ends_others, self.message, None, 4, buttons)
        self.setLayout(column(*parts, margins=12, spacing=8))
        # Only a button inside the dialog can be its default.
        self.change_button.setDefault(True)
        if not self._messenger.extended:
            self.message.show_notice(self.tr("This place cannot change passwords. Ask its owner."))
            for field in (*(edit for _, edit in fields), self.ends_others):
                field.setEnabled(False)

    def _connect(self) -> None:
        for edit in (self.old_edit, self.new_edit, self.again_edit):
            edit.textChanged.connect(self._check)
        self.change_button.clicked.connect(self._change)
        self.cancel_button.clicked.connect(self.reject)

    @Slot()
    def _check(self) -> None:
        filled = all(edit.text() for edit in (self.new_edit, self.again_edit))
        filled = filled and bool(self.old_edit.text() or self._is_kept)
        self.change_button.setEnabled(filled and not self._busy and self._messenger.extended)
        if self._messenger.extended and self.message.isVisible() and not self._busy:
            self.message.clear()

    def _mistake(self) -> str:
        """Return what is wrong with the input, or ""."""
        new = self.new_edit.text()
        if len(new) < MIN_PASSWORD_CHARS:
            return self.tr("The new password is too short: at least {least} characters.").format(
                least=MIN_PASSWORD_CHARS
            )
        if new != self.again_edit.text():
            return self.tr("The two new passwords are not the same. Type the second one again.")
        if new == self.old_edit.text():
            return self.tr("The new password is the old one. Choose another.")
        return ""

    @Slot()
    def _change(self) -> None:
        mistake = self._mistake()
        if mistake:
            self._show_error(mistake)
            return
        old, new = self.old_edit.text(), self.new_edit.text()
        old_hash = password_hash(old) if old else self._messenger.password_hash
        request = ModifyPassword(old_hash, password_hash(new), self.ends_others.isChecked() or None)
        pending = self._messenger.request(request)
        pending.then(self, partial(self._changed, new), self._failed)
        self._set_busy(True)

    def _show_error(self, sentence: str) -> None:
        self.message.show_error(sentence)
        fit_height(self)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for edit in (self.old_edit, self.new_edit, self.again_edit):
            edit.setReadOnly(busy)
        self.change_button.setText(self.tr("Changing…") if busy else self.tr("&Change password"))
        self._check()

    def _changed(self, new: str, _: Done) -> None:
        self._busy = False
        self.changed.emit(new)
        self.accept()

    def _failed(self, problem: Problem) -> None:
        self._set_busy(False)
        if problem.kind in _WRONG_OLD_PASSWORD:
            self._show_error(self.tr("The old password is not right. Type it again."))
            self.old_edit.setFocus()
            self.old_edit.selectAll()
        else:
            self._show_error(problem_text(problem))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        fit_height(self)

    def done(self, result: int) -> None:
        for edit in (self.old_edit, self.new_edit, self.again_edit):
            edit.clear_secret()
        super().done(result)
