"""Names and faces in a log come from its participants, by sender."""

from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Text
from qqdesk.domain.contact import Contact
from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.faces import FaceSource
from tests.helpers.messages import ME, NOON, chat_with
from tests.kit.messenger import Backend

ANNA, WEI = 10001, 10002


def said_by(sender: int, number: int) -> Message:
    delivery = Delivery.SENT if sender == ME else None
    return Message(f"{number:032x}", chat_with(ANNA), sender, NOON + number, Text("hi"), delivery)


def test_each_sender_has_their_own_name_and_heading(qtbot: QtBot, backend: Backend, faces: FaceSource) -> None:
    messenger = backend.messenger
    backend.open(Contact(ANNA, "Anna", 270), Contact(WEI, "Wei", 120))
    people = Participants(messenger)
    log = MessageListView(faces, people, messenger.files)
    qtbot.addWidget(log)
    log.show_messages([said_by(sender, number) for number, sender in enumerate((ANNA, WEI, WEI, ME))])
    assert [log.accessible.sentence(log.rows[row]).split(", ")[0] for row in range(4)] == [
        "Anna",
        "Wei",
        "Wei",
        messenger.me.name,
    ]
    assert [log.rows.marks(row).starts_group for row in range(4)] == [True, True, False, True]
    assert people.face(WEI) == 120
    backend.change(Contact(WEI, "Wei Li", 120))
    log.show_people("Anna")
    assert log.accessible.sentence(log.rows[1]).startswith("Wei Li, ")
