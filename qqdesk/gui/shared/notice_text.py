"""The sentences of notices."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.contact import Contact
from qqdesk.domain.incoming import (
    AddedMe,
    Incoming,
    NewcomerJoined,
    RequestGranted,
    RequestRefused,
    RoomAsked,
    RoomInvited,
    RoomJoined,
    RoomLeft,
    RoomRefused,
    ServerNotice,
)
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.texts import distinct_name
from qqdesk.worker.api import Notice

translate = QCoreApplication.translate


def notice_text(notice: Notice, people: Iterable[Contact], room: str = "", *, with_words: bool = True) -> str:
    """Return a notice as a sentence.

    `people`: a name that one of them has too stands with its number. `room` is the title of the room that it is about.
    """
    contact, kind = notice.contact, type(notice.item)
    sentence = _sentences()[kind]
    if contact.is_server:
        sentence = _sentences_without_person().get(kind, sentence)
    if with_words and notice.words:
        sentence = _sentences_with_words().get(kind, sentence)
    person = distinct_name(contact.name, contact.number, people)
    return sentence.format(person=person, room=isolated(room), reason=notice.words)


def notice_parts(notice: Notice, people: Iterable[Contact], room: str = "") -> tuple[str, str]:
    """Return a notice as a sentence, and the words of the person or server in it; "" if there are none."""
    return notice_text(notice, people, room, with_words=False), notice.words


def _sentences() -> dict[type[Incoming], str]:
    return {
        NewcomerJoined: translate("Notice", "{person} has joined."),
        AddedMe: translate("Notice", "{person} added you to their list."),
        RequestGranted: translate("Notice", "{person} accepted your request and is on your list now."),
        RequestRefused: translate("Notice", "{person} declined your request."),
        ServerNotice: translate("Notice", "Notice from {person}"),
        RoomInvited: translate("Notice", "{person} invites you to the room {room}."),
        RoomJoined: translate("Notice", "{person} added you to the room {room}."),
        RoomLeft: translate("Notice", "{person} removed you from the room {room}."),
        RoomAsked: translate("Notice", "{person} asks to join the room {room}."),
        RoomRefused: translate("Notice", "Your request to join the room {room} was declined."),
    }


def _sentences_with_words() -> dict[type[Incoming], str]:
    return {
        RequestRefused: translate("Notice", "{person} declined your request: “{reason}”"),
        ServerNotice: translate("Notice", "Notice from {person}: “{reason}”"),
        RoomAsked: translate("Notice", "{person} asks to join the room {room}: “{reason}”"),
        RoomRefused: translate("Notice", "Your request to join the room {room} was declined: “{reason}”"),
    }


def _sentences_without_person() -> dict[type[Incoming], str]:
    return {
        RoomJoined: translate("Notice", "You are in the room {room} now."),
        RoomLeft: translate("Notice", "You are no longer in the room {room}."),
    }
