"""The colours of each theme, by use."""

from typing import NamedTuple

from PySide6.QtGui import QColor

SYSTEM, LIGHT_NAME, DARK_NAME, CLASSIC_NAME = "system", "light", "dark", "classic"
"""The values of the `theme` setting."""


class Theme(NamedTuple):  # a dataclass takes 3 ms of the start to make
    """Colours by use. Text has a contrast of 4.5:1 on each of its grounds, marks have 3:1."""

    name: str
    is_dark: bool
    radius: int
    """The radius of buttons, bubbles and large faces, in logical pixels."""
    window: QColor
    surface: QColor
    """Lists, inputs, logs."""
    text: QColor
    icon: QColor
    secondary: QColor
    """Second lines and times, on `window`, `surface`, `hover`, `selection` and `other_bubble`."""
    disabled: QColor
    line: QColor
    """Lines between areas, without a meaning."""
    edge: QColor
    """The edge of buttons and popups."""
    field: QColor
    """The edge of fields and scroll bars: 3:1."""
    button: QColor
    bar_top: QColor
    bar_bottom: QColor
    """Group headings, bars and buttons in the bars run evenly from the top colour to this one."""
    accent: QColor
    accent_hover: QColor
    on_accent: QColor
    own_bubble: QColor
    other_bubble: QColor
    secondary_on_own: QColor
    """Times in a bubble of mine."""
    accent_on_own: QColor
    """Links and names in a bubble of mine."""
    mention: QColor
    """The ground of a message that mentions me."""
    secondary_on_mention: QColor
    mention_bar: QColor
    online: QColor
    busy: QColor
    invisible: QColor
    offline: QColor
    danger: QColor
    """Text and marks of errors."""
    danger_ground: QColor
    notice_ground: QColor
    good_ground: QColor
    """The ground of a success, with `online` as its edge."""
    warn_ground: QColor
    """The ground of a warning, with `away` as its edge."""
    away: QColor
    selection: QColor
    """The ground of a selected row, below the ordinary text colours."""
    hover: QColor
    badge: QColor
    on_badge: QColor
    quiet_badge: QColor
    """The badge of a muted conversation."""
    head_top: QColor
    head_middle: QColor
    """The head runs evenly from top to here at HEAD_MIDDLE of its height: text stands above that."""
    head_bottom: QColor
    on_head: QColor
    secondary_on_head: QColor
    head_hover: QColor
    """The ground of a hovered control in the head."""
    own_name: QColor
    """My name above my lines; theirs is in the accent."""
    names: tuple[QColor, ...]
    """The names of the members of a room, by their numbers."""
    found: QColor
    """The ground of search hits."""
    found_now: QColor
    """The ground of the current hit."""
    on_found: QColor

    @property
    def is_classic(self) -> bool:
        """Whether windows have panes, bars and small rows as messengers had them once."""
        return self.name == CLASSIC_NAME

    def name_colour(self, number: int) -> QColor:
        """Return the colour of a member's name, the same on every device."""
        return self.names[number % len(self.names)]


def _c(text: str) -> QColor:
    return QColor(text)


def _colours(texts: str) -> tuple[QColor, ...]:
    return tuple(map(_c, texts.split()))


LIGHT = Theme(
    name=LIGHT_NAME,
    is_dark=False,
    radius=6,
    window=_c("#F4F6F9"),
    surface=_c("#FFFFFF"),
    text=_c("#1F2329"),
    icon=_c("#1F2329"),
    secondary=_c("#5A616D"),
    disabled=_c("#A0A7B2"),
    line=_c("#E1E6ED"),
    edge=_c("#C3CBD6"),
    field=_c("#858D99"),
    button=_c("#FFFFFF"),
    bar_top=_c("#FFFFFF"),
    bar_bottom=_c("#FFFFFF"),
    accent=_c("#1668B8"),
    accent_hover=_c("#12589D"),
    on_accent=_c("#FFFFFF"),
    own_bubble=_c("#D7EAFC"),
    other_bubble=_c("#EDF0F4"),
    secondary_on_own=_c("#4B5A6B"),
    accent_on_own=_c("#1668B8"),
    mention=_c("#FFF3CC"),
    secondary_on_mention=_c("#5A5640"),
    mention_bar=_c("#A87900"),
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
    quiet_badge=_c("#6B7380"),
    head_top=_c("#FFFFFF"),
    head_middle=_c("#EAF2FB"),
    head_bottom=_c("#E4EEF9"),
    on_head=_c("#1F2329"),
    secondary_on_head=_c("#515966"),
    head_hover=_c("#DCE9F7"),
    own_name=_c("#0B6E5F"),
    names=_colours("#A8274A #1668B8 #8A4B08 #0B6E5F #7A3EA8 #4F6200 #A2321E"),
    found=_c("#FFE48A"),
    found_now=_c("#FFA94D"),
    on_found=_c("#1F2329"),
)

DARK = Theme(
    name=DARK_NAME,
    is_dark=True,
    radius=6,
    window=_c("#1B1D21"),
    surface=_c("#25282D"),
    text=_c("#E8EAED"),
    icon=_c("#E8EAED"),
    secondary=_c("#A9AFB9"),
    disabled=_c("#6B717B"),
    line=_c("#363A41"),
    edge=_c("#4A505A"),
    field=_c("#767D88"),
    button=_c("#31353C"),
    bar_top=_c("#25282D"),
    bar_bottom=_c("#25282D"),
    accent=_c("#6CB4F5"),
    accent_hover=_c("#8CC5F8"),
    on_accent=_c("#0E1B28"),
    own_bubble=_c("#204A70"),
    other_bubble=_c("#31353C"),
    secondary_on_own=_c("#B9CBDD"),
    accent_on_own=_c("#8CC5F8"),
    mention=_c("#453A1C"),
    secondary_on_mention=_c("#CFC6A8"),
    mention_bar=_c("#D9BE5A"),
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
    quiet_badge=_c("#767D88"),
    head_top=_c("#2A323B"),
    head_middle=_c("#22303E"),
    head_bottom=_c("#1F2D3B"),
    on_head=_c("#E8EAED"),
    secondary_on_head=_c("#B3BBC6"),
    head_hover=_c("#33465A"),
    own_name=_c("#5CC9B4"),
    names=_colours("#F8A0B5 #7DBBF7 #E8AE6E #5CC9B4 #D0ACF4 #B5C95A #F9A298"),
    found=_c("#D9BE5A"),
    found_now=_c("#FF9D42"),
    on_found=_c("#17130A"),
)

CLASSIC = LIGHT._replace(
    name=CLASSIC_NAME,
    radius=3,
    window=_c("#DCEBFA"),
    icon=_c("#174E8A"),
    secondary=_c("#4D5867"),
    disabled=_c("#8593A4"),
    line=_c("#C9DCF0"),
    edge=_c("#7FA8D6"),
    field=_c("#4F82BD"),
    bar_top=_c("#F3F9FF"),
    bar_bottom=_c("#D3E5F8"),
    accent=_c("#1460AC"),
    accent_hover=_c("#12589D"),
    accent_on_own=_c("#1460AC"),
    online=_c("#188A3F"),
    selection=_c("#D5E8FA"),
    hover=_c("#E9F3FD"),
    head_top=_c("#2876C5"),
    head_middle=_c("#1D68B6"),
    head_bottom=_c("#1B66B3"),
    on_head=_c("#FFFFFF"),
    secondary_on_head=_c("#FFFFFF"),
    head_hover=_c("#17599C"),
)
