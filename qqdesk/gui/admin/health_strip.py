"""The issues of the place: the worst, with its one button, and on demand the others."""

import time

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from qqdesk import __version__
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import SPACING
from qqdesk.gui.admin.admin_strip import AdminStrip
from qqdesk.gui.admin.admin_texts import AdminTexts
from qqdesk.gui.admin.backup_strip import BackupStrip
from qqdesk.gui.admin.health import HealthLine, HealthStep, health_lines, step_text
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.bar import BarKind
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.role_button import role_button


class HealthStrip(QWidget):
    """Hidden if all is well."""

    request_sent = Signal(object)  # PendingRequest

    def __init__(self, context: AdminContext) -> None:
        super().__init__()
        self._context, self._admin = context, context.admin
        self.lines: list[HealthLine] = []
        self.strips: list[AdminStrip] = []
        self.backup = BackupStrip(context)
        self._is_unfolded = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACING)
        self._column.addWidget(self.backup)
        self._admin.place_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        place = self._admin.place
        if place is None:
            self.hide()
            return
        self.backup.show_place(place)
        lines = health_issues(self._context)
        if self.backup.strip is not None:
            lines = [line for line in lines if line.step is not HealthStep.BACK_UP]
        if lines != self.lines:
            has_same_steps = [line.step for line in lines] == [line.step for line in self.lines]
            self.lines = lines
            if has_same_steps:  # the buttons keep the focus
                for strip, line in zip(self.strips, lines, strict=True):
                    strip.show_text(line.sentence)
            else:
                self._show_lines()
        self.setVisible(bool(self.lines) or self.backup.strip is not None)

    def _show_lines(self) -> None:
        for strip in self.strips:
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        self.strips = [self._strip(line, is_first=line is self.lines[0]) for line in self.lines]
        for strip in self.strips:
            self._column.addWidget(strip)
        self._fold()

    def _strip(self, line: HealthLine, *, is_first: bool) -> AdminStrip:
        controls: list[QWidget] = []
        if is_first and len(self.lines) > 1:
            self.more = role_button("", "link")
            self.more.setCheckable(True)
            self.more.setChecked(self._is_unfolded)
            self.more.toggled.connect(self._on_more)
            controls.append(self.more)
        if line.step is not None:
            button = QPushButton(step_text(line.step))
            step = line.step
            button.clicked.connect(lambda: self._do(step))
            controls.append(button)
        strip = AdminStrip(BarKind.WARNING, IconLabel("warning", "away"), *controls)
        strip.show_text(line.sentence)
        return strip

    @Slot(bool)
    def _on_more(self, is_unfolded: bool) -> None:
        self._is_unfolded = is_unfolded
        self._fold()

    def _fold(self) -> None:
        if len(self.strips) > 1:
            others = AdminTexts().others(len(self.strips) - 1)
            self.more.setText(self.tr("Show less") if self._is_unfolded else others)
        for strip in self.strips[1:]:
            strip.setVisible(self._is_unfolded)

    def _do(self, step: HealthStep) -> None:
        navigator = self._context.navigator
        match step:
            case HealthStep.BACK_UP:
                self.request_sent.emit(self._admin.back_up())
            case HealthStep.SHOW_BACKUP:
                navigator.open(routes.Admin("backup"))
            case HealthStep.SHOW_STORAGE:
                navigator.open(routes.Admin("storage"))
            case HealthStep.SHOW_NETWORK:
                navigator.open(routes.Admin("network"))
            case HealthStep.CHECK_CONNECTION:
                navigator.open(routes.ConnectionCheck())
            case HealthStep.RESTART:
                self._context.place.restart()


def health_issues(context: AdminContext) -> list[HealthLine]:
    """Return what needs care now, the worst first."""
    place = context.admin.place
    if place is None:
        return []
    return health_lines(place, __version__, round(time.time() * 1000), is_here=context.is_here())
