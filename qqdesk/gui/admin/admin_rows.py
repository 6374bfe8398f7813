"""Cards with rows, and headings, of the pages of the place's window."""

from collections.abc import Iterable

from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import ElidedLabel, heading_label
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.switch_box import RING, SwitchBox
from qqdesk.gui.shared.type_size import scaled

SETTING_HEIGHT, BUTTON_HEIGHT, _HEADING_HEIGHT = 56, 32, 28
_ASIDE = 12


class RowCard(QFrame):
    """Rows with lines between them."""

    def __init__(self, rows: Iterable[QWidget] = ()) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._column = column(margins=1)
        self.setLayout(self._column)
        for widget in rows:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        if self._column.count():
            self._column.addWidget(line())
        self._column.addWidget(widget)


class SettingRow(QWidget):
    """An icon, a title with a second line, and a control at the right."""

    def __init__(self, icon: str, control: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel(icon)
        self._title, self._second = ElidedLabel(), ElidedLabel(role="secondary")
        self._second.setFont(small(self.font()))
        words = column(None, self._title, self._second, None, spacing=2)
        right = _ASIDE - RING if isinstance(control, SwitchBox) else _ASIDE
        parts = row(self._icon, (words, 1), margins=(_ASIDE, 4, right, 4), spacing=_ASIDE)
        if control is not None:
            parts.addWidget(control)
            if isinstance(control, QPushButton):
                control.setMinimumHeight(scaled(BUTTON_HEIGHT))
        self.setLayout(parts)
        self.setMinimumHeight(scaled(SETTING_HEIGHT))

    def show_texts(self, title: str, second: str = "") -> None:
        """Without a second line the title is in the middle."""
        self._title.setText(title)
        self._second.setText(second)
        self._second.setVisible(bool(second))

    def title(self) -> str:
        return self._title.text()

    def second(self) -> str:
        return self._second.text()


def heading(text: str, *controls: QWidget) -> QWidget:
    """Return a heading with controls at the right."""
    result = QWidget()
    result.setLayout(row(heading_label(text), None, *controls))
    result.setMinimumHeight(scaled(_HEADING_HEIGHT))
    return result
