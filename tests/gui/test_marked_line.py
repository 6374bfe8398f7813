"""Search hits are marked at their letters, also in right-to-left names."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from qqdesk.gui.contacts.contact_delegate import _paint_marked
from qqdesk.gui.message_text.snippet import snippet
from qqdesk.gui.shared.text_lines import elided_marked_line
from qqdesk.gui.shared.theme import current_theme

WIDTH, HEIGHT = 400, 40
NAME = "محمد عبد الله"


def painted(name: str, marks: list[tuple[int, int]]) -> tuple[QImage, int]:
    """Return a name as painted in the contact list, and its width."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(current_theme().surface)
    painter = QPainter(image)
    rect = QRect(0, 0, WIDTH, HEIGHT)
    width = _paint_marked(painter, rect, QApplication.font(), name, marks, current_theme().text)
    painter.end()
    return image, width


def marked_columns(image: QImage) -> list[int]:
    found = current_theme().found.rgb()
    return [x for x in range(WIDTH) if any(image.pixel(x, y) == found for y in range(HEIGHT))]


def test_the_first_word_of_a_right_to_left_name_is_marked_at_its_right(qapp: QApplication) -> None:
    image, width = painted(NAME, [(0, 4)])
    columns = marked_columns(image)
    assert columns and min(columns) > width // 2, "the second word is not painted over"
    assert max(columns) <= width


def test_a_mark_in_a_left_to_right_name(qapp: QApplication) -> None:
    image, width = painted("Anna Müller", [(0, 4)])
    columns = marked_columns(image)
    assert min(columns) <= 1 and max(columns) < width // 2 + 2


@pytest.mark.parametrize("text", ["short محمد", f"{NAME} " * 20, "word " * 60])
def test_a_snippet_fits_its_width(qapp: QApplication, text: str) -> None:
    found = snippet(text, "محمد", 200)
    layout = elided_marked_line(found.text, QApplication.font(), found.marks, current_theme(), 300)
    assert layout.lineAt(0).naturalTextWidth() <= 300
    assert layout.text().endswith("…") == (len(text) > 50)
