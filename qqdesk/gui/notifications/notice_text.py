"""The sentences of notices."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.contact import Contact
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.texts import distinct_name
from qqdesk.protocol.codes import CAME_IN, MessageKind
from qqdesk.worker.api import Notice

translate = QCoreApplication.translate


def notice_text(notice: Notice, people: Iterable[Contact], room: str = "") -> str:
    """Return a notice as a sentence.

    `people`: a name that one of them has too stands with its number. `room` is the title of the room that it is about.
    """
    contact = notice.contact
    person = distinct_name(contact.name, contact.number, people)
    match notice.kind:
        case _ if notice.room:
            return _room_sentence(notice).format(person=person, room=isolated(room), reason=notice.text.strip())
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
        case _ if not notice.text:
            sentence = translate("Notice", "Notice from {person}")
        case _:
            sentence = translate("Notice", "Notice from {person}: “{reason}”")
    return sentence.format(person=person, reason=notice.text)


def notice_parts(notice: Notice, people: Iterable[Contact], room: str = "") -> tuple[str, str]:
    """Return a notice as a sentence, and the words of the person or server in it; "" if there are none."""
    if notice.kind in (MessageKind.ADDED_ME, MessageKind.ROOM_INVITED, MessageKind.ROOM_JOINED, MessageKind.ROOM_LEFT):
        return notice_text(notice, people, room), ""
    return notice_text(replace(notice, text=""), people, room), notice.text.strip()


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
