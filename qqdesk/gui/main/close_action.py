"""The action of the close button: go on in the tray or the task bar, or quit. The user is asked once."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QRadioButton, QWidget

from qqdesk.domain.settings import HIDE, MINIMISE, QUIT
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.labels import small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, fill
from qqdesk.gui.shared.screens import fit_height
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled


class CloseQuestion(QDialog):
    """Ask whether the program goes on. The settings also have the choice to minimise the window beside a tray."""

    def __init__(self, has_tray: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Close the window"))
        title = wrapped_label(self.tr("What should happen when you close this window?"))
        title.setFont(semibold(self.font()))
        layout = column(title, 8, margins=(16, 16, 16, 12), spacing=4)
        self.options: dict[str, QRadioButton] = {}
        stays = self.tr("You stay signed in, and the window stays in the task bar.")
        if has_tray:
            stays = self.tr("You stay signed in, and a click on the icon in the tray brings the window back.")
        for action, text, sentence in (
            (HIDE if has_tray else MINIMISE, self.tr("&Keep running"), stays),
            (QUIT, self.tr("&Quit"), self.tr("You are signed out, and messages wait until you are back.")),
        ):
            button = self.options[action] = QRadioButton(text)
            button.setAccessibleDescription(sentence)
            description = small_label(sentence)
            description.setIndent(24)
            fill(layout, button, description, 6)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        fill(layout, small_label(self.tr("The settings have this under General.")), 8, buttons)
        self.setLayout(layout)
        first = next(iter(self.options.values()))
        first.setChecked(True)
        first.setFocus()
        self.resize(scaled(360), 0)
        fit_height(self)

    @property
    def action(self) -> str:
        return next(action for action, button in self.options.items() if button.isChecked())


class CloseAction(QObject):
    """Without a tray, the window is minimised in place of hidden, so the user can reach it."""

    quit_chosen = Signal()

    def __init__(self, window: QWidget, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._store = window, store
        self._question: CloseQuestion | None = None

    def close(self, has_tray: bool) -> None:
        """Close the window as the setting says; ask if it is not set."""
        action = self._store.settings.close_action
        if action not in (HIDE, MINIMISE, QUIT):
            self._ask(has_tray)
        else:
            self._do(action, has_tray)

    def _ask(self, has_tray: bool) -> None:
        if self._question is not None:
            return
        self._question = question = CloseQuestion(has_tray, self._window)
        question.finished.connect(partial(self._answered, has_tray))
        question.open()

    def _answered(self, has_tray: bool, result: int) -> None:
        question, self._question = self._question, None
        if question is None:
            return
        action = question.action
        question.deleteLater()
        if result == QDialog.DialogCode.Accepted:
            self._store.change("close_action", action)
            self._do(action, has_tray)

    def _do(self, action: str, has_tray: bool) -> None:
        if action == QUIT:
            self.quit_chosen.emit()
        elif action == HIDE and has_tray:
            self._window.hide()
        else:
            self._window.showMinimized()
