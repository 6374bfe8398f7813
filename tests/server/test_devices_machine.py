"""Several devices of two accounts, and classic clients, on a link that fails: whatever happens, in whatever order, all
devices end with the same conversations.

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
    precondition,
    rule,
)

from qqdesk.server.backups import backup, restore
from tests.server.delivery import machines
from tests.server.delivery.clients import LISTEN, TALK, Model, OldClient
from tests.server.delivery.device_referee import DeviceReferee
from tests.server.delivery.devices import LOG, Device
from tests.server.delivery.ground import FileGround, Ground
from tests.server.delivery.link import Fate, Link
from tests.server.test_delivery_machine import LIMITS

EXAMPLES = int(os.environ.get("QQDESK_TEST_EXAMPLES", "40" if "QQDESK_TEST_LONG" in os.environ else "4"))
ANNA, BERT, CLASSIC = ACCOUNTS = (10001, 10002, 10003)
STRANGER = 10004
_ROUNDS = 100

DESK, LAPTOP, PHONE = range(3)
_OF = {DESK: ANNA, LAPTOP: ANNA, PHONE: BERT}

accounts = st.sampled_from(ACCOUNTS)
devices = st.sampled_from((DESK, LAPTOP, PHONE))
clients = st.sampled_from(range(5))
lanes = st.sampled_from((TALK, LISTEN, LOG))
fates = st.sampled_from((Fate.FINE, *Fate))
courses = st.lists(fates, min_size=1, max_size=4)
# Sums of these are exact: it matters whether twenty seconds are over.
spans = st.sampled_from((0.25, 3.0, 19.0, 26.0, 61.0, 200.0))
waits = st.sampled_from((0, 5, 50))
steps = st.lists(st.tuples(clients, lanes, fates, waits), max_size=6)


class Devices(RuleBasedStateMachine):
    ground: Ground

    def __init__(self) -> None:
        super().__init__()
        self.scratch = Path(tempfile.mkdtemp(prefix="devices-"))
        self.runner = asyncio.Runner()
        self.link = Link(self.ground, self.scratch, self.runner.get_loop())
        self.referee = DeviceReferee(self.link, ACCOUNTS)
        serial = itertools.count(1)
        # Hypothesis has nothing to gain from these, and they are the same in every run.
        dice = random.Random(1)
        sequences = (f"{dice.randrange(1000):05}" for _ in iter(int, 1))
        self.devices = [
            Device(
                self.link,
                self.referee,
                number,
                f"10.0.0.{place}",
                f"{place + 1:x}" * 32,
                serial,
                is_late=place == LAPTOP,
            )
            for place, number in _OF.items()
        ]
        self.clients: list[Model] = [
            *self.devices,
            OldClient(self.link, self.referee, BERT, "10.0.0.7", sequences),
            OldClient(self.link, self.referee, CLASSIC, "10.0.0.8", sequences),
        ]
        self.orders: dict[str, list[str]] = {device.short_id: [] for device in self.devices}
        self.backups: list[Path] = []

    def teardown(self) -> None:
        try:
            self.come_to_rest()
        finally:
            self.link.close()
            self.runner.close()
            shutil.rmtree(self.scratch)

    def _step(self, client: int, lane: str, fate: Fate, wait: int = 0) -> None:
        if lane == LOG and client >= len(self.devices):
            lane = LISTEN
        self.clients[client].step(lane, fate, wait)

    def _steps(self, steps: list[tuple[int, str, Fate, int]]) -> None:
        for client, lane, fate, wait in steps:
            self._step(client, lane, fate, wait)

    def _say(self, client: int, to: int, count: int) -> None:
        sender = self.clients[client]
        if sender.number != to:
            for _ in range(count):
                sender.say(to)
                if isinstance(sender, Device):
                    self.orders[sender.short_id].append(sender.outbox[-1].text)

    # What people do

    @initialize(is_fetched=st.booleans())
    def begin(self, is_fetched: bool) -> None:
        """All but one device are there, and have written to each other."""
        for client, to in [(client, to) for client in range(len(self.clients)) for to in ACCOUNTS]:
            self._say(client, to, 1)
            for lane in (LISTEN, TALK) if is_fetched else (TALK, LISTEN):
                self._step(client, lane, Fate.FINE)
                self.link.settle()

    @rule(client=clients, to=accounts, count=st.sampled_from((1, 2, 4)), fate=fates)
    def say(self, client: int, to: int, count: int, fate: Fate) -> None:
        self._say(client, to, count)
        self._step(client, TALK, fate)
        self.link.settle()

    @rule(client=clients, to=accounts, course=st.lists(fates, min_size=2, max_size=5))
    def summary(self, client: int, to: int, course: list[Fate]) -> None:
        """One message after the other, each fetched by all as far as the link allows."""
        for fate in course:
            self._say(client, to, 1)
            self._step(client, TALK, fate)
            self.link.settle()
            for other in range(len(self.clients)):
                self._step(other, LISTEN, fate)
                self.link.settle()

    @rule(steps=steps, together=st.booleans())
    def steps_at_once(self, steps: list[tuple[int, str, Fate, int]], together: bool) -> None:
        with self.link.world.one_commit() if together else nullcontext():
            self._steps(steps)
        self.link.settle()

    @rule(senders=st.lists(clients, min_size=2, max_size=4), to=accounts)
    def say_at_once(self, senders: list[int], to: int) -> None:
        """All of it gets to disk with one commit, while all others wait for messages."""
        for client in range(len(self.clients)):
            if LISTEN not in self.clients[client].flights:
                self._step(client, LISTEN, Fate.FINE, 50)
                self.link.settle()
        with self.link.world.one_commit():
            for client in senders:
                self._say(client, to, 1)
                self._step(client, TALK, Fate.FINE)
        self.link.settle()

    @rule(device=devices, rounds=st.integers(1, 5))
    def all_goes_well_for_a_while(self, device: int, rounds: int) -> None:
        for _ in range(rounds):
            for lane in (LISTEN, TALK, LOG):
                self._step(device, lane, Fate.FINE)
                self.link.settle()

    @rule(device=devices, command=st.sampled_from(("Seen", "ClearLog")), place=st.integers(0, 4), course=courses)
    def mark(self, device: int, command: str, place: int, course: list[Fate]) -> None:
        self.devices[device].mark(command, place)
        self._ask_log(device, course)

    @rule(device=devices, command=st.sampled_from(("Seen", "ClearLog")), to=accounts, course=courses)
    def mark_what_has_just_come(self, device: int, command: str, to: int, course: list[Fate]) -> None:
        """Before it is acknowledged."""
        for client in range(len(self.clients)):
            if self.clients[client].number == to:
                self._say(client, self.devices[device].number, 1)
                self._step(client, TALK, Fate.FINE)
        self.link.settle()
        self._step(device, LISTEN, Fate.FINE)
        self.link.settle()
        self.mark(device, command, 0, course)

    @rule(device=devices, course=courses)
    def scroll_back(self, device: int, course: list[Fate]) -> None:
        for peer in ACCOUNTS:
            self.devices[device].scroll_back(peer)
        self._ask_log(device, course)

    def _ask_log(self, device: int, course: list[Fate]) -> None:
        for fate in course:
            self._step(device, LOG, fate)
            self.link.settle()

    @rule(device=st.sampled_from((DESK, LAPTOP)), fate=fates)
    def sign_the_other_out(self, device: int, fate: Fate) -> None:
        self.devices[device].end(self.devices[LAPTOP - device], fate)
        self.link.settle()

    @rule(device=devices)
    def come_back(self, device: int) -> None:
        self.devices[device].come_back()

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

    # Faults

    @precondition(lambda self: self.link.delayed)
    @rule(index=st.integers(0, 20))
    def late_request_arrives(self, index: int) -> None:
        self.link.arrive(index)
        self.link.settle()

    @rule(seconds=spans)
    def time_passes(self, seconds: float) -> None:
        self.link.advance(seconds)

    @precondition(lambda self: self.ground.is_file)
    @rule(steps=steps, together=st.booleans())
    def disk_is_full(self, steps: list[tuple[int, str, Fate, int]], together: bool) -> None:
        with self.link.failing_disk(), self.link.world.one_commit() if together else nullcontext():
            self._steps(steps)
        # Cursors that were not saved are saved when the server looks after everything.
        self.link.advance(5.0)

    @rule()
    def server_restarts(self) -> None:
        self.link.restart()

    @rule(steps=steps)
    def server_is_killed(self, steps: list[tuple[int, str, Fate, int]]) -> None:
        """While some requests are on their way."""
        self._steps(steps)
        self.link.kill()

    @precondition(lambda self: self.ground.is_file)
    @rule()
    def server_is_backed_up(self) -> None:
        path = self.scratch / "backup"
        backup.make(self.link.world.folder, path, self.link.clock.now(), replace=True)
        self.backups = [path]

    @precondition(lambda self: self.backups)
    @rule()
    def backup_is_restored(self) -> None:
        def meanwhile() -> None:
            restore.restore(self.link.world.folder, self.backups.pop())
            self.referee.restored()

        self.link.restart(meanwhile)

    @invariant()
    def the_logs_are_right(self) -> None:
        self.referee.check()

    # In the end

    def come_to_rest(self) -> None:
        """Stop all faults: all devices come back, and get everything."""
        while self.link.delayed:
            self.link.arrive(0)
            self.link.settle()
        for _ in range(_ROUNDS):
            for device in self.devices:
                device.come_back()
            for client in range(len(self.clients)):
                for lane in (LISTEN, TALK, LOG):
                    self._step(client, lane, Fate.FINE)
                    self.link.settle()
            self.referee.check()
            if self._is_at_rest():
                break
            # The server releases receipts that it held back.
            self.link.advance(1.0)
        else:
            raise AssertionError("it does not come to rest")
        self.referee.compare(self.devices, self.orders)

    def _is_at_rest(self) -> bool:
        for device in self.devices:
            for peer in ACCOUNTS:
                if not device.requests and device.history.first(peer) > 1:
                    device.scroll_back(peer)
        waits = any(device.token is None or device.requests for device in self.devices)
        return not waits and not any(client.outbox for client in self.clients) and self.referee.is_at_rest(self.devices)


def run_machine(
    ground: Ground, examples: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Let everything happen, so many times."""
    for module, name, value in LIMITS:
        monkeypatch.setattr(module, name, value)
    Devices.ground = ground
    machines.run(Devices, examples, derandomize=True)
    machines.check_errors(caplog)


@pytest.mark.timeout(300 + 4 * EXAMPLES)
@pytest.mark.errors_expected
def test_all_devices_end_with_the_same_conversations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run_machine(FileGround(tmp_path / "template", ACCOUNTS, STRANGER), EXAMPLES, monkeypatch, caplog)
