"""Rebuild the windows in another language, within one run."""

from dataclasses import dataclass

from PySide6.QtWidgets import QMessageBox, QWidget

from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.sign_in.sign_in_form import SignInForm


@dataclass(frozen=True, slots=True)
class WindowState:
    """The state that the new windows get from the old ones.

    `form` signs the same account in again; without it `typed` holds number, password and server of the sign-in window.
    `hidden`: the main window is in the tray.
    """

    form: SignInForm | None = None
    typed: tuple[str, str, str] | None = None
    hidden: bool = False
    chats_open: bool = False
    settings_open: bool = False


class LanguageQuestion(QMessageBox):
    """Ask whether to change the language now or at the next start."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        put_icon(self, "info", "accent")
        self.setWindowTitle(self.tr("Language"))
        self.setText(self.tr("Change the language now?"))
        self.setInformativeText(
            self.tr(
                "The windows close for a moment and come back in the other language, with the chats that are open and "
                "what is written in them."
            )
        )
        self.now_button = self.addButton(self.tr("Change now"), QMessageBox.ButtonRole.AcceptRole)
        self.later_button = self.addButton(self.tr("At the next start"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.now_button)
        self.setEscapeButton(self.later_button)
