"""What a settings window is made of: pages of rows, each a title, one sentence and something to choose by.

A row names the field of `Settings` that it is bound to, and no more is needed: it shows what holds, sets it at once
through the store, and follows when another window changes it. A page of the catalogue is a function in `pages/`:

    Switch("blink", translate("Settings", "Blink"), translate("Settings", "The icon blinks while something is unread."))
"""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from qqdesk.domain.settings import Settings

Options = Sequence[tuple[Any, str]]
"""Values with their words."""


@dataclass(frozen=True, slots=True)
class Row:
    """`setting` is a field of `Settings`, "" where the row holds none.

    `words` is what else somebody may search it by. `impossible` says, in a sentence, why this system cannot do it: such
    a row is not on its page, and a search finds it with that sentence. `usable` says whether it means anything as the
    settings are (the hour of a pause that is off); else it is greyed. `change` is called instead of the store's
    `change(setting, value)` where a question comes before.
    """

    setting: str
    title: str
    sentence: str
    _: KW_ONLY
    words: str = ""
    impossible: str = ""
    usable: Callable[[Settings], bool] | None = None
    change: Callable[[Any], object] | None = None

    def choices(self) -> Options:
        """What the control offers in words, which a search looks through too."""
        return ()


@dataclass(frozen=True, slots=True)
class Switch(Row):
    """On or off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Row):
    """One of several values."""

    options: Options | Callable[[], Options] = ()

    def choices(self) -> Options:
        return self.options() if callable(self.options) else self.options


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Row):
    """A whole number. `unit` follows it ("%", "min"); `least_text` stands for the least one ("never")."""

    least: int = 0
    most: int = 100
    step: int = 1
    unit: str = ""
    least_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfDay(Row):
    """A time, kept in minutes of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Row):
    """One line. `check` returns "" or the sentence that says what is wrong: then it is not taken. `secret` hides it."""

    placeholder: str = ""
    check: Callable[[str], str] | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChoice(Row):
    """A file, or a folder, chosen with the system's dialog; "" is none. `files` as QFileDialog has its filters."""

    files: str = ""
    folder: bool = False
    none_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Row):
    """A button that does something or opens another window. `icon` is one of resources/icons."""

    button: str = ""
    act: Callable[[], object] | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom(Row):
    """A control of its own. Where it is bound to a setting, `make` does that. `wide` puts it below the sentence."""

    make: Callable[[QWidget], QWidget] | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """`key` is what the window remembers. A page without rows is not shown."""

    key: str
    title: str
    icon: str
    rows: tuple[Row, ...]

    def settings(self) -> list[str]:
        """What the page has, of what can be set back to its default."""
        return [row.setting for row in self.rows if row.setting and not row.impossible]
