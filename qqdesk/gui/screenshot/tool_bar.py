"""The two bars below the region, and where they stand: tools and actions, sizes and colours of the chosen tool."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QPushButton, QToolButton, QWidget

from qqdesk.gui.kit.action import Action
from qqdesk.gui.screenshot.marks import ArrowMark, DrawnMark, MosaicMark, PenMark, RectangleMark, Style
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import icon_button, put_icon
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.theme import current_theme

translate = QCoreApplication.translate

_LINES = (2.0, 3.0, 6.0)
_LETTERS = (14.0, 18.0, 28.0)
FIRST_SIZE = 1
"""The size that is chosen at first."""


@dataclass(frozen=True, slots=True)
class Tool:
    """`make` is the mark of a drag; without it the tool writes text. A tool without sizes has no colours either."""

    icon: str
    name: str
    sizes: tuple[float, ...] = ()
    make: type[DrawnMark] | None = None


def tools() -> tuple[Tool, ...]:
    """Return the tools in their order in the bar, with names in the current language."""
    return (
        Tool("rectangle", translate("Screenshot", "Rectangle"), _LINES, RectangleMark),
        Tool("arrow", translate("Screenshot", "Arrow"), _LINES, ArrowMark),
        Tool("pen", translate("Screenshot", "Pen"), _LINES, PenMark),
        Tool("text", translate("Screenshot", "Text"), _LETTERS),
        Tool("mosaic", translate("Screenshot", "Mosaic"), make=MosaicMark),
    )


def colours() -> tuple[tuple[QColor, str], ...]:
    """Return the colours with their names."""
    return (
        (QColor("#D0382D"), translate("Screenshot", "Red")),
        (QColor("#F2AE1C"), translate("Screenshot", "Yellow")),
        (QColor("#1E9E4A"), translate("Screenshot", "Green")),
        (QColor("#1668B8"), translate("Screenshot", "Blue")),
        (QColor("#1F2329"), translate("Screenshot", "Black")),
        (QColor("#FFFFFF"), translate("Screenshot", "White")),
    )


_SIDE = 32
_SPOT = 28
_DOTS = (4, 7, 11)
_NAME_CHARS = 20


class ToolBar(QFrame):
    tool_changed = Signal()
    undo_pressed = Signal()
    redo_pressed = Signal()
    cancel_pressed = Signal()
    save_pressed = Signal()
    copy_pressed = Signal()
    send_pressed = Signal()

    def __init__(self, recipient: str, parent: QWidget | None = None) -> None:
        """`recipient`: the name in *Send to*; "" without a chat."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._tools = tools()
        self.tool_buttons = [
            _square(icon_button(tool.icon, f"{tool.name} ({key})")) for key, tool in enumerate(self._tools, 1)
        ]
        for tool, button in zip(self._tools, self.tool_buttons, strict=True):
            button.setAccessibleName(tool.name)
            button.setCheckable(True)
            button.clicked.connect(self._tool_clicked)
        undo, redo = Action.UNDO_MARK.native_keys
        self.undo = _action("undo", self.tr("Undo"), undo, self.undo_pressed)
        self.redo = _action("redo", self.tr("Redo"), redo, self.redo_pressed)
        self.cancel = _action("close", self.tr("Cancel"), Action.CANCEL_SCREENSHOT.key, self.cancel_pressed)
        self.save = _action("save", self.tr("Save as…"), Action.KEEP_SCREENSHOT.native_keys[1], self.save_pressed)
        self.main = QPushButton()
        """The `accent` button: *Send to*, or *Copy* without a recipient."""
        self.main.setProperty("role", "primary")
        self.main.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.copy: QAbstractButton = self.main
        if recipient:
            self.copy = icon_button("copy", self.tr("Copy"))
            self.copy.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self.copy.setFixedHeight(_SIDE)
            short = recipient if len(recipient) <= _NAME_CHARS else recipient[: _NAME_CHARS - 1] + "…"
            self.main.setText(self.tr("Send to {name}").format(name=isolated(short.replace("&", "&&"))))
            self.main.setAccessibleName(self.tr("Send to {name}").format(name=recipient))
            self.main.clicked.connect(self.send_pressed)
            put_icon(self.main, "send", "on_accent")
        else:
            put_icon(self.main, "copy", "on_accent")
        self.copy.setText(self.tr("Copy"))
        self.copy.clicked.connect(self.copy_pressed)
        last = (self.copy, self.main) if recipient else (self.main,)
        left = row(*self.tool_buttons, _upright_line(), self.undo, self.redo, spacing=4)
        right = row(self.cancel, self.save, *last, spacing=4)
        self.setLayout(row(left, None, right, margins=(4, 4, 4, 4), spacing=12))
        self.show_history(can_undo=False, can_redo=False)

    @property
    def tool(self) -> Tool | None:
        pairs = zip(self._tools, self.tool_buttons, strict=True)
        return next((tool for tool, button in pairs if button.isChecked()), None)

    def toggle(self, index: int) -> None:
        """Choose a tool, or put it away if it was chosen."""
        self.tool_buttons[index].click()

    def put_away(self) -> None:
        """Choose no tool."""
        for button in self.tool_buttons:
            button.setChecked(False)
        self.tool_changed.emit()

    def show_history(self, *, can_undo: bool, can_redo: bool) -> None:
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    @Slot()
    def _tool_clicked(self) -> None:
        for button in self.tool_buttons:
            if button is not self.sender():
                button.setChecked(False)
        self.tool_changed.emit()


