"""Texts for the rules of rooms and for requests about rooms that failed."""

from PySide6.QtCore import QCoreApplication, QObject

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.room import Room
from qqdesk.gui.shared.texts import problem_text
from qqdesk.protocol.room_commands import JoinRule, RoomRole

translate = QCoreApplication.translate


def join_choices() -> tuple[tuple[JoinRule, str], ...]:
    return (
        (JoinRule.CLOSED, translate("Room", "Only people who are invited")),
        (JoinRule.ASK, translate("Room", "Anyone who asks and is admitted")),
        (JoinRule.OPEN, translate("Room", "Anyone")),
    )


def writer_choices() -> tuple[tuple[bool, str], ...]:
    """Return the values of `keepers_write` with their texts."""
    return (
        (False, translate("Room", "All members")),
        (True, translate("Room", "Only keepers of the room")),
    )


def past_choices() -> tuple[tuple[bool, str], ...]:
    """Return the values of `shows_past` with their texts."""
    return (
        (True, translate("Room", "All messages")),
        (False, translate("Room", "Only messages from then on")),
    )


def role_text(role: RoomRole) -> str:
    """Return my role in a room; "" for a plain member."""
    match role:
        case RoomRole.ADMIN:
            return translate("Room", "You are a keeper")
        case RoomRole.INVITED:
            return translate("Room", "You are invited")
        case RoomRole.ASKING:
            return translate("Room", "You asked to join")
        case RoomRole.NONE:
            return translate("Room", "You are not a member")
    return ""


def closed_text() -> str:
    return translate("Room", "The room is closed. A member can invite you.")


class RoomCounts(QObject):
    """Sentences with plural forms."""

    def members(self, count: int) -> str:
        return self.tr("%n members", "", count)

    def line(self, room: Room) -> str:
        """Return the number of members of a room, and my role in it."""
        return " · ".join(filter(None, (self.members(room.members), role_text(room.role))))


def room_problem_text(problem: Problem) -> str:
    """Return what failed and the advice, for a request about a room."""
    match problem.kind:
        case ProblemKind.NO_SUCH_USER:
            return translate("Room", "This room does not exist, or only invited people can join it.")
        case ProblemKind.NOT_ALLOWED:
            return translate("Room", "The rules of the room do not allow this.")
        case ProblemKind.REFUSED_BY_SERVER:
            return translate("Room", "There are too many rooms or members already.")
    return problem_text(problem)
