"""The style sheet, for all that a palette cannot set. Lengths are on a 4 px grid. Heights of widgets
with a line of text (${h20}) grow with large text."""

from string import Template

from PySide6.QtGui import QColor

from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import scaled
from qqdesk.paths import resource

# A widget selects one of these looks by the property `role`, before it is first shown:
# QPushButton: primary, link, edge, danger, day · QFrame: card, popup, overlay, error, notice, good, warn, qr, line
# QLabel: drag, key, tag, secondary, fault
_SHEET = Template("""
QBalloonTip { background: $surface; color: $text; }
QBalloonTip QPushButton { background: transparent; border: none; padding: 0; min-width: 0; min-height: 0; }
QBalloonTip QPushButton:hover { background: $hover; }
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: 4px; }

QPushButton {
    background: $button_ground; color: $text; border: 1px solid $edge; border-radius: ${radius}px;
    min-height: ${h18}px; padding: 4px 12px;
    outline: none; /* the border says where the focus is: no frame of the style's within it */
}
QPushButton:hover { background: $hover; border-color: $accent; }
QPushButton:pressed { background: $pressed_ground; }
QPushButton:focus { border: 2px solid $accent; padding: 3px 11px; }
QPushButton:disabled { color: $disabled; border-color: $line; background: $window; }
QPushButton[role="primary"], QPushButton:default {
    background: $primary_ground; color: $on_accent; border-color: $accent;
}
QPushButton[role="primary"]:hover, QPushButton:default:hover { background: $accent_hover; }
QPushButton[role="primary"]:focus, QPushButton:default:focus { border: 2px solid $text; padding: 3px 11px; }
QPushButton[role="primary"]:disabled, QPushButton:default:disabled {
    background: $line; color: $disabled; border-color: $line;
}
QPushButton[role="danger"] { color: $danger; }
QPushButton[role="danger"]:default { background: $button_ground; color: $danger; border-color: $danger; }
QPushButton[role="danger"]:default:hover { background: $hover; }
QPushButton[role="danger"]:focus { border: 2px solid $danger; padding: 3px 11px; }
QPushButton[role="danger"]:disabled { color: $disabled; border-color: $line; background: $window; }
QPushButton[role="link"] { background: transparent; color: $accent; border: 1px solid transparent; padding: 4px; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 2px solid $accent; padding: 3px; }
QPushButton[role="link"]:disabled { color: $disabled; }
/* at the edge of a column */
QPushButton[role="edge"] { background: transparent; color: $accent; border: 1px solid transparent; padding: 4px 2px; }
QPushButton[role="edge"]:hover { text-decoration: underline; }
QPushButton[role="edge"]:focus { border: 2px solid $accent; padding: 3px 1px; }

QToolButton {
    background: transparent; color: $text; border: 1px solid transparent; border-radius: ${radius}px; padding: 4px;
}
QToolButton:hover { background: $hover; border-color: $line; }
QToolButton:pressed, QToolButton:checked { background: $selection; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="face"] { padding: 1px; }
QToolButton[role="face"]:focus { border: 2px solid $accent; padding: 0; }
QToolButton[role="head"] { color: $on_head; padding: 2px 4px; }
QToolButton[role="head"]:hover, QToolButton[role="head"]:pressed, QToolButton[role="head"]:checked {
    background: $head_hover; border-color: $head_hover;
}
QToolButton[role="head"]:focus { border: 2px solid $on_head; padding: 1px 3px; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateEdit, QTimeEdit, QComboBox {
    background: $surface; color: $text; border: 1px solid $field; border-radius: ${radius}px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit { min-height: ${h20}px; padding: 3px 8px; }
QLineEdit, QPlainTextEdit, QTextEdit { placeholder-text-color: $secondary; }
QPlainTextEdit, QTextEdit { padding: 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus,
QDateEdit:focus, QTimeEdit:focus, QComboBox:focus { border: 2px solid $accent; }
QLineEdit:focus, QDateEdit:focus { padding: 2px 7px; }
QComboBox:focus { padding: 2px 7px 2px 9px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px; }
QSpinBox:focus, QTimeEdit:focus { padding: 2px 3px 2px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDateEdit:disabled, QTimeEdit:disabled,
QComboBox:disabled {
    color: $disabled; background: $window; border-color: $line;
}
QLineEdit:disabled, QPlainTextEdit:disabled { placeholder-text-color: $disabled; }
QPlainTextEdit[role="plain"]:disabled { placeholder-text-color: $secondary; }
QLineEdit[role="head"] { min-height: 0; padding: 0 2px; }
QLineEdit[role="head"]:focus { padding: 0 1px; }
QLineEdit[role="search"] { padding-left: 2px; }
QLineEdit[role="search"]:focus { padding-left: 1px; }
QPlainTextEdit[role="message"] { padding: 5px 7px 3px 7px; }
QPlainTextEdit[role="message"]:focus { padding: 4px 6px 2px 6px; }
QPlainTextEdit[role="message"]:disabled { placeholder-text-color: $secondary; }
QPlainTextEdit[role="plain"], QTextEdit[role="plain"] { border: none; border-radius: 0; padding: 4px; }
/* A line keeps 2 px more before its text than a box does: they begin at the same place all the same. */
QComboBox { min-height: ${h20}px; padding: 3px 8px 3px 10px; combobox-popup: 0; }
QDateEdit { min-height: ${h20}px; padding: 3px 8px; }
QComboBox QLineEdit, QSpinBox QLineEdit, QDateEdit QLineEdit, QTimeEdit QLineEdit {
    border: none; padding: 0; min-height: 0;
}
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QDateEdit::down-arrow {
    width: 0; height: 0; margin-right: 8px;
    border-left: 4px solid $surface; border-right: 4px solid $surface; border-top: 5px solid $secondary;
}
QComboBox::down-arrow:disabled, QDateEdit::down-arrow:disabled {
    border-left-color: $window; border-right-color: $window; border-top-color: $disabled;
}
QComboBox QAbstractItemView, QListView[role="popup"] {
    background: $surface; color: $text; border: 1px solid $edge; padding: 4px;
    selection-background-color: $selection; selection-color: $text;
}
QListView[role="popup"] { padding: 0; }
QComboBox QAbstractItemView::item, QListView[role="popup"]::item {
    min-height: ${h24}px; padding: 0 4px; border-radius: 4px;
}
QComboBox QAbstractItemView::item:disabled { color: $secondary; }
QComboBox QAbstractItemView::item:hover, QListView[role="popup"]::item:hover { background: $hover; }
QComboBox QAbstractItemView::item:selected, QListView[role="popup"]::item:selected {
    background: $selection; color: $text;
}
QCheckBox, QRadioButton { border: 1px solid transparent; border-radius: 4px; padding: 1px; spacing: 6px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }

QSpinBox, QTimeEdit { min-height: ${h20}px; max-height: ${h20}px; padding: 3px 4px 3px 8px; }
QSpinBox::up-button, QSpinBox::down-button, QTimeEdit::up-button, QTimeEdit::down-button {
    border: none; background: transparent; width: 20px;
}
QSpinBox::up-button, QTimeEdit::up-button {
    subcontrol-origin: border; subcontrol-position: top right; margin-top: 3px;
}
QSpinBox::down-button, QTimeEdit::down-button {
    subcontrol-origin: border; subcontrol-position: bottom right; margin-bottom: 3px;
}
QSpinBox::up-arrow, QTimeEdit::up-arrow {
    width: 0; height: 0;
    border-left: 4px solid $surface; border-right: 4px solid $surface; border-bottom: 5px solid $secondary;
}
QSpinBox::down-arrow, QTimeEdit::down-arrow {
    width: 0; height: 0;
    border-left: 4px solid $surface; border-right: 4px solid $surface; border-top: 5px solid $secondary;
}

QSpinBox::up-arrow:disabled, QTimeEdit::up-arrow:disabled {
    border-left-color: $window; border-right-color: $window; border-bottom-color: $disabled;
}
QSpinBox::down-arrow:disabled, QTimeEdit::down-arrow:disabled, QComboBox::down-arrow:disabled,
QDateEdit::down-arrow:disabled {
    border-left-color: $window; border-right-color: $window; border-top-color: $disabled;
}

QCalendarWidget QWidget { background: $surface; }
QCalendarWidget QWidget#qt_calendar_navigationbar { border-bottom: 1px solid $line; }
QCalendarWidget QToolButton { padding: 3px 6px; margin: 2px; }
QCalendarWidget QSpinBox { min-height: ${h16}px; }
QCalendarWidget QAbstractItemView {
    border: 1px solid transparent; selection-background-color: $accent; selection-color: $on_accent;
}
QCalendarWidget QAbstractItemView:focus { border-color: $accent; }
QCalendarWidget QAbstractItemView:disabled { color: $disabled; }

QMenu { background: $surface; color: $text; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 5px 20px 5px 8px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
/* The mark of the style is a picture for one scale. */
QMenu::indicator { width: 16px; height: 16px; margin-left: 4px; }
QMenu::indicator:checked { image: url("$check"); }
QMenu::icon:checked {
    background: $surface; border: 1px solid $accent; border-radius: ${radius}px;
    margin: 0 2px 0 4px; padding-left: 3px;
}
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $field; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QAbstractItemView { background: $surface; color: $text; border: none; outline: none; }
QScrollArea:focus { border: 1px solid $accent; }
QScrollArea[role="form"]:focus { border: none; } /* the field in it that has the focus says so */
QListWidget { border: 1px solid transparent; border-radius: ${radius}px; }
QListWidget:focus { border-color: $accent; }

QListView[role="pages"] { padding: 4px; }
PageList:focus { border-color: transparent; } /* its item has the frame */
QListView[role="pages"]::item { border-radius: ${radius}px; padding: 0 8px; margin: 1px 0; }
QListView[role="pages"]::item:hover { background: $hover; }
QListView[role="pages"]::item:selected { background: $selection; color: $text; }
QListView[role="pages"]::item:focus { border: 1px solid $accent; padding: 0 7px; }

QLabel#qt_msgbox_label { font-weight: 600; }
/* a sentence of some words is not broken into four lines */
QLabel#qt_msgbox_informativelabel { min-width: ${h300}px; }
/* The layout of GNOME, everywhere: what a dialog is for is at its right end, as where we lay buttons out ourselves. */
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; button-layout: 3; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; }
QTabBar::scroller { width: 48px; }
/* The buttons are over a tab. It must not be seen through their edges. */
QToolButton#ScrollLeftButton, QToolButton#ScrollRightButton {
    background: $window; border: none; border-radius: 0; padding: 0;
}
QTabBar::tab {
    background: transparent; color: $secondary; border: none; border-bottom: 2px solid transparent;
    padding: 6px 12px; min-height: ${h20}px;
}
QTabBar::tab:hover { background: $hover; color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus {
    border: 2px solid $accent; border-radius: ${radius}px; padding: 4px 10px 6px 10px;
}

QProgressBar { background: $line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $edge; }
QSlider::sub-page:horizontal { border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -6px 0; border: 1px solid $accent; border-radius: 8px; background: $surface;
}
QSlider::handle:horizontal:hover { background: $selection; }
QSlider::handle:horizontal:focus { background: $accent; border-color: $text; }
QSlider::sub-page:horizontal:disabled { background: $edge; }
QSlider::handle:horizontal:disabled { border-color: $edge; background: $window; }

QGroupBox { border: 1px solid $line; border-radius: ${radius}px; margin-top: 10px; padding: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; padding: 0 4px; color: $secondary; }

QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: ${radius}px; }
QFrame[role="popup"] { background: $surface; border: 1px solid $edge; }
QFrame[role="overlay"] { background: $surface; border: 1px solid $edge; border-radius: ${radius}px; }
QFrame[role="error"] { background: $danger_ground; border: 1px solid $danger; border-radius: ${radius}px; }
QFrame[role="notice"] { background: $notice_ground; border: 1px solid $accent; border-radius: ${radius}px; }
QFrame[role="good"] { background: $good_ground; border: 1px solid $online; border-radius: ${radius}px; }
QFrame[role="warning"] { background: $warn_ground; border: 1px solid $away; border-radius: ${radius}px; }
QFrame[inset="top"] { margin: 8px 8px 0 8px; }
QFrame[inset="bottom"] { margin: 0 8px 8px 8px; }
QFrame[role="side"] { background: $window; border: none; border-left: 1px solid $line; }
QListView[role="side"] { border: none; }
QListView[role="strip"] { background: transparent; border: none; }
QPushButton[role="day"] {
    background: $surface; color: $secondary; border: 1px solid $line; border-radius: 12px;
    min-height: 0; padding: 3px 12px;
}
QPushButton[role="day"]:hover { color: $text; border-color: $accent; }
QPushButton[role="side"] {
    background: transparent; border: 2px solid transparent; border-radius: 0; text-align: left;
    padding: 7px 6px 7px 10px;
}
QPushButton[role="side"]:hover { background: $hover; }
QPushButton[role="side"]:focus { border-color: $accent; }
QFrame[role="qr"] { background: #FFFFFF; border: 1px solid $line; border-radius: ${radius}px; }
QFrame[role="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QLabel[role="key"] {
    background: $window; color: $text; border: 1px solid $edge; border-radius: 4px; padding: 1px 6px;
}
QLabel[role="tag"] { background: $selection; color: $accent; border-radius: 8px; padding: 1px 8px; }
QLabel[role="tag"]:disabled { color: $disabled; }
QLabel[role="drag"] { background: $accent; color: $on_accent; padding: 5px 10px; }
QLabel[role="secondary"]:disabled { color: $disabled; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="on_head"] { color: $on_head; }
QLabel[role="secondary_on_head"] { color: $secondary_on_head; }
QLabel[role="accent"] { color: $accent; }
QLabel[role="fault"] { color: $danger; }
QLabel[role="error"] { color: $danger; }
""")


