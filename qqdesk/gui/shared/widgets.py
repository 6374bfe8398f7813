"""Small widgets that several windows are made of."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QFont,
    QIcon,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import SIZE, icon_pixmap, put_icon
from qqdesk.gui.shared.plain_tip import plain_tip
from qqdesk.gui.shared.screens import room_for
from qqdesk.gui.shared.status_texts import status_text
from qqdesk.gui.shared.theme import current_theme, head_gradient, theme_source
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import small_points
from qqdesk.protocol.codes import Status

DOT = 10
"""The size of a presence mark beside a name, in logical pixels."""


def paint_status(painter: QPainter, rect: QRectF, status: Status, theme: Theme) -> None:
    """Draw a presence mark that can be told apart without its colour, in the largest square of `rect`.

    Online is a full dot, busy a dot with a bar, invisible a ring, offline an empty grey ring with a slash.
    """
    side = min(rect.width(), rect.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(rect.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    stroke = max(1.5, side / 6)
    ring = square.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
    if status in (Status.ONLINE, Status.BUSY):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.online if status is Status.ONLINE else theme.busy)
        painter.drawEllipse(square)
        if status is Status.BUSY:
            painter.setBrush(theme.surface)
            bar = QRectF(0, 0, side * 0.56, side * 0.2)
            bar.moveCenter(square.center())
            painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
    else:
        colour = theme.invisible if status is Status.INVISIBLE else theme.offline
        painter.setPen(QPen(colour, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring)
        if status is Status.OFFLINE:
            inset = side * 0.24
            painter.drawLine(
                QPointF(square.left() + inset, square.bottom() - inset),
                QPointF(square.right() - inset, square.top() + inset),
            )
    painter.restore()


class StatusDot(QWidget):
    """A presence mark as a widget."""

    def __init__(self, status: Status = Status.OFFLINE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(DOT, DOT)
        self._status = status
        self.set_status(status)

    def set_status(self, status: Status) -> None:
        self._status = status
        self.setAccessibleName(status_text(status))
        self.setToolTip(status_text(status))
        self.update()

    def paintEvent(self, event: "QPaintEvent") -> None:
        painter = QPainter(self)
        paint_status(painter, QRectF(self.rect()), self._status, current_theme())
        painter.end()


class FaceLabel(QWidget):
    """Somebody's face at a fixed size in logical pixels."""

    def __init__(self, faces: FaceSource, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces, self._size = faces, size
        self.face, self._grey = faces.default, False
        self.setFixedSize(size, size)

    def show_face(self, face_id: int, *, grey: bool = False) -> None:
        self.face, self._grey = face_id, grey
        self.update()

    def paintEvent(self, event: "QPaintEvent") -> None:
        pixmap = self._faces.pixmap(self.face, self._size, self.devicePixelRatioF(), grey=self._grey)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, pixmap)
        painter.end()


class IconLabel(QWidget):
    """An icon that is only looked at, in the theme's colour of a role."""

    def __init__(self, name: str, role: str = "secondary", size: int = SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)

    def set_icon(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: "QPaintEvent") -> None:
        painter = QPainter(self)
        colour = getattr(current_theme(), self._role)
        painter.drawPixmap(0, 0, icon_pixmap(self._name, self._size, self.devicePixelRatioF(), colour))
        painter.end()


class Head(QFrame):
    """The head of a window, on the theme's gradient. Text on it uses the roles `on_head` and `secondary_on_head`."""

    def paintEvent(self, event: "QPaintEvent") -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), head_gradient(theme, self.height()))
        painter.setPen(theme.line)
        if theme.head_bottom.lightness() - theme.head_top.lightness() < 40:
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()


class ElidedLabel(QWidget):
    """One line of text that ends in … where it has no room, with the whole of it in its tool tip."""

    def __init__(
        self,
        text: str = "",
        role: str = "text",
        parent: QWidget | None = None,
        *,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__(parent)
        self._text, self._role, self._alignment = "", role, alignment
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._set_tip()
        self.update()

    def _set_tip(self) -> None:
        short = self.fontMetrics().horizontalAdvance(self._text) <= self.contentsRect().width()
        self.setToolTip("" if short else plain_tip(self._text))

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.fontMetrics().height())

    def resizeEvent(self, event: "QResizeEvent") -> None:
        self._set_tip()

    def paintEvent(self, event: "QPaintEvent") -> None:
        painter = QPainter(self)
        painter.setPen(getattr(current_theme(), self._role))
        rect = self.contentsRect()
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | self._alignment, text)
        painter.end()


