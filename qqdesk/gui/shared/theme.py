"""Colours by what they are for, three palettes of them, and how they get onto every widget."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QLinearGradient, QPalette
from PySide6.QtWidgets import QApplication

from qqdesk.gui.shared.stylesheet import stylesheet
from qqdesk.gui.shared.type_size import system_points

RADIUS = 6
"""Of buttons, bubbles and faces, in logical pixels."""

SYSTEM, LIGHT_NAME, DARK_NAME, CLASSIC_NAME = "system", "light", "dark", "classic"
"""The values of the `theme` setting."""

STYLE = "Fusion"
STYLE_IS_ON = "style_is_on"
"""A property of the application."""
_SOURCE_NAME = "theme_source"


class Theme(NamedTuple):  # a dataclass takes 3 ms of the start to make
    """Each colour is a role. What is text keeps 4.5:1 on every ground that it is put on, what is a mark keeps 3:1."""

    name: str
    is_dark: bool
    window: QColor
    surface: QColor
    """Lists, inputs, logs."""
    text: QColor
    secondary: QColor
    """Second lines and times, on `window`, `surface`, `hover`, `selection` and `other_bubble`."""
    disabled: QColor
    line: QColor
    """Between areas; carries no meaning."""
    edge: QColor
    """Around buttons and popups, which their text shows as well."""
    field: QColor
    """Around what is written or chosen in, and what is scrolled with: 3:1."""
    button: QColor
    accent: QColor
    accent_hover: QColor
    on_accent: QColor
    own_bubble: QColor
    other_bubble: QColor
    secondary_on_own: QColor
    """Times in a bubble of mine."""
    online: QColor
    busy: QColor
    invisible: QColor
    offline: QColor
    danger: QColor
    """Text and marks of what went wrong."""
    danger_ground: QColor
    notice_ground: QColor
    good_ground: QColor
    """Under what went well, with `online` around it."""
    warn_ground: QColor
    """Under what needs care, with `away` around it."""
    away: QColor
    selection: QColor
    """Under a selected row, with the ordinary text colours on it."""
    hover: QColor
    badge: QColor
    on_badge: QColor
    head_top: QColor
    head_middle: QColor
    """The head runs evenly from top to here at HEAD_MIDDLE of its height: text stands above that."""
    head_bottom: QColor
    on_head: QColor
    secondary_on_head: QColor
    head_hover: QColor
    """Under a control in the head that the pointer is over."""
    own_name: QColor
    """My name above my lines; theirs is in the accent."""
    found: QColor
    """Under what a search has found in a text."""
    found_now: QColor
    """Under the one of them that the search is at."""
    on_found: QColor


HEAD_MIDDLE = 0.86


def _c(text: str) -> QColor:
    return QColor(text)


LIGHT = Theme(
    name=LIGHT_NAME,
    is_dark=False,
    window=_c("#F4F6F9"),
    surface=_c("#FFFFFF"),
    text=_c("#1F2329"),
    secondary=_c("#5A616D"),
    disabled=_c("#A0A7B2"),
    line=_c("#E1E6ED"),
    edge=_c("#C3CBD6"),
    field=_c("#858D99"),
    button=_c("#FFFFFF"),
    accent=_c("#1668B8"),
    accent_hover=_c("#12589D"),
    on_accent=_c("#FFFFFF"),
    own_bubble=_c("#D7EAFC"),
    other_bubble=_c("#EDF0F4"),
    secondary_on_own=_c("#4B5A6B"),
    online=_c("#1E9E4A"),
    busy=_c("#D9720B"),
    invisible=_c("#6B7380"),
    offline=_c("#8A919C"),
    danger=_c("#B3261E"),
    danger_ground=_c("#FDECEA"),
    notice_ground=_c("#E8F1FB"),
    good_ground=_c("#E6F4EA"),
    warn_ground=_c("#FFF4DC"),
    away=_c("#A87900"),
    selection=_c("#D7EAFC"),
    hover=_c("#EFF4FA"),
    badge=_c("#D03A2F"),
    on_badge=_c("#FFFFFF"),
    head_top=_c("#FFFFFF"),
    head_middle=_c("#EAF2FB"),
    head_bottom=_c("#E4EEF9"),
    on_head=_c("#1F2329"),
    secondary_on_head=_c("#515966"),
    head_hover=_c("#DCE9F7"),
    own_name=_c("#0B6E5F"),
    found=_c("#FFE48A"),
    found_now=_c("#FFA94D"),
    on_found=_c("#1F2329"),
)

DARK = Theme(
    name=DARK_NAME,
    is_dark=True,
    window=_c("#1B1D21"),
    surface=_c("#25282D"),
    text=_c("#E8EAED"),
    secondary=_c("#A9AFB9"),
    disabled=_c("#6B717B"),
    line=_c("#363A41"),
    edge=_c("#4A505A"),
    field=_c("#767D88"),
    button=_c("#31353C"),
    accent=_c("#6CB4F5"),
    accent_hover=_c("#8CC5F8"),
    on_accent=_c("#0E1B28"),
    own_bubble=_c("#204A70"),
    other_bubble=_c("#31353C"),
    secondary_on_own=_c("#B9CBDD"),
    online=_c("#3FC26C"),
    busy=_c("#F0983C"),
    invisible=_c("#A3A9B3"),
    offline=_c("#7D848F"),
    danger=_c("#FF8F85"),
    danger_ground=_c("#43272A"),
    notice_ground=_c("#22364A"),
    good_ground=_c("#1F3A2A"),
    warn_ground=_c("#40351B"),
    away=_c("#E3BC3F"),
    selection=_c("#29415A"),
    hover=_c("#2D3138"),
    badge=_c("#E5584C"),
    on_badge=_c("#1A0504"),
    head_top=_c("#2A323B"),
    head_middle=_c("#22303E"),
    head_bottom=_c("#1F2D3B"),
    on_head=_c("#E8EAED"),
    secondary_on_head=_c("#B3BBC6"),
    head_hover=_c("#33465A"),
    own_name=_c("#5CC9B4"),
    found=_c("#D9BE5A"),
    found_now=_c("#FF9D42"),
    on_found=_c("#17130A"),
)

# White does not stand out enough on the light end of the blue run, so that end is the strip below the text.
CLASSIC = LIGHT._replace(
    name=CLASSIC_NAME,
    window=_c("#EAF2FA"),
    line=_c("#CFDFEF"),
    edge=_c("#A9C3DD"),
    field=_c("#7489A1"),
    hover=_c("#E9F3FD"),
    head_top=_c("#1F6FBF"),
    head_middle=_c("#2876C5"),
    head_bottom=_c("#5AA6E6"),
    on_head=_c("#FFFFFF"),
    secondary_on_head=_c("#FFFFFF"),
    head_hover=_c("#17599C"),
)

_THEMES = {theme.name: theme for theme in (LIGHT, DARK, CLASSIC)}


def theme_for(name: str, system_scheme: Qt.ColorScheme = Qt.ColorScheme.Unknown) -> Theme:
    """The theme of a setting; "system", and a name that is none, follow the system's scheme."""
    follow = DARK if system_scheme == Qt.ColorScheme.Dark else LIGHT
    return _THEMES.get(name, follow)


