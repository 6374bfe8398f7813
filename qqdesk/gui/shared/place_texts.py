"""The name of the session's place, and why I cannot invite people to it."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.shared.bidi import isolated
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger


def place_name(messenger: Messenger) -> str:
    """Return the name of the place, else its address."""
    return messenger.invitations.place.name or messenger.security.server.rpartition(":")[0]


def why_no_invitations(messenger: Messenger, room: int = 0) -> str:
    """Return the reason why I cannot invite people now, "" if I can. `room`: to a room to which I may invite people."""
    place = messenger.invitations.place
    if messenger.connection.phase is not ConnectionPhase.CONNECTED:
        return QCoreApplication.translate("Invite", "there is no connection")
    if not place.id:
        return QCoreApplication.translate("Invite", "this place has no invitations")
    if room:
        return ""
    if place.registration == RegistrationMode.CLOSED:
        sentence = QCoreApplication.translate("Invite", "{place} accepts no new people")
        return sentence.format(place=isolated(place_name(messenger)))
    if not place.may_invite:
        sentence = QCoreApplication.translate("Invite", "only administrators of {place} can")
        return sentence.format(place=isolated(place_name(messenger)))
    return ""
