"""The bars of the place's health: its issues and its backup."""

import time
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qqdesk import __version__
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import SPACING
from qqdesk.gui.admin.admin_texts import AdminTexts
from qqdesk.gui.admin.health import HealthLine, HealthStep, health_lines, step_text
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.bar import Bar, BarKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.protocol.admin_commands import PlaceReply


class BackupBar(Bar):
    """Hidden until a backup runs. Its result stays until the window closes, or another backup starts."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__()
        self._admin = context.admin
        self._is_running = False
        self._before: int | None = None
        self.acted.connect(self._act)

    def show_place(self, place: PlaceReply) -> None:
        percent = place.backup_percent
        if percent is not None:
            if not self._is_running:
                self._is_running, self._before = True, place.last_backup
            text = self.tr("Backing up the place: {percent} %").format(percent=percent)
            self.show_progress(text, percent, 100, self.tr("Cancel"))
        elif self._is_running:
            self._is_running = False
            self._show_end(place)

    def _show_end(self, place: PlaceReply) -> None:
        if place.last_backup != self._before:
            self.show_success(self.tr("Backed up just now"))
        elif place.backup_error:
            sentence = self.tr("The backup failed: {reason}").format(reason=isolated(place.backup_error))
            self.show_error(sentence, self.tr("Try again"))
        else:  # cancelled
            self.clear()

    @Slot()
    def _act(self) -> None:
        if self._is_running:
            self._admin.stop_backup()
        else:
            self._admin.back_up()


class HealthBars(QWidget):
    """The worst issue with its one button, and on demand the others. Hidden if all is well."""

    request_sent = Signal(object)  # PendingRequest

    def __init__(self, context: AdminContext) -> None:
        super().__init__()
        self._context, self._admin = context, context.admin
        self.lines: list[HealthLine] = []
        self.bars: list[Bar] = []
        self._is_unfolded = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACING)
        self.backup = BackupBar(context)
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
        if not self.backup.isHidden():
            lines = [line for line in lines if line.step is not HealthStep.BACK_UP]
        has_same_steps = [line.step for line in lines] == [line.step for line in self.lines]
        self.lines = lines
        if has_same_steps:  # the buttons keep the focus
            for bar, line in zip(self.bars, lines, strict=True):
                bar.set_text(line.sentence)
        else:
            self._make_bars()
        self.setVisible(bool(lines) or not self.backup.isHidden())

    def _make_bars(self) -> None:
        for bar in self.bars:
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self.bars = [Bar(button_role="") for _ in self.lines]
        for bar, line in zip(self.bars, self.lines, strict=True):
            self._column.addWidget(bar)
            bar.acted.connect(partial(self._do, line.step))
            bar.acted_otherwise.connect(self._on_more)
        self._show_lines()

    @Slot()
    def _on_more(self) -> None:
        self._is_unfolded = not self._is_unfolded
        self._show_lines()

    def _show_lines(self) -> None:
        more = ""
        if len(self.lines) > 1:
            more = self.tr("Show less") if self._is_unfolded else AdminTexts().others(len(self.lines) - 1)
        for bar, line in zip(self.bars, self.lines, strict=True):
            if bar is self.bars[0] or self._is_unfolded:
                bar.show_fact(BarKind.WARNING, line.sentence, step_text(line.step), more)
                more = ""  # the first bar has this button
            else:
                bar.hide()

    def _do(self, step: HealthStep | None) -> None:
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
