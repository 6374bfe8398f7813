"""The scrollable tabs of a chat window, and the button that lists them all."""

from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QIcon, QLinearGradient, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QSizePolicy, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_tabs import ChatTabs
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.theme import current_theme

_SHADE = 28
_STEP = 60
"""The distance of one notch of the wheel, in logical pixels."""


class _Shade(QWidget):
    """A gradient at an edge of the strip that has more tabs behind it."""

    def __init__(self, parent: QWidget, edge: Qt.Edge) -> None:
        super().__init__(parent)
        self._edge = edge
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        ground = current_theme().window
        clear = QColor(ground)
        clear.setAlpha(0)
        left, right = self.rect().topLeft(), self.rect().topRight()
        outer, inner = (left, right) if self._edge is Qt.Edge.LeftEdge else (right, left)
        gradient = QLinearGradient(outer, inner)
        gradient.setColorAt(0, ground)
        gradient.setColorAt(1, clear)
        painter = QPainter(self)
        painter.fillRect(self.rect(), gradient)
        painter.end()


class _Scroller(QScrollArea):
    """Scrolls the tabs if they do not fit at their minimum width."""

    def __init__(self, tabs: ChatTabs) -> None:
        super().__init__()
        self._tabs = tabs
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(tabs)
        tabs.setAutoFillBackground(False)
        self._shades = {edge: _Shade(self, edge) for edge in (Qt.Edge.LeftEdge, Qt.Edge.RightEdge)}
        # The tabs are laid out after this turn of the event loop.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show_current)
        tabs.arranged.connect(self._soon.start)
        # A tab bar without tabs is lower.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tabs.arranged.connect(self.updateGeometry)
        self.horizontalScrollBar().valueChanged.connect(self._show_shades)
        self.horizontalScrollBar().rangeChanged.connect(self._show_shades)

    def sizeHint(self) -> QSize:
        return self._tabs.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._tabs.sizeHint().height())

    def hidden_tabs(self) -> list[ConversationId]:
        """Return the conversations whose tabs are not fully visible."""
        shown = QRect(self._tabs.mapFrom(self, self.rect().topLeft()), self.size())
        return [
            conversation
            for index, conversation in enumerate(self._tabs.conversations())
            if not shown.contains(self._tabs.tabRect(index))
        ]

    @Slot()
    def _show_current(self) -> None:
        rect = self._tabs.tabRect(self._tabs.currentIndex())
        if rect.isValid() and self._tabs.dragged is None:
            margin = min(_SHADE, max(self.width() - rect.width(), 0) // 2) + rect.width() // 2
            self.ensureVisible(rect.center().x(), rect.center().y(), margin, 0)
        self._show_shades()

    @Slot()
    def _show_shades(self) -> None:
        bar = self.horizontalScrollBar()
        before, after = bar.value() > bar.minimum(), bar.value() < bar.maximum()
        self._shades[Qt.Edge.LeftEdge].setVisible(before)
        self._shades[Qt.Edge.RightEdge].setVisible(after)
        self._shades[Qt.Edge.LeftEdge].setGeometry(0, 0, _SHADE, self.height())
        self._shades[Qt.Edge.RightEdge].setGeometry(self.width() - _SHADE, 0, _SHADE, self.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, angle = event.pixelDelta(), event.angleDelta()
        steps = pixels.x() or pixels.y() or (angle.x() or angle.y()) * _STEP // 120
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - steps)
        event.accept()


class TabStrip(QWidget):
    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces = faces
        self.tabs = ChatTabs(faces)
        self.scroller = _Scroller(self.tabs)
        self.list_button = icon_button("chevron-down", self.tr("All open chats"), "secondary")
        self.list_button.clicked.connect(self.show_list)
        self.setLayout(row((self.scroller, 1), self.list_button, margins=(4, 2, 4, 0), spacing=4))
        self.tabs.arranged.connect(self._arranged)
        self._arranged()

    @Slot()
    def _arranged(self) -> None:
        self.list_button.setVisible(self.tabs.count() > 1)

    @Slot()
    def show_list(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self.list_button.mapToGlobal(self.list_button.rect().bottomRight())
        place.setX(place.x() - menu.sizeHint().width())
        menu.popup(place)
        current = next((action for action in menu.actions() if action.isChecked()), None)
        if current is not None:
            menu.setActiveAction(current)

    def menu(self) -> QMenu:
        """Return a menu of all tabs with their numbers of unread messages. The current one is checked."""
        menu = QMenu(self)
        for index, conversation in enumerate(self.tabs.conversations()):
            contact, unread = self.tabs.contact(conversation), self.tabs.unread(conversation)
            name = isolated(contact.name.replace("&", "&&"))
            text = self.tr("{name} ({count})").format(name=name, count=unread) if unread else name
            face = self._faces.pixmap(contact.face, 20, self.devicePixelRatioF(), grey=not contact.is_present)
            action = menu.addAction(QIcon(face), text)
            action.setCheckable(True)
            action.setChecked(index == self.tabs.currentIndex())
            if unread:
                font = action.font()
                font.setBold(True)
                action.setFont(font)
            action.triggered.connect(partial(self.tabs.setCurrentIndex, index))
        return menu
