"""A bar that reports an action and offers to undo it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.gui.kit.action import Action
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.layouts import column

_SHOWN_MS = 12_000


class UndoBar(QWidget):
    """Visible for some seconds or until the next action; Ctrl+Z works meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._undo: Callable[[], object] | None = None
        self._finish: Callable[[], object] | None = None
        self.message = Bar()
        self.message.button.setToolTip(Action.UNDO.tip)
        self.setLayout(column(self.message, margins=(8, 0, 8, 8)))
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self._end)
        self.message.acted.connect(self.revert)
        self.hide()

    def offer(self, text: str, undo: Callable[[], object], finish: Callable[[], object] | None = None) -> None:
        """Show what was done. `undo` reverts it; `finish` is called when it can no longer be undone."""
        self.forget()
        self._undo, self._finish = undo, finish
        self.message.show_notice(text, self.tr("Undo"))
        self.show()
        self._timer.start()

    @Slot()
    def revert(self) -> None:
        undo, self._finish = self._undo, None
        self.forget()
        if undo is not None:
            undo()

    @Slot()
    def _end(self) -> None:
        """Hide, unless the button has the focus."""
        if self.message.button.hasFocus():
            self._timer.start()
        else:
            self.forget()

    def forget(self) -> None:
        """Hide, and finish the action."""
        finish, self._undo, self._finish = self._finish, None, None
        self._timer.stop()
        self.message.clear()
        self.hide()
        if finish is not None:
            finish()
