"""Opens and closes the contact card."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHelpEvent, QKeyEvent, QMouseEvent

from qqdesk.gui.contacts.contact_card import ContactCard
from qqdesk.gui.contacts.contact_view import ContactView

DELAY_MS = 650
_HIDES = (
    QEvent.Type.Leave,
    QEvent.Type.Wheel,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.ContextMenu,
    QEvent.Type.DragEnter,
    QEvent.Type.FocusOut,
    QEvent.Type.Hide,
)


class CardOpener(QObject):
    """Opens the card when the pointer rests on a row, or by Ctrl+Space. Other input closes it."""

    def __init__(self, view: ContactView, card: ContactCard) -> None:
        super().__init__(view)
        self._view, self.card = view, card
        self._number = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._open)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.verticalScrollBar().valueChanged.connect(self.close)
        model = view.model()
        for signal in (model.modelReset, model.layoutChanged, model.rowsRemoved, view.contact_menu_requested):
            signal.connect(self.close)
        model.dataChanged.connect(self._on_data_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QHelpEvent) and watched is self._view.viewport():
            # The card replaces the tool tip of a contact; a group has no card.
            return bool(self._view.number_of(self._view.indexAt(event.pos())))
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._on_mouse_move(event)
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            wanted = event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            was_open = self.card.isVisible()
            self.close()
            if wanted and not was_open:
                self.open_for_current()
            return wanted or (was_open and event.key() == Qt.Key.Key_Escape)
        elif kind in _HIDES:
            self.close()
        return False

    def _on_mouse_move(self, event: QMouseEvent) -> None:
        index = self._view.indexAt(event.position().toPoint())
        number = self._view.number_of(index)
        if number != self._number:
            self.close()
        if number and not event.buttons() and not self.card.isVisible():
            self._number = number
            self._timer.start()

    @Slot()
    def open_for_current(self) -> None:
        """Open by the keyboard, and announce the card to screen readers."""
        self._number = self._view.current_number()
        self._open()
        if self.card.isVisible() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, self.card.text()))

    @Slot()
    def _open(self) -> None:
        row = self._view.row_of_number(self._number)
        if not self._number or row < 0 or not self._view.isVisible():
            return
        self._view.freeze.start("card")
        self.card.show_contact(*self._view.contact_with_group(self._number))
        place = self._view.viewport().mapToGlobal(self._view.rect_of_row(row).topLeft())
        self.card.open_beside(self._view.window().frameGeometry(), place.y())

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        """Update the open card with the row's data."""
        if self.card.isVisible() and first.row() <= self._view.row_of_number(self.card.number) <= last.row():
            self.card.show_contact(*self._view.contact_with_group(self.card.number))

    @Slot()
    def close(self) -> None:
        self._timer.stop()
        self._number = 0
        if self.card.isVisible():
            self.card.hide()
            self._view.freeze.stop("card")
