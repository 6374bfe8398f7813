"""Inviting people: the window, all invitations, and requests to join."""

from dataclasses import replace

from PySide6.QtWidgets import QMessageBox, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.incoming import NewcomerJoined
from qqdesk.gui.invite.invitation_texts import text_to_send
from qqdesk.gui.invite.invitations_window import InvitationsWindow
from qqdesk.gui.invite.invite_window import InviteWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.gui.settings.add_device_dialog import AddDeviceDialog
from qqdesk.protocol.place_commands import (
    JoinRequest,
    ListedInvitation,
    ListInvitationsReply,
    ListJoinRequests,
    ListJoinRequestsReply,
)
from tests.gallery.room_scenes import FAMILY
from tests.gallery.stage import Scene, Stage
from tests.helpers.notices import make_notice

_ADDRESS = "192.168.178.20:8000"
_FINGERPRINT = "4f1c" * 16
_AT = 1_764_323_520_000
_PLACE = f"{40:016x}"
"""An id whose face is the house."""


def _invite(stage: Stage) -> InviteWindow:
    """Open the window for the demo's server, which only this computer can reach."""
    stage.windows.can_open_place = lambda: True
    stage.windows.open(routes.Invite())
    window = stage.shown(InviteWindow)
    stage.wait(window.copy_link.isEnabled)
    return window


def _quiet(stage: Stage) -> InviteWindow:
    """Open the window; it asks the server for nothing more."""
    window = _invite(stage)
    window._timer.stop()
    stage.wait(lambda: not window.pending)
    return window


def _reachable(stage: Stage) -> InviteWindow:
    """Open the window for a server that is open to the network."""
    window = _quiet(stage)
    invitations = stage.messenger.invitations
    shown = replace(
        invitations.place,
        id=_PLACE,
        name="Home",
        addresses=(_ADDRESS,),
        tls_port=8443,
        fingerprint=_FINGERPRINT,
        is_admin=False,
    )
    invitations.follow(shown)
    link = window.link_edit.text()
    words = text_to_send(window.language.currentData(), "Home", "Anna Müller", link)
    window.text.show_text(words, link, "Home")
    return window


def _add_device(stage: Stage) -> QWidget:
    _reachable(stage).close()
    stage.windows.open(routes.NewDevice())
    return stage.shown(AddDeviceDialog)


def _arrived(stage: Stage) -> InviteWindow:
    window = _reachable(stage)
    contact = Contact(10099, "Ben Carter", 21)
    window.state._notice_received(make_notice(NewcomerJoined, contact, "", _AT))
    return window


def _all(stage: Stage) -> QWidget:
    """Show an invitation to the place, and one that also admits to a room."""
    _quiet(stage)
    stage.windows.open(routes.Invitations())
    window = stage.shown(InvitationsWindow)
    stage.wait(lambda: window.model.rowCount() > 0)
    me, expires = stage.messenger.me.number, _AT + 7 * 86_400_000
    to_room = ListedInvitation("1f" * 4, me, "", 8, 2, expires, False, FAMILY, "Family 一家人")
    to_place = replace(to_room, id="2f" * 4, uses_left=10, used=0, room=0, room_name="")
    stage.messenger.invitations.listed.emit(ListInvitationsReply(0, (to_place, to_room)))
    return window


def _withdraw(stage: Stage) -> QMessageBox:
    _all(stage)
    stage.shown(InvitationsWindow).withdraw.click()
    return stage.shown(QMessageBox)


def _asked(stage: Stage) -> QWidget:
    asks = tuple(JoinRequest(f"{face:08x}", face, _AT, name) for name, face in (("Ben Carter", 21), ("小红", 60)))
    stage.messenger.invitations.apply(ListJoinRequests(), ListJoinRequestsReply(asks))
    return stage.main()


SCENES = (
    Scene("add-device", AddDeviceDialog, _add_device),
    Scene("invite-here", InviteWindow, _invite),
    Scene("invite", InviteWindow, _reachable),
    Scene("invite-arrived", InviteWindow, _arrived),
    Scene("invitations", InvitationsWindow, _all),
    Scene("invitation-withdraw", QMessageBox, _withdraw),
    Scene("asked-in", MainWindow, _asked),
)
