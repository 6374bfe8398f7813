"""`qqdesk --demo`: start a server with bots in the background, then sign in to it."""

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
from qqdesk.demo.cast import ASKED
from qqdesk.demo.world import DemoAccount, World, arrange_list
from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.kit import routes
from qqdesk.gui.shared.application import has_display
from qqdesk.gui.start import program
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import DEMO_DATA, DEMO_PREFIX, Arguments
from qqdesk.worker.api import SignIn
from qqdesk.worker.local_server import server_command

logger = logging.getLogger(__name__)

TIMEOUT_MS = 300_000
"""Timeout of a demo that takes a picture: long, since a busy computer is no failure."""
PICTURE_PACE = 0.1
"""How much shorter the pauses of the talk are if it is only for a picture."""
PAINT_DELAY_MS = 200
PICTURE_SIZE = (720, 640)
"""The size of the chat window in a picture."""
NO_FOLDER = 2
GAP = 24
BACKGROUND = "#d5dde6"


class Demo(QObject):
    """Start the world, sign in and open a chat; with `picture` also say hello, photograph the answer and quit."""

    ended = Signal(int)
    """The exit code: the picture is saved, or the demo failed."""
    _started = Signal(object)  # DemoAccount
    _failed = Signal(object)  # Problem

    def __init__(self, world: World, picture: Path | None) -> None:
        super().__init__()
        self._world, self._picture = world, picture
        self.controller: ApplicationController
        self.account: DemoAccount | None = None
        self._sent: Message | None = None
        self._answered = False
        self._started.connect(self._sign_in)
        self._failed.connect(self._world_failed)
        # The world starts while the program does. Its signals are handled in the event loop, after `start`.
        self._starter = threading.Thread(target=self._start_world, name="demo-world", daemon=True)
        self._starter.start()

    def start(self, controller: ApplicationController) -> None:
        self.controller = controller
        messenger = controller.messenger
        messenger.signed_in.connect(self._arrange_list)
        messenger.message_added.connect(self._message_added)
        messenger.message_changed.connect(self._message_changed)
        controller.show_sign_in_window()
        controller.sign_in_window.show_progress(self.tr("Preparing the demo…"))
        if self._picture is not None:
            QTimer.singleShot(TIMEOUT_MS, self, lambda: self._fail("no answer came"))

    def stop(self) -> None:
        if self._starter.is_alive():
            self._starter.join(10)
        self._world.stop()

    def _start_world(self) -> None:
        try:
            self._started.emit(self._world.start())
        except (ClientError, OSError) as error:
            logger.exception("The demo's world cannot be made")
            self._failed.emit(Problem(ProblemKind.LOCAL_SERVER_FAILED, str(error)))

    @Slot(object)
    def _sign_in(self, account: DemoAccount) -> None:
        self.account = account
        self.controller.entered.connect(self._open_chat, Qt.ConnectionType.SingleShotConnection)
        self.controller.messenger.sign_in(SignIn(account.address, account.number, account.password))

    @Slot()
    def _arrange_list(self) -> None:
        if self.account is not None:
            arrange_list(self.controller.messenger, self.account)

    @Slot()
    def _open_chat(self) -> None:
        """Open the chats after the main window, so that the room has the focus when the talk begins."""
        assert self.account is not None
        self.controller.windows.open(routes.Chat(ConversationId.person(self.account.echo)))
        self.controller.windows.open(routes.Chat(ConversationId.room(self.account.room)))
        if self._picture is not None:
            self.controller.windows.chats.main.resize(*PICTURE_SIZE)
        self._world.greet(self.account)

    @Slot(object)
    def _message_added(self, message: Message) -> None:
        """In the room, answer who mentions me. The picture follows the next answer."""
        account, body = self.account, message.body
        if self._picture is None or account is None or not message.conversation.is_room or not isinstance(body, Text):
            return
        if account.number in body.mentions and self._sent is None:
            # In a later turn: the chat may not have received this signal yet.
            QTimer.singleShot(0, self, self._ask)
        elif account.number in body.mentions:
            self._answered = True
            self._photograph_if_done()

    @Slot()
    def _ask(self) -> None:
        assert self.account is not None
        text = self.tr("With pleasure! @{name}, when do we begin?").format(name=ASKED)
        conversation = ConversationId.room(self.account.room)
        body = Text(text, (self.account.asked,))
        self.controller.messenger.own_messages.send(conversation, body).then(self, self._on_sent)

    def _on_sent(self, message: Message) -> None:
        self._sent = message

    @Slot(object)
    def _message_changed(self, _: Message) -> None:
        self._photograph_if_done()

    def _photograph_if_done(self) -> None:
        """Take the picture when the answer is there and my message is sent."""
        if self._sent is None or not self._answered or self._picture is None:
            return
        mine = self.controller.messenger.conversation(self._sent.conversation).find(self._sent.id)
        if mine is not None and mine.delivery is Delivery.SENT:
            self._answered = False
            QTimer.singleShot(PAINT_DELAY_MS, self, self._photograph)

    @Slot()
    def _photograph(self) -> None:
        assert self._picture is not None
        windows = self.controller.windows
        if not side_by_side([windows.main, windows.chats.main]).save(str(self._picture)):
            self._fail(f"{self._picture} cannot be written")
            return
        sys.stdout.write(f"The picture is in {self._picture.resolve()}\n")
        self.ended.emit(0)

    @Slot(object)
    def _world_failed(self, problem: Problem) -> None:
        self._fail(problem.detail)

    def _fail(self, reason: str) -> None:
        sys.stderr.write(f"The demo failed: {reason}.\n")
        self.ended.emit(1)


def side_by_side(widgets: list[QWidget]) -> QImage:
    """Return a picture of these windows, from left to right, on a plain background."""
    pictures = [widget.grab().toImage() for widget in widgets]
    ratio = pictures[0].devicePixelRatio()
    gap = round(GAP * ratio)
    width = sum(picture.width() + gap for picture in pictures) + gap
    height = max(picture.height() for picture in pictures) + 2 * gap
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(BACKGROUND))
    painter = QPainter(image)
    left = gap
    for picture in pictures:
        picture.setDevicePixelRatio(1.0)
        painter.drawImage(left, gap, picture)
        left += picture.width() + gap
    painter.end()
    return image


def run(arguments: Arguments) -> int:
    """Run the demo; return the exit code."""
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
    code = _run(arguments, picture)
    if made is not None and code != 0:
        made.unlink(missing_ok=True)
    return code


def _new_file() -> Path:
    """Create a file with a new name in the temporary folder, where other users may write too."""
    handle, name = tempfile.mkstemp(prefix=DEMO_PREFIX, suffix=".png")
    os.close(handle)
    return Path(name)


def _run(arguments: Arguments, picture: Path | None) -> int:
    world = World(server_command(), PICTURE_PACE if picture is not None else 1.0)
    demo = Demo(world, picture)
    demo.ended.connect(QApplication.exit)
    folder = world.folder
    try:
        return program.run(arguments._replace(config_dir=folder / "config", data_dir=folder / DEMO_DATA), demo.start)
    finally:
        demo.stop()
