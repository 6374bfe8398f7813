"""The sentence of each failure to join, and the button that helps."""

import html
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.gui.shared.bidi import isolated


class Help(Enum):
    """The action of the button."""

    RETRY = auto()
    ASK_FOR_LINK = auto()
    """Copy a text that asks the inviter for another link."""
    ASK_FOR_UPDATE = auto()
    """Copy a text that asks the administrator for a newer version."""
    SHOW_HOW = auto()
    """Show what to check on the other computer."""
    ASK_AGAIN = auto()
    GO_BACK = auto()


_HELP = {
    JoinFailureReason.SILENT: Help.SHOW_HOW,
    JoinFailureReason.BAD_INVITATION: Help.ASK_FOR_LINK,
    JoinFailureReason.NO_RESET: Help.GO_BACK,
    JoinFailureReason.REFUSED: Help.ASK_AGAIN,
    JoinFailureReason.OTHER_CERTIFICATE: Help.ASK_FOR_LINK,
    JoinFailureReason.UNVOUCHED: Help.ASK_FOR_LINK,
    JoinFailureReason.TOO_OLD: Help.ASK_FOR_UPDATE,
    JoinFailureReason.CLOSED: Help.GO_BACK,
    JoinFailureReason.INVITATION_WANTED: Help.ASK_FOR_LINK,
    JoinFailureReason.NOT_A_PLACE: Help.ASK_FOR_LINK,
    JoinFailureReason.BAD_ADDRESS: Help.GO_BACK,
}
"""For the others Help.RETRY."""


class FailureText(NamedTuple):
    sentence: str
    button: str
    help: Help


def failure_text(
    failure: JoinFailure, place: str = "", inviter: str = "", *, is_reset: bool = False, is_own: bool = False
) -> FailureText:
    """Return sentence and button. `place` and `inviter` are names, "" if unknown. `is_reset`: of a new password.
    `is_own`: of a link that the user made."""
    help_ = _HELP.get(failure.reason, Help.RETRY)
    if is_own and help_ is Help.ASK_FOR_LINK:
        help_ = Help.GO_BACK
    sentence = _reset_sentence(failure.reason) if is_reset else ""
    if failure.reason is JoinFailureReason.AWAY and not place:
        sentence = QCoreApplication.translate("Joining", "No place answers at {host} now. Ask whether it runs.")
    text = (sentence or _sentence(failure.reason)).format(
        place=isolated(place or failure.host),
        host=isolated(failure.host),
        network=isolated(failure.network),
        minutes=failure.minutes,
        seconds=failure.wait or 60,
    )
    if is_reset and help_ is Help.ASK_FOR_LINK:
        return FailureText(text, QCoreApplication.translate("Joining", "Ask for another code"), help_)
    return FailureText(text, _button(help_, inviter), help_)


def _sentence(reason: JoinFailureReason) -> str:
    kind, translate = JoinFailureReason, QCoreApplication.translate
    return {
        kind.AWAY: translate("Joining", "{place} is not running now. It runs while the program on {host} does."),
        kind.SILENT: translate(
            "Joining", "{host} does not answer. It may be off, or its firewall keeps this computer out."
        ),
        kind.NO_NETWORK: translate("Joining", "This computer is in no network. Connect it, then try again."),
        kind.OTHER_NETWORK: translate(
            "Joining",
            "{host} is in another network than this computer, which is in {network}. "
            "Join the same Wi-Fi, then try again.",
        ),
        kind.PROXY: translate("Joining", "The proxy of this computer does not lead to {host}."),
        kind.BAD_INVITATION: translate("Joining", "This link is used up, withdrawn or too old."),
        kind.NO_RESET: translate(
            "Joining", "This is an invitation to {place}. A new password needs the code of an administrator."
        ),
        kind.REFUSED: translate("Joining", "{place} has not admitted you."),
        kind.OTHER_CERTIFICATE: translate(
            "Joining",
            "{host} shows another certificate than it should. Somebody may be listening in, so nothing was sent.",
        ),
        kind.UNVOUCHED: translate(
            "Joining", "No authority vouches for the certificate of {host}, so nothing was sent."
        ),
        kind.CLOCK: translate(
            "Joining",
            "The clock of this computer is {minutes} minutes off, so the certificate cannot be checked. "
            "Set the clock, then try again.",
        ),
        kind.TOO_OLD: translate("Joining", "{place} runs an older version that knows no invitations."),
        kind.CLOSED: translate(
            "Joining", "{place} accepts no new people. Its administrator can create an account for you."
        ),
        kind.INVITATION_WANTED: translate("Joining", "{place} lets people in by invitation only."),
        kind.TOO_MANY: translate("Joining", "Too many attempts from this network. Try again in {seconds} seconds."),
        kind.NOT_A_PLACE: translate("Joining", "Another program answers at {host}."),
        kind.BAD_ADDRESS: translate(
            "Joining", "This is not an address. Write a name such as chat.example.org, or name:port."
        ),
        kind.LOST: translate("Joining", "The answer was lost, so your account may exist already."),
        kind.FAILED: translate("Joining", "{place} had an error, and nothing was changed."),
    }[reason]


