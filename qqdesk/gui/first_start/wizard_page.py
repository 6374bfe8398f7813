"""A page of the first window: head, body and foot. The body scrolls on a small screen."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import line
from qqdesk.gui.shared.scrolling import FocusInView
from qqdesk.gui.shared.type_size import scaled

SIDE = 20
"""Between the edge of the window and what is in it, in logical pixels."""


class _Body(QWidget):
    """The part that scrolls. Its least height depends on its width: Qt would take that of the narrowest width."""

    def __init__(self, layout: QVBoxLayout) -> None:
        super().__init__()
        self._layout = layout
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        least = self._layout.totalMinimumSize()
        return QSize(least.width(), 0) if self._layout.hasHeightForWidth() else least

    def heightForWidth(self, width: int) -> int:
        if self._layout.hasHeightForWidth():
            return self._layout.totalMinimumHeightForWidth(width)
        return self._layout.totalMinimumSize().height()


class Page(QWidget):
    """Fill `head` (see `put_title`), `body` and `foot`; then hand the page to `FirstStartWindow.show_page`.

    `WIDTH` and `HEIGHT` are the size of the window while the page is shown, at 100 % type.
    """

    WIDTH, HEIGHT = 400, 480
    back_clicked = Signal()
    resized = Signal()
    """Emit it when the page needs more or less height than before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.can_go_back = True
        """False: neither Alt+Left nor the arrow leaves this page."""
        self.head = Head()
        self.body = QVBoxLayout()
        self.body.setContentsMargins(SIDE, SIDE, SIDE, SIDE)
        self.body.setSpacing(8)
        inside = _Body(self.body)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(SIDE, 12, SIDE, 12)
        self.foot.setSpacing(12)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setProperty("role", "form")
        self._area.setViewport(QWidget())  # one without a background of its own
        self._area.setWidget(inside)
        inside.setAutoFillBackground(False)
        FocusInView(self._area)
        self._foot_line = line()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._area, 1)
        column.addWidget(self._foot_line)
        column.addLayout(self.foot)

    def put_title(self, title: str, *, back: bool = True) -> ElidedLabel:
        """Give the head an arrow back and a title; return the title's label."""
        row = QHBoxLayout(self.head)
        row.setContentsMargins(12, 8, SIDE, 8)
        row.setSpacing(8)
        if back:
            row.addWidget(self.back_button())
        else:
            row.setContentsMargins(SIDE, 8, SIDE, 8)
        label = ElidedLabel(title, "on_head")
        font = semibold(label.font())
        font.setPointSizeF(font.pointSizeF() * 1.2)
        label.setFont(font)
        row.addWidget(label, 1)
        self.head.setFixedHeight(scaled(56))
        return label

    def back_button(self) -> QToolButton:
        """Return an arrow that leaves the page."""
        button = QToolButton()
        button.setProperty("role", "head")
        name = self.tr("Back (Alt+Left)")
        button.setToolTip(name)
        button.setAccessibleName(name)
        put_icon(button, "chevron-left", "on_head")
        button.clicked.connect(self.back_clicked)
        return button

    def hide_foot_line(self) -> None:
        self._foot_line.hide()

    def focus_first(self) -> None:
        """Set the focus when the page is shown. Override."""

    def submit(self) -> None:
        """Enter was pressed, and not on a button. Override."""

    def leave(self) -> None:
        """Stop what runs: the person went back or closed the window. Override."""

    def wanted_size(self) -> QSize:
        """Return the size of a window that shows the whole page."""
        self.body.activate()
        least = (self.body.totalMinimumSize(), self.foot.totalMinimumSize(), self.head.minimumSizeHint())
        width = max(scaled(self.WIDTH), *(size.width() for size in least))
        body = self.body.totalHeightForWidth(width) if self.body.hasHeightForWidth() else least[0].height()
        fixed = self.head.sizeHint().height() if self.head.minimumHeight() == 0 else self.head.minimumHeight()
        foot = self.foot.sizeHint().height() + (0 if self._foot_line.isHidden() else 1)
        return QSize(width, max(scaled(self.HEIGHT), fixed + body + foot))


def field_label(text: str, field: QWidget) -> QLabel:
    """Return a line above a field, as its name for screen readers too."""
    label = QLabel(text)
    label.setBuddy(field)
    field.setAccessibleName(text)
    return label
