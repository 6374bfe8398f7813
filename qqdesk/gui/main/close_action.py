"""What closing the main window does: hide it in the tray, make it small, or quit. Asked once, then a setting."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from qqdesk.domain.settings_values import HIDE, MINIMISE, QUIT
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.screens import fit_height
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled

"""The values of `Settings.close_action`."""


class CloseQuestion(QDialog):
    """The three ways, each with what comes of it; the first that can be had is chosen."""

    def __init__(self, has_tray: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Close the window"))
        title = QLabel(self.tr("What should happen when you close this window?"))
        title.setFont(semibold(self.font()))
        title.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(4)
        column.addWidget(title)
        column.addSpacing(8)
        self.choices = QButtonGroup(self)
        self.ways: dict[str, QRadioButton] = {}
        in_tray = self.tr("You stay signed in, and a click on the icon in the tray brings the window back.")
        for way, words, sentence in (
            (HIDE, self.tr("&Hide it in the tray"), in_tray if has_tray else self.tr("There is no tray here.")),
            (MINIMISE, self.tr("&Minimise it"), self.tr("You stay signed in, and the window stays in the task bar.")),
            (QUIT, self.tr("&Quit qqdesk"), self.tr("You are signed out, and messages wait until you are back.")),
        ):
            button = QRadioButton(words)
            button.setAccessibleDescription(sentence)
            button.setEnabled(way is not HIDE or has_tray)
            told = QLabel(sentence)
            told.setFont(small(self.font()))
            told.setProperty("role", "secondary")
            told.setWordWrap(True)
            told.setIndent(24)
            told.setEnabled(button.isEnabled())
            self.choices.addButton(button)
            self.ways[way] = button
            column.addWidget(button)
            column.addWidget(told)
            column.addSpacing(6)
        note = QLabel(self.tr("The settings have this under General."))
        note.setFont(small(self.font()))
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        column.addWidget(note)
        column.addSpacing(8)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        first = self.ways[HIDE if has_tray else MINIMISE]
        first.setChecked(True)
        first.setFocus()
        self.resize(scaled(360), 0)
        fit_height(self)

    @property
    def way(self) -> str:
        return next(way for way, button in self.ways.items() if button.isChecked())


class CloseAction(QObject):
    """Never leaves the program where nobody can reach it: without a tray what would be hidden is made small."""

    quit_chosen = Signal()

    def __init__(self, window: QWidget, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._store = window, store
        self._question: CloseQuestion | None = None

    def close(self, has_tray: bool) -> None:
        """Somebody wants the window closed, which is still there."""
        way = self._store.settings.close_action
        if way not in (HIDE, MINIMISE, QUIT):
            self._ask(has_tray)
        else:
            self._do(way, has_tray)

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
        way = question.way
        question.deleteLater()
        if result == QDialog.DialogCode.Accepted:
            self._store.change("close_action", way)
            self._do(way, has_tray)

    def _do(self, way: str, has_tray: bool) -> None:
        if way == QUIT:
            self.quit_chosen.emit()
        elif way == HIDE and has_tray:
            self._window.hide()
        else:
            self._window.showMinimized()
