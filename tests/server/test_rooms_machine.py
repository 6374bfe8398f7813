"""A room whose members come and go, with several devices and a classic client, on a link that fails: whatever happens,
in whatever order, each device has the entries of its memberships, each once and in order.

The variables of `test_delivery_machine` hold here, too. Without QQDESK_TEST_EXAMPLES each run tries the same sequences.
"""

import asyncio
import itertools
import os
import random
import shutil
import tempfile
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from qqdesk.protocol.room_commands import JoinRule, RoomChange
from tests.helpers.rooms import add_room
from tests.helpers.server import transaction
from tests.server.delivery import machines
from tests.server.delivery.clients import LISTEN, TALK, Model
from tests.server.delivery.devices import LOG
from tests.server.delivery.ground import FileGround, Ground
from tests.server.delivery.link import Fate, Link
from tests.server.delivery.room_devices import ROOM, OldMember, RoomDevice
from tests.server.delivery.room_referee import RoomReferee
from tests.server.test_delivery_machine import LIMITS

EXAMPLES = int(os.environ.get("QQDESK_TEST_EXAMPLES", "20" if "QQDESK_TEST_LONG" in os.environ else "4"))
BOSS, ANNA, BERT, CLASSIC = MEMBERS = (10001, 10002, 10003, 10004)
STRANGER = 10005
_ROUNDS = 100

CHAIR, DESK, LAPTOP, PHONE, OLD = range(5)
_OF = {CHAIR: BOSS, DESK: ANNA, LAPTOP: ANNA, PHONE: BERT}

devices = st.sampled_from((CHAIR, DESK, LAPTOP, PHONE))
leavers = st.sampled_from((DESK, LAPTOP, PHONE))
clients = st.sampled_from(range(5))
lanes = st.sampled_from((TALK, LISTEN, LOG))
fates = st.sampled_from((Fate.FINE, *Fate))
courses = st.lists(fates, min_size=1, max_size=4)
spans = st.sampled_from((0.25, 1.0, 3.0, 26.0, 200.0))
waits = st.sampled_from((0, 5, 50))
steps = st.lists(st.tuples(clients, lanes, fates, waits), max_size=6)


