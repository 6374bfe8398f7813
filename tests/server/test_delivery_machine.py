"""Clients of every kind on a link that goes wrong, with servers that end and come back: whatever happens, in whatever
order, the server keeps its word.

QQDESK_TEST_LONG=1 makes it try more than the few runs that the suite has time for, QQDESK_TEST_EXAMPLES and
QQDESK_TEST_STEPS as many as one likes; QQDESK_TEST_SHRINK=1 lets it look for the shortest way to a failure, which takes
minutes.
"""

import asyncio
import itertools
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
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

from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.delivery import mailbox
from qqdesk.server.sessions import polls
from tests.server.delivery import machines
from tests.server.delivery.clients import LISTEN, TALK, Model, OldClient, Ours
from tests.server.delivery.ground import FileGround, Ground
from tests.server.delivery.judge import WITHIN_S, Referee, Reply
from tests.server.delivery.link import Fate, Link

EXAMPLES = int(os.environ.get("QQDESK_TEST_EXAMPLES", "100" if "QQDESK_TEST_LONG" in os.environ else "10"))
MOST_WAITING = 8
"""In place of 5,000; the limits below shrink along with it, so that every run goes over them."""
LIMITS = (
    (mailbox, "MOST_WAITING", MOST_WAITING),
    (polls, "MOST_IN_A_REPLY", 4),
    (polls, "_MOST_KEPT", 3),
)

OURS = (10001, 10002)
RANDOM, SAME, THRICE, SIGNS_IN, STRANGER = 10003, 10004, 10005, 10006, 10007
CLASSIC = (RANDOM, SAME, THRICE, SIGNS_IN, STRANGER)
FRIENDS = (*OURS, RANDOM, SAME, THRICE, SIGNS_IN)
EVERYBODY = (*FRIENDS, STRANGER)
_ROUNDS = 300

who = st.sampled_from(EVERYBODY)
friends = st.sampled_from(FRIENDS)
ours = st.sampled_from(OURS)
lanes = st.sampled_from((TALK, LISTEN))
fates = st.sampled_from((Fate.FINE, *Fate))
# Sums of these are exact: it matters whether twenty seconds are over.
spans = st.sampled_from((0.25, 3.0, 11.0, 19.0, 26.0, 61.0, 200.0))
waits = st.sampled_from((0, 5, 25, 50))


