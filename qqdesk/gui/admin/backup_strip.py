"""The strip of a backup: running, done or failed."""

from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_strip import AdminStrip
from qqdesk.gui.kit.bar import BarKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.admin_commands import PlaceReply

_BAR = 120


class BackupStrip(QWidget):
    """Hidden until a backup runs. Its result stays until the window closes, or another backup starts."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__()
        self._admin = context.admin
        self._before: int | None = None
        self.is_running = False
        self.bar, self.percent = QProgressBar(), QLabel()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(scaled(_BAR))
        self.bar.setAccessibleName(self.tr("Progress of the backup"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.again = QPushButton(self.tr("Try again"))
        self.cancel.clicked.connect(self._admin.stop_backup)
        self.again.clicked.connect(self._admin.back_up)
        icons = IconLabel("archive", "accent"), IconLabel("check", "online"), IconLabel("warning", "danger")
        self.running = AdminStrip(BarKind.NOTICE, icons[0], self.bar, self.percent, self.cancel)
        self.running.show_text(self.tr("Backing up the place"))
        self.done = AdminStrip(BarKind.SUCCESS, icons[1])
        self.done.show_text(self.tr("Backed up just now"))
        self.failed = AdminStrip(BarKind.ERROR, icons[2], self.again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for strip in (self.running, self.done, self.failed):
            layout.addWidget(strip)
        self._show(None)

    @property
    def strip(self) -> AdminStrip | None:
        """The visible strip."""
        return next((one for one in (self.running, self.done, self.failed) if not one.isHidden()), None)

    def show_place(self, place: PlaceReply) -> None:
        if place.backup_percent is not None:
            if not self.is_running:
                self.is_running, self._before = True, place.last_backup
                self._show(self.running)
            self.bar.setValue(place.backup_percent)
            self.percent.setText(self.tr("{percent} %").format(percent=place.backup_percent))
        elif self.is_running:
            self.is_running = False
            self._end(place)

    def _end(self, place: PlaceReply) -> None:
        if place.last_backup != self._before:
            self._show(self.done)
        elif place.backup_error:
            sentence = self.tr("The backup failed: {reason}")
            self.failed.show_text(sentence.format(reason=isolated(place.backup_error)))
            self._show(self.failed)
        else:  # cancelled
            self._show(None)

    def _show(self, strip: AdminStrip | None) -> None:
        for one in (self.running, self.done, self.failed):
            one.setVisible(one is strip)
        self.setVisible(strip is not None)
        if strip is not None and self.isVisible():
            announce(self, strip.text())
