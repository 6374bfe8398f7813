"""The page *Storage*: what the place stores, how large a file may be, and the room on its disk."""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage
from qqdesk.gui.admin.admin_rows import RowCard, SettingRow
from qqdesk.gui.shared.file_texts import limit_text, size_text, used_text
from qqdesk.gui.shared.theme import current_theme, repaint_on_theme_change
from qqdesk.protocol.admin_commands import IssueKind, PlaceReply

WIDTH, _HEIGHT = 160, 8
_HIGH, _FULL = 0.8, 0.95
"""Above these shares the bar warns."""


class UsageBar(QWidget):
    """A bar that shows how much of a space is used. The text beside it says the same, so a screen reader skips it."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        repaint_on_theme_change(self)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, _HEIGHT)

    def show_share(self, used: int, most: int) -> None:
        """Show `used` of `most`; nothing is used of 0."""
        self._share = min(used / most, 1.0) if most else 0.0
        self.update()

    @property
    def role(self) -> str:
        """The colour of the bar in the theme."""
        if self._share > _FULL:
            return "danger"
        return "away" if self._share > _HIGH else "accent"

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(self.rect())
        half = track.height() / 2
        painter.setBrush(theme.line)
        painter.drawRoundedRect(track, half, half)
        if self._share:
            track.setWidth(max(track.width() * self._share, track.height()))
            painter.setBrush(getattr(theme, self.role if self.isEnabled() else "disabled"))
            painter.drawRoundedRect(track, half, half)
        painter.end()


LIMITS = tuple(number * 2**20 for number in (100, 512, 1024, 2048, 5120, 10_240))
"""The choices of the largest file, in bytes."""
TOTALS = tuple(number * 2**30 for number in (5, 10, 20, 50, 100, 200, 500))
"""The choices of the space of all files, in bytes."""


class StoragePage(AdminPage):
    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        self.files_bar = UsageBar()
        self.messages, self.files = SettingRow("chat"), SettingRow("paperclip", self.files_bar)
        self.limit_box = QComboBox()
        self.limit_box.activated.connect(self._change_limit)
        self.limit = SettingRow("file", self.limit_box)
        self.disk = SettingRow("drive")
        self.total_box = QComboBox()
        self.total_box.activated.connect(self._change_total)
        self.total = SettingRow("paperclip", self.total_box)
        self._limit_card = RowCard((self.limit, self.total))
        self.body.addWidget(RowCard((self.messages, self.files, self.disk)))
        self.body.addWidget(self._limit_card)
        self.body.addStretch(1)
        self.admin.place_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        place = self.admin.place
        if place is None:
            return
        size = self.tr("The operator keeps them in PostgreSQL")
        if place.database_size is not None:
            size = self.tr("{size} in the database").format(size=size_text(place.database_size))
        self.messages.show_texts(self.tr("Messages"), size)
        self.files.show_texts(self.tr("Pictures and files"), self._files_text(place))
        self.files_bar.setVisible(bool(place.most_files))
        self.files_bar.show_share(place.files_size or 0, place.most_files or 0)
        self._show_limits(place)
        self.disk.setVisible(place.disk_free is not None)
        self.disk.show_texts(self.tr("Disk of the place"), self._disk_text(place))

    def _show_limits(self, place: PlaceReply) -> None:
        most, most_files = place.most_file_bytes, place.most_files
        self._limit_card.setVisible(most is not None and most_files is not None)
        if most is None or most_files is None:
            return
        sentence = self.tr("For everybody, as long as the disk has room")
        self.limit.show_texts(self.tr("Largest file"), self._unless_fixed("most_file_mib", sentence))
        self._show_choices(self.limit, self.limit_box, LIMITS, most)
        sentence = self.tr("Together, as long as the disk has room")
        self.total.show_texts(self.tr("All pictures and files"), self._unless_fixed("most_files_mib", sentence))
        self._show_choices(self.total, self.total_box, TOTALS, most_files)
        self.limit_box.setEnabled("most_file_mib" not in place.fixed)
        self.total_box.setEnabled("most_files_mib" not in place.fixed)

    def _unless_fixed(self, name: str, sentence: str) -> str:
        place = self.admin.place
        if place is not None and name in place.fixed:
            return self.tr("The operator has set this at the start of the server. It cannot be changed here.")
        return sentence

    def _show_choices(self, setting: SettingRow, box: QComboBox, choices: tuple[int, ...], current: int) -> None:
        box.setAccessibleName(setting.title())
        box.setAccessibleDescription(setting.second())
        sizes = sorted({*choices, current})
        if [box.itemData(row) for row in range(box.count())] != sizes:
            box.clear()
            for size in sizes:
                box.addItem(limit_text(size), size)
        box.setCurrentIndex(sizes.index(current))

    @Slot(int)
    def _change_limit(self, row: int) -> None:
        pending = self.admin.change_place(most_file_bytes=self.limit_box.itemData(row))
        pending.then(self, failed=lambda _: self._show())
        self.follow(pending, lambda _: self.context.messenger.files.fetch_limit())

    @Slot(int)
    def _change_total(self, row: int) -> None:
        pending = self.admin.change_place(most_files=self.total_box.itemData(row))
        pending.then(self, failed=lambda _: self._show())
        self.follow(pending)

    def _files_text(self, place: PlaceReply) -> str:
        if place.files_size is None or place.most_files is None:
            return self.tr("People cannot send pictures and files here")
        return used_text(place.files_size, place.most_files)

    def _disk_text(self, place: PlaceReply) -> str:
        free = self.tr("{size} free").format(size=size_text(place.disk_free or 0))
        if all(issue.kind != IssueKind.DISK for issue in place.issues):
            return free
        advice = self.tr("Nearly full: delete other files on this disk")
        return f"{free} · {advice}"