class Delivery(RuleBasedStateMachine):
    ground: Ground

    def __init__(self) -> None:
        super().__init__()
        self.scratch = Path(tempfile.mkdtemp(prefix="delivery-"))
        self.runner = asyncio.Runner()
        self.link = Link(self.ground, self.scratch, self.runner.get_loop())
        self.referee = Referee(self.link, set(OURS), set(CLASSIC))
        # Hypothesis has nothing to gain from these, and they are the same in every run.
        dice = random.Random(1)
        sequences = (f"{dice.randrange(1000):05}" for _ in iter(int, 1))
        serial: Iterator[object] = itertools.count(1)
        self.ours = {
            number: Ours(self.link, self.referee, number, f"10.0.0.{number - 10000}", own)
            for number, own in zip(OURS, (serial, iter(lambda: "5", "")), strict=True)
        }
        classic = {
            RANDOM: OldClient(self.link, self.referee, RANDOM, "10.0.0.1", sequences, tries=1),
            SAME: OldClient(self.link, self.referee, SAME, "10.0.0.1", iter(lambda: "7", "")),
            THRICE: OldClient(self.link, self.referee, THRICE, "10.0.0.9", iter(lambda: "3", ""), thrice=True),
            SIGNS_IN: OldClient(self.link, self.referee, SIGNS_IN, "10.0.0.9", sequences, signs_in_before_polls=True),
            STRANGER: OldClient(self.link, self.referee, STRANGER, "10.0.0.8", sequences, asks=True),
        }
        classic[THRICE].is_direct = False
        self.clients: dict[int, Model] = {**self.ours, **classic}

    def teardown(self) -> None:
        try:
            self.come_to_rest()
        finally:
            self.link.close()
            self.runner.close()
            shutil.rmtree(self.scratch)

    # What people do

    @initialize(are_there=st.sampled_from((True, True, False)))
    def begin(self, are_there: bool) -> None:
        if are_there:
            for client in self.clients.values():
                client.step(LISTEN, Fate.FINE)
            self.link.settle()

    @rule(sender=who, to=friends, count=st.sampled_from((1, 2, 7)), fate=fates)
    def say(self, sender: int, to: int, count: int, fate: Fate) -> None:
        if sender != to:
            for _ in range(count):
                self.clients[sender].say(to)
            self.clients[sender].step(TALK, fate)
            self.link.settle()

    @rule(number=ours, fate=fates, wait=waits)
    def listen(self, number: int, fate: Fate, wait: int) -> None:
        self.ours[number].step(LISTEN, fate, wait)
        self.link.settle()

    @rule(sender=who, to=friends, course=st.lists(fates, min_size=2, max_size=5))
    def summary(self, sender: int, to: int, course: list[Fate]) -> None:
        """One message after the other, each fetched as far as the link allows."""
        if sender != to:
            for fate in course:
                self.clients[sender].say(to)
                for number, lane, one in ((sender, TALK, Fate.FINE), (to, LISTEN, fate)):
                    self.clients[number].step(lane, one)
                    self.link.settle()

    @rule(number=who, lane=lanes, lost=fates, seconds=spans, fate=fates)
    def step_and_step_again_later(self, number: int, lane: str, lost: Fate, seconds: float, fate: Fate) -> None:
        for one in (lost, fate):
            self.clients[number].step(lane, one)
            self.link.settle()
            self.link.advance(seconds)

    @rule(number=who, lane=lanes, fate=fates, wait=waits)
    def step(self, number: int, lane: str, fate: Fate, wait: int) -> None:
        self.clients[number].step(lane, fate, wait)
        self.link.settle()

    @rule(steps=st.lists(st.tuples(who, lanes, fates, waits), min_size=2, max_size=6), together=st.booleans())
    def steps_at_once(self, steps: list[tuple[int, str, Fate, int]], together: bool) -> None:
        with self.link.world.one_commit() if together else nullcontext():
            self._step(steps)
        self.link.settle()

    def _step(self, steps: list[tuple[int, str, Fate, int]]) -> None:
        for number, lane, fate, wait in steps:
            self.clients[number].step(lane, fate, wait)

    @rule(senders=st.lists(who, min_size=2, max_size=6, unique=True), to=st.one_of(ours, friends))
    def say_at_once(self, senders: list[int], to: int) -> None:
        """All of it gets to disk with one commit, in the middle of a poll where there is one."""
        for number in (*senders, *[to] * 4):
            if LISTEN not in self.clients[number].flights:
                self.clients[number].step(LISTEN, Fate.FINE, 50)
                self.link.settle()
        with self.link.world.one_commit():
            for sender in senders:
                if sender != to:
                    self.clients[sender].say(to)
                    self.clients[sender].step(TALK, Fate.FINE)
        self.link.settle()

    @rule(number=who, rounds=st.integers(1, 5))
    def all_goes_well_for_a_while(self, number: int, rounds: int) -> None:
        for _ in range(rounds):
            for lane in (LISTEN, TALK):
                self.clients[number].step(lane, Fate.FINE)
                self.link.settle()

    @rule(number=who, seen=st.booleans())
    def give_up(self, number: int, seen: bool) -> None:
        self.clients[number].give_up(seen=seen)
        self.link.settle()

    @rule(number=ours, seen=st.booleans())
    def client_crashes(self, number: int, seen: bool) -> None:
        self.ours[number].crash(seen=seen)
        self.link.settle()

    @rule(number=ours)
    def client_cannot_store(self, number: int) -> None:
        self.ours[number].disk_fails = True

    @rule(data=st.data(), number=ours, fate=fates)
    def old_message_goes_out_again(self, data: st.DataObject, number: int, fate: Fate) -> None:
        mine = [said for said in self.referee.said.values() if said.sender == number]
        old = [said for said in mine if said not in self.ours[number].outbox]
        if old:
            self.ours[number].repeat_old(data.draw(st.sampled_from(old)), fate)
            self.link.settle()

    @rule(number=ours)
    def foreign_token(self, number: int) -> None:
        """Somebody's token is nothing in the hands of another."""
        token, other = self.ours[number].token, OURS[0] if number == OURS[1] else OURS[1]
        if token is not None:
            body = f"VER=1.1&CMD=GetMsgEx&SEQ=1&UIN={other}&SID={token}"
            assert Reply(self.link.world.post(body).text).result == 20

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
    @rule(
        sender=ours,
        to=friends,
        steps=st.lists(st.tuples(who, lanes, fates, waits), max_size=6),
        together=st.booleans(),
    )
    def disk_is_full(self, sender: int, to: int, steps: list[tuple[int, str, Fate, int]], together: bool) -> None:
        if sender != to:
            self.clients[sender].say(to)
            steps = [*steps, (sender, TALK, Fate.FINE, 0)]
        with self.link.failing_disk(), self.link.world.one_commit() if together else nullcontext():
            self._step(steps)
        # Cursors that were not saved are saved when the server looks after everything.
        self.link.advance(5.0)

    @precondition(lambda self: self.ground.is_file)
    @rule(to=friends, steps=st.lists(st.tuples(who, lanes, fates, waits), max_size=3))
    def operator_says(self, to: int, steps: list[tuple[int, str, Fate, int]]) -> None:
        """From another process: the server finds out when it writes, or looks out for it."""
        self.referee.notice(to, lambda text: self.link.tell_from_outside(text, to))
        self._step(steps)
        self.link.settle()
        self.link.advance(1.0)

    @rule()
    def server_restarts(self) -> None:
        self.link.restart()

    @rule(steps=st.lists(st.tuples(who, lanes, fates, waits), max_size=5))
    def server_is_killed(self, steps: list[tuple[int, str, Fate, int]]) -> None:
        """While some requests are on their way."""
        self._step(steps)
        self.link.kill()

    @invariant()
    def the_server_keeps_its_word(self) -> None:
        self.referee.check()

    # In the end

    def come_to_rest(self) -> None:
        """Stop all faults: all waiting messages arrive."""
        while self.link.delayed:
            self.link.arrive(0)
            self.link.settle()
        for _ in range(_ROUNDS):
            for client in self.clients.values():
                for lane in (LISTEN, TALK):
                    client.step(lane, Fate.FINE)
                    self.link.settle()
            self.referee.check()
            if self.is_at_rest():
                break
            self.link.advance(1.0)
        else:
            raise AssertionError("it does not come to rest")
        for client in self.ours.values():
            self.look_at(client)
        self.stop_while_they_wait()

    def is_at_rest(self) -> bool:
        with self.link.database() as db:
            everything = all(len(c.stored) == len(self.referee.visible(db, c.number)) for c in self.ours.values())
            rest = all(self.referee.classic[number].out == self.referee.last_id(db, number) for number in CLASSIC)
        return everything and rest and not any(client.outbox for client in self.clients.values())

    def look_at(self, client: Ours) -> None:
        """Everything is there, once, in order, and who sent it knows."""
        with self.link.database() as db:
            assert client.order == sorted(client.stored) == self.referee.visible(db, client.number)
        said = self.referee.said
        for sender in (*EVERYBODY, SYSTEM_NUMBER):
            rows = [client.stored[id_] for id_ in client.order]
            texts = [text for kind, who, text in rows if who == sender and kind != MessageKind.DELIVERED]
            mine = [text for text in said if (said[text].sender, said[text].to) == (sender, client.number)]
            if sender in OURS:
                assert texts == mine
            else:
                assert sorted(texts) == sorted(text for text in mine for _ in range(said[text].most))
        sent = [one.client_id for one in said.values() if one.sender == client.number]
        assert len(client.receipts) == len(set(client.receipts))
        with self.link.database() as db:
            others = "seq > received AND kind != ?"
            found = db.execute(
                f"SELECT text FROM entries JOIN logs ON number = log WHERE {others}", [MessageKind.OWN_TEXT]
            )
            behind = {text for (text,) in found}
        unread = {one.client_id for one in said.values() if one.text in behind}
        assert set(client.receipts) == set(sent) - unread

    def stop_while_they_wait(self) -> None:
        for _ in range(20):
            for client in self.ours.values():
                if LISTEN not in client.flights:
                    client.step(LISTEN, Fate.FINE, 50)
                    self.link.settle()
            if all(LISTEN in client.flights for client in self.ours.values()):
                break
            # The same request as a moment ago gets the same answer.
            self.link.advance(WITHIN_S)
        hanging = [client.flights[LISTEN] for client in self.ours.values()]
        self.link.restart()
        for flight in hanging:
            assert Reply(flight.text)["MN"] == "0", flight


def run_machine(
    ground: Ground, examples: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Let everything happen, so many times."""
    for module, name, value in LIMITS:
        monkeypatch.setattr(module, name, value)
    Delivery.ground = ground
    machines.run(Delivery, examples)
    machines.check_errors(caplog)


@pytest.mark.timeout(300 + 4 * EXAMPLES)
@pytest.mark.errors_expected
def test_every_sequence_of_events_follows_the_protocol(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run_machine(FileGround(tmp_path / "template", FRIENDS, STRANGER), EXAMPLES, monkeypatch, caplog)