def _reset_sentence(reason: JoinFailureReason) -> str:
    """Return the sentence if it differs from that of joining."""
    kind, translate = JoinFailureReason, QCoreApplication.translate
    return {
        kind.BAD_INVITATION: translate(
            "Joining", "This code is mistyped, used up, or too old. A code is good for one day."
        ),
        kind.TOO_OLD: translate("Joining", "{place} runs an older version that knows no codes for a new password."),
        kind.LOST: translate("Joining", "The answer was lost, so the new password may be set already."),
    }.get(reason, "")


def _button(help_: Help, inviter: str) -> str:
    translate = QCoreApplication.translate
    if help_ is Help.ASK_FOR_LINK and inviter:
        return translate("Joining", "Ask {name} for another link").format(name=isolated(inviter))
    return {
        Help.RETRY: translate("Joining", "Try again"),
        Help.ASK_FOR_LINK: translate("Joining", "Ask for another link"),
        Help.ASK_FOR_UPDATE: translate("Joining", "Ask for an update"),
        Help.SHOW_HOW: translate("Joining", "What to check…"),
        Help.ASK_AGAIN: translate("Joining", "Ask again"),
        Help.GO_BACK: translate("Joining", "Back"),
    }[help_]


def text_to_copy(help_: Help, place: str, *, is_reset: bool = False) -> str:
    """Return the text that the button copies, to send by other means; "" if it copies nothing."""
    if is_reset and help_ is Help.ASK_FOR_LINK:
        return QCoreApplication.translate(
            "Joining", "My qqdesk code for a new password does not work. Please send me another one."
        )
    if help_ is Help.ASK_FOR_UPDATE:
        return QCoreApplication.translate(
            "Joining", "I want to join you with qqdesk, but your version is too old for invitations."
        )
    if help_ is Help.ASK_FOR_LINK and place:
        return QCoreApplication.translate(
            "Joining", "Your invitation to {place} does not work. Please send me another link."
        ).format(place=place)
    if help_ is Help.ASK_FOR_LINK:
        return QCoreApplication.translate(
            "Joining", "Your qqdesk invitation does not work. Please send me another link."
        )
    return ""


def reset_text(nickname: str, number: int, place: str) -> str:
    """Return whose password is set, as rich text."""
    parts = (f"<b>{html.escape(isolated(nickname))}</b>", str(number), html.escape(isolated(place)))
    return " · ".join(parts)


def people_text(count: int) -> str:
    """Return the number of accounts of a place as a text."""
    if count == 1:
        return QCoreApplication.translate("Joining", "1 member")
    return QCoreApplication.translate("Joining", "{count} members").format(count=count)


def invited_text(inviter: str, people: int | None, room: str = "") -> str:
    """Return who invites, and to which room or how many members the place has, as rich text. The name of the operator
    is "", and so is that of no room."""
    translate = QCoreApplication.translate
    name, room = (f"<b>{html.escape(isolated(text))}</b>" if text else "" for text in (inviter, room))
    if name and room:
        text = translate("Joining", "{name} invites you to the room {room}").format(name=name, room=room)
    elif name:
        text = translate("Joining", "{name} invites you").format(name=name)
    elif room:
        text = translate("Joining", "You are invited to the room {room}").format(room=room)
    else:
        text = translate("Joining", "You are invited")
    return f"{text} · {people_text(people)}" if people and not room else text
