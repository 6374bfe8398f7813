"""The faces of those who read my messages, below the last message of mine that they read."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from qqdesk.gui.message_log.log_rows import LogRows, Reader, is_notice
from qqdesk.gui.message_log.typesetter import Typesetter
from qqdesk.gui.shared.texts import clock_text

FACE = 16
_GAP = 4
_ABOVE = 4
_MOST_FACES = 4


def find_read(rows: LogRows, read_by: Mapping[int, tuple[str, int]]) -> tuple[str, tuple[Reader, ...]]:
    """Return the id of the last message of mine that others have read, and the people who have, by time.

    `read_by` has the id of the last message that each person has read, and when, in ms since 1970.
    """
    found = [(rows.find(id), Reader(person, time)) for person, (id, time) in read_by.items()]
    places = [(row, reader) for row, reader in found if row is not None]
    for row in range(max((row for row, _ in places), default=-1), -1, -1):
        message = rows.message(row)
        if message is not None and message.is_mine and not is_notice(message):
            readers = sorted((reader for place, reader in places if place >= row), key=lambda one: one.time)
            return message.id, tuple(readers)
    return "", ()


class _ReadTexts(QObject):
    """A class because plural forms are collected only from `QObject.tr`."""

    def one(self, time: int) -> str:
        return self.tr("Read {time}").format(time=clock_text(time))

    def several(self, count: int) -> str:
        return self.tr("Seen by %Ln", "", count)


def read_text(readers: tuple[Reader, ...], *, in_room: bool) -> str:
    """Return "Read 10:45" in a talk, "Seen by 4" in a room."""
    return _ReadTexts().several(len(readers)) if in_room else _ReadTexts().one(readers[0].time)


@dataclass(slots=True)
class ReadRow:
    """Faces and a text, at the right edge of a row. `rect` is in the row."""

    readers: tuple[Reader, ...]
    text: str
    rect: QRectF

    @property
    def people(self) -> list[int]:
        return [reader.person for reader in self.readers[:_MOST_FACES]]

    def paint(self, painter: QPainter, face: Callable[[int, int], QPixmap]) -> None:
        """The pen and font are set. `face` returns the face of a person in this size."""
        left, middle = self.rect.left(), self.rect.center().y()
        for person in self.people:
            painter.drawPixmap(QPointF(left, round(middle - FACE / 2)), face(person, FACE))
            left += FACE + _GAP
        area = QRectF(left, self.rect.top(), self.rect.right() - left + 1, self.rect.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text)


def lay_read_row(readers: tuple[Reader, ...], small: Typesetter, right: float, y: float, *, in_room: bool) -> ReadRow:
    """Place the row below `y`; it ends at `right`."""
    text = read_text(readers, in_room=in_room)
    faces = min(len(readers), _MOST_FACES) * (FACE + _GAP)
    width = math.ceil(faces + small.metrics.horizontalAdvance(text))
    height = max(math.ceil(small.line), FACE)
    return ReadRow(readers, text, QRectF(right - width, y + _ABOVE, width, height))
