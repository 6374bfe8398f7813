"""The page *Backup*: backing up the place, and moving it to another computer."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStackedWidget, QWidget

from qqdesk.domain.problem import Problem
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import MAIN_HEIGHT, AdminPage
from qqdesk.gui.admin.admin_rows import RowCard, SettingRow, heading
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_dialog import ask_for_folder, show_in_folder
from qqdesk.gui.shared.file_texts import size_text
from qqdesk.gui.shared.labels import small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.switch_box import SwitchBox
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.admin_commands import PlaceReply
from qqdesk.worker.backup_copy import BackupCopy

_BACKUPS = "qqdesk-*.backup"


class BackupPage(AdminPage):
    """While a backup runs, the button is a bar."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        self._is_awaited = self._is_running = False
        self._had_focus = False
        """The button that was disabled had the keyboard focus."""
        self._backup_before: int | None = None
        """The time of the last backup before this one."""
        self.show_folder = QPushButton(self.tr("Show in folder"))
        self.show_folder.clicked.connect(self._show_folder)
        self.last = SettingRow("archive", self.show_folder)
        self.start = QPushButton(self.tr("Back up now"))
        self.start.setProperty("role", "primary")
        self.start.setMinimumHeight(scaled(MAIN_HEIGHT))
        self.start.clicked.connect(self._start)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the backup"))
        self.percent = QLabel()
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setMinimumHeight(scaled(MAIN_HEIGHT))
        self.cancel.clicked.connect(self._cancel)
        self.state = QStackedWidget()
        for layout in (row(None, self.start), row((self.bar, 1), self.percent, self.cancel, spacing=12)):
            part = QWidget()
            part.setLayout(layout)
            self.state.addWidget(part)
        self.nightly = SwitchBox()
        self.nightly.setAccessibleName(self.tr("Back up every night"))
        self.nightly.clicked.connect(self._change_nightly)
        self.every_night = SettingRow("clock", self.nightly)
        self.copy = QPushButton()
        self.copy.clicked.connect(self._on_copy_clicked)
        self.elsewhere = SettingRow("computer", self.copy)
        self._copying: BackupCopy | None = None
        self._copied: int | None = None
        """Percent of the copy that are here; None if none is being saved."""
        self._card = RowCard((self.last, self.elsewhere, self.every_night))
        self.other_way = wrapped_label(
            self.tr("The place keeps its data in PostgreSQL. Its operator makes backups with pg_dump.")
        )
        self.steps = [wrapped_label() for _ in range(5)]
        people = small_label(
            self.tr(
                "People in the same network, and those who reach the place at the same address, have to do nothing. "
                "The others type its new address when they sign in; number and password stay the same."
            )
        )
        for text in (*self.steps, people):
            text.setMinimumWidth(1)  # else a long name of a folder makes the page wider than the window
        self.moving = QWidget()
        self.moving.setLayout(
            column(
                heading(self.tr("Move to another computer")),
                RowCard(_step(number, text) for number, text in enumerate(self.steps, 1)),
                people,
                margins=(0, 8, 0, 0),
                spacing=8,
            )
        )
        for shown in (self._card, self.state, self.other_way, self.moving):
            self.body.addWidget(shown)
        self.body.addStretch(1)
        self.admin.place_changed.connect(self._show)
        self._show()
        if self.admin.place is not None and self.admin.place.backup_error:
            self._show_error(self.admin.place)

    # State

    @Slot()
    def _show(self) -> None:
        place = self.admin.place
        if place is None:
            return
        has_backups = place.last_backup is not None
        for shown in (self._card, self.state, self.moving):
            shown.setVisible(has_backups)
        self.other_way.setVisible(not has_backups)
        self._show_last(place)
        self._show_elsewhere(place)
        self._show_nightly(place)
        self._show_steps(place)
        if place.backup_percent is not None:
            if not self._is_running:
                self._is_awaited, self._is_running, self._backup_before = False, True, place.last_backup
                self.message.clear()
            self._show_progress(place.backup_percent)
        elif self._is_running or (
            self._is_awaited and (place.backup_error or place.last_backup != self._backup_before)
        ):
            self._end(place)

    def _show_last(self, place: PlaceReply) -> None:
        title = self.tr("No backup yet")
        second = self.tr("Without a backup, a broken disk ends the place and its messages")
        if place.last_backup:
            title = self.tr("Last backup: {time}").format(time=moment_text(place.last_backup))
            second = f"{size_text(place.backup_size or 0)} · {isolated(place.backup_folder or '')}"
        self.last.show_texts(title, second)
        self.show_folder.setVisible(self.context.is_here() and bool(place.last_backup))

    def _show_elsewhere(self, place: PlaceReply) -> None:
        """Show when a backup was copied elsewhere, and how much of a running copy is here."""
        percent = self._copied
        title = self.tr("A copy on this computer or another disk")
        second = self.tr("It survives when the disk of the place breaks")
        if place.last_copy:
            title = self.tr("Last copy on another disk: {time}").format(time=moment_text(place.last_copy))
        elif place.last_copy == 0:
            title = self.tr("The backups lie on the disk of the place only")
            second = self.tr("If it breaks, they are lost too")
        if percent is not None:
            second = self.tr("Saving: {percent} %").format(percent=percent)
        self.elsewhere.show_texts(title, second)
        self.elsewhere.setVisible(bool(place.last_backup))
        self.copy.setText(self.tr("Save a copy here…") if percent is None else self.tr("Cancel"))
        self.copy.setAccessibleName(self.copy.text() if percent is None else self.tr("Cancel saving the copy"))
        self.copy.setAccessibleDescription(f"{title}\n{second}")

    def _show_copying(self, percent: int | None) -> None:
        self._copied = percent
        if self.admin.place is not None:
            self._show_elsewhere(self.admin.place)

    def _show_nightly(self, place: PlaceReply) -> None:
        second = self.tr("The newest 14 stay, on the disk of the place")
        if "nightly_backups" in place.fixed:
            second = self.tr("The operator has set this at the start of the server. It cannot be changed here.")
        self.every_night.show_texts(self.tr("Back up every night"), second)
        self.nightly.setChecked(place.nightly_backups)
        self.nightly.setEnabled("nightly_backups" not in place.fixed)
        self.nightly.setAccessibleDescription(second)

    def _show_steps(self, place: PlaceReply) -> None:
        folder = isolated(place.backup_folder or "")
        close = self.tr("Stop the place on its present computer, so that it does not run twice.")
        if self.context.is_here():
            close = self.tr(
                "Here choose “Only while qqdesk runs” on the page Overview, quit qqdesk and close the place for "
                "everybody, so that it does not run twice."
            )
        texts = (
            self.tr("Back up the place when nobody writes: what is written later stays here."),
            self.tr(
                "Copy the newest backup of {folder} to the other computer, with the folder of the same name that ends "
                "in .files if there is one."
            ).format(folder=folder),
            self.tr("Install qqdesk on the other computer."),
            close,
            self.tr("There choose Start a place for my people, then From a backup…, and the copied file."),
        )
        for label, text in zip(self.steps, texts, strict=True):
            label.setText(text)

    def _show_progress(self, percent: int) -> None:
        if self.state.currentIndex() == 0:
            had_focus = self.start.hasFocus()
            self.cancel.setEnabled(True)
            self.state.setCurrentIndex(1)
            if had_focus:
                self.cancel.setFocus()
        self.bar.setValue(percent)
        self.percent.setText(self.tr("{percent} %").format(percent=percent))

    def _end(self, place: PlaceReply) -> None:
        self._show_start()
        if place.backup_error:
            self._show_error(place)
        elif place.last_backup != self._backup_before:
            self.message.show_success(self.tr("Backed up just now"))
        else:
            self.message.show_notice(self.tr("The backup was cancelled."))
        self.admin.refresh()  # the log has a new line

    def _show_start(self) -> None:
        self._is_awaited = self._is_running = False
        had_focus = self._had_focus or self.cancel.hasFocus()
        self._had_focus = False
        self.state.setCurrentIndex(0)
        if had_focus:
            self.start.setFocus()

    def _show_error(self, place: PlaceReply) -> None:
        sentence = self.tr(
            "The backup failed: {reason} Check that the disk has room and that the place may write into {folder}, then "
            "try again."
        )
        folder = isolated(place.backup_folder or "")
        self.message.show_error(sentence.format(reason=isolated(place.backup_error), folder=folder))

    # Actions

    @Slot(bool)
    def _change_nightly(self, is_wanted: bool) -> None:
        pending = self.admin.change_place(nightly_backups=is_wanted)
        pending.then(self, failed=lambda _: self._show())
        self.follow(pending)

    @Slot()
    def _start(self) -> None:
        place = self.admin.place
        assert place is not None
        self._is_awaited, self._backup_before = True, place.last_backup
        self.message.clear()
        self._show_progress(0)
        self.admin.back_up().then(self, failed=self._on_refused)

    @Slot()
    def _on_copy_clicked(self) -> None:
        self.message.clear()
        if self._copying is None:
            ask_for_folder(self, self.tr("Choose a folder for the copy"), self.save_copy)
        else:
            self._copying.stop()

    def save_copy(self, folder: Path) -> None:
        """Save the latest backup in a folder, unless it is on the disk of the place."""
        place = self.admin.place
        assert place is not None
        if self.context.is_here() and _are_on_one_disk(folder, Path(place.backup_folder or "")):
            self.message.show_error(self.tr("This folder is on the disk of the backups. Choose one on another disk."))
            return
        copying = self._copying = self.admin.save_copy(folder)
        copying.progressed.connect(self._show_copying)
        copying.saved.connect(self._on_copied)
        copying.failed.connect(self._on_copy_failed)
        copying.stopped.connect(self._end_copy)
        self._show_copying(0)

    @Slot()
    def _end_copy(self) -> None:
        self._copying = None
        self._show_copying(None)

    @Slot(object)
    def _on_copied(self, path: Path) -> None:
        self._end_copy()
        self.message.show_success(self.tr("The copy is saved: {path}").format(path=isolated(str(path))))

    @Slot(object)
    def _on_copy_failed(self, problem: Problem) -> None:
        self._end_copy()
        self.show_problem(problem)

    def _on_refused(self, problem: Problem) -> None:
        self._show_start()
        self.show_problem(problem)

    @Slot()
    def _cancel(self) -> None:
        self._is_running = True
        self._had_focus = self.cancel.hasFocus()
        self.cancel.setEnabled(False)
        self.admin.stop_backup().then(self, failed=self._on_cancel_failed)

    def _on_cancel_failed(self, problem: Problem) -> None:
        self.cancel.setEnabled(True)
        self.show_problem(problem)

    @Slot()
    def _show_folder(self) -> None:
        place = self.admin.place
        assert place is not None
        folder = Path(place.backup_folder or "")
        show_in_folder(max(folder.glob(_BACKUPS), default=folder))


def _are_on_one_disk(folder: Path, other: Path) -> bool:
    try:
        return folder.stat().st_dev == other.stat().st_dev
    except OSError:
        return False


def _step(number: int, text: QLabel) -> QWidget:
    """Return a row with a number and a sentence."""
    mark = QLabel(str(number))
    mark.setProperty("role", "tag")
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    part = QWidget()
    part.setLayout(row(column(mark, None), (text, 1), margins=(12, 8, 12, 8), spacing=12))
    return part
