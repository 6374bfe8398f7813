"""Old clients in rooms on a link that fails: no message of a room is lost, and none comes twice without a reason.

The variables of `test_delivery_machine` hold here, too.
"""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from qqdesk.protocol.codes import SYSTEM_NUMBER, Result
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.room_commands import RoomRole
from qqdesk.server.delivery import cursors, delivery
from qqdesk.server.rooms import classic_rooms, membership
from qqdesk.server.storage.interface import Database
from tests.helpers.clock import START_MS, FakeClock
from tests.server.delivery import machines
from tests.server.delivery.clients import LISTEN, TALK, OldClient
from tests.server.delivery.ground import SETTINGS, FileGround
from tests.server.delivery.judge import Referee, Reply
from tests.server.delivery.link import Fate, Flight, Link
from tests.server.world import World

EXAMPLES = int(os.environ.get("QQDESK_TEST_EXAMPLES", "75" if "QQDESK_TEST_LONG" in os.environ else "8"))
ADMIN, RANDOM, SAME = 10001, 10002, 10003
OLD = (RANDOM, SAME)
_ROUNDS = 30
LIMITS = ((classic_rooms, "_MOST_AT_ONCE", 3), (cursors, "MOST_BACK", 1000))
"""In place of 500 messages of one room in a reply, and of 50 after a sign-in."""

members = st.sampled_from(OLD)
lanes = st.sampled_from((LISTEN, LISTEN, TALK))
fates = st.sampled_from((Fate.FINE, Fate.FINE, Fate.LOSE_REQUEST, Fate.LOSE_REPLY, Fate.CUT_EARLY, Fate.CUT_LATE))
# Sums of these are exact: it matters whether twenty seconds are over.
spans = st.sampled_from((0.25, 3.0, 19.0, 26.0, 200.0))
places = st.integers(0, 1)


class Ground(FileGround):
    """Sessions, replies and requests outlive the server."""

    def open(self, loop: asyncio.AbstractEventLoop, clock: FakeClock) -> World:
        return World(self._folder, loop, clock, settings=SETTINGS)


class Watch(Referee):
    """Notes the messages of rooms that left the server, by account: which server sent them, for which request."""

    def __init__(self, link: Link) -> None:
        super().__init__(link, set(), set())
        self.servers = 0
        self.left: dict[int, list[tuple[int, bytes, list[tuple[int, str]]]]] = defaultdict(list)
        self.empty: set[bytes] = set()
        """The requests that got an empty reply."""

    def arrived(self, flight: Flight) -> None:
        """Nothing depends on it here."""

    def answered(self, flight: Flight) -> None:
        reply = Reply(flight.text)
        if flight.command != "GetMsgEx" or reply.result != Result.OK:
            return
        if not reply.rows:
            self.empty.add(flight.body)
        if flight.is_out:
            # A keeper's removal of a member is a line, and no message.
            rows = [row for row in reply.rows if row[0] == MessageKind.TEXT and "[the room " not in row[2]]
            texts = [(room, text.partition(": ")[2]) for _, room, text in rows]
            self.left[flight.asker.number].append((self.servers, flight.body, texts))

    def died(self, flights: list[Flight]) -> None:
        self.servers += 1


