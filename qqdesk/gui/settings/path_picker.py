"""A file or folder that is chosen: its name, the system's dialog, and a way back to none."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from qqdesk.gui.settings.setting_rows import PathChoice
from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.plain_tip import plain_tip
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.shared.widgets import ElidedLabel, icon_button


class PathPicker(QWidget):
    chosen = Signal(object)  # str: the path, "" for none

    def __init__(self, row: PathChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row, self._path = row, ""
        self._name = ElidedLabel("", "secondary")
        self._name.setMinimumWidth(scaled(96))
        self.button = QPushButton(self.tr("Choose…"))
        self.button.clicked.connect(self._ask)
        self.clear = icon_button("close", self.tr("None"), "secondary")
        self.clear.clicked.connect(self._clear)
        self.dialog: QFileDialog | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._name, self.clear, self.button):
            layout.addWidget(widget)
        self.set_path("")

    def set_path(self, path: str) -> None:
        self._path = path
        self._name.setText(Path(path).name if path else self._row.none_text)
        self._name.setToolTip(plain_tip(path))
        self.clear.setVisible(bool(path))

    @Slot()
    def _ask(self) -> None:
        dialog = QFileDialog(self.window(), self._row.title, str(Path(self._path).parent) if self._path else "")
        if self._row.folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            if self._row.files:
                dialog.setNameFilter(self._row.files)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()
        file_dialog.finish(dialog)

    @Slot(str)
    def _take(self, path: str) -> None:
        self.chosen.emit(path)

    @Slot()
    def _clear(self) -> None:
        self.button.setFocus()
        self.chosen.emit("")
