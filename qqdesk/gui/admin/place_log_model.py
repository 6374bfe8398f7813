"""The lines of the place's log as a list."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from qqdesk.gui.admin.place_log_texts import PlaceLogTexts, log_icon
from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.person_list import Index
from qqdesk.gui.shared.texts import moment_text
from qqdesk.protocol.admin_commands import LogLine

TIME_ROLE = Qt.ItemDataRole.UserRole
ICON_ROLE = Qt.ItemDataRole.UserRole + 1


class PlaceLogModel(QAbstractListModel):
    """The newest line first. DisplayRole is a sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[LogLine, ...] = ()
        self._texts = PlaceLogTexts(self)
        self._me = 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._texts.sentence(line, self._me)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._texts.sentence(line, self._me))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._texts.sentence(line, self._me)}, {moment_text(line.time)}"
            case _ if role == TIME_ROLE:
                return moment_text(line.time)
            case _ if role == ICON_ROLE:
                return log_icon(line)
        return None

    def show_lines(self, lines: Sequence[LogLine], me: int) -> None:
        """Add lines that are newer or older than the present ones, so that a selection stays; else replace all."""
        lines, before = tuple(lines), self._lines
        newer = sum(line.id > before[0].id for line in lines) if before else 0
        if me != self._me or not before or lines[newer : newer + len(before)] != before:
            self.beginResetModel()
            self._lines, self._me = lines, me
            self.endResetModel()
            return
        if newer:
            self.beginInsertRows(QModelIndex(), 0, newer - 1)
            self._lines = lines[: newer + len(before)]
            self.endInsertRows()
        if len(lines) > len(self._lines):
            self.beginInsertRows(QModelIndex(), len(self._lines), len(lines) - 1)
            self._lines = lines
            self.endInsertRows()
