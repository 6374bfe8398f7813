"""Replies, edits, reactions and recalls in random order, with lost replies, lost histories and killed servers.

All devices end with the same messages, and nothing is left of a message that was taken back.

The variables of `test_delivery_machine` hold here, too.
"""

import asyncio
import itertools
import os
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.message_ref import MessageRef, read_message_ref
from qqdesk.server.settings.settings import Settings
from tests.helpers import rooms
from tests.helpers.clock import FakeClock
from tests.helpers.server import add_to_lists, add_user
from tests.server.delivery import machines
from tests.server.world import Person, Reply, Running, World

EXAMPLES = int(os.environ.get("QQDESK_TEST_EXAMPLES", "60" if "QQDESK_TEST_LONG" in os.environ else "6"))
ANNA, BERT, ROOM = 10001, 10002, 20001
SETTINGS = Settings(messages_per_minute=0, sign_ins_per_minute=0)
KINDS = {"Recall": MessageKind.RECALLED, "React": MessageKind.REACTED, "Edit": MessageKind.EDITED}
EMOJI = ("👍", "❤️", "")
_MESSAGES = (MessageKind.TEXT, MessageKind.OWN_TEXT, MessageKind.RECALLED)

writers = st.sampled_from((0, 1, 2))
conversations = st.booleans()
"""Whether it is the room."""

steps = st.lists(
    st.tuples(
        writers,
        st.sampled_from(("React", "React", "Edit", "Edit", "Recall")),
        st.integers(0, 5),
        st.sampled_from(EMOJI),
        st.sampled_from((0, 1)),
        st.sampled_from((False, False, False, True)),
    ),
    min_size=2,
    max_size=6,
)


@dataclass
class State:
    """A message: its text, None once it was taken back, and the reactions of people."""

    text: str | None
    reply_to: MessageRef | None = None
    reactions: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    kind: int
    author: int
    text: str
    client_id: str
    ref: MessageRef | None


class Device:
    """It stores entries by log and id, and shows what they make of the messages."""

    def __init__(self, world: World, number: int, device: str) -> None:
        self.person = Person(world, number)
        self.number, self.device = number, device
        self.entries: dict[tuple[int, int], Entry] = {}
        self.received: dict[int, int] = {}
        self.parked: Running | None = None

    def sign_in(self) -> None:
        reply = self.person.login(EXT=1, DEV=self.device, CAN="DEV,ROOM,MARK,")
        self.person.token = reply["SID"]

    def ask(self, command: str, **fields: object) -> Reply:
        reply = self.person.ask(command, **fields)
        if reply["RES"] == "20":
            self.sign_in()
            reply = self.person.ask(command, **fields)
        return reply

    def poll(self, *, is_lost: bool = False, wait: int = 0) -> bool:
        """Fetch, or wait for entries. Return whether something came."""
        if self.parked is not None:
            if not self.parked.is_done:
                return False
            reply, self.parked = self.parked.reply(), None
        else:
            fields: dict[str, object] = {"ACK": self.received.get(0, 0) or "", "WAIT": wait or ""}
            if ROOM in self.received:
                fields |= {"ROOM": f"{ROOM},", "RACK": f"{self.received[ROOM]},"}
            if wait:
                self.parked = self.person.start("GetMsgEx", **fields)
                return False
            reply = self.ask("GetMsgEx", **fields)
        if is_lost or reply["RES"] != "0" or reply["MN"] == "0":
            return False
        of_room = [int(room) for room in reply["ROOM"].split(",")[:-1]] if "ROOM" in reply else [0] * len(reply.ids)
        for log, id_ in zip(of_room, reply.ids, strict=True):
            self.received[log] = max(id_, self.received.get(log, 0))
        self._store(reply, of_room)
        return True

    def read_log(self, peer: int) -> None:
        """Get the whole conversation, in pages."""
        before: object = ""
        while True:
            reply = self.ask("GetLog", UN=peer, TN=3, BEF=before)
            if reply["MN"] != "0":
                self._store(reply, [peer if peer == ROOM else 0] * len(reply.ids))
                before = reply.ids[0]
            if reply["FN"] == "1":
                return

    def _store(self, reply: Reply, logs: list[int]) -> None:
        refs = reply["REF"].split(",")[:-1] if "REF" in reply else [""] * len(logs)
        client_ids = reply["CID"].split(",")[:-1]
        for log, id_, row, client_id, ref in zip(logs, reply.ids, reply.rows, client_ids, refs, strict=True):
            kind, peer, text = row
            author = self.number if kind == MessageKind.OWN_TEXT else peer
            if id_ and kind in (*_MESSAGES, MessageKind.REACTED, MessageKind.EDITED):
                self.entries[log, id_] = Entry(kind, author, text, client_id, read_message_ref(ref))

    def messages(self) -> dict[str, State]:
        """Return the messages by client id."""
        found: dict[str, State] = {}
        changes = []
        for _, entry in sorted(self.entries.items()):
            if entry.ref is not None and entry.ref.maker:
                changes.append(entry)
            else:
                text = None if entry.kind == MessageKind.RECALLED else entry.text
                found[entry.client_id] = State(text, entry.ref if text is not None else None)
        for change in changes:
            assert change.ref is not None
            message = found.get(change.ref.client_id)
            if message is None or message.text is None:
                continue
            if change.kind == MessageKind.RECALLED:
                found[change.ref.client_id] = State(None)
            elif change.kind == MessageKind.EDITED:
                message.text = change.text
            else:
                message.reactions.pop(change.ref.maker, None)
                if change.text:
                    message.reactions[change.ref.maker] = change.text
        return found


