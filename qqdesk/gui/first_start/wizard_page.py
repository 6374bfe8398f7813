"""A page of the first window: head, body and foot. The body scrolls on a small screen."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

from qqdesk.gui.kit.action import Action
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import Item, column, line, row
from qqdesk.gui.shared.scrolling import FocusInView, WrappedContents
from qqdesk.gui.shared.type_size import scaled

SIDE = 20
"""The space between the edge of the window and its contents, in logical pixels."""


class _Body(WrappedContents):
    """The part that scrolls."""

    layout_changed = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.layout_changed.emit()
        return super().event(event)


class Page(QWidget):
    """Fill `head` (see `put_title`), `body` and `foot`; then hand the page to `WizardWindow.show_page`.

    `WIDTH` and `HEIGHT` are the size of the window while the page is shown, at 100 % type.
    """

    WIDTH, HEIGHT = 400, 480
    back_clicked = Signal()
    left = Signal()
    """The user went back or closed the window. Cancel pending requests."""
    layout_changed = Signal()
    """The page may need more or less room than before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.can_go_back = True
        """Whether Alt+Left and the arrow leave this page."""
        self.back = icon_button("chevron-left", Action.BACK.tip, "on_head")
        """An arrow that leaves the page, for the head."""
        self.back.setProperty("role", "head")
        self.back.clicked.connect(self.back_clicked)
        self.head = Head()
        self.body = column(margins=SIDE, spacing=8)
        self.foot = row(margins=(SIDE, 12, SIDE, 12), spacing=12)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setProperty("role", "form")
        area.setViewport(QWidget())  # without a background
        inside = _Body(self.body)
        inside.layout_changed.connect(self.layout_changed)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        FocusInView(area)
        self.foot_line = line()
        self.setLayout(column(self.head, (area, 1), self.foot_line, self.foot))

    def put_title(self, title: str) -> None:
        """Give the head an arrow to go back, and a title."""
        self.put_head(self.back, (head_label(title, 1.2), 1), margins=(12, 8, SIDE, 8), spacing=8)

    def put_head(self, *items: Item, margins: tuple[int, int, int, int], spacing: int, height: int = 56) -> None:
        """Fill the head with a row."""
        self.head.setLayout(row(*items, margins=margins, spacing=spacing))
        self.head.setFixedHeight(scaled(height))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.layout_changed.emit()
        return super().event(event)

    def focus_first(self) -> None:
        """Set the focus when the page is shown. Override."""

    def submit(self) -> None:
        """Handle Enter, if the focus is not on a button. Override."""

    def leave(self) -> None:
        """Emit `left`. Override to clear secrets, too."""
        self.left.emit()

    def wanted_size(self) -> QSize:
        """Return the size of a window that shows the whole page."""
        self.body.activate()
        least = (self.body.totalMinimumSize(), self.foot.totalMinimumSize(), self.head.minimumSizeHint())
        width = max(scaled(self.WIDTH), *(size.width() for size in least))
        body, foot = (_height(layout, width) for layout in (self.body, self.foot))
        head = self.head.minimumHeight() or self.head.sizeHint().height()
        foot += 0 if self.foot_line.isHidden() else 1
        return QSize(width, max(scaled(self.HEIGHT), head + body + foot))


def head_label(text: str, scale: float, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> ElidedLabel:
    """Return a title on a head, `scale` times as large as ordinary text."""
    label = ElidedLabel(text, "on_head", alignment=alignment)
    label.setFont(semibold(label.font(), scale))
    return label


def _height(layout: QLayout, width: int) -> int:
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
