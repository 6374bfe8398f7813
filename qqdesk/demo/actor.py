"""A person of the demo: a bot."""

import itertools
import random
import uuid
from functools import partial
from pathlib import Path

from qqdesk.bot.bot import Bot
from qqdesk.bot.events import Answered, Event, Message
from qqdesk.demo.cast import FILE_ANSWER, PICTURE, PICTURE_CAPTION, PICTURE_WORDS, ROOM_ADMIN, Role
from qqdesk.paths import resource
from qqdesk.protocol.codes import Status
from qqdesk.protocol.file_info import size_text

THINKING_S = 0.7
WANDERING_S = 9.0


class Actor(Bot):
    """Plays one role of the cast."""

    def __init__(
        self, role: Role, address: str, number: int, password: str, places_file: Path, thinking_s: float = THINKING_S
    ) -> None:
        # A random device, since the demo leaves nothing on the disk.
        device = uuid.uuid4().hex
        super().__init__(address, number, password, status=role.status, places_file=places_file, device=device)
        self.role = role
        self._thinking_s = thinking_s
        self.owner = 0
        """The user of the demo."""
        self._lines = itertools.cycle(role.lines or ("…",))
        self._room_lines = itertools.cycle(role.room_lines or ("…",))
        self._moods = itertools.cycle((Status.INVISIBLE, Status.ONLINE, Status.BUSY, Status.ONLINE))
        if role.wanders:
            self._schedule_wander()

    def handle_event(self, event: Event) -> None:
        match event:
            case Answered(granted=True):
                self._answer(event.sender)
            case Message(room=room) if room:
                if event.sender == self.owner and self._is_meant(event):
                    self.after(self._thinking_s, partial(self._answer_in_room, event))
            case Message() if self.role.echoes:
                self._echo(event)
            case Message():
                self._answer(event.sender)

    def _echo(self, message: Message) -> None:
        if message.file is not None:
            message.reply(FILE_ANSWER.format(name=message.file.name, size=size_text(message.file.size)))
        elif message.text.strip().casefold() in PICTURE_WORDS:
            message.reply_file(resource("demo", PICTURE))
        else:
            message.reply(message.text)

    def _is_meant(self, message: Message) -> bool:
        """Whether to answer a message in the room. The keeper also answers messages without mentions."""
        return message.mentions_me or (not message.mentions and self.role.nickname == ROOM_ADMIN)

    def _answer_in_room(self, message: Message) -> None:
        message.reply(f"@{message.name} {next(self._room_lines)}", mentions=(message.sender,))

    def greet(self, number: int) -> None:
        self.after(self._thinking_s, partial(self.send, number, self.role.greeting))
        self.after(2 * self._thinking_s, partial(self.send_file, number, resource("demo", PICTURE), PICTURE_CAPTION))

    def _answer(self, number: int) -> None:
        self.after(self._thinking_s, partial(self.send, number, next(self._lines)))

    def _schedule_wander(self) -> None:
        self.after(WANDERING_S * random.uniform(0.7, 1.3), self._wander)

    def _wander(self) -> None:
        self.change_status(next(self._moods))
        self._schedule_wander()