# The look *Classic blue* also has panes with an edge, and bars with a gradient.
# QFrame: bar, foot, pane, writing · QToolButton: framed
_CLASSIC_SHEET = Template("""
MainWindow, ChatWindow { background: $window_ground; }
QFrame[role="bar"] { background: $bar; border: none; border-bottom: 1px solid $edge; }
QFrame[role="foot"] { background: $bar; border: none; }
QFrame[role="pane"], QFrame[role="side"], QAbstractItemView[role="pane"] {
    background: $surface; border: 1px solid $edge; border-radius: ${radius}px;
}
QListView[role="side"] { border: none; }
/* The log and the field below it are one pane, with the line above the composer between them. */
MessageListView[role="pane"] { border-bottom: none; border-bottom-left-radius: 0; border-bottom-right-radius: 0; }
Composer > QFrame[role="line"], MainFoot > QFrame[role="line"] { background: $edge; }
QFrame[role="writing"] {
    background: $surface; border: 1px solid $edge; border-top: none;
    border-bottom-left-radius: ${radius}px; border-bottom-right-radius: ${radius}px;
}
QPlainTextEdit[role="message"], QPlainTextEdit[role="message"]:focus { border: none; padding: 6px 8px 4px 8px; }
QPlainTextEdit[role="message"]:disabled { background: $surface; }
QPushButton[role="primary"]:disabled { border-color: $edge; }
QToolButton:hover { background: $surface; border-color: $edge; }
SignatureButton { background: $head_hover; border-color: $edge; }
QToolButton[role="framed"] {
    background: $button_ground; border-color: $edge; min-height: ${h22}px; max-height: ${h22}px;
}
QToolButton[role="framed"]:pressed { background: $pressed_ground; }
QToolButton[role="framed"]:focus { border: 2px solid $accent; padding: 3px; }
""")


