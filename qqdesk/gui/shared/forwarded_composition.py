"""Forward what is typed in a view without text to an input field."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QInputMethodQueryEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_RECTANGLES = (
    Qt.InputMethodQuery.ImCursorRectangle,
    Qt.InputMethodQuery.ImAnchorRectangle,
    Qt.InputMethodQuery.ImInputItemClipRectangle,
)


def is_text(event: QKeyEvent) -> bool:
    """Return whether the key types a visible character."""
    return bool(event.text().strip()) and event.text().isprintable() and not event.modifiers() & _CHORD


def type_in(field: QWidget, event: QKeyEvent) -> None:
    """Type in the field what was typed beside it."""
    field.setFocus()
    QCoreApplication.sendEvent(field, event)


class ForwardedComposition(QObject):
    """The field gets the focus when text is committed. Earlier, the input method would end the composition, and Chinese
    text would start with a letter."""

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
        """Translate rectangles to the view, which has the focus, so that candidates appear at the field."""
        window = self._view.window()
        shift = self._field.mapTo(window, QPoint()) - self._view.mapTo(window, QPoint())
        for query in _RECTANGLES:
            place = event.value(query) if event.queries() & query else None
            if isinstance(place, QRect | QRectF):
                event.setValue(query, place.translated(shift))
