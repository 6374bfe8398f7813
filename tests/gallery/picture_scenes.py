"""The viewer of pictures, and the pictures and files of a conversation."""

import time
from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from qqdesk.domain.body import File
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.transfer import Transfer, TransferState
from qqdesk.engine.events import TransferChanged
from qqdesk.gui.files.files_window import FilesWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.viewer.viewer_window import ViewerWindow
from qqdesk.protocol.file_info import FileKind
from tests.gallery.stage import Scene, Stage
from tests.helpers.history import open_history
from tests.helpers.messages import chat_with, file_message
from tests.helpers.picture_files import put_here

_DAY_MS = 86_400_000
_CAPTION = "Six in the morning, not a soul out"


def _messages(number: int, me: int) -> list[Message]:
    """Return twelve pictures of two months, and some files."""
    now = round(time.time() * 1000)
    made = []
    for at in range(12):
        width, height = ((1280, 823), (900, 1200), (1600, 500))[at % 3]
        sent_at = now - (11 - at) * 5 * _DAY_MS
        made.append(
            file_message(
                f"{0xA0 + at:032x}",
                number,
                f"lake {at + 1}.jpg",
                sent_at,
                Delivery.DELIVERED if at % 4 == 1 else None,
                kind=FileKind.JPEG,
                size=1_200_000 + at * 10_000,
                width=width,
                height=height,
                caption=_CAPTION if at == 9 else "",
            )
        )
    names = ("Minutes of Tuesday.pdf", "drawings for the workshop, third version.zip", "预算.xlsx", "setup.exe")
    for at, name in enumerate(names):
        sent_at = now - (3 - at) * _DAY_MS - 1000
        made.append(file_message(f"{0xB0 + at:032x}", number, name, sent_at, size=8_400_000 // (at * 9 + 1)))
    return [replace(one, sender=me) if one.is_mine else one for one in made]


def _fill(stage: Stage) -> list[Message]:
    """Store the messages and their files in the history of the session, once."""
    history = open_history(stage.messenger)
    number = stage.number_of("Aisha")
    messages = _messages(number, stage.messenger.me.number)
    if not history.pages.with_files(chat_with(number)):
        history.import_messages(messages)
        put_here(history.local_files, messages[:8] + messages[9:12] + messages[12:14], stage.folder / "pictures")
        put_here(history.local_files, messages[8:9], stage.folder / "pictures", only_thumbnails=True)
    return messages


def _viewer(stage: Stage, at: int) -> ViewerWindow:
    message = _fill(stage)[at]
    stage.windows.open(routes.Viewer(message.conversation, message.id))
    window = stage.shown(ViewerWindow)
    stage.wait(lambda: bool(window.position.text()))
    return window


def _show_viewer(stage: Stage) -> QWidget:
    window = _viewer(stage, 9)
    stage.wait(lambda: window.bar.copy.isEnabled())
    window.next.setFocus()
    return window


def _show_high(stage: Stage) -> QWidget:
    window = _viewer(stage, 1)
    stage.wait(lambda: window.bar.copy.isEnabled())
    window.canvas.turn()
    window.canvas.zoom_by(3, window.canvas.rect().center().toPointF() - QPoint(20, 0))
    return window


def _show_loading(stage: Stage) -> QWidget:
    messages = _fill(stage)
    body = messages[8].body
    assert isinstance(body, File)
    window = _viewer(stage, 8)
    stage.wait(window.failed.isVisible)  # the server does not have the file; another answer would come later
    _put_transfer(stage, Transfer(body.info.id, TransferState.RUNNING, 700_000, body.info.size, 300_000))
    return window


def _show_failed(stage: Stage) -> QWidget:
    messages = _fill(stage)
    body = messages[8].body
    assert isinstance(body, File)
    problem = Problem(ProblemKind.NO_CONNECTION)
    window = _viewer(stage, 8)
    stage.wait(window.failed.isVisible)
    _put_transfer(stage, Transfer(body.info.id, TransferState.STOPPED, 0, body.info.size, problem=problem))
    return window


def _put_transfer(stage: Stage, transfer: Transfer) -> None:
    stage.messenger.files.apply(TransferChanged(transfer.id, transfer))


def _open_files(stage: Stage, name: str = "Aisha") -> FilesWindow:
    _fill(stage)
    stage.windows.open(routes.Files(chat_with(stage.number_of(name))))
    window = stage.shown(FilesWindow)
    stage.wait(lambda: window.is_loaded)
    return window


def _choose(window: FilesWindow, message: Message) -> None:
    row = window.view.rows.row_of(message.id)
    assert row is not None
    window.view.setCurrentIndex(window.view.model().index(row, 0))
    window.view.setFocus()


def _show_pictures(stage: Stage) -> QWidget:
    window = _open_files(stage)
    _choose(window, _fill(stage)[10])
    return window


def _show_files(stage: Stage) -> QWidget:
    window = _open_files(stage)
    window.tabs.setCurrentIndex(1)
    _choose(window, _fill(stage)[-2])
    return window


def _show_nothing_found(stage: Stage) -> QWidget:
    window = _open_files(stage)
    window.tabs.setCurrentIndex(1)
    window.search.setText("minuet")
    return window


def _show_no_pictures(stage: Stage) -> QWidget:
    return _open_files(stage, "Echo")


SCENES = (
    Scene("files-pictures", FilesWindow, _show_pictures),
    Scene("files-list", FilesWindow, _show_files),
    Scene("files-nothing-found", FilesWindow, _show_nothing_found),
    Scene("files-none", FilesWindow, _show_no_pictures),
    Scene("viewer", ViewerWindow, _show_viewer),
    Scene("viewer-turned", ViewerWindow, _show_high),
    Scene("viewer-loading", ViewerWindow, _show_loading),
    Scene("viewer-failed", ViewerWindow, _show_failed),
)
