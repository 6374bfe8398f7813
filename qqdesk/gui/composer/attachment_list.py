"""The pictures and files of a message that is not sent yet."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from threading import Event
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from qqdesk.domain.attachment import Attachment
from qqdesk.domain.file_name import safe_name
from qqdesk.domain.picture_kind import MAGIC_BYTES, kind_of
from qqdesk.gui.pictures.decode import PictureError, decode
from qqdesk.gui.pictures.picture_jobs import picture_jobs
from qqdesk.gui.pictures.prepare import delete_copy, new_copy, prepare_file, prepare_picture
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.file_texts import limit_text, size_text
from qqdesk.gui.shared.person_list import Index
from qqdesk.protocol.file_info import FileKind
from qqdesk.worker.files import Files

_PIECE = 1024 * 1024


class TooLargeError(Exception):
    """The packed folder has more bytes than the server takes."""


class StoppedError(Exception):
    """Packing was cancelled."""


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder and of its subfolders, without links. Raises OSError."""
    return sorted(_walk(folder))


def _walk(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def pack(folder: Path, files: list[Path], target: Path, most: int | None, go_on: Callable[[int], bool]) -> None:
    """Write files of a folder, under its name, into a new .zip file of at most `most` bytes.

    `go_on` gets the number of bytes that are read, and returns False to cancel. Raises OSError, TooLargeError,
    StoppedError: then no file is left.
    """
    try:
        with ZipFile(target, "w") as archive:
            done = 0
            for path in files:
                entry = ZipInfo.from_file(path, folder.name / path.relative_to(folder), strict_timestamps=False)
                entry.compress_type = ZIP_DEFLATED
                with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as packed:
                    while piece := source.read(_PIECE):
                        packed.write(piece)
                        done += len(piece)
                        if not go_on(done):
                            raise StoppedError
                        if most is not None and target.stat().st_size > most:
                            raise TooLargeError
    except BaseException:
        target.unlink(missing_ok=True)
        raise


MOST_AT_ONCE = 50
_MOST_REFUSALS = 3
_PROGRESS_MS = 100
ITEM = Qt.ItemDataRole.UserRole + 1
SECOND_LINE = Qt.ItemDataRole.UserRole + 2


class PictureForm(Enum):
    """How pictures are sent."""

    SMALLER = "smaller"
    ORIGINAL = "original"
    FILE = "file"


@dataclass(eq=False, slots=True)
class Item:
    """One attachment. While it is prepared in a thread, `attachment` is None."""

    source: Path | QImage
    name: str
    attachment: Attachment | None = None
    is_picture: bool = False
    thumbnail: QImage = field(default_factory=QImage)
    """Null for all but pictures that are sent as such."""
    is_folder: bool = False
    file_count: int = 0
    """Of a folder, 0 while they are counted."""
    total: int = 0
    """The bytes of these files."""
    packed: int = 0
    """How many of them are read."""
    stop: Event = field(default_factory=Event)
    """Set when the result is not wanted any more."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    attachment: Attachment
    is_picture: bool
    thumbnail: QImage = field(default_factory=QImage)


class _EmptyFolderError(Exception):
    pass


class AttachmentList(QAbstractListModel):
    """Prepares pictures and folders in threads. Their copies are deleted if they are not sent."""

    changed = Signal()
    """Attachments came, went, moved or are ready, or pictures are sent in another form."""
    refused = Signal(str, bool)
    """The sentences about files that cannot be attached, and whether the last one is too large."""

    def __init__(self, files: Files, parent: QObject) -> None:
        super().__init__(parent)
        self._files = files
        self._items: list[Item] = []
        self._refusals: list[str] = []
        """The sentences about what was added last."""
        self._form = PictureForm.SMALLER
        self._progress = QTimer(self, interval=_PROGRESS_MS)
        self._progress.timeout.connect(self._show_progress)

    # Contents

    @property
    def items(self) -> Sequence[Item]:
        return self._items

    @property
    def is_ready(self) -> bool:
        return all(item.attachment is not None for item in self._items)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Those that are ready, in order."""
        return tuple(item.attachment for item in self._items if item.attachment is not None)

    @property
    def has_pictures(self) -> bool:
        return any(item.is_picture for item in self._items)

    @property
    def form(self) -> PictureForm:
        return self._form

    def set_form(self, form: PictureForm) -> None:
        """Prepare the pictures again in this form."""
        if form is self._form:
            return
        self._form = form
        for item in [item for item in self._items if item.is_picture]:
            again = Item(item.source, item.name, is_picture=True)
            self._items[self._items.index(item)] = again
            _discard(item)
            self._prepare(again)
        self._show_all()

    # Adding and removing

    def add_files(self, paths: Sequence[Path]) -> None:
        """Attach files, and folders as .zip files."""
        self._add([Item(path, safe_name(path.name)) for path in paths])

    def add_image(self, image: QImage, name: str) -> None:
        """Attach a picture that is no file."""
        self._add([Item(image, name, is_picture=True)])

    def _add(self, items: list[Item]) -> None:
        if not self._files.has_files:
            self.refused.emit(self.tr("Files cannot be sent here: the place does not take them."), False)
            return
        self._refusals.clear()
        room = MOST_AT_ONCE - len(self._items)
        if len(items) > room:
            self.refused.emit(self.tr("At most %n files can be sent at once.", "", MOST_AT_ONCE), False)
        items = items[:room]
        if items:
            self.beginInsertRows(QModelIndex(), len(self._items), len(self._items) + len(items) - 1)
            self._items += items
            self.endInsertRows()
            for item in items:
                self._prepare(item)
            self.changed.emit()

    def remove(self, row: int) -> None:
        _discard(self._take(row))
        self.changed.emit()

    def clear(self) -> None:
        """Remove everything, and delete the copies."""
        while self._items:
            _discard(self._take(0))
        self.changed.emit()

    def remove_sent(self, attachment: Attachment) -> None:
        """Remove an attachment that belongs to a message now."""
        for row, item in enumerate(self._items):
            if item.attachment is attachment:
                self._take(row)
                self.changed.emit()
                return

    def _take(self, row: int) -> Item:
        self.beginRemoveRows(QModelIndex(), row, row)
        item = self._items.pop(row)
        self.endRemoveRows()
        return item

    def move(self, row: int, to: int) -> None:
        """Move an attachment to another row."""
        if row != to and 0 <= to < len(self._items):
            self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), to + (to > row))
            self._items.insert(to, self._items.pop(row))
            self.endMoveRows()
            self.changed.emit()

    # Preparing

    def _prepare(self, item: Item) -> None:
        folder, most = self._files.copies, self._files.most_bytes
        if folder is None:
            return
        form = self._form
        self._progress.start()

        def work() -> _Prepared | Exception:
            try:
                return _prepared(item, form, folder, most)
            except (OSError, StoppedError, TooLargeError, _EmptyFolderError) as error:
                return error

        picture_jobs().run(self, work, lambda result: self._on_prepared(item, result))

    def _on_prepared(self, item: Item, result: _Prepared | Exception) -> None:
        most = self._files.most_bytes
        if isinstance(result, _Prepared):
            if item.stop.is_set():
                delete_copy(result.attachment)
            elif most is not None and result.attachment.size > most:
                delete_copy(result.attachment)
                self._refuse(item, TooLargeError())
            else:
                item.attachment, item.is_picture = result.attachment, result.is_picture
                item.thumbnail = result.thumbnail
                self._show_all()
        elif not item.stop.is_set():
            self._refuse(item, result)

    def _refuse(self, item: Item, error: Exception) -> None:
        is_too_large = isinstance(error, TooLargeError)
        self._refusals.append(self._sentence(item.name, error))
        self.refused.emit("\n".join(self._refusals[-_MOST_REFUSALS:]), is_too_large)
        if is_too_large:
            self._files.fetch_limit()  # for the next try
        self.remove(self._items.index(item))

    def _sentence(self, name: str, error: Exception) -> str:
        match error:
            case TooLargeError():
                size = limit_text(self._files.most_bytes or 0)
                text = self.tr("“{name}” is too large: the place takes files of up to {size}.").format(
                    name="{name}", size=size
                )
            case _EmptyFolderError():
                text = self.tr("The folder “{name}” has no files.")
            case _:
                text = self.tr("“{name}” cannot be read.")
        return text.format(name=isolated(name))

    @Slot()
    def _show_progress(self) -> None:
        if self.is_ready:
            self._progress.stop()
        self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1))

    def _show_all(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1))
        self.changed.emit()

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{item.name}, {self._second_line(item)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{item.name}, {self._second_line(item)}")
        if role == SECOND_LINE:
            return self._second_line(item)
        return None

    def _second_line(self, item: Item) -> str:
        """Return the size, or how far the preparation is."""
        if item.is_folder and item.attachment is None:
            if not item.total:
                return self.tr("Counting files…")
            content = self.tr("%n file(s)", "", item.file_count)
            percent = 100 * item.packed // item.total
            return self.tr("{files} · {percent} %").format(files=content, percent=percent)
        if item.attachment is None:
            return self.tr("Preparing…")
        size = size_text(item.attachment.size)
        if item.is_folder:
            content = self.tr("%n file(s)", "", item.file_count)
            return f"{content} · {size}"
        return size


def _prepared(item: Item, form: PictureForm, folder: Path, most: int | None) -> _Prepared:
    """Runs in a thread. Raises OSError, StoppedError, TooLargeError, _EmptyFolderError."""
    source = item.source
    if item.stop.is_set():
        raise StoppedError
    if isinstance(source, Path):
        if source.is_dir():
            return _Prepared(_packed(item, source, folder, most), is_picture=False)
        with source.open("rb") as opened:
            if kind_of(opened.read(MAGIC_BYTES)) is FileKind.OTHER:
                return _Prepared(prepare_file(source), is_picture=False)
        if form is PictureForm.FILE:
            return _Prepared(prepare_file(source), is_picture=True)
    try:
        picture = prepare_picture(source, item.name, folder, is_original=form is not PictureForm.SMALLER)
    except PictureError:
        if isinstance(source, Path):
            return _Prepared(prepare_file(source), is_picture=False)
        raise
    if form is PictureForm.FILE:
        file = replace(picture, kind=FileKind.OTHER, width=0, height=0, hint="", thumbnail=b"")
        return _Prepared(file, is_picture=True)
    return _Prepared(picture, True, decode(picture.thumbnail))


def _packed(item: Item, source: Path, folder: Path, most: int | None) -> Attachment:
    item.is_folder, item.name = True, safe_name(f"{source.name}.zip")
    files = files_in(source)
    item.file_count, item.total = len(files), sum(file.stat().st_size for file in files)
    if not files:
        raise _EmptyFolderError

    def go_on(done: int) -> bool:
        item.packed = done
        return not item.stop.is_set()

    target = new_copy(folder)
    pack(source, files, target, most, go_on)
    return Attachment(target, item.name, target.stat().st_size, is_copy=True)


def _discard(item: Item) -> None:
    item.stop.set()
    if item.attachment is not None:
        delete_copy(item.attachment)
