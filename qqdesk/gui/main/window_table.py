"""The windows that exist while they are open, one a row; each is imported when it is first opened."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.routes import Route
from qqdesk.gui.shared.screens import bring_up

_Window = TypeVar("_Window", bound=QWidget)


class DialogRegistry:
    """Windows that exist while they are open, one of each class."""

    def __init__(self) -> None:
        self.windows: list[QWidget] = []

    def find(self, kind: type[_Window]) -> _Window | None:
        """Return the visible window of a class."""
        return next((one for one in self.windows if isValid(one) and type(one) is kind and one.isVisible()), None)

    def open(self, window: QWidget) -> None:
        """Show a window in place of an open one of its class."""
        self.windows = [other for other in self.windows if isValid(other)]  # the settings delete their dialogs
        for other in [other for other in self.windows if type(other) is type(window)]:
            if not other.close():
                # It has unsaved changes, and the user keeps it open.
                window.deleteLater()
                bring_up(other)
                return
            self.windows.remove(other)
            other.deleteLater()
        self.windows.append(window)
        bring_up(window)

    def close_all(self) -> None:
        for window in filter(isValid, self.windows):
            window.close()
            window.deleteLater()
        self.windows.clear()


def _viewer(context: AppContext, _: QWidget, conversation: ConversationId, message_id: str) -> QWidget:
    from qqdesk.gui.viewer.viewer_window import ViewerWindow

    return ViewerWindow(context, conversation, message_id)


def _files(context: AppContext, _: QWidget, conversation: ConversationId) -> QWidget:
    from qqdesk.gui.files.files_window import FilesWindow

    return FilesWindow(context, conversation)


def _profile(context: AppContext, owner: QWidget, number: int | None) -> QWidget:
    from qqdesk.gui.people.profile_window import ProfileWindow

    shown = context.messenger.me.number if number is None else number
    return ProfileWindow(context, shown, owner)


def _add_people(context: AppContext, owner: QWidget, text: str) -> QWidget:
    from qqdesk.gui.people.add_people_dialog import AddPeopleDialog

    return AddPeopleDialog(context, owner, text=text)


def _requests(context: AppContext, owner: QWidget) -> QWidget:
    from qqdesk.gui.people.requests_dialog import RequestsDialog

    return RequestsDialog(context, owner)


def _invitations(context: AppContext, owner: QWidget) -> QWidget:
    from qqdesk.gui.invite.invitations_window import InvitationsWindow

    return InvitationsWindow(context, owner)


def _room(context: AppContext, owner: QWidget, number: int) -> QWidget:
    from qqdesk.gui.rooms.room_window import RoomWindow

    return RoomWindow(context, number, owner)


def _add_members(context: AppContext, owner: QWidget, number: int, people: Sequence[int]) -> QWidget:
    from qqdesk.gui.rooms.add_members_dialog import AddMembersDialog

    return AddMembersDialog(context, number, people, owner)


def _security(context: AppContext, owner: QWidget) -> QWidget:
    from qqdesk.gui.sign_in.certificate_dialogs import ConnectionDialog

    return ConnectionDialog(context.messenger.security, owner)


WINDOWS: dict[type[Route], Callable[..., QWidget]] = {
    routes.Viewer: _viewer,
    routes.Files: _files,
    routes.Profile: _profile,
    routes.AddPeople: _add_people,
    routes.Requests: _requests,
    routes.Invitations: _invitations,
    routes.Room: _room,
    routes.AddMembers: _add_members,
    routes.Security: _security,
}
"""Makes the window of a route, of the context, the window below it and the fields of the route."""
