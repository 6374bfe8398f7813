"""Text has a contrast of 4.5:1 and a mark 3:1, as painted, in every window, state and theme.

Each window is tried in two of the three themes; QQDESK_TEST_LONG=1 tries all of them.
"""

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qqdesk.gui.shared.theme import current_theme, palette_for, theme_for, theme_source
from qqdesk.gui.shared.theme_colors import CLASSIC_NAME, DARK_NAME, LIGHT_NAME
from tests.gallery.catalogue import SCENES
from tests.gallery.shoot import THEMES
from tests.gallery.stage import Stage
from tests.looks.painted import Painted, contrast, painted

_TEXT, _MARK = 4.5, 3.0
_THEMES = (DARK_NAME, CLASSIC_NAME, LIGHT_NAME)
_TRIED = 3 if "QQDESK_TEST_LONG" in os.environ else 2


@pytest.fixture
def stage(whole_stage: Stage) -> Iterator[Stage]:
    """Keep the theme between the tests of this file: a change takes longer than the rest of a test."""
    yield whole_stage
    whole_stage.clear()


def _faint(window: QWidget) -> list[str]:
    # Disabled text may be pale, such as days in the future.
    seen = [one for one in painted(window) if one.colour != current_theme().disabled]
    return [_say(one) for one in seen if one.contrast < (_TEXT if one.text else _MARK)]


def _say(one: Painted) -> str:
    what = one.text or "a mark"
    return f"{what!r} at {one.place.getRect()}: {one.colour.name()} on {one.ground.name()} is {one.contrast:.2f}"


@pytest.mark.parametrize("position", range(len(SCENES)), ids=[scene.name for scene in SCENES])
def test_painted_marks_have_enough_contrast(stage: Stage, position: int) -> None:
    """Change the theme while the window is open, too. The last theme of a scene is the first one of the next scene."""
    first, *others = [_THEMES[(position * (_TRIED - 1) + step) % 3] for step in range(_TRIED)]
    theme_source().choose(first)
    window = SCENES[position].show(stage)
    stage.settle()
    assert _faint(window) == [], first
    for theme in others:
        theme_source().choose(theme)
        stage.settle()
        assert _faint(window) == [], theme


def test_faint_text_is_found(stage: Stage) -> None:
    theme_source().choose(LIGHT_NAME)
    window = QWidget()
    faint, clear = QLabel("hardly to be seen"), QLabel("easily seen")
    faint.setStyleSheet("color: #B0B6BF")
    column = QVBoxLayout(window)
    column.addWidget(faint)
    column.addWidget(clear)
    stage.keep(window)
    stage.settle()
    assert [said.partition("'")[2].partition("'")[0] for said in _faint(window)] == ["hardly to be seen"]


_ROLE = QPalette.ColorRole
_PAIRS = (
    (_ROLE.WindowText, _ROLE.Window),
    (_ROLE.Text, _ROLE.Base),
    (_ROLE.Text, _ROLE.AlternateBase),
    (_ROLE.ButtonText, _ROLE.Button),
    (_ROLE.ToolTipText, _ROLE.ToolTipBase),
    (_ROLE.PlaceholderText, _ROLE.Base),
    (_ROLE.BrightText, _ROLE.Window),
    (_ROLE.Link, _ROLE.Base),
    (_ROLE.Link, _ROLE.Window),
    (_ROLE.LinkVisited, _ROLE.Base),
    (_ROLE.HighlightedText, _ROLE.Highlight),
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "group", [QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive], ids=["active", "inactive"]
)
def test_the_pairs_of_the_palette_stand_out(theme: str, group: QPalette.ColorGroup) -> None:
    palette = palette_for(theme_for(theme))
    for mark, ground in _PAIRS:
        assert contrast(palette.color(group, mark), palette.color(group, ground)) >= _TEXT, (mark, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_every_role_of_the_palette_is_ours(theme: str) -> None:
    """The palette has no colour of the system, in any state of a window."""
    palette = palette_for(theme_for(theme))
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for role in QPalette.ColorRole:
            if role not in (_ROLE.NoRole, _ROLE.NColorRoles):
                assert palette.isBrushSet(group, role), (group, role)


@pytest.mark.parametrize("theme", THEMES)
def test_where_one_writes_has_an_edge(theme: str) -> None:
    colours = theme_for(theme, Qt.ColorScheme.Light)
    for ground in (colours.surface, colours.window):
        assert contrast(colours.field, ground) >= _MARK
        assert contrast(colours.accent, ground) >= _MARK, "the focus"


@pytest.mark.parametrize("theme", THEMES)
def test_each_name_stands_out_in_a_bubble(theme: str) -> None:
    colours = theme_for(theme)
    for ground in (colours.own_bubble, colours.other_bubble, colours.mention):
        for name in (*colours.names, colours.own_name):
            assert contrast(name, ground) >= _TEXT, (name.name(), ground.name())