def stylesheet(theme: Theme) -> str:
    """Return the sheet in a theme's colours."""
    values = {name: value.name() for name, value in theme._asdict().items() if isinstance(value, QColor)}
    # These heights keep room for the text of a widget that is squeezed.
    values |= {f"h{height}": str(scaled(height)) for height in (16, 17, 18, 20, 22, 24, 300)}
    values["check"] = resource("themes", "check-dark.svg" if theme.is_dark else "check-light.svg").as_posix()
    values["radius"] = str(theme.radius)
    grounds = {"button": theme.button.name(), "pressed": theme.selection.name(), "primary": theme.accent.name()}
    if theme.is_classic:
        light, middle, deep = "#FFFFFF", "#EAF3FC", "#C9DFF5"
        grounds["button"] = _downwards(light, middle, deep)
        grounds["pressed"] = _downwards(deep, middle, light)
        grounds["primary"] = _downwards(theme.head_top.name(), theme.head_bottom.name())
    values |= {f"{name}_ground": ground for name, ground in grounds.items()}
    values["window_ground"] = _downwards(theme.window.name(), "#C3DBF3")
    values["bar"] = _downwards(theme.bar_top.name(), theme.bar_bottom.name())
    return _SHEET.substitute(values) + (_CLASSIC_SHEET.substitute(values) if theme.is_classic else "")


def _downwards(*colours: str) -> str:
    """Return a gradient from the top down, with the colours at equal distances."""
    stops = ", ".join(f"stop: {place / (len(colours) - 1)} {colour}" for place, colour in enumerate(colours))
    return f"qlineargradient(x1: 0, y1: 0, x2: 0, y2: 1, {stops})"