class Rooms(RuleBasedStateMachine):
    ground: Ground
    shows_past: bool

    def __init__(self) -> None:
        super().__init__()
        self.scratch = Path(tempfile.mkdtemp(prefix="rooms-"))
        self.runner = asyncio.Runner()
        self.link = Link(self.ground, self.scratch, self.runner.get_loop())
        self.referee = RoomReferee(self.link, (BOSS, ANNA, BERT), MEMBERS, shows_past=self.shows_past)
        serial = itertools.count(1)
        dice = random.Random(1)
        sequences = (f"{dice.randrange(1000):05}" for _ in iter(int, 1))
        self.devices = [
            RoomDevice(self.link, self.referee, number, f"10.0.0.{place}", f"{place + 1:x}" * 32, serial)
            for place, number in _OF.items()
        ]
        self.old = OldMember(self.link, self.referee, CLASSIC, "10.0.0.8", sequences)
        self.clients: list[Model] = [*self.devices, self.old]
        self.orders: dict[str, list[str]] = {device.short_id: [] for device in self.devices}

    def teardown(self) -> None:
        try:
            self.come_to_rest()
        finally:
            self.link.close()
            self.runner.close()
            shutil.rmtree(self.scratch)

    def _step(self, client: int, lane: str, fate: Fate, wait: int = 0) -> None:
        self.clients[client].step(LISTEN if lane == LOG and client == OLD else lane, fate, wait)

    def _steps(self, steps: list[tuple[int, str, Fate, int]]) -> None:
        for client, lane, fate, wait in steps:
            self._step(client, lane, fate, wait)

    def _say(self, client: int, count: int = 1, to: int = ROOM) -> None:
        sender = self.clients[client]
        for _ in range(count):
            sender.say(to)
            if isinstance(sender, RoomDevice):
                self.orders[sender.short_id].append(sender.outbox[-1].text)

    def _ask(self, device: int, course: list[Fate]) -> None:
        for fate in course:
            self._step(device, LOG, fate)
            self.link.settle()

    # What people do

    @initialize()
    def begin(self) -> None:
        """All are there. The old client fetches once, so that it begins here."""
        for client in range(len(self.clients)):
            for lane in (LISTEN, LISTEN, TALK):
                self._step(client, lane, Fate.FINE)
                self.link.settle()

    @rule(client=clients, count=st.sampled_from((1, 2, 4)), fate=fates)
    def say(self, client: int, count: int, fate: Fate) -> None:
        self._say(client, count)
        self._step(client, TALK, fate)
        self.link.settle()

    @rule(client=clients, course=st.lists(fates, min_size=2, max_size=5))
    def summary(self, client: int, course: list[Fate]) -> None:
        """One message after the other, each fetched by all as far as the link allows."""
        for fate in course:
            self._say(client)
            self._step(client, TALK, fate)
            self.link.settle()
            for other in range(len(self.clients)):
                self._step(other, LISTEN, fate)
                self.link.settle()

    @rule(senders=st.lists(clients, min_size=2, max_size=4))
    def say_at_once(self, senders: list[int]) -> None:
        """With one commit, while all others wait for messages."""
        for client in range(len(self.clients)):
            if LISTEN not in self.clients[client].flights:
                self._step(client, LISTEN, Fate.FINE, 50)
                self.link.settle()
        with self.link.world.one_commit():
            for client in senders:
                self._say(client)
                self._step(client, TALK, Fate.FINE)
        self.link.settle()

    @rule(steps=steps, together=st.booleans())
    def steps_at_once(self, steps: list[tuple[int, str, Fate, int]], together: bool) -> None:
        with self.link.world.one_commit() if together else nullcontext():
            self._steps(steps)
        self.link.settle()

    @rule(client=leavers, to=st.sampled_from((BOSS, ANNA, BERT)), fate=fates)
    def write_to_one(self, client: int, to: int, fate: Fate) -> None:
        if self.clients[client].number != to:
            self._say(client, 2, to)
            self._step(client, TALK, fate)
            self.link.settle()

    @rule(device=devices, rounds=st.integers(1, 5))
    def all_goes_well_for_a_while(self, device: int, rounds: int) -> None:
        for _ in range(rounds):
            for lane in (LISTEN, TALK, LOG):
                self._step(device, lane, Fate.FINE)
                self.link.settle()

    # Who is in the room

    @rule(device=leavers, course=courses)
    def leave(self, device: int, course: list[Fate]) -> None:
        self.devices[device].leave()
        self._ask(device, course)

    @rule(device=leavers, course=courses)
    def join(self, device: int, course: list[Fate]) -> None:
        self.devices[device].join()
        self._ask(device, course)

    @rule(device=leavers, steps=steps)
    def leave_while_messages_fly(self, device: int, steps: list[tuple[int, str, Fate, int]]) -> None:
        with self.link.world.one_commit():
            for client in range(len(self.clients)):
                self._say(client)
                self._step(client, TALK, Fate.FINE)
            self.devices[device].leave()
            self._step(device, LOG, Fate.FINE)
            self._steps(steps)
        self.link.settle()

    @rule(account=st.sampled_from((ANNA, BERT, CLASSIC)), role=st.sampled_from((0, 1, 2)), course=courses)
    def put_out_or_in(self, account: int, role: int, course: list[Fate]) -> None:
        self.devices[CHAIR].change(RoomChange.MEMBER, account, role)
        self._ask(CHAIR, course)

    @rule(account=st.sampled_from((ANNA, BERT, CLASSIC)), seconds=st.sampled_from((0, 3, 60)), course=courses)
    def silence(self, account: int, seconds: int, course: list[Fate]) -> None:
        until = self.link.clock.now() + seconds * 1000 if seconds else 0
        self.devices[CHAIR].change(RoomChange.SILENT, account, until)
        self._ask(CHAIR, course)

    # Faults

    @rule(fate=fates)
    def sign_the_laptop_out(self, fate: Fate) -> None:
        self.devices[DESK].end(self.devices[LAPTOP], fate)
        self.link.settle()

    @rule()
    def laptop_comes_back(self) -> None:
        self.devices[LAPTOP].come_back()

    @rule(device=devices, seen=st.booleans())
    def client_crashes(self, device: int, seen: bool) -> None:
        self.devices[device].crash(seen=seen)
        self.link.settle()

    @rule(device=devices)
    def client_loses_its_history(self, device: int) -> None:
        self.devices[device].lose_history()
        self.link.settle()

    @rule(device=devices)
    def client_cannot_store(self, device: int) -> None:
        self.devices[device].disk_fails = True

    @rule(index=st.integers(0, 20))
    def late_request_arrives(self, index: int) -> None:
        if self.link.delayed:
            self.link.arrive(index)
            self.link.settle()

    @rule(seconds=spans)
    def time_passes(self, seconds: float) -> None:
        self.link.advance(seconds)

    @rule(steps=steps, together=st.booleans())
    def disk_is_full(self, steps: list[tuple[int, str, Fate, int]], together: bool) -> None:
        with self.link.failing_disk(), self.link.world.one_commit() if together else nullcontext():
            self._steps(steps)
        self.link.advance(5.0)

    @rule()
    def server_restarts(self) -> None:
        self.link.restart()

    @rule(steps=steps)
    def server_is_killed(self, steps: list[tuple[int, str, Fate, int]]) -> None:
        """While some requests are on their way."""
        self._steps(steps)
        self.link.kill()

    @invariant()
    def the_log_is_right(self) -> None:
        self.referee.check()

    # In the end

    def come_to_rest(self) -> None:
        """Stop all faults: all devices come back, and get everything."""
        while self.link.delayed:
            self.link.arrive(0)
            self.link.settle()
        self._until_at_rest()
        self._wake_all()
        for device in self.devices:
            device.read_log()
        self._until_at_rest()
        self.referee.check()
        self.referee.compare(self.devices, self.orders)
        self.referee.compare_rooms(self.devices, self.old, self.orders)

    def _until_at_rest(self) -> None:
        for _ in range(_ROUNDS):
            for device in self.devices:
                device.come_back()
            for client in range(len(self.clients)):
                for lane in (LISTEN, TALK, LOG):
                    self._step(client, lane, Fate.FINE)
                    self.link.settle()
            self.referee.check()
            if not self._unfinished():
                return
            # Rates allow more, and held notices go out.
            self.link.advance(1.0)
        raise AssertionError(("it does not come to rest", self._unfinished()))

    def _unfinished(self) -> list[object]:
        """Return what is not done yet."""
        for device in self.devices:
            for peer in self.referee.accounts:
                if not device.requests and device.history.first(peer) > 1:
                    device.scroll_back(peer)
        waits = [device.short_id for device in self.devices if device.token is None or device.requests]
        waits += [str(client.outbox[0]) for client in self.clients if client.outbox]
        missing = self.referee.missing(self.devices)
        return [*waits, *missing, *([] if self.referee.is_at_rest(self.devices) else ["the inboxes"])]

    def _wake_all(self) -> None:
        """A message to the room ends the waiting polls of all members."""
        present = [device for device in self.devices if not self.referee.spans(device.number)[-1].last]
        for device in present:
            device.step(LISTEN, Fate.FINE, 50)
            self.link.settle()
        self._say(CHAIR)
        self._step(CHAIR, TALK, Fate.FINE)
        self.link.settle()
        self.link.advance(1.0)
        waiting = [device.short_id for device in present if LISTEN in device.flights]
        assert not waiting, ("not woken", waiting)


def run_machine(
    ground: Ground,
    examples: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    *,
    shows_past: bool,
) -> None:
    """Let everything happen, so many times."""
    for module, name, value in LIMITS:
        monkeypatch.setattr(module, name, value)
    Rooms.ground, Rooms.shows_past = ground, shows_past
    machines.run(Rooms, examples, derandomize=True)
    machines.check_errors(caplog)


@pytest.mark.parametrize("shows_past", [True, False])
@pytest.mark.timeout(300 + 4 * EXAMPLES)
@pytest.mark.errors_expected
def test_all_devices_of_members_have_what_the_room_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, shows_past: bool
) -> None:
    template = tmp_path / "template"
    ground = FileGround(template, MEMBERS, STRANGER)
    add_room(template, ROOM, MEMBERS, join_rule=JoinRule.OPEN)
    with transaction(template) as db:
        if not shows_past:
            db.execute("UPDATE rooms SET shows_past = 0")
            db.execute("UPDATE memberships SET after_seq = join_seq - 1")
    run_machine(ground, EXAMPLES, monkeypatch, caplog, shows_past=shows_past)
