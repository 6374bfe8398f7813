"""The sentences of notices."""

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.contact import Contact
from qqdesk.gui.shared.bidi import isolated
from qqdesk.protocol.codes import CAME_IN, MessageKind
from qqdesk.worker.api import Notice

translate = QCoreApplication.translate


def notice_text(notice: Notice, room: str = "") -> str:
    """Return a notice as a sentence. `room` is the title of the room that it is about."""
    match notice.kind:
        case _ if notice.room:
            return _room_sentence(notice).format(
                person=_person(notice.contact), room=isolated(room), reason=notice.text.strip()
            )
        case MessageKind.ADDED_ME if notice.text == CAME_IN:
            sentence = translate("Notice", "{person} has joined.")
        case MessageKind.ADDED_ME:
            sentence = translate("Notice", "{person} added you to their list.")
        case MessageKind.REQUEST_GRANTED:
            sentence = translate("Notice", "{person} accepted your request and is on your list now.")
        case MessageKind.REQUEST_REFUSED if notice.text:
            sentence = translate("Notice", "{person} declined your request: “{reason}”")
        case MessageKind.REQUEST_REFUSED:
            sentence = translate("Notice", "{person} declined your request.")
        case _:
            sentence = translate("Notice", "Notice from {person}: “{reason}”")
    return sentence.format(person=_person(notice.contact), reason=notice.text)


def _room_sentence(notice: Notice) -> str:
    match notice.kind:
        case MessageKind.ROOM_INVITED:
            return translate("Notice", "{person} invites you to the room {room}.")
        case MessageKind.ROOM_JOINED if notice.contact.is_server:
            return translate("Notice", "You are in the room {room} now.")
        case MessageKind.ROOM_LEFT if notice.contact.is_server:
            return translate("Notice", "You are no longer in the room {room}.")
        case MessageKind.ROOM_JOINED:
            return translate("Notice", "{person} added you to the room {room}.")
        case MessageKind.ROOM_LEFT:
            return translate("Notice", "{person} removed you from the room {room}.")
        case MessageKind.ROOM_ASKED if notice.text.strip():
            return translate("Notice", "{person} asks to join the room {room}: “{reason}”")
        case MessageKind.ROOM_ASKED:
            return translate("Notice", "{person} asks to join the room {room}.")
        case _ if notice.text.strip():
            return translate("Notice", "Your request to join the room {room} was declined: “{reason}”")
    return translate("Notice", "Your request to join the room {room} was declined.")


def _person(contact: Contact) -> str:
    """Return nickname and number, or the number alone if the nickname is unknown."""
    if contact.name == str(contact.number):
        return contact.name
    return translate("Notice", "{name} ({number})").format(name=isolated(contact.name), number=contact.number)
