"""What is composed with an input method over a view that takes no text goes to the field that it is meant for."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QInputMethodQueryEvent
from PySide6.QtWidgets import QWidget

_RECTANGLES = (
    Qt.InputMethodQuery.ImCursorRectangle,
    Qt.InputMethodQuery.ImAnchorRectangle,
    Qt.InputMethodQuery.ImInputItemClipRectangle,
)


class ForwardedComposition(QObject):
    """Belongs to the view. The focus goes to the field once something is written: were it sooner, the input method
    would end what is being composed, and Chinese would begin with a letter."""

    def __init__(self, view: QWidget, field: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._field = field
        view.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._field.isEnabled():
            return False
        if isinstance(event, QInputMethodEvent):
            QCoreApplication.sendEvent(self._field, event)
            if event.commitString():
                self._field.setFocus()
            else:
                QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImCursorRectangle)
            return True
        if isinstance(event, QInputMethodQueryEvent):
            QCoreApplication.sendEvent(self._field, event)
            self._move_rectangles(event)
            return True
        return False

    def _move_rectangles(self, event: QInputMethodQueryEvent) -> None:
        """The places count from the view's corner, for it has the focus: that is where the candidates are shown."""
        window = self._view.window()
        shift = self._field.mapTo(window, QPoint()) - self._view.mapTo(window, QPoint())
        for query in _RECTANGLES:
            place = event.value(query) if event.queries() & query else None
            if isinstance(place, QRect | QRectF):
                event.setValue(query, place.translated(shift))
