"""A bar that reports an action and offers to undo it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot

from qqdesk.gui.kit.action import Action
from qqdesk.gui.kit.bar import Bar

_SHOWN_MS = 12_000


class UndoBar(Bar):
    """Visible for some seconds or until the next action; Ctrl+Z works meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._undo: Callable[[], object] | None = None
        self._finish: Callable[[], object] | None = None
        self.setProperty("inset", "bottom")
        self.button.setToolTip(Action.UNDO.tip)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self._end)
        self.acted.connect(self.revert)

    def offer(self, text: str, undo: Callable[[], object], finish: Callable[[], object] | None = None) -> None:
        """Show what was done. `undo` reverts it; `finish` is called when it can no longer be undone."""
        self.forget()
        self._undo, self._finish = undo, finish
        self.show_notice(text, self.tr("Undo"))
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
        if self.button.hasFocus():
            self._timer.start()
        else:
            self.forget()

    def forget(self) -> None:
        """Hide, and finish the action."""
        finish, self._undo, self._finish = self._finish, None, None
        self._timer.stop()
        self.clear()
        if finish is not None:
            finish()
