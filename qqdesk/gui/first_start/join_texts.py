"""Why somebody cannot join, in one sentence, with one button that helps."""

from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.joining import JoinFailure, JoinTrouble
from qqdesk.gui.bidi import isolated


class Help(Enum):
    """What the button does."""

    RETRY = auto()
    ASK_FOR_LINK = auto()
    """Copy a text that asks the inviter for another link."""
    ASK_FOR_UPDATE = auto()
    """Copy a text that asks the administrator for a newer version."""
    SHOW_HOW = auto()
    """Show what to check on the other computer."""
    ASK_AGAIN = auto()
    GO_BACK = auto()


class FailureText(NamedTuple):
    sentence: str
    button: str
    help: Help


def failure_text(failure: JoinFailure, place: str = "", inviter: str = "") -> FailureText:
    """Return sentence and button. `place` and `inviter` are names, "" where they are not known."""
    sentence, help_ = _sentence(failure.trouble)
    text = sentence.format(
        place=isolated(place or failure.host),
        host=isolated(failure.host),
        network=isolated(failure.network),
        minutes=failure.minutes,
        seconds=failure.wait or 60,
    )
    return FailureText(text, _button(help_, inviter), help_)


def _sentence(trouble: JoinTrouble) -> tuple[str, Help]:
    match trouble:
        case JoinTrouble.AWAY:
            return QCoreApplication.translate(
                "Joining", "{place} is not running now. It runs while the program on {host} does."
            ), Help.RETRY
        case JoinTrouble.SILENT:
            return (
                QCoreApplication.translate(
                    "Joining", "{host} does not answer. It may be off, or its firewall keeps this computer out."
                ),
                Help.SHOW_HOW,
            )
        case JoinTrouble.NO_NETWORK:
            return QCoreApplication.translate(
                "Joining", "This computer is in no network. Connect it, then try again."
            ), Help.RETRY
        case JoinTrouble.OTHER_NETWORK:
            return (
                QCoreApplication.translate(
                    "Joining",
                    "{host} is in another network than this computer, which is in {network}. "
                    "Join the same Wi-Fi, then try again.",
                ),
                Help.RETRY,
            )
        case JoinTrouble.PROXY:
            return QCoreApplication.translate(
                "Joining", "The proxy of this computer does not lead to {host}."
            ), Help.RETRY
        case JoinTrouble.BAD_INVITATION:
            return QCoreApplication.translate(
                "Joining", "This invitation is used up, withdrawn or too old."
            ), Help.ASK_FOR_LINK
        case JoinTrouble.REFUSED:
            return QCoreApplication.translate("Joining", "{place} has not let you in."), Help.ASK_AGAIN
        case JoinTrouble.OTHER_CERTIFICATE:
            return (
                QCoreApplication.translate(
                    "Joining",
                    "{host} shows another certificate than it should. Somebody may be in between, so nothing was sent.",
                ),
                Help.ASK_FOR_LINK,
            )
        case JoinTrouble.UNVOUCHED:
            return (
                QCoreApplication.translate(
                    "Joining", "No authority vouches for the certificate of {host}, so nothing was sent."
                ),
                Help.ASK_FOR_LINK,
            )
        case JoinTrouble.CLOCK:
            return (
                QCoreApplication.translate(
                    "Joining",
                    "The clock of this computer is {minutes} minutes off, so the certificate cannot be checked. "
                    "Set the clock, then try again.",
                ),
                Help.RETRY,
            )
        case JoinTrouble.TOO_OLD:
            return QCoreApplication.translate(
                "Joining", "{place} runs an older version that knows no invitations."
            ), Help.ASK_FOR_UPDATE
        case JoinTrouble.CLOSED:
            return QCoreApplication.translate(
                "Joining", "{place} takes no newcomers. Its administrator can make you an account."
            ), Help.GO_BACK
        case JoinTrouble.INVITATION_WANTED:
            return QCoreApplication.translate(
                "Joining", "{place} lets people in by invitation only."
            ), Help.ASK_FOR_LINK
        case JoinTrouble.TOO_MANY:
            return QCoreApplication.translate(
                "Joining", "Too many attempts from this network. Try again in {seconds} seconds."
            ), Help.RETRY
        case JoinTrouble.NOT_A_PLACE:
            return QCoreApplication.translate("Joining", "Something else answers at {host}."), Help.ASK_FOR_LINK
        case JoinTrouble.BAD_ADDRESS:
            return QCoreApplication.translate(
                "Joining", "This is not an address. Write a name such as chat.example.org, or name:port."
            ), (Help.GO_BACK)
        case JoinTrouble.LOST:
            return QCoreApplication.translate(
                "Joining", "The answer was lost, so your account may exist already."
            ), Help.RETRY
        case JoinTrouble.FAILED:
            return QCoreApplication.translate("Joining", "{place} had an error, and nothing was changed."), Help.RETRY


def _button(help_: Help, inviter: str) -> str:
    match help_:
        case Help.RETRY:
            return QCoreApplication.translate("Joining", "Try again")
        case Help.ASK_FOR_LINK:
            if inviter:
                return QCoreApplication.translate("Joining", "Ask {name} for another link").format(
                    name=isolated(inviter)
                )
            return QCoreApplication.translate("Joining", "Ask for another link")
        case Help.ASK_FOR_UPDATE:
            return QCoreApplication.translate("Joining", "Ask for an update")
        case Help.SHOW_HOW:
            return QCoreApplication.translate("Joining", "Show how")
        case Help.ASK_AGAIN:
            return QCoreApplication.translate("Joining", "Ask again")
        case Help.GO_BACK:
            return QCoreApplication.translate("Joining", "Back")


def text_to_copy(help_: Help, place: str) -> str:
    """Return what the button puts into the clipboard, to be sent by other means; "" for buttons that copy nothing."""
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


def people_text(count: int) -> str:
    """Return how many people are at a place."""
    if count == 1:
        return QCoreApplication.translate("Joining", "1 person is there")
    return QCoreApplication.translate("Joining", "{count} people are there").format(count=count)
