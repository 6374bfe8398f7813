"""When a sign-in, a registration or a session stops at the server's certificate, or because there is no encryption: the
question, and what follows."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.untrusted_server import UntrustedServer
from qqdesk.gui.sign_in.sign_in_form import SignInForm


class CertificateQuestions(QObject):
    """One question at a time. What is filled in waits for the answer; it goes to nobody before."""

    answered = Signal(object, object)  # UntrustedServer, and the form to go on with, None in a session
    """The person has decided that this is the server's certificate, or to do without encryption."""

    def __init__(self, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self.dialog: QDialog | None = None

    @Slot(object)
    def ask(self, problem: Problem, form: "SignInForm | None" = None) -> None:
        """Nothing happens where the problem is another one."""
        doubt = problem.certificate
        if doubt is None:
            return
        # Not at the top: the sign-in window is shown before anything else is loaded.
        from qqdesk.gui.sign_in.certificate_dialogs import (
            ChangedCertificateDialog,
            UnencryptedDialog,
            UnknownCertificateDialog,
        )

        self.withdraw()
        match problem.kind:
            case ProblemKind.CERTIFICATE_CHANGED:
                self.dialog = ChangedCertificateDialog(doubt, self._window)
            case ProblemKind.UNENCRYPTED:
                self.dialog = UnencryptedDialog(doubt, self._window)
            case _:
                self.dialog = UnknownCertificateDialog(doubt, self._window)
        self.dialog.finished.connect(lambda result: self._finished(result, doubt, form))
        self.dialog.open()

    def withdraw(self) -> None:
        """The question is of no interest any more."""
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.close()
            dialog.deleteLater()

    def _finished(self, result: int, doubt: UntrustedServer, form: "SignInForm | None") -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        dialog.deleteLater()
        if result == QDialog.DialogCode.Accepted:
            self.answered.emit(doubt, form)
