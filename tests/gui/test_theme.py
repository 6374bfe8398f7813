"""Themes: contrast, and changes of the theme while windows are open."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QPalette, QTextLayout
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.stylesheet import stylesheet
from qqdesk.gui.shared.theme import current_theme, theme_for, theme_source
from qqdesk.gui.shared.theme_colors import CLASSIC, DARK, LIGHT, Theme

THEMES = [LIGHT, DARK, CLASSIC]
TEXT_ON = [
    *[("text", ground) for ground in ("window", "surface", "button", "hover", "selection", "own_bubble")],
    *[("text", ground) for ground in ("other_bubble", "danger_ground", "notice_ground")],
    *[("secondary", ground) for ground in ("window", "surface", "hover", "selection", "other_bubble")],
    *[(text, ground) for text in ("text", "icon", "secondary") for ground in ("bar_top", "bar_bottom")],
    ("secondary_on_own", "own_bubble"),
    ("accent_on_own", "own_bubble"),
    *[(text, "mention") for text in ("text", "secondary_on_mention", "accent")],
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    *[("accent", ground) for ground in ("window", "surface", "notice_ground")],
    *[("danger", ground) for ground in ("window", "surface", "button", "hover", "selection", "danger_ground")],
    ("on_badge", "badge"),
    *[(text, ground) for text in ("on_head", "secondary_on_head") for ground in ("head_top", "head_middle")],
    ("on_head", "head_hover"),
    *[("own_name", ground) for ground in ("surface", "hover")],
    *[("on_found", ground) for ground in ("found", "found_now")],
]
MARK_ON = [(mark, "surface") for mark in ("online", "busy", "invisible", "offline")]


def _luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("mark", "ground", "least"), [(*x, 4.5) for x in TEXT_ON] + [(*x, 3.0) for x in MARK_ON])
def test_marks_have_enough_contrast(theme: Theme, mark: str, ground: str, least: float) -> None:
    assert _contrast(getattr(theme, mark), getattr(theme, ground)) >= least


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["surface", "other_bubble", "mention", "hover"])
def test_the_names_of_members_have_enough_contrast(theme: Theme, ground: str) -> None:
    assert min(_contrast(theme.name_colour(number), getattr(theme, ground)) for number in range(7)) >= 4.5
    assert len({theme.name_colour(number).name() for number in range(7)}) == 7


@pytest.mark.parametrize(
    ("name", "scheme", "expected"),
    [
        ("system", Qt.ColorScheme.Dark, DARK),
        ("system", Qt.ColorScheme.Light, LIGHT),
        ("system", Qt.ColorScheme.Unknown, LIGHT),
        ("no such theme", Qt.ColorScheme.Dark, DARK),
        ("light", Qt.ColorScheme.Dark, LIGHT),
        ("dark", Qt.ColorScheme.Light, DARK),
        ("classic", Qt.ColorScheme.Dark, CLASSIC),
    ],
)
def test_theme_for(name: str, scheme: Qt.ColorScheme, expected: Theme) -> None:
    assert theme_for(name, scheme) is expected


@pytest.fixture
def restored() -> Iterator[None]:
    before = theme_source().choice
    yield
    theme_source().choose(before)


def test_a_choice_changes_open_windows(qapp: QApplication, qtbot: QtBot, restored: None) -> None:
    button = QPushButton("x")
    qtbot.addWidget(button)
    put_icon(button, "search")
    before = button.icon().cacheKey()
    with qtbot.waitSignal(theme_source().changed):
        theme_source().choose("dark")
    assert current_theme() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == DARK.window
    assert button.icon().cacheKey() != before


@pytest.mark.parametrize("theme", [LIGHT, DARK, CLASSIC], ids=lambda theme: theme.name)
def test_the_icon_of_a_disabled_button_has_the_colour_of_its_text(
    qapp: QApplication, qtbot: QtBot, restored: None, theme: Theme
) -> None:
    theme_source().choose(theme.name)
    button = QPushButton("x")
    qtbot.addWidget(button)
    put_icon(button, "close")
    picture = button.icon().pixmap(button.iconSize(), QIcon.Mode.Disabled).toImage()
    colours = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
    assert max(colours, key=QColor.alpha).name() == theme.disabled.name()


def test_choosing_the_current_theme_does_nothing(qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme_source().changed):
        theme_source().choose(theme_source().choice)


@pytest.mark.parametrize("theme", [LIGHT, DARK, CLASSIC], ids=lambda theme: theme.name)
def test_the_check_mark_of_menus_has_the_colour_of_the_text(theme: Theme) -> None:
    named = re.search(r'QMenu::indicator:checked \{ image: url\("([^"]+)"\)', stylesheet(theme))
    assert named is not None
    assert f'stroke="{theme.text.name()}"' in Path(named[1]).read_text("utf-8").lower()


def test_a_checked_menu_entry_has_a_mark(qapp: QApplication, qtbot: QtBot) -> None:
    theme_source().choose("light")
    menu = QMenu()
    qtbot.addWidget(menu)
    chosen = menu.addAction("One")
    chosen.setCheckable(True)
    chosen.setChecked(True)
    place = menu.actionGeometry(chosen)
    place.setWidth(24)
    with_mark = menu.grab(place).toImage()
    chosen.setChecked(False)
    assert menu.grab(place).toImage() != with_mark


def test_a_message_in_a_visible_window_has_its_ground(qapp: QApplication, qtbot: QtBot) -> None:
    theme_source().choose("light")
    window = QWidget()
    qtbot.addWidget(window)
    message = Bar()
    message.setParent(window)
    message.resize(200, 60)
    window.show()
    message.ensurePolished()
    message.show_error("It did not work.")
    image = message.grab().toImage()
    assert image.pixelColor(image.width() // 2, 3) == LIGHT.danger_ground


def test_a_bold_chinese_name_is_bold_as_a_whole(qapp: QApplication) -> None:
    if not QFontDatabase.hasFamily("Noto Sans CJK SC"):
        pytest.skip("this font is not installed")
    layout = QTextLayout("赵敏12", semibold(qapp.font()))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    assert {run.rawFont().styleName() for run in runs} == {"Bold"}
    assert len({run.rawFont().familyName() for run in runs}) == 2, "digits keep the font of the system"
