"""Applies a theme to the application."""

from PySide6.QtCore import QCoreApplication, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontDatabase, QLinearGradient, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.gui.shared.stylesheet import stylesheet
from qqdesk.gui.shared.theme_colors import CLASSIC, DARK, LIGHT, Theme
from qqdesk.gui.shared.type_size import system_points

RADIUS = 6
"""The radius of buttons, bubbles and faces, in logical pixels."""

STYLE = "Fusion"
STYLE_IS_ON = "style_is_on"
"""A property of the application."""
_SOURCE_NAME = "theme_source"


HEAD_MIDDLE = 0.86

_THEMES = {theme.name: theme for theme in (LIGHT, DARK, CLASSIC)}


def theme_for(name: str, system_scheme: Qt.ColorScheme = Qt.ColorScheme.Unknown) -> Theme:
    """Return the theme of a setting. "system" and unknown names follow the scheme of the system."""
    follow = DARK if system_scheme == Qt.ColorScheme.Dark else LIGHT
    return _THEMES.get(name, follow)


def head_gradient(theme: Theme, height: float) -> QLinearGradient:
    """Return the gradient of a window's head, from the top down."""
    gradient = QLinearGradient(0, 0, 0, height)
    gradient.setColorAt(0, theme.head_top)
    gradient.setColorAt(HEAD_MIDDLE, theme.head_middle)
    gradient.setColorAt(1, theme.head_bottom)
    return gradient


def bar_gradient(theme: Theme, rect: QRect) -> QLinearGradient:
    """Return the gradient of a bar or a group heading at this place."""
    gradient = QLinearGradient(rect.topLeft(), rect.bottomLeft())
    gradient.setColorAt(0, theme.bar_top)
    gradient.setColorAt(1, theme.bar_bottom)
    return gradient


def palette_for(theme: Theme) -> QPalette:
    """Return a palette with every role that the style reads, so that no colour of the system is left."""
    role = QPalette.ColorRole
    shade = 100 if theme.is_dark else 0
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.hover,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.secondary,
        role.Text: theme.text,
        role.Button: theme.button,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Light: theme.surface.lighter(100 + shade // 5),
        role.Midlight: theme.line,
        role.Mid: theme.edge,
        role.Dark: theme.edge.darker(130),
        role.Shadow: theme.edge.darker(180),
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, colour)
    for name in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, theme.disabled)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, theme.line)
    palette.setColor(QPalette.ColorGroup.Disabled, role.HighlightedText, theme.disabled)
    return palette


class ThemeSource(QObject):
    """Holds the current theme, and follows the scheme of the system if the setting is "system"."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName(_SOURCE_NAME)
        self._app = app
        self.choice = ""
        self.theme = LIGHT
        self.less_motion = False
        """The setting of the program, in addition to that of the system."""
        self.system_is_still = False
        self._desktop_is_dark: bool | None = None
        app.styleHints().colorSchemeChanged.connect(self._follow)
        # Icons are drawn for the screens that are there.
        app.screenAdded.connect(self.changed)

    def choose(self, name: str) -> None:
        """Apply a value of the `theme` setting. Open windows change at once."""
        if name == self.choice:
            return
        self.choice = name
        hints = self._app.styleHints()
        # The system draws frames and dialogs to match, if it can.
        if name in _THEMES:
            dark = _THEMES[name].is_dark
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        else:
            hints.unsetColorScheme()
        self._apply(theme_for(name, self._system_scheme()))

    def follow_system(self, is_dark: bool | None, *, still: bool) -> None:
        """Prefer the scheme of the desktop to that of Qt; None if the desktop has none. `still`: reduce motion."""
        self._desktop_is_dark, self.system_is_still = is_dark, still
        self._follow()

    def _system_scheme(self) -> Qt.ColorScheme:
        if self._desktop_is_dark is None:
            return self._app.styleHints().colorScheme()
        return Qt.ColorScheme.Dark if self._desktop_is_dark else Qt.ColorScheme.Light

    @Slot()
    def _follow(self) -> None:
        if not self.choice:
            return
        theme = self.theme if self.choice in _THEMES else theme_for(self.choice, self._system_scheme())
        # Some desktops report the text size only after the start.
        if theme is not self.theme or _is_other(_system_font(), self._app.font()):
            self._apply(theme)

    def _apply(self, theme: Theme) -> None:
        self.theme = theme
        apply_theme(self._app, theme)
        self.changed.emit()


def _system_font() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF(system_points(font))
    return font


def _is_other(font: QFont, than: QFont) -> bool:
    return (font.family(), font.pointSizeF()) != (than.family(), than.pointSizeF())


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Set style, palette, font and style sheet of the application. Others call `ThemeSource.choose`."""
    if not app.property(STYLE_IS_ON):
        app.setStyle(STYLE)
        app.setProperty(STYLE_IS_ON, True)
    app.setFont(_system_font())
    palette = palette_for(theme)
    app.setPalette(palette)
    # The style draws box frames darker than the window, which is invisible in a dark theme.
    boxes = QPalette(palette)
    boxes.setColor(QPalette.ColorRole.Window, theme.secondary)
    boxes.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Window, theme.disabled.lighter(140))
    for name in ("QCheckBox", "QRadioButton"):
        app.setPalette(boxes, name)  # type: ignore[arg-type]  # the stub says bytes, which it refuses
    app.setStyleSheet(stylesheet(theme))


def theme_source() -> ThemeSource:
    """Return the application's source of themes, with its `changed` signal."""
    app = QCoreApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("there is no QApplication yet")
    found = app.findChild(ThemeSource, _SOURCE_NAME, Qt.FindChildOption.FindDirectChildrenOnly)
    return found if found is not None else ThemeSource(app)


def current_theme() -> Theme:
    """Return the current theme; delegates ask for it at each paint."""
    return theme_source().theme


def reduced_motion() -> bool:
    """Return whether the user wants no animations, by the settings of the program or the system."""
    app = QCoreApplication.instance()
    if not isinstance(app, QApplication):
        return True
    source = theme_source()
    if source.less_motion or source.system_is_still:
        return True
    # Qt does not report this wish. A text cursor that does not blink is taken for it.
    return app.styleHints().cursorFlashTime() <= 0


def repaint_on_theme_change(widget: QWidget) -> None:
    """Call this for a widget that paints itself and has no text: Qt does not repaint it for a new palette."""
    theme_source().changed.connect(widget.update)
