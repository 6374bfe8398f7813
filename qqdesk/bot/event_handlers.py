"""The handlers of a bot: functions that decorators register, or methods that a subclass overrides."""

import logging
import traceback
from collections.abc import Callable
from typing import TypeVar

from qqdesk.bot.events import Event, Message, Presence, Reaction, Request

_log = logging.getLogger(__name__)

OnEvent = TypeVar("OnEvent", bound=Callable[[Event], object])
OnMessage = TypeVar("OnMessage", bound=Callable[[Message], object])
OnReaction = TypeVar("OnReaction", bound=Callable[[Reaction], object])
OnRequest = TypeVar("OnRequest", bound=Callable[[Request], object])
OnPresence = TypeVar("OnPresence", bound=Callable[[Presence], object])


class EventHandlers:
    """`on_…` registers a function; `handle_…` calls the functions of its kind."""

    def __init__(self) -> None:
        self._on_event: list[Callable[[Event], object]] = []
        self._on_message: list[Callable[[Message], object]] = []
        self._on_file: list[Callable[[Message], object]] = []
        self._on_reaction: list[Callable[[Reaction], object]] = []
        self._on_request: list[Callable[[Request], object]] = []
        self._on_presence: list[Callable[[Presence], object]] = []

    def on_message(self, function: OnMessage) -> OnMessage:
        """Call the decorated function for each received message."""
        self._on_message.append(function)
        return function

    def on_file(self, function: OnMessage) -> OnMessage:
        """Call the decorated function for each received message with a file. Those of `on_message` are called, too."""
        self._on_file.append(function)
        return function

    def on_reaction(self, function: OnReaction) -> OnReaction:
        """Call the decorated function when somebody reacts to a message, or takes the reaction back."""
        self._on_reaction.append(function)
        return function

    def on_request(self, function: OnRequest) -> OnRequest:
        """Call the decorated function for each request to add the bot. Without one, requests get no answer."""
        self._on_request.append(function)
        return function

    def on_presence(self, function: OnPresence) -> OnPresence:
        """Call the decorated function when the status of a contact changes."""
        self._on_presence.append(function)
        return function

    def on_event(self, function: OnEvent) -> OnEvent:
        """Call the decorated function for each event, of any class of `qqdesk.bot.events`."""
        self._on_event.append(function)
        return function

    def handle_event(self, event: Event) -> None:
        """Handle any event: call the functions of `on_event`, then the method for its class."""
        for function in self._on_event:
            function(event)
        match event:
            case Message():
                self.handle_message(event)
            case Reaction():
                self.handle_reaction(event)
            case Request():
                self.handle_request(event)
            case Presence():
                self.handle_presence(event)

    def handle_message(self, message: Message) -> None:
        """Handle a received message."""
        for function in self._on_message:
            function(message)
        if message.file is not None:
            self.handle_file(message)

    def handle_file(self, message: Message) -> None:
        """Handle a received message with a file."""
        for function in self._on_file:
            function(message)

    def handle_reaction(self, reaction: Reaction) -> None:
        """Handle a reaction to a message."""
        for function in self._on_reaction:
            function(reaction)

    def handle_request(self, request: Request) -> None:
        """Handle a request to add the bot."""
        for function in self._on_request:
            function(request)

    def handle_presence(self, presence: Presence) -> None:
        """Handle a changed status of a contact."""
        for function in self._on_presence:
            function(presence)

    def handle_error(self, error: Exception, event: Event | None) -> None:
        """Log an exception of a handler; `event` is None for a timer.

        The log gets the class and the traceback, not the message, which may contain private text.
        """
        where = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)[1:]))
        what = "at its time" if event is None else f"over {event}"
        _log.error("%s in a function of the bot, %s; it goes on.\n%s", type(error).__name__, what, where.rstrip())
