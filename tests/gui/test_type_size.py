"""The program uses the text size of the system, and widgets with text grow with it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.chat.chat_tabs import ChatTabs
from qqdesk.gui.contacts.contact_delegate import ContactDelegate, header_height
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.stylesheet import stylesheet
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.theme_colors import LIGHT
from qqdesk.gui.shared.type_size import base_points, line_room, scaled, small_points, system_points


@pytest.fixture
def sized(qapp: QApplication) -> Iterator[None]:
    theme_source().choose("light")
    font, sheet = qapp.font(), qapp.styleSheet()
    yield
    qapp.setFont(font)
    qapp.setStyleSheet(sheet)


def _font(family: str, points: float) -> QFont:
    font = QFont(family)
    font.setPointSizeF(points)
    return font


def _grow(app: QApplication, points: float) -> QFont:
    font = app.font()
    font.setPointSizeF(points)
    app.setFont(font)
    app.setStyleSheet(stylesheet(LIGHT))
    return font


@pytest.mark.parametrize("points", [9.0, 10.0, 11.0, 14.0, 20.0])
def test_the_chosen_size_of_the_system_is_used(qapp: QApplication, points: float) -> None:
    assert system_points(_font("DejaVu Sans", points)) == pytest.approx(points)


def test_without_a_chosen_size_the_program_sets_it(qapp: QApplication) -> None:
    assert system_points(_font("Sans Serif", 9)) == base_points()


@pytest.mark.parametrize("points", [1.0, 400.0])
def test_an_extreme_size_is_limited(qapp: QApplication, points: float) -> None:
    assert 8 <= system_points(_font("DejaVu Sans", points)) <= 24


def test_a_size_in_pixels_is_used(qapp: QApplication) -> None:
    font = QFont("DejaVu Sans")
    font.setPixelSize(20)
    assert system_points(font) * qapp.primaryScreen().logicalDotsPerInch() / 72 == pytest.approx(20)


def test_rows_have_their_design_height_at_the_design_size(qapp: QApplication, sized: None) -> None:
    font = _grow(qapp, base_points())
    rows = ContactDelegate(FaceSource())
    assert rows.row_height(font) == 52
    rows.is_small = True
    assert rows.row_height(font) == 28
    assert header_height(font) == 28
    assert RowSize.LARGE.height(font) == 56
    assert scaled(100) == 100


@pytest.mark.parametrize("factor", [1.2, 1.4, 2.0])
def test_a_row_has_room_for_two_lines_of_larger_text(qapp: QApplication, sized: None, factor: float) -> None:
    font = _grow(qapp, base_points() * factor)
    assert small_points() < font.pointSizeF()
    # Chinese signs come from another font than Latin ones, which is higher.
    two_lines = sum(QFontMetrics(one).boundingRect("国Ág").height() for one in (font, small(font)))
    option = QStyleOptionViewItem()
    option.font = font
    rows = ContactDelegate(FaceSource())
    assert rows.row_height(font) > two_lines
    assert RowSize.LARGE.height(font) > two_lines
    assert line_room(font) >= QFontMetrics(font).height()
    rows.is_small = True
    assert rows.row_height(font) > QFontMetrics(font).height()


def test_smaller_text_does_not_narrow_lengths(qapp: QApplication, sized: None) -> None:
    _grow(qapp, base_points() * 0.8)
    assert scaled(100) == 100


def test_fields_and_buttons_are_as_high_as_their_text(qapp: QApplication, qtbot: QtBot, sized: None) -> None:
    font = _grow(qapp, base_points() * 1.8)
    parent = QWidget()
    qtbot.addWidget(parent)
    for widget in (QLineEdit(parent), QPushButton("Ág", parent)):
        widget.ensurePolished()
        assert widget.minimumSizeHint().height() >= QFontMetrics(font).height() + 6


def test_tabs_are_as_high_as_their_names(qapp: QApplication, qtbot: QtBot, sized: None) -> None:
    font = _grow(qapp, base_points() * 2)
    tabs = ChatTabs(FaceSource())
    qtbot.addWidget(tabs)
    tabs.addTab("Anna")
    assert tabs.tabSizeHint(0).height() > QFontMetrics(font).height() + 8


def test_chinese_and_latin_names_share_a_baseline(qapp: QApplication) -> None:
    """Chinese characters come from a higher font, and must not push Latin letters down."""

    def top_of_the_letter(text: str) -> int:
        image = QImage(200, 40, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint_line(painter, QRect(0, 0, 200, 40), text)
        painter.end()
        rows = [y for y in range(40) for x in range(8) if image.pixelColor(x, y).value() < 128]
        return min(rows)

    assert top_of_the_letter("E") == top_of_the_letter("E彗星")


def test_a_size_that_the_desktop_reports_late_is_used(qapp: QApplication, sized: None) -> None:
    before = qapp.font().pointSizeF()
    _grow(qapp, before * 1.5)
    theme_source().follow_system(None, still=False)  # the desktop has reported a change
    assert qapp.font().pointSizeF() == before