class Changes(RuleBasedStateMachine):
    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.scratch = tempfile.TemporaryDirectory(prefix="changes-")
        self.runner = asyncio.Runner()
        folder = Path(self.scratch.name)
        for number in (ANNA, BERT):
            add_user(folder, number)
        add_to_lists(folder, [(ANNA, BERT), (BERT, ANNA)])
        rooms.add_room(folder, ROOM, (ANNA, BERT))
        self.world = World(folder, self.runner.get_loop(), FakeClock(), settings=SETTINGS)
        self.world.run(self.world.open())
        self.devices = [
            Device(self.world, number, mark * 32) for number, mark in ((ANNA, "a"), (ANNA, "b"), (BERT, "c"))
        ]
        for device in self.devices:
            device.sign_in()
            while device.poll():
                pass
        self.old = Person(self.world, BERT, "10.0.0.9")
        self.old.login()
        self.serial = itertools.count(1)
        self.sent: list[tuple[bool, MessageRef]] = []
        self.expected: dict[str, State] = {}

    def teardown(self) -> None:
        try:
            self.come_to_rest()
        finally:
            self.world.run(self.world.close())
            self.runner.close()
            self.scratch.cleanup()

    def _client_id(self) -> str:
        return f"{next(self.serial):032x}"

    def _to(self, device: Device, is_room: bool) -> int:
        return ROOM if is_room else ANNA + BERT - device.number

    def _find(self, place: int) -> tuple[bool, MessageRef]:
        return self.sent[-1 - place % len(self.sent)]

    @rule(writer=writers, is_room=conversations, answers=st.integers(0, 9))
    def say(self, writer: int, is_room: bool, answers: int) -> None:
        device, client_id = self.devices[writer], self._client_id()
        same = [ref for of_room, ref in self.sent if of_room == is_room]
        reply_to = same[-1 - answers % len(same)] if same and answers < 5 else None
        fields = {"REF": f"{reply_to.author}:{reply_to.client_id}"} if reply_to is not None else {}
        reply = device.ask("CLTMSG", CID=client_id, **fields, UN=self._to(device, is_room), MG=f"text {client_id}")
        if reply["RES"] == "40":
            self.world.advance(5.0)
            return
        assert reply["RES"] == "0", reply.text
        self.sent.append((is_room, MessageRef(device.number, client_id)))
        self.expected[client_id] = State(f"text {client_id}", reply_to)

    @initialize(answers=st.integers(0, 9))
    def begin(self, answers: int) -> None:
        """Everybody has written to everybody."""
        for writer, is_room in itertools.product(range(3), (False, True)):
            self.say(writer, is_room, answers)

    @rule(steps=steps)
    def change_some(self, steps: list[tuple[int, str, int, str, int, bool]]) -> None:
        for step in steps:
            self._change(*step)

    def _change(self, writer: int, command: str, place: int, emoji: str, repeats: int, is_killed: bool) -> None:
        device, client_id, (is_room, ref) = self.devices[writer], self._client_id(), self._find(place)
        fields: dict[str, object] = {"UN": self._to(device, is_room), "REF": f"{ref.author}:{ref.client_id}"}
        fields |= {"CID": client_id, "VAL": emoji} if command == "React" else {"CID": client_id}
        if command == "Edit":
            fields["MG"] = f"text {client_id}"
        if is_killed:
            device.person.start(command, **fields)
            self._kill()
        replies = [device.ask(command, **fields) for _ in range(repeats + 1)]
        results = {reply["RES"] for reply in replies}
        if results == {"40"}:
            self.world.advance(5.0)
            return
        assert results == {self._apply(device.number, command, is_room, ref, emoji, f"text {client_id}")}
        if results == {"0"}:
            assert len({reply["MID"] for reply in replies}) == 1
            # Without rooms, the entry does not come to the device that made the change.
            text = str(fields.get("MG", fields.get("VAL", "")))
            entry = Entry(KINDS[command], device.number, text, client_id, replace(ref, maker=device.number))
            device.entries[ROOM if is_room else 0, int(replies[0]["MID"])] = entry

    def _apply(self, maker: int, command: str, is_room: bool, ref: MessageRef, emoji: str, text: str) -> str:
        """Return the result of a change that was carried out."""
        message = self.expected[ref.client_id]
        if message.text is None:
            return "30"
        if command == "React":
            message.reactions.pop(maker, None)
            if emoji:
                message.reactions[maker] = emoji
        elif maker != ref.author and not (command == "Recall" and is_room and maker == ANNA):
            return "31"
        elif command == "Edit":
            message.text = text
        else:
            message.text = message.reply_to = None
            message.reactions = {}
        return "0"

    @rule(writer=writers, is_lost=st.booleans(), wait=st.sampled_from((0, 0, 50)))
    def poll(self, writer: int, is_lost: bool, wait: int) -> None:
        self.devices[writer].poll(is_lost=is_lost, wait=wait)

    @rule(seconds=st.sampled_from((0.25, 1.0)))
    def time_passes(self, seconds: float) -> None:
        self.world.advance(seconds)

    @rule(writer=writers)
    def lose_history(self, writer: int) -> None:
        self.devices[writer].entries.clear()

    @rule()
    def old_client_fetches(self) -> None:
        body = self.old.body("GetMsgEx")
        first, second = (self.world.post(body, self.old.address) for _ in range(2))
        assert first.text == second.text
        if first.answer.delivered is not None:
            first.answer.delivered(True)
        for kind, _, text in first.rows if first["RES"] == "0" else ():
            assert kind in (MessageKind.TEXT, MessageKind.STATUS_CHANGED, MessageKind.REQUEST_GRANTED), text

    @rule(is_killed=st.booleans())
    def server_restarts(self, is_killed: bool) -> None:
        self.world.restart(is_killed=is_killed)
        for device in self.devices:
            device.parked = None

    def _kill(self) -> None:
        self.world.restart(is_killed=True)
        for device in self.devices:
            device.parked = None

    def come_to_rest(self) -> None:
        wanted = self.expected
        for device in self.devices:
            self.world.advance(1.0)
            if device.parked is not None and not device.parked.is_done:
                device.parked.line.cut()
                self.world.settle()
            device.poll()
            device.parked = None
            while device.poll():
                pass
            if any(client_id not in device.messages() for client_id in wanted):
                for peer in (self._to(device, False), ROOM):
                    device.read_log(peer)
            assert device.messages() == wanted, device.device
            # A device that gets everything from the log has the same.
            device.entries.clear()
            for peer in (self._to(device, False), ROOM):
                device.read_log(peer)
            assert device.messages() == wanted, device.device
        left = {text for (text,) in self.world.read("SELECT text FROM entries WHERE text LIKE 'text %'")}
        assert left <= {message.text for message in wanted.values()}, "something is left of an earlier text"


@pytest.mark.timeout(300 + 4 * EXAMPLES)
def test_all_devices_end_with_the_same_messages(caplog: pytest.LogCaptureFixture) -> None:
    machines.run(Changes, EXAMPLES, derandomize=True)
    machines.check_errors(caplog)
