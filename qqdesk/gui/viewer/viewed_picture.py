"""The picture that the viewer shows, while it is loaded and afterwards."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.transfer import TransferState
from qqdesk.gui.pictures.animation import ANIMATED, Animation
from qqdesk.gui.pictures.decode import PictureError, decode
from qqdesk.gui.pictures.picture_jobs import picture_jobs
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.theme import reduced_motion
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.files import Files

_LEAST_SIDE = 1024


def decode_levels(path: Path) -> tuple[QImage, ...]:
    """Return the picture and copies of half the size each, largest first. Any thread may call. Raises PictureError."""
    image = decode(path)
    form = QImage.Format.Format_ARGB32_Premultiplied if image.hasAlphaChannel() else QImage.Format.Format_RGB32
    image = image.convertToFormat(form)
    levels = [image]
    while max(image.width(), image.height()) > _LEAST_SIDE:
        half = QSize(image.width() // 2, image.height() // 2).expandedTo(QSize(1, 1))
        image = image.scaled(half, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        levels.append(image)
    return tuple(levels)


class ViewedPicture(QObject):
    """Downloads a picture if it is not on this computer, then decodes it in a thread."""

    changed = Signal()

    def __init__(self, files: Files, conversation: ConversationId, info: FileInfo, parent: QObject) -> None:
        super().__init__(parent)
        self._files, self._conversation, self._info = files, conversation, info
        self.images: tuple[QImage, ...] = ()
        """The picture, and smaller copies; until it is loaded its thumbnail, or nothing."""
        self.size = QSize(info.width, info.height)
        """Of the picture, in its pixels."""
        self.is_whole = False
        """The images are the picture."""
        self.failure = ""
        """Why the picture cannot be shown, a sentence."""
        self.animation: Animation | None = None
        self._has_thumbnail = self._is_decoding = self._is_requested = False
        files.changed.connect(self._on_file_changed)
        self._load()

    @property
    def progress(self) -> float | None:
        """The part of the file that is on this computer, 0 to 1; None for the whole file."""
        if self._files.path(self._info.id) is not None:
            return None
        transfer = self._files.transfer(self._info.id)
        return transfer.done / max(transfer.size, 1) if transfer is not None else 0.0

    @Slot()
    def retry(self) -> None:
        self.failure, self._is_decoding, self._is_requested = "", False, False
        self._load()
        self.changed.emit()

    @Slot(str)
    def _on_file_changed(self, id: str) -> None:
        if id == self._info.id and not self.is_whole:
            self._load()
            self.changed.emit()

    def _load(self) -> None:
        self._load_thumbnail()
        path = self._files.path(self._info.id)
        if path is None:
            self._download()
        elif not self._is_decoding:
            self._is_decoding, self.failure = True, ""
            picture_jobs().run(self, partial(decode_levels, path), partial(self._on_decoded, path))

    def _load_thumbnail(self) -> None:
        path = self._files.thumbnail(self._info.id)
        if path is None:
            self._files.want_thumbnail(self._info)
        elif not self._has_thumbnail:
            self._has_thumbnail = True
            picture_jobs().run(self, partial(decode, path), self._on_thumbnail, priority=1)

    def _download(self) -> None:
        transfer = self._files.transfer(self._info.id)
        if not self._is_requested:
            self._is_requested = True
            self._files.download(self._info, self._conversation)
        elif transfer is not None and transfer.state is TransferState.STOPPED:
            stopped = self.tr("The download was stopped.")
            self.failure = problem_text(transfer.problem) if transfer.problem is not None else stopped
        elif transfer is not None:  # continued, perhaps in another window
            self.failure = ""

    def _on_thumbnail(self, image: QImage | PictureError) -> None:
        if isinstance(image, QImage) and not self.is_whole:
            self.images = (image,)
            self.changed.emit()

    def _on_decoded(self, path: Path, levels: tuple[QImage, ...] | PictureError) -> None:
        if isinstance(levels, PictureError):
            self.failure = self.tr("The file is damaged, too large, or of a kind that this program does not show.")
        else:
            self.images, self.size, self.is_whole = levels, levels[0].size(), True
            if self._info.kind in ANIMATED:
                self._play(path)
        self.changed.emit()

    def _play(self, path: Path) -> None:
        """Play the picture if it is animated: once with less motion."""
        self.animation = animation = Animation(path, self.size, 0, self, once=reduced_motion())

        def show() -> None:
            if animation.frame is not None:
                self.images = (animation.frame.toImage(),)
                self.changed.emit()

        animation.changed.connect(show)

    @Slot()
    def on_painted(self) -> None:
        if self.animation is not None and self.animation.frame is not None:
            self.animation.on_painted()
