"""Freezes the order of the rows while the user points at them, or uses a menu, a drag or the arrow keys."""

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from qqdesk.gui.contacts.contact_model import ContactModel

RESTING_MS = 6000
"""Delay until the order changes under a resting pointer."""
_LEFT_MS = 250
_KEYS_MS = 2000

_COMES = (QEvent.Type.Enter, QEvent.Type.HoverEnter, QEvent.Type.HoverMove, QEvent.Type.MouseMove, QEvent.Type.Wheel)
_GOES = (QEvent.Type.Leave, QEvent.Type.HoverLeave, QEvent.Type.Hide)


class OrderFreeze(QObject):
    """Watches the viewport of the list. A menu, a drag or a card calls `start` and `stop`."""

    def __init__(self, model: ContactModel, viewport: QObject) -> None:
        super().__init__(viewport)
        self._model = model
        self._reasons: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._apply)
        viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _COMES:
            self._wait(RESTING_MS)
        elif kind in _GOES and self._timer.isActive():
            self._timer.start(_LEFT_MS)
        return False

    def use_keys(self) -> None:
        """Freeze for a moment after a key moved the current row."""
        self._wait(max(_KEYS_MS, self._timer.remainingTime()))

    def start(self, reason: str) -> None:
        self._reasons.add(reason)
        self._apply()

    def stop(self, reason: str) -> None:
        self._reasons.discard(reason)
        self._apply()

    def _wait(self, milliseconds: int) -> None:
        self._timer.start(milliseconds)
        self._apply()

    @Slot()
    def _apply(self) -> None:
        self._model.freeze(bool(self._reasons) or self._timer.isActive())