class StyleBar(QFrame):
    """The size is kept for all tools as small, medium or large."""

    style_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._colours = colours()
        names = (self.tr("Small"), self.tr("Medium"), self.tr("Large"))
        self.size_buttons = [_Spot(name, diameter) for name, diameter in zip(names, _DOTS, strict=True)]
        self.colour_buttons = [_Spot(name, 20, colour) for colour, name in self._colours]
        self._sizes, self._chosen_colours = QButtonGroup(self), QButtonGroup(self)
        for group, buttons in ((self._sizes, self.size_buttons), (self._chosen_colours, self.colour_buttons)):
            for id, button in enumerate(buttons):
                group.addButton(button, id)
            group.idClicked.connect(self.style_changed)
        self.size_buttons[FIRST_SIZE].setChecked(True)
        self.colour_buttons[0].setChecked(True)
        self.setLayout(row(*self.size_buttons, _upright_line(), *self.colour_buttons, margins=4, spacing=4))

    def style_for(self, tool: Tool) -> Style:
        """Return the chosen colour, and the chosen size of this tool."""
        colour, _ = self._colours[self._chosen_colours.checkedId()]
        return Style(colour, tool.sizes[self._sizes.checkedId()] if tool.sizes else 0)


class _Spot(QToolButton):
    """A round spot: black for a size, or a colour."""

    def __init__(self, name: str, diameter: int, colour: QColor | None = None) -> None:
        super().__init__()
        self._diameter, self._colour = diameter, colour
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(_SPOT, _SPOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._colour is None:
            super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spot = QRectF(0, 0, self._diameter, self._diameter)
        spot.moveCenter(QPointF(self.rect().toRectF().center()))
        painter.setPen(theme.field if self._colour is not None else Qt.PenStyle.NoPen)
        painter.setBrush(self._colour or theme.text)
        painter.drawEllipse(spot)
        if self._colour is not None and (self.isChecked() or self.hasFocus()):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self.isChecked():
                painter.setPen(theme.accent)
                painter.drawEllipse(spot.adjusted(-2.5, -2.5, 2.5, 2.5))
            if self.hasFocus():
                painter.setPen(theme.accent)
                painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()


def _square(button: QToolButton) -> QToolButton:
    button.setFixedSize(QSize(_SIDE, _SIDE))
    return button


def _action(icon: str, name: str, keys: str, signal: object) -> QToolButton:
    button = _square(icon_button(icon, f"{name} ({keys})"))
    button.setAccessibleName(name)
    button.clicked.connect(signal)
    return button


def _upright_line() -> QFrame:
    line = QFrame()
    line.setFixedWidth(1)
    line.setStyleSheet(f"background: {current_theme().line.name()}")
    return line


_GAP = 12
_BETWEEN = 6
_WIDEST = 640


def place_bars(region: QRect, room: QRect, bar: QWidget, styles: QWidget) -> None:
    """Place both bars. They keep their place when the second one appears, so its height always counts."""
    hint = bar.sizeHint()
    size = QSize(max(hint.width(), min(region.width(), _WIDEST)), hint.height())
    second = styles.sizeHint()
    height = size.height() + _BETWEEN + second.height()
    left = max(room.left(), min(region.left(), room.right() + 1 - size.width()))
    above = bar.fontMetrics().height() + 2 * _GAP  # the label with the size is between the bars and the region
    if region.bottom() + _GAP + height <= room.bottom():
        top, step = region.bottom() + 1 + _GAP, size.height() + _BETWEEN
    elif region.top() - above - height >= room.top():
        top, step = region.top() - above - size.height(), -_BETWEEN - second.height()
    else:
        top, step = min(region.bottom(), room.bottom()) - _GAP - height, size.height() + _BETWEEN
    bar.setGeometry(QRect(QPoint(left, top), size))
    styles.setGeometry(QRect(QPoint(left, top + step), second))
