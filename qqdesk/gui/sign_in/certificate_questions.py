"""Ask about a certificate, or a connection without encryption, that stopped a sign-in, a registration or a session."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from qqdesk.domain.connection import UntrustedServer
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.sign_in.sign_in_form import SignInForm


class CertificateQuestions(QObject):
    """Asks one question at a time, and keeps the form until the answer."""

    answered = Signal(object, object)  # UntrustedServer, and the form; None in a session
    """The user accepted the certificate, or the missing encryption."""

    def __init__(self, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self.dialog: QDialog | None = None

    @Slot(object)
    def ask(self, problem: Problem, form: SignInForm | None = None) -> None:
        """Ask about the certificate of the problem, if it has one."""
        doubt = problem.certificate
        if doubt is None:
            return
        # Imported late: the sign-in window is shown first.
        from qqdesk.gui.sign_in.certificate_dialogs import (
            ChangedCertificateDialog,
            UnencryptedDialog,
            UnknownCertificateDialog,
        )

        self.close()
        match problem.kind:
            case ProblemKind.CERTIFICATE_CHANGED:
                self.dialog = ChangedCertificateDialog(doubt, self._window)
            case ProblemKind.UNENCRYPTED:
                self.dialog = UnencryptedDialog(doubt, self._window)
            case _:
                self.dialog = UnknownCertificateDialog(doubt, self._window)
        self.dialog.finished.connect(lambda result: self._finished(result, doubt, form))
        self.dialog.open()

    def close(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.close()
            dialog.deleteLater()

    def _finished(self, result: int, doubt: UntrustedServer, form: SignInForm | None) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        dialog.deleteLater()
        if result == QDialog.DialogCode.Accepted:
            self.answered.emit(doubt, form)
