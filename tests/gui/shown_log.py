"""A message list on the screen, messages for it, and the text of its rows."""

from datetime import datetime

from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.block import Block
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.message_log.text_part import TextPart
from qqdesk.gui.shared.faces import FaceSource
from tests.gui.stub_files import StubFiles
from tests.helpers.messages import ME, text_message

START = int(datetime(2026, 3, 1, 9, 0).timestamp() * 1000)


def message(number: int, text: str = "text", state: Delivery | None = None, failure: str = "") -> Message:
    """Return a message. The next number is a minute later."""
    return text_message(f"{number:032x}", 10001, text, START + number * 60_000, state, failure)


class Named(Participants):
    """Mei, and another person with this name."""

    def __init__(self, name: str) -> None:
        self.theirs = name

    @property
    def me(self) -> int:
        return ME

    def name(self, number: int) -> str:
        return "Mei" if number == ME else self.theirs

    def public_name(self, number: int) -> str:
        return self.name(number)

    def face(self, number: int) -> int:
        return 0


def show_log(
    qtbot: QtBot, faces: FaceSource, participants: Participants, files: StubFiles | None = None
) -> MessageListView:
    log = MessageListView(faces, participants, files or StubFiles())
    log.show_people("Anna")
    log.resize(500, 300)
    qtbot.addWidget(log)
    log.show()
    return log


def text_part(block: Block) -> TextPart:
    (part,) = block.content.parts
    assert isinstance(part, TextPart)
    return part
