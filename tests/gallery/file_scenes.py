"""Pictures and files in a log, in each state."""

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from qqdesk.domain.body import File, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.problem import DiskSpace, Problem, ProblemKind
from qqdesk.domain.transfer import TransferState
from qqdesk.gui.message_log.block_cache import BUBBLES, LINES
from qqdesk.gui.message_log.file_actions import program_question
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.pictures.cache import picture_cache
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.question_box import QuestionBox
from tests.gallery.stage import Scene, Stage
from tests.gui.stub_files import StubFiles, file_message, info_of, picture_message
from tests.helpers.picture_files import landscape

_SIZE = QSize(560, 1120)
_TITLE_BAR = 32
_CAPTION = "Six in the morning, not a soul out"


def _log(stage: Stage, files: StubFiles, messages: list[Message], style: str) -> MessageListView:
    """Show a log; a message of the stub's other person is one of Aisha."""
    other = stage.number_of("Aisha")
    shown = [replace(one, sender=stage.messenger.me.number if one.is_mine else other) for one in messages]
    log = MessageListView(stage.faces, Participants(stage.messenger), files)
    log.set_style(style, 100)
    log.show_people("Aisha")
    window = QWidget()
    window.setWindowTitle("Aisha")
    window.setLayout(column(log))
    window.resize(_SIZE.boundedTo(window.screen().availableSize() - QSize(0, _TITLE_BAR)))
    log.show_messages(shown)
    stage.keep(window)
    stage.wait(lambda: not picture_cache().is_busy)
    return log


def _stored(stage: Stage, files: StubFiles, message: Message, hue: int) -> Message:
    info, folder = info_of(message), stage.folder / "log"
    folder.mkdir(exist_ok=True)
    path = folder / f"{info.id}.jpg"
    assert landscape(info.width, info.height, hue).save(str(path))
    files.store(info, path)
    return message


def _pictures(stage: Stage, style: str = BUBBLES) -> QWidget:
    files = StubFiles()
    loading, stopped, absent, broken = (picture_message(number, (1280, 720)) for number in range(1, 5))
    own = picture_message(6, (1280, 823), delivery=Delivery.SENDING)
    files.move(info_of(loading), 900_000, rate=400_000)
    files.move(info_of(stopped), 1_500_000, TransferState.STOPPED)
    files.store(info_of(broken), stage.folder / "gone.jpg")
    shown = [
        _stored(stage, files, picture_message(0, (1280, 823), _CAPTION), 210),
        loading,
        stopped,
        absent,
        broken,
        _stored(stage, files, picture_message(5, (400, 900), delivery=Delivery.DELIVERED), 30),
        _stored(stage, files, own, 300),
    ]
    files.move(info_of(own), 1_900_000, rate=500_000)
    return _log(stage, files, shown, style).window()


def _cards(stage: Stage, style: str = BUBBLES) -> QWidget:
    files = StubFiles()
    moving, stopped, here = (
        file_message(1, "Rowing calendar 2027.pdf"),
        file_message(2, "drawings for the workshop, third version, with all comments.zip"),
        file_message(3, "预算.xlsx"),
    )
    sending = file_message(5, "regatta.mp4", 84_000_000, delivery=Delivery.SENDING)
    files.move(info_of(moving), 3_100_000, rate=1_200_000)
    files.move(info_of(stopped), 3_100_000, TransferState.STOPPED)
    full = file_message(8, "regatta, all boats.mp4", 100_000_000)
    space = DiskSpace("Downloads", 100_000_000, 20_000_000)
    files.move(info_of(full), 0, TransferState.STOPPED, problem=Problem(ProblemKind.DISK_FULL, space=space))
    files.move(info_of(sending), 61_000_000, rate=2_000_000)
    files.store(info_of(here), stage.folder / "budget.xlsx")
    shown = [
        file_message(0, "Minutes of Tuesday.docx", 214_000, "As promised. I will bring the printed ones, too."),
        moving,
        stopped,
        here,
        file_message(4, "דוח שנתי.pdf", delivery=Delivery.DELIVERED),
        sending,
        file_message(6, "setup.exe", 12, delivery=Delivery.WAITING),
        file_message(7, "LICENSE", 900),
        full,
    ]
    return _log(stage, files, shown, style).window()


def _room(stage: Stage) -> QWidget:
    files = StubFiles()
    me, room = stage.messenger.me, ConversationId.room(20001)
    mention = Text(f"@{me.name} look", (me.number,))
    first = _stored(stage, files, picture_message(0, (1280, 823)), 210)
    second = _stored(stage, files, picture_message(1, (1280, 500)), 120)
    shown = [first, replace(second, body=File(info_of(second), mention)), file_message(2)]
    log = _log(stage, files, [], BUBBLES)
    other = stage.number_of("Aisha")
    log.show_messages([replace(one, conversation=room, sender=other) for one in shown])
    stage.wait(lambda: not picture_cache().is_busy)
    return log.window()


def _program(stage: Stage) -> QWidget:
    return stage.keep(program_question(stage.chat("Echo"), "setup.exe"))


SCENES = (
    Scene("log-pictures", QWidget, _pictures),
    Scene("log-pictures-lines", QWidget, lambda stage: _pictures(stage, LINES)),
    Scene("log-files", QWidget, _cards),
    Scene("log-files-lines", QWidget, lambda stage: _cards(stage, LINES)),
    Scene("log-room-files", QWidget, _room),
    Scene("open-program", QuestionBox, _program),
)