class InlineMessage(QFrame):
    """A sentence in place: what went wrong, or what one should know; with something to press, if that helps, or two."""

    acted = Signal()
    acted_otherwise = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("warning", "danger", 20)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = QPushButton()
        self.button.setProperty("role", "link")
        self.button.clicked.connect(self.acted)
        self.other_button = QPushButton()
        self.other_button.setProperty("role", "link")
        self.other_button.clicked.connect(self.acted_otherwise)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        # The icon stands at the first line, and both in the middle where the button is higher than the sentence.
        said = self._said = QWidget()
        words = QHBoxLayout(said)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(8)
        words.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self._label, 1)
        row.addWidget(said, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.other_button, self.button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def text(self) -> str:
        return self._label.text()

    def take_sentence(self) -> QWidget:
        """For those who arrange it otherwise, by `put_layout`."""
        self._row.removeWidget(self._said)
        self._row.removeWidget(self.button)
        return self._said

    def put_layout(self, layout: QLayout) -> None:
        self._row.addLayout(layout, 1)

    def say_quietly(self, text: str) -> None:
        """The same with another number in it: nobody is told aloud."""
        self._label.setText(text)
        self.setAccessibleName(text)

    def show_error(self, text: str, action: str = "") -> None:
        self._show("error", "warning", "danger", text, action)

    def show_notice(self, text: str, action: str = "", otherwise: str = "") -> None:
        self._show("notice", "info", "accent", text, action, otherwise)

    def clear(self) -> None:
        self._label.clear()
        self.hide()

    def _show(self, role: str, icon: str, colour: str, text: str, action: str, otherwise: str = "") -> None:
        before = self.property("role")
        self.setProperty("role", role)
        # It may have got its look, of a plain frame, without a role: with its window, or with another theme.
        if before != role and (before or self.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)):
            self.style().unpolish(self)
            self.style().polish(self)
        self._icon.set_icon(icon, colour)
        self._label.setText(text)
        self.setAccessibleName(text)
        for button, words in ((self.button, action), (self.other_button, otherwise)):
            button.setText(words)
            button.setAccessibleName(words)
            button.setVisible(bool(words))
        self.show()
        if self.isVisible():
            announce(self, text)


class EmptyState(QWidget):
    """What stands where nothing is yet: a picture, what this place is, and what to do next."""

    acted = Signal()

    def __init__(
        self, icon: str, title: str, sentence: str = "", action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title, self._sentence = QLabel(title), QLabel(sentence)
        self._title.setFont(semibold(self.font()))
        self._sentence.setProperty("role", "secondary")
        self.button = QPushButton(action)
        self.button.setAccessibleName(action)
        self.button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(IconLabel(icon, "secondary", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._sentence):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setVisible(bool(label.text()))
            column.addWidget(label)
        column.addSpacing(4)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button.setVisible(bool(action))
        column.addStretch(3)

    def title(self) -> str:
        return self._title.text()

    def set_texts(self, title: str, sentence: str = "") -> None:
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))


def announce(widget: QWidget, text: str) -> None:
    """Who cannot see it is told at once."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def empty_state(icon: str, title: str, sentence: str = "", action: str = "") -> EmptyState:
    """See EmptyState; connect its `acted` where there is an action."""
    return EmptyState(icon, title, sentence, action)


def icon_button(icon: str, name: str, role: str = "text") -> QToolButton:
    """A flat button of one icon; `name` is its tool tip, and what a screen reader says. A click on it leaves the focus
    where it is, so that one can go on writing there."""
    button = QToolButton()
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    put_icon(button, icon, role)
    return button


def put_search_look(edit: QLineEdit) -> None:
    """A magnifier at the beginning of a line, and a cross at its end that can be seen on a dark ground."""
    edit.setProperty("role", "search")
    edit.setClearButtonEnabled(True)
    for action in edit.findChildren(QAction):
        action.setText(QCoreApplication.translate("SearchLine", "Clear"))
        put_icon(action, "close", "secondary")
    magnifier = QAction(QCoreApplication.translate("SearchLine", "Search"), edit)
    put_icon(magnifier, "search", "secondary")
    edit.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)


def fit_height(window: QWidget) -> None:
    """As high as its sentences are when they wrap at its width: `adjustSize` does not know that."""
    layout = window.layout()
    if layout is not None:
        layout.activate()
        width = max(window.width(), layout.minimumSize().width())
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        window.resize(QSize(width, max(height, window.minimumHeight())).boundedTo(room_for(window)))


def semibold(font: QFont) -> QFont:
    """The weight of names and titles."""
    result = QFont(font)
    result.setWeight(QFont.Weight.DemiBold)
    return result


def small(font: QFont) -> QFont:
    """The size of second lines and times."""
    result = QFont(font)
    result.setPointSizeF(small_points())
    return result


def line() -> QFrame:
    """A line between two areas."""
    result = QFrame()
    result.setProperty("role", "line")
    return result


def repaint_on_theme_change(widget: QWidget) -> None:
    """For a widget that paints itself and has no text of its own."""
    theme_source().changed.connect(widget.update)


def focus_is_in(widget: QWidget) -> bool:
    """Whether the keyboard focus is on this widget or inside it."""
    focus = QApplication.focusWidget()
    return focus is not None and (focus is widget or widget.isAncestorOf(focus))


def status_icon(status: Status, *, on_head: bool = False) -> QIcon:
    """A presence mark as an icon, for menus and boxes; ask again when the theme changes."""
    theme = current_theme()
    # On blue neither green nor grey stands out: there the mark gets a light ground.
    grounded = on_head and not theme.is_dark and theme.on_head == theme.surface
    result = QIcon()
    for ratio in (1, 2, 3):
        pixmap = QPixmap(SIZE * ratio, SIZE * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        side = (DOT + 2) * ratio
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(pixmap.rect()).center())
        if grounded:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.surface)
            painter.drawEllipse(square.adjusted(-2 * ratio, -2 * ratio, 2 * ratio, 2 * ratio))
        paint_status(painter, square, status, theme)
        painter.end()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # the style would tint the second
            result.addPixmap(pixmap, mode)
    return result
