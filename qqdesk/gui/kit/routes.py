"""Destinations, and the navigator that opens them.

A route is a value: a class names the destination, its fields say which one. Widgets get the navigator with their
`AppContext`, and open another window without a knowledge of its class:

    navigator.open(routes.Profile(number))
    button.clicked.connect(partial(navigator.open, routes.Invite()))

Two routes with the same class and fields are equal, so a test compares what a widget opened. A new destination needs
its class here and its row in a table: in `WINDOWS` of `gui/main/window_table.py` if it is a window that exists while it
is open, else in `WindowManager.openers`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message as LogMessage
from qqdesk.domain.problem import Problem


@dataclass(frozen=True)
class Route:
    """The base of all destinations."""

    @property
    def fields(self) -> tuple[object, ...]:
        return tuple(vars(self).values())


class Navigator(Protocol):
    """Opens windows; `WindowManager` implements it."""

    def open(self, route: Route) -> None: ...

    def sign_out(self) -> None: ...

    def quit(self) -> None:
        """Quit the program, after a question if others are at the place that runs in it."""


class Main(Route):
    """The main window; the sign-in window while signed out."""


@dataclass(frozen=True)
class Chat(Route):
    conversation: ConversationId


@dataclass(frozen=True)
class NewChatWindow(Route):
    """A chat in a window of its own."""

    conversation: ConversationId


@dataclass(frozen=True)
class Attach(Route):
    """A chat with these files attached to the message that is written there."""

    conversation: ConversationId
    files: Sequence[Path]


@dataclass(frozen=True)
class Message(Route):
    """The chat of a message, scrolled to it."""

    message: LogMessage


class NextUnread(Route):
    """The next unread chat, or the main window if all is read."""


class AllUnread(Route):
    """All unread chats, the latest in front."""


@dataclass(frozen=True)
class QuickSwitch(Route):
    """The question over this window whose chat to open."""

    over: QWidget


@dataclass(frozen=True)
class Screenshot(Route):
    """A screenshot that can be sent to this conversation, or only be copied and saved."""

    conversation: ConversationId | None = None


@dataclass(frozen=True)
class History(Route):
    """The messages of one conversation, or of all."""

    conversation: ConversationId | None = None


@dataclass(frozen=True)
class Viewer(Route):
    """The picture of a message; the other pictures of its conversation are beside it."""

    conversation: ConversationId
    message_id: str


@dataclass(frozen=True)
class Files(Route):
    """All pictures and files of a conversation."""

    conversation: ConversationId


@dataclass(frozen=True)
class Profile(Route):
    """The profile of a person, or my own."""

    number: int | None = None


class Face(Route):
    """The choice of my face."""


class Password(Route):
    """The change of my password."""


class NewDevice(Route):
    """A link that leads to the sign-in of this account on another computer."""


@dataclass(frozen=True)
class AddContact(Route):
    """Add a person, after a question for the reason if they want to be asked."""

    number: int


@dataclass(frozen=True)
class DeleteContact(Route):
    """Delete a contact after a question."""

    number: int


@dataclass(frozen=True)
class AddPeople(Route):
    """The list and the search of people, with this text in the search."""

    text: str = ""


class Requests(Route):
    """The people who ask to be my contact."""


class Blocked(Route):
    """The people whom I blocked."""


@dataclass(frozen=True)
class Invite(Route):
    """Invite people to the place by a link, which also joins this room."""

    room: int = 0


class Invitations(Route):
    """The invitations that can be used."""


@dataclass(frozen=True)
class NewRoom(Route):
    """Create a room; these people are chosen."""

    people: Sequence[int] = ()


@dataclass(frozen=True)
class Room(Route):
    """The profile of a room."""

    number: int


@dataclass(frozen=True)
class AddMembers(Route):
    """Add contacts to a room; these people are chosen."""

    number: int
    people: Sequence[int] = ()


class JoinPlace(Route):
    """Join another place."""


class OpenPlace(Route):
    """Open the place that runs in this program to the network."""


@dataclass(frozen=True)
class Admin(Route):
    """The window of the place for its administrators, at the page with this key."""

    page: str = ""


@dataclass(frozen=True)
class Settings(Route):
    """The settings, at the page with this key, or at the last one."""

    page: str = ""


class Shortcuts(Route):
    """The table of keys."""


class About(Route):
    """Version, licence and folders of the program."""


class ConnectionCheck(Route):
    """What works on the way to the server."""


class Security(Route):
    """How the connection is protected."""


@dataclass(frozen=True)
class Certificate(Route):
    """The question whether to accept the certificate of a problem."""

    problem: Problem
