"""The kinds of rows of the settings window.

A row names the field of `Settings` that it shows. It displays the value, changes it at once, and follows changes made
elsewhere. A module of `pages/` returns the rows of a page:

    Switch("blink", translate("Settings", "Blink"), translate("Settings", "The icon blinks while something is unread."))
"""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from qqdesk.domain.settings import Settings

Options = Sequence[tuple[Any, str]]
"""Values, each with its text."""


@dataclass(frozen=True, slots=True)
class Row:
    setting: str
    """A field of `Settings`; "" for a row without a value."""
    title: str
    sentence: str
    _: KW_ONLY
    keywords: str = ""
    """More words that a search finds."""
    enabled_if: Callable[[Settings], bool] | None = None
    change: Callable[[Any], object] | None = None
    """Replaces `SettingsStore.change(setting, value)`, to ask a question first."""

    def choices(self) -> Options:
        """Return the options, which a search includes."""
        return ()


@dataclass(frozen=True, slots=True)
class Switch(Row):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Row):
    options: Options | Callable[[], Options]

    def choices(self) -> Options:
        return self.options() if callable(self.options) else self.options


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Row):
    least: int = 0
    most: int = 100
    step: int = 1
    unit: str = ""
    least_text: str = ""
    """Shown instead of `least`: "Never"."""


@dataclass(frozen=True, slots=True)
class Percentage(Row):
    """A value from 0 to 100, as a slider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfDay(Row):
    """The value is in minutes of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Row):
    placeholder: str = ""
    check: Callable[[str], str] | None = None
    """Returns what is wrong, as a sentence, or ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChoice(Row):
    """A file or folder chosen with the system's dialog; "" without a choice."""

    files: str = ""
    """A name filter of QFileDialog."""
    is_folder: bool = False
    none_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Row):
    button: str
    act: Callable[[], object]
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom(Row):
    """Any other widget, which changes its settings itself."""

    make: Callable[[QWidget], QWidget]
    wide: bool = False
    """Show the widget below the sentence."""


class Panel(QWidget):
    """Anything else on a page, above its rows. `corner` is beside the title of the page."""

    def __init__(self, corner: QWidget) -> None:
        super().__init__()
        self.corner = corner


@dataclass(frozen=True, slots=True)
class Page:
    """A page without rows is not shown."""

    key: str
    title: str
    icon: str
    rows: tuple[Row, ...]
    make_panel: Callable[[], Panel] | None = None

    def settings(self) -> list[str]:
        """Return the settings that can be reset on this page."""
        return [row.setting for row in self.rows if row.setting]
