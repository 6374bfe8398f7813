"""`qqdesk --demo`: the world is made in the background, then the program signs in to it as anyone would."""

import logging
import os
import sys
import tempfile
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.client.errors import ClientError
from qqdesk.demo.arrange import arrange_list
from qqdesk.demo.world import Ready, World
from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.shared.application import has_display
from qqdesk.gui.start import program
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import DEMO_DATA, DEMO_PREFIX, Arguments
from qqdesk.worker.api import SignIn
from qqdesk.worker.local_server import server_command

logger = logging.getLogger(__name__)

PATIENCE_MS = 60_000
"""A demo that is to take a picture gives up after this long."""
SETTLING_MS = 700
NO_FOLDER = 2
GAP = 24
GROUND = "#d5dde6"


class Demo(QObject):
    """Makes the world, signs in, opens a chat; with `picture` also says hello, photographs the answer, and quits."""

    ended = Signal(int)
    """The exit code of the program: the picture is taken, or the demo failed."""
    _made = Signal(object)  # Ready
    _failed = Signal(object)  # Problem

    def __init__(self, world: World, picture: Path | None) -> None:
        super().__init__()
        self._world, self._picture = world, picture
        self.controller: ApplicationController
        self._ready: Ready | None = None
        self._has_greeted = False
        self._sent: Message | None = None
        self._answered = False
        self._maker = threading.Thread(target=self._make, name="demo-world", daemon=True)
        self._made.connect(self._sign_in)
        self._failed.connect(self._world_failed)

    def start(self, controller: ApplicationController) -> None:
        self.controller = controller
        messenger = controller.messenger
        messenger.signed_in.connect(self._arrange_list)
        messenger.message_added.connect(self._message_added)
        messenger.message_changed.connect(self._message_changed)
        controller.show_sign_in_window()
        controller.sign_in_window.show_progress(self.tr("Preparing the demo…"))
        self._maker.start()
        if self._picture is not None:
            QTimer.singleShot(PATIENCE_MS, self, self._lose_patience)

    def stop(self) -> None:
        self._maker.join(10)
        self._world.stop()

    def _make(self) -> None:
        try:
            self._made.emit(self._world.start())
        except (ClientError, OSError) as error:
            logger.exception("The demo's world cannot be made")
            self._failed.emit(Problem(ProblemKind.LOCAL_SERVER_FAILED, str(error)))

    @Slot(object)
    def _sign_in(self, ready: Ready) -> None:
        self._ready = ready
        self.controller.entered.connect(self._open_chat, Qt.ConnectionType.SingleShotConnection)
        self.controller.sign_in(SignIn(ready.address, ready.number, ready.password))

    @Slot()
    def _arrange_list(self) -> None:
        if self._ready is not None:
            arrange_list(self.controller.messenger, self._ready)

    @Slot()
    def _open_chat(self) -> None:
        """Open it after the main window, so that the chat has the focus when the greeting comes."""
        assert self._ready is not None
        self.controller.windows.open_chat(ConversationId.person(self._ready.echo))
        self._world.greet(self._ready)

    @Slot(object)
    def _message_added(self, message: Message) -> None:
        if (
            self._picture is None
            or self._ready is None
            or message.is_mine
            or message.conversation.number != self._ready.echo
        ):
            return
        if not self._has_greeted:
            # The greeting. Reply in a later turn: the chat may not have received this signal yet.
            QTimer.singleShot(0, self, self._say_hello)
        elif self._sent is not None and message.text == self._sent.text:
            self._answered = True
            self._look()

    @Slot()
    def _say_hello(self) -> None:
        if not self._has_greeted and self._ready is not None:
            self._has_greeted = True
            text = self.tr("Hello, Echo! Is anybody there?")
            conversation = ConversationId.person(self._ready.echo)
            self.controller.messenger.send_message(conversation, Text(text)).then(self, self._on_sent)

    def _on_sent(self, message: Message) -> None:
        self._sent = message

    @Slot(object)
    def _message_changed(self, _: Message) -> None:
        self._look()

    def _look(self) -> None:
        """Photograph when the answer is there and mine is known to have arrived."""
        if self._sent is None or not self._answered or self._picture is None:
            return
        mine = self.controller.messenger.conversation(self._sent.conversation).find(self._sent.id)
        if mine is not None and mine.delivery is Delivery.DELIVERED:
            self._answered = False
            QTimer.singleShot(SETTLING_MS, self, self._photograph)

    @Slot()
    def _photograph(self) -> None:
        assert self._picture is not None
        windows = self.controller.windows
        if not side_by_side([windows.main, windows.chats.main]).save(str(self._picture)):
            self._give_up(f"{self._picture} cannot be written")
            return
        sys.stdout.write(f"The picture is in {self._picture.resolve()}\n")
        self.ended.emit(0)

    @Slot(object)
    def _world_failed(self, problem: Problem) -> None:
        self._give_up(problem.detail)

    @Slot()
    def _lose_patience(self) -> None:
        self._give_up("no answer came")

    def _give_up(self, reason: str) -> None:
        sys.stderr.write(f"The demo failed: {reason}.\n")
        self.ended.emit(1)


def side_by_side(widgets: list[QWidget]) -> QImage:
    """A picture of these windows, from left to right, on a plain ground."""
    pictures = [widget.grab().toImage() for widget in widgets]
    ratio = pictures[0].devicePixelRatio()
    gap = round(GAP * ratio)
    width = sum(picture.width() + gap for picture in pictures) + gap
    height = max(picture.height() for picture in pictures) + 2 * gap
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(GROUND))
    painter = QPainter(image)
    left = gap
    for picture in pictures:
        picture.setDevicePixelRatio(1.0)
        painter.drawImage(left, gap, picture)
        left += picture.width() + gap
    painter.end()
    return image


def run(arguments: Arguments) -> int:
    """The demo from start to end; the program's exit code."""
    picture: Path | None = arguments.screenshot
    made: Path | None = None
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        sys.stdout.write("There is no screen here: the demo runs without one, and takes a picture.\n")
        if picture is None:
            picture = made = _new_file()
    if picture is not None and not picture.absolute().parent.is_dir():
        sys.stderr.write(f"There is no folder {picture.absolute().parent} for the picture.\n")
        return NO_FOLDER
    code = _run_world(arguments, picture)
    if made is not None and code != 0:
        made.unlink(missing_ok=True)
    return code


def _new_file() -> Path:
    """Create a file of a new name in the temporary folder, which other users may write to as well."""
    handle, name = tempfile.mkstemp(prefix=DEMO_PREFIX, suffix=".png")
    os.close(handle)
    return Path(name)


def _run_world(arguments: Arguments, picture: Path | None) -> int:
    world = World(server_command())
    demo = Demo(world, picture)
    demo.ended.connect(QApplication.exit)
    folder = world.folder
    try:
        return program.run(arguments._replace(config_dir=folder / "config", data_dir=folder / DEMO_DATA), demo.start)
    finally:
        demo.stop()
