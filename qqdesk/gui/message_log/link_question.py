"""Open links, and ask before a doubtful one."""

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from qqdesk.gui.message_text.links import Doubt, Target, target_of
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel, put_icon
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screens import fit_height
from qqdesk.gui.shared.type_size import scaled

WIDTH = 440
_SHOWN = 600
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_ZERO_WIDTH_SPACE = "\u200b"


class LinkQuestion(QDialog):
    """Explains what is doubtful about a link and shows its target. Cancel is the default."""

    def __init__(self, target: Target, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target = target
        title = self._title()
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(scaled(WIDTH))
        heading = wrapped_label(title)
        font = semibold(self.font())
        font.setPointSizeF(font.pointSizeF() + 2)
        heading.setFont(font)
        sentences = self._sentences()
        host = [self._box(self.tr("It leads to"), target.host)] if target.host else []
        address = self._box(self.tr("The whole address"), target.address)
        self.setLayout(
            column(
                row(IconLabel("warning", "danger", 28), (heading, 1), spacing=12),
                *(wrapped_label(sentence) for sentence in sentences),
                *host,
                address,
                self._buttons(),
                margins=16,
                spacing=12,
            )
        )
        self.setAccessibleDescription("\n".join([*sentences, target.host, target.address]))
        self.cancel_button.setFocus()
        fit_height(self)

    def _title(self) -> str:
        doubts = self._target.doubts
        if Doubt.PROGRAM in doubts:
            return self.tr("Open something that may be a program?")
        if Doubt.NETWORK in doubts:
            return self.tr("Open a file on another computer?")
        return self.tr("Open a file on this computer?") if Doubt.FILE in doubts else self.tr("Open this link?")

    def _sentences(self) -> list[str]:
        words = {
            Doubt.PROGRAM: self.tr(
                "It starts a program, which can do whatever you can: read, change and send your files."
            ),
            Doubt.FILE: self.tr("It opens a file on this computer, with the program for that kind of file."),
            Doubt.NETWORK: self.tr(
                "It opens a file on another computer in the network, and may reveal your user name to that computer."
            ),
            Doubt.MIXED_LETTERS: self.tr(
                "The address mixes letters of several scripts, which look alike: this is how addresses are forged."
            ),
            Doubt.FOREIGN_LETTERS: self.tr(
                "The address has letters that can look like others. Below it is written without them."
            ),
            Doubt.OTHER_HOST: self.tr("It does not lead to where the text says."),
            Doubt.BEFORE_AT: self.tr("The text before the “@” looks like a website but is not."),
            Doubt.UNSEEN: self.tr("It contains characters that are invisible, or that reverse others."),
        }
        found = [sentence for doubt, sentence in words.items() if doubt in self._target.doubts]
        return [*found, self.tr("Open it only if you know who sent it, and what it is.")]

    def _box(self, caption: str, text: str) -> QFrame:
        box = QFrame()
        box.setProperty("role", "card")
        name = QLabel(caption)
        name.setFont(small(self.font()))
        name.setProperty("role", "secondary")
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        # A label breaks lines at spaces only, and an address has none.
        value = wrapped_label(_ZERO_WIDTH_SPACE.join(shown))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        value.setFont(font)
        value.setTextInteractionFlags(_SELECTABLE)
        value.setAccessibleName(f"{caption}: {shown}")
        box.setLayout(column(name, value, margins=(12, 8, 12, 8), spacing=4))
        return box

    def _buttons(self) -> QHBoxLayout:
        self.copy_button = QPushButton(self.tr("Copy &address"))
        put_icon(self.copy_button, "copy")
        self.copy_button.clicked.connect(self._copy)
        self.open_button = QPushButton(self.tr("&Open"))
        self.open_button.setProperty("role", "danger")
        self.open_button.clicked.connect(self.accept)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.cancel_button.setDefault(True)
        return row(self.copy_button, None, self.open_button, self.cancel_button)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._target.address)


class LinkOpener(QObject):
    """Opens the links of one window, with one question at a time. It refuses invalid addresses."""

    failed = Signal(str)  # the address that could not be opened

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._asked = ""
        self.dialog: LinkQuestion | None = None

    @Slot(str)
    def open(self, url: str) -> None:
        target = target_of(url)
        if target is None:
            self.failed.emit(url)
        elif not target.doubts:
            self._open(target.address)
        elif self.dialog is None:
            self._asked = target.address
            self.dialog = LinkQuestion(target, self._window)
            self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.dialog.accepted.connect(self._accepted)
            self.dialog.finished.connect(self._finished)
            self.dialog.open()

    @Slot()
    def _accepted(self) -> None:
        self._open(self._asked)

    @Slot()
    def _finished(self) -> None:
        self.dialog = None

    def _open(self, address: str) -> None:
        if not QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode)):
            self.failed.emit(address)