def head_gradient(theme: Theme, height: float) -> QLinearGradient:
    """The ground of a window's head, from its top edge down."""
    gradient = QLinearGradient(0, 0, 0, height)
    gradient.setColorAt(0, theme.head_top)
    gradient.setColorAt(HEAD_MIDDLE, theme.head_middle)
    gradient.setColorAt(1, theme.head_bottom)
    return gradient


def palette_for(theme: Theme) -> QPalette:
    """Every role that a style reads, so that nothing of the system's own colours shows through."""
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
    """Holds the theme that is on, and follows the system's scheme while the setting is "system"."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName(_SOURCE_NAME)
        self._app = app
        self.choice = ""
        self.theme = LIGHT
        self.less_motion = False
        """The setting: whether or not the system asks for it."""
        self.system_is_still = False
        self._told_dark: bool | None = None
        app.styleHints().colorSchemeChanged.connect(self._follow)
        # Icons are drawn for the screens that are there.
        app.screenAdded.connect(self.changed)

    def choose(self, name: str) -> None:
        """Put a theme on: a value of the `theme` setting. Windows that are open change at once."""
        if name == self.choice:
            return
        self.choice = name
        hints = self._app.styleHints()
        # Frames and dialogs that the system draws go with it, where the system lets them.
        if name in _THEMES:
            dark = _THEMES[name].is_dark
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        else:
            hints.unsetColorScheme()
        self._put_on(theme_for(name, self._system_scheme()))

    def follow_system(self, is_dark: bool | None, *, still: bool) -> None:
        """What the desktop says goes before what Qt makes out; None is no wish. `still` is the wish for less motion."""
        self._told_dark, self.system_is_still = is_dark, still
        self._follow()

    def _system_scheme(self) -> Qt.ColorScheme:
        if self._told_dark is None:
            return self._app.styleHints().colorScheme()
        return Qt.ColorScheme.Dark if self._told_dark else Qt.ColorScheme.Light

    @Slot()
    def _follow(self) -> None:
        if not self.choice:
            return
        theme = self.theme if self.choice in _THEMES else theme_for(self.choice, self._system_scheme())
        # Some desktops say only after the start how large text is.
        if theme is not self.theme or _is_other(_system_font(), self._app.font()):
            self._put_on(theme)

    def _put_on(self, theme: Theme) -> None:
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
    """Style, palette, font and style sheet of every widget. `ThemeSource.choose` is what to call from outside."""
    if not app.property(STYLE_IS_ON):
        app.setStyle(STYLE)
        app.setProperty(STYLE_IS_ON, True)
    app.setFont(_system_font())
    palette = palette_for(theme)
    app.setPalette(palette)
    # The style draws the frame of a box in a darker tone of the window, which on a dark one cannot be seen.
    boxes = QPalette(palette)
    boxes.setColor(QPalette.ColorRole.Window, theme.secondary)
    boxes.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Window, theme.disabled.lighter(140))
    for name in ("QCheckBox", "QRadioButton"):
        app.setPalette(boxes, name)  # type: ignore[arg-type]  # the stub says bytes, which it refuses
    app.setStyleSheet(stylesheet(theme))


def theme_source() -> ThemeSource:
    """The application's source of themes, for whoever has to know when the theme changes."""
    app = QCoreApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("there is no QApplication yet")
    found = app.findChild(ThemeSource, _SOURCE_NAME, Qt.FindChildOption.FindDirectChildrenOnly)
    return found if found is not None else ThemeSource(app)


def current_theme() -> Theme:
    """The theme that is on; delegates ask for it whenever they paint."""
    return theme_source().theme


def reduced_motion() -> bool:
    """Whether the person asked for less movement, here or in the system: then nothing blinks and nothing slides."""
    app = QCoreApplication.instance()
    if not isinstance(app, QApplication):
        return True
    source = theme_source()
    if source.less_motion or source.system_is_still:
        return True
    # Qt has no word for it; who turned off the blinking of the text cursor wants no other blinking either.
    return app.styleHints().cursorFlashTime() <= 0
