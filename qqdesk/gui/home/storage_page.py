"""The page *Storage*: what the place stores, and the room on its disk."""

from PySide6.QtCore import Slot

from qqdesk.gui.home.home_context import HomeContext
from qqdesk.gui.home.home_page import HomePage
from qqdesk.gui.home.home_rows import RowCard, SettingRow
from qqdesk.gui.home.usage_bar import UsageBar
from qqdesk.gui.shared.file_texts import size_text, used_text
from qqdesk.protocol.home_commands import Care, PlaceReply


class StoragePage(HomePage):
    def __init__(self, context: HomeContext) -> None:
        super().__init__(context)
        self.files_bar = UsageBar()
        self.messages, self.files = SettingRow("chat"), SettingRow("paperclip", self.files_bar)
        self.disk = SettingRow("drive")
        self.body.addWidget(RowCard((self.messages, self.files, self.disk)))
        self.body.addStretch(1)
        self.administration.place_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        place = self.administration.place
        if place is None:
            return
        size = self.tr("The operator keeps them in PostgreSQL")
        if place.database_size is not None:
            size = self.tr("{size} in the database").format(size=size_text(place.database_size))
        self.messages.show_texts(self.tr("Messages"), size)
        self.files.show_texts(self.tr("Pictures and files"), self._files_text(place))
        self.files_bar.setVisible(bool(place.most_files))
        self.files_bar.show_share(place.files_size or 0, place.most_files or 0)
        self.disk.setVisible(place.disk_free is not None)
        self.disk.show_texts(self.tr("Disk of the place"), self._disk_text(place))

    def _files_text(self, place: PlaceReply) -> str:
        if place.files_size is None or place.most_files is None:
            return self.tr("People cannot send pictures and files here")
        return used_text(place.files_size, place.most_files)

    def _disk_text(self, place: PlaceReply) -> str:
        free = self.tr("{size} free").format(size=size_text(place.disk_free or 0))
        if all(care.care != Care.DISK for care in place.cares):
            return free
        advice = self.tr("Nearly full: delete other files on this disk")
        return f"{free} · {advice}"
