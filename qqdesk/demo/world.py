"""The demo's server in a temporary folder, with an account and a bot for each person."""

import itertools
import random
import secrets
import subprocess
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from qqdesk.bot.bot import Bot
from qqdesk.bot.events import Answered, Event, Message
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.demo.cast import (
    ASKED,
    CAST,
    ECHO,
    FILE_ANSWER,
    ME,
    PICTURE,
    PICTURE_CAPTION,
    PICTURE_WORDS,
    ROOM,
    ROOM_ADMIN,
    ROOM_FACE,
    ROOM_NOTICE,
    TALK,
    Role,
)
from qqdesk.gui.start.arguments import DEMO_PREFIX
from qqdesk.paths import PLACES, resource
from qqdesk.protocol.codes import AddOutcome, Status, face_id
from qqdesk.protocol.commands import AddToList, ModifyInfo
from qqdesk.protocol.file_info import size_text
from qqdesk.protocol.room_commands import JoinRule, RoomChange, RoomRole, RoomSetting
from qqdesk.worker.messenger import Messenger

THINKING_S = 0.7
WANDERING_S = 9.0


class Actor(Bot):
    """A person of the demo: a bot. Plays one role of the cast."""

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


TURN_S = 1.2
"""The time between what the actors say in the room."""
LISTENING = "listening on "
NAME = "Demo"
"""The name of the place."""
_NO_CONSOLE = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Without this, Windows opens a console window."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """The account to sign in with, the groups of its contacts by number, and the room in which they talk.

    `asked` is the member whom the user mentions in the picture.
    """

    address: str
    number: int
    password: str
    groups: dict[int, str]
    echo: int
    room: int
    asked: int


class World:
    """`start` takes a second or two, and may be called from any thread."""

    def __init__(self, server_command: list[str], pace: float = 1.0) -> None:
        """`server_command` plus arguments starts `qqdesk-server`. `pace` scales the pauses of the actors."""
        self._command = server_command
        self._pace = pace
        self._folder = tempfile.TemporaryDirectory(prefix=DEMO_PREFIX, ignore_cleanup_errors=True)
        self._server: subprocess.Popen[str] | None = None
        self._actors: list[Actor] = []

    @property
    def folder(self) -> Path:
        return Path(self._folder.name)

    def start(self) -> DemoAccount:
        """Start the server and the bots. Raises ClientError, and OSError if the server does not start."""
        address = self._start_server()
        password = secrets.token_hex(8)

        def register(role: Role) -> Actor:
            with Client(address) as client:
                number = client.register(password_hash(password), role.nickname)
            actor = Actor(role, address, number, password, self.folder / PLACES, self._pace * THINKING_S)
            self._actors.append(actor)
            actor.start()
            actor.session.call(lambda client: client.request(ModifyInfo(_profile(role), AddOutcome.ADDED)))
            return actor

        # Register me first, for the first number. The others follow in any order. Their messages wait for the program,
        # as this client fetches none.
        with Client(address) as me, ThreadPoolExecutor(4) as pool:
            me.number = me.register(password_hash(password), ME.nickname)
            appointing = pool.submit(self._appoint, me.number)
            me.login(password=password)
            me.request(ModifyInfo(_profile(ME), AddOutcome.CONSENT_NEEDED))
            groups: dict[int, str] = {}
            echo = 0
            for role, actor in zip(CAST, pool.map(register, CAST), strict=True):
                if role.group is not None:
                    me.request(AddToList(actor.number))
                    groups[actor.number] = role.group
                if role is ECHO:
                    echo = actor.number
                if role.request:
                    actor.add(me.number, role.request)
            room = self._open_room(me)
            me.logout()
            appointing.result()
        for actor in self._actors:
            if actor.role.status is Status.OFFLINE:
                actor.stop()
        return DemoAccount(address, me.number, password, groups, echo, room, self._actor(ASKED).number)

    def _actor(self, nickname: str) -> Actor:
        return next(actor for actor in self._actors if actor.role.nickname == nickname)

    def _open_room(self, me: Client) -> int:
        """Create the room, in which I am with the actors who have lines for it."""
        room = me.rooms.create(ROOM, join_rule=JoinRule.OPEN, face=face_id(ROOM_FACE))
        me.rooms.change(room, RoomSetting(RoomChange.NOTICE, 0, ROOM_NOTICE))
        for actor in self._actors:
            if actor.role.room_lines:
                actor.owner = me.number
                actor.join(room)
        me.rooms.set_role(room, self._actor(ROOM_ADMIN).number, RoomRole.ADMIN)
        return room

    def greet(self, account: DemoAccount) -> None:
        """Let Echo send its greeting soon, and the others talk in the room. Returns at once."""
        self._actor(ECHO.nickname).greet(account.number)
        self._talk(account, 0)

    def _talk(self, account: DemoAccount, turn: int) -> None:
        """Let the next actor speak after a pause, and so on: each line is stored before the next one is sent."""
        nickname, text = TALK[turn]
        actor = self._actor(nickname)
        mentions = (account.number,) if "{me}" in text else ()

        def say() -> None:
            actor.send(account.room, text.format(me=ME.nickname), mentions=mentions)
            if turn + 1 < len(TALK):
                self._talk(account, turn + 1)

        actor.after(self._pace * TURN_S, say)

    def stop(self) -> None:
        for actor in self._actors:
            actor.stop()
        if self._server is not None:
            # The server stops when its standard input is closed.
            self._server.communicate(timeout=10)
            self._server = None
        self._folder.cleanup()

    def _start_server(self) -> str:
        """Return the address."""
        arguments = ["run", "--data-dir", str(self.folder / "server"), "--port", "0", "--exit-with-stdin"]
        arguments += ["--no-tls", "--no-ops", "--no-announce", "--log-level", "warning"]
        # A second program on this computer can join by a link. The cast needs none. Nova asks to be added.
        arguments += ["--name", NAME, "--registration", "invite", "--invites", "all", "--open-here", "--no-introduce"]
        server = subprocess.Popen(
            [*self._command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            creationflags=_NO_CONSOLE,
        )  # fmt: skip
        self._server = server
        assert server.stdout is not None
        line = server.stdout.readline().strip()
        if not line.startswith(LISTENING):
            raise OSError(f"the server did not start: {line or 'it said nothing'}")
        return line.removeprefix(LISTENING)

    def _appoint(self, number: int) -> None:
        """Make the user of the demo an administrator. Raises OSError."""
        command = [*self._command, "user", "admin", str(number), "--data-dir", str(self.folder / "server")]
        done = subprocess.run(command, capture_output=True, text=True, creationflags=_NO_CONSOLE, check=False)
        if done.returncode != 0:
            raise OSError(f"the user was not made an administrator: {done.stderr.strip()}")


def _profile(role: Role) -> dict[str, str | int]:
    texts = {"province": role.province, "about": role.about} | role.others
    return {"face": face_id(role.face), "sex": int(role.sex), "age": role.age, **texts}


def arrange_list(messenger: Messenger, account: DemoAccount) -> None:
    """Sort the contacts into their groups."""
    for number, group in account.groups.items():
        messenger.contact_notes.move_to_group([number], group)