class Rooms(RuleBasedStateMachine):
    ground: Ground

    def __init__(self) -> None:
        super().__init__()
        self.scratch = Path(tempfile.mkdtemp(prefix="rooms-"))
        self.runner = asyncio.Runner()
        self.link = Link(self.ground, self.scratch, self.runner.get_loop())
        self.watch = Watch(self.link)
        self.clients = {
            RANDOM: OldClient(self.link, self.watch, RANDOM, "10.0.0.1", itertools.count(1), tries=2),
            SAME: OldClient(self.link, self.watch, SAME, "10.0.0.2", iter(lambda: "7", "")),
        }
        self.texts = map(str, itertools.count())
        self.rooms: list[int] = []

    def teardown(self) -> None:
        try:
            self.come_to_rest()
        finally:
            self.link.close()
            self.runner.close()
            shutil.rmtree(self.scratch)

    @initialize()
    def begin(self) -> None:
        for client in self.clients.values():
            client.step(LISTEN, Fate.FINE)
            self.link.settle()
        self._write(self._make_rooms)
        self.link.world.core.rooms_changed([])
        self.link.settle()

    def _make_rooms(self, db: Database) -> None:
        for name in ("first", "second"):
            made = membership.create_room(db, SYSTEM_NUMBER, name, START_MS, people=(ADMIN, *OLD))
            self.rooms.append(made.number)

    @rule(place=places, count=st.sampled_from((1, 1, 5)))
    def keeper_says(self, place: int, count: int) -> None:
        room, texts = self.rooms[place], list(itertools.islice(self.texts, count))

        def write(db: Database) -> None:
            for text in texts:
                delivery.append_to_room(db, room, MessageKind.TEXT, ADMIN, text, START_MS)

        self._write(write)

    @rule(number=members, place=places, fate=fates)
    def member_says(self, number: int, place: int, fate: Fate) -> None:
        self.clients[number].say(self.rooms[place])
        self.clients[number].step(TALK, fate)
        self.link.settle()

    @rule(number=members, lane=lanes, course=st.lists(fates, min_size=1, max_size=4))
    def step(self, number: int, lane: str, course: list[Fate]) -> None:
        for fate in course:
            self.clients[number].step(lane, fate)
            self.link.settle()

    @rule(number=members, place=places)
    def member_is_removed_or_comes_back(self, number: int, place: int) -> None:
        room, now = self.rooms[place], self.link.clock.now()

        def write(db: Database) -> None:
            editor = membership.edit(db, room, ADMIN, now)
            if editor.role(number) is RoomRole.MEMBER:
                editor.leave(number)
            else:
                editor.join(number)
            editor.finish()

        self._write(write)

    @rule(seconds=spans)
    def time_passes(self, seconds: float) -> None:
        self.link.advance(seconds)

    @rule(is_killed=st.booleans())
    def server_ends(self, is_killed: bool) -> None:
        if is_killed:
            self.link.kill()
        else:
            self.link.restart()

    def _write(self, write: Callable[[Database], None]) -> None:
        self.link.world.run(self.link.world.core.store.write(write))
        self.link.settle()

    # In the end

    def come_to_rest(self) -> None:
        for _ in range(_ROUNDS):
            for client in self.clients.values():
                client.step(LISTEN, Fate.FINE)
                self.link.settle()
            self.link.advance(26.0)
        for number in OLD:
            self.look_at(number)

    def look_at(self, number: int) -> None:
        left = self.watch.left[number]
        came = {text for _, _, texts in left for text in texts}
        with self.link.database() as db:
            assert came <= set(self.readable(db, number, "")), came
            assert came >= set(self.readable(db, number, "AND to_seq IS NULL AND seq > join_seq")), came
        if number == RANDOM:
            # No message of the keeper comes for another request of this client, except from another server. An old
            # client may have sent one twice. A copy of a request with an empty reply may be late: the messages that it
            # gets come again.
            first: dict[tuple[int, str], tuple[int, bytes]] = {}
            for server, body, texts in left:
                if body in self.watch.empty:
                    continue
                for text in (one for one in texts if one[1].isdecimal()):
                    before = first.setdefault(text, (server, body))
                    assert before == (server, body) or before[0] != server, (text, before, body)

    def readable(self, db: Database, number: int, condition: str) -> list[tuple[int, str]]:
        """The messages of others in the memberships of an account, by room and place."""
        return db.execute(
            "SELECT log, text FROM entries JOIN memberships ON room = log WHERE account = ? AND seq > after_seq "
            f"AND (to_seq IS NULL OR seq <= to_seq) AND kind = ? AND sender != ? {condition} ORDER BY log, seq",
            (number, int(MessageKind.TEXT), number),
        ).fetchall()


@pytest.mark.timeout(300 + 4 * EXAMPLES)
def test_every_sequence_of_events_follows_the_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in LIMITS:
        monkeypatch.setattr(module, name, value)
    Rooms.ground = Ground(tmp_path / "template", (ADMIN, *OLD), ADMIN + 9)
    machines.run(Rooms, EXAMPLES)
