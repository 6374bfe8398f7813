"""Sentences about rooms."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject

from qqdesk.domain.body import RoomEvent
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.texts import moment_text, name_list
from qqdesk.protocol.room_commands import RoomChange

translate = QCoreApplication.translate

_MOST_NAMES = 3
"""More people who joined are counted."""


def room_event_text(event: RoomEvent, actor: int, me: int, name: Callable[[int], str]) -> str:
    """Return a change of a room as a sentence. `actor` made it; `name` returns the name of an account."""
    who = translate("RoomEvent", "You") if actor == me else isolated(name(actor))
    whom = translate("RoomEvent", "you") if event.key == me else isolated(name(event.key))
    value = " ".join(event.value.split())
    if event.change is RoomChange.SILENT:
        value = moment_text(event.number)
    return _sentence(event, is_own=event.key == actor).format(who=who, whom=whom, value=isolated(value))


class _CountTexts(QObject):
    """A class because plural forms are collected only from `QObject.tr`."""

    def added(self, count: int) -> str:
        return self.tr("{who} added %Ln people", "", count)

    def added_with_me(self, count: int) -> str:
        return self.tr("{who} added you and %Ln others", "", count)

    def joined(self, count: int) -> str:
        return self.tr("%Ln people joined", "", count)

    def joined_with_me(self, count: int) -> str:
        return self.tr("You and %Ln others joined", "", count)


def joined_text(joined: Sequence[tuple[int, int]], me: int, name: Callable[[int], str]) -> str:
    """Return a sentence about several people who came into a room: who added each, and who it is."""
    adders, people = {adder for adder, _ in joined}, list(dict.fromkeys(person for _, person in joined))
    adder = adders.pop() if len(adders) == 1 and not adders & set(people) else 0
    texts, count, has_me = _CountTexts(), len(people), me in people
    who = translate("RoomEvent", "You") if adder == me else isolated(name(adder)) if adder else ""
    if count <= _MOST_NAMES:
        you = translate("RoomEvent", "you") if adder else translate("RoomEvent", "You")
        whom = name_list(you if person == me else isolated(name(person)) for person in people)
        sentence = translate("RoomEvent", "{who} added {whom}") if adder else translate("RoomEvent", "{who} joined")
        return sentence.format(who=who or whom, whom=whom)
    if adder:
        return (texts.added_with_me(count - 1) if has_me else texts.added(count)).format(who=who)
    return texts.joined_with_me(count - 1) if has_me else texts.joined(count)


def _sentence(event: RoomEvent, *, is_own: bool) -> str:
    match event.change, event.value.strip():
        case RoomChange.NAME, _:
            return translate("RoomEvent", "{who} changed the name to “{value}”")
        case RoomChange.NOTICE, "":
            return translate("RoomEvent", "{who} removed the notice")
        case RoomChange.NOTICE, _:
            return translate("RoomEvent", "{who} changed the notice: {value}")
        case RoomChange.FACE, _:
            return translate("RoomEvent", "{who} changed the picture")
        case RoomChange.JOIN, "0":
            return translate("RoomEvent", "{who} let everybody join")
        case RoomChange.JOIN, "1":
            return translate("RoomEvent", "{who} let people ask to join")
        case RoomChange.JOIN, _:
            return translate("RoomEvent", "{who} closed the room to others")
        case RoomChange.MEMBER, "0":
            return translate("RoomEvent", "{who} left") if is_own else translate("RoomEvent", "{who} removed {whom}")
        case RoomChange.MEMBER, "1 2" if is_own:
            return translate("RoomEvent", "{who} gave up the role of keeper")
        case RoomChange.MEMBER, "1 2":
            return translate("RoomEvent", "{who} took the role of keeper from {whom}")
        case RoomChange.MEMBER, "1":
            return translate("RoomEvent", "{who} joined") if is_own else translate("RoomEvent", "{who} added {whom}")
        case RoomChange.MEMBER, "2" if is_own:
            return translate("RoomEvent", "{who} created the room")
        case RoomChange.MEMBER, _ if is_own:
            return translate("RoomEvent", "{who} became a keeper of the room")
        case RoomChange.MEMBER, _:
            return translate("RoomEvent", "{who} made {whom} a keeper of the room")
        case RoomChange.SILENT, "0":
            return translate("RoomEvent", "{who} let {whom} write again")
        case RoomChange.SILENT, _:
            return translate("RoomEvent", "{who} silenced {whom} until {value}")
        case RoomChange.WRITERS, "0":
            return translate("RoomEvent", "{who} let all members write")
        case RoomChange.WRITERS, _:
            return translate("RoomEvent", "{who} let only keepers write")
        case RoomChange.PAST, "0":
            return translate("RoomEvent", "{who} hid earlier messages from new members")
        case _:
            return translate("RoomEvent", "{who} let new members read earlier messages")
