"""Knows what the protocol allows, and compares every reply of the server with it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from qqdesk.protocol.codes import CAN_DEVICES, SYSTEM_NUMBER, Result
from qqdesk.protocol.entry_kinds import MessageKind, hidden_without
from qqdesk.server.delivery import delivery, mailbox
from qqdesk.server.storage.interface import Database
from tests.server.delivery.link import Flight, Link

WITHIN_S = 20.0
RECEIVED_WITHIN_S = 2.0
MOST_REPEATS = 3
ALIVE_S = 150.0
TIMER_S = 2.0
"""How much later than its WAIT a poll may be answered: a server may look at its clock from time to time only."""
_RETRIED = {Result.SERVER_FAILED, Result.TOO_MANY_REQUESTS, Result.NOT_SIGNED_IN}


@dataclass
class Said:
    """One text that somebody sends: how often it may be, and has to be, stored."""

    text: str
    sender: int
    to: int
    client_id: str = ""
    kind: int = MessageKind.TEXT
    least: int = 0
    most: int = 0
    refused: bool = False
    """The server refused it."""
    place: str = ""
    """MID and TIME of the first reply, with a client id."""


@dataclass
class Sent:
    """A reply to a user without EXT. The server knows at `received` that it arrived."""

    first: float
    body: bytes = b""
    received: float | None = None
    is_over: bool = False

    def copied(self, flight: Flight, now: float) -> None:
        if self.received is None and flight.is_received:
            self.received, self.is_over = now, False

    def is_repeated(self, now: float) -> bool:
        if self.received is not None and (self.is_over or now - self.received >= RECEIVED_WITHIN_S):
            return False
        return now - self.first < WITHIN_S


@dataclass
class Classic:
    """The server's state of a user without EXT."""

    alive: bool = False
    last: float = 0.0
    memory: dict[tuple[str, str], Sent] = field(default_factory=dict)
    logins: dict[bytes, Sent] = field(default_factory=dict)
    fetched: dict[tuple[str, str], Sent] = field(default_factory=dict)
    pending: "Unconfirmed | None" = None
    fetches: dict[tuple[str, str], float] = field(default_factory=dict)
    """The GetMsgEx requests of the repeat window, the latest last."""
    cursor: int = 0
    most: int = 0
    """The highest id that may count as received."""
    out: int = 0
    """The highest id that ever left the server."""

    def is_alive(self, now: float) -> bool:
        return self.alive and now - self.last <= ALIVE_S

    def begin(self) -> None:
        self.memory, self.logins, self.pending, self.alive = {}, {}, None, True

    def signed_in(self, flight: Flight, now: float) -> None:
        """A sign-in that is no repeat: what came before it is over."""
        before = self.logins.get(flight.body)
        if before is None or not before.is_repeated(now):
            for sent in (*self.memory.values(), *self.fetched.values()):
                sent.is_over = True
            before = self.logins[flight.body] = Sent(now)
        before.copied(flight, now)

    def fetches_anew(self, key: tuple[str, str], now: float) -> bool:
        """Whether the user has the reply to the same bytes."""
        sent = self.fetched.get(key)
        return sent is not None and now - sent.first < WITHIN_S and not sent.is_repeated(now)

    def fetch(self, key: tuple[str, str], flight: Flight, now: float) -> None:
        sent = self.fetched[key] = Sent(now)
        sent.copied(flight, now)

    def moved(self, cursor: int) -> None:
        """The cursor is there on disk. Any request may have moved it behind what got out."""
        assert self.cursor <= cursor <= max(self.cursor, self.most), (self, cursor)
        self.cursor = cursor

    def recent(self, now: float) -> dict[tuple[str, str], float]:
        self.fetches = {key: since for key, since in self.fetches.items() if now - since < WITHIN_S}
        return self.fetches


@dataclass
class Unconfirmed:
    """A reply with messages that is not acknowledged."""

    key: tuple[str, str]
    body: bytes
    up_to: int
    since: float
    is_doubtful: bool
    """It may have gone to a late copy of a request."""
    repeats: int = 0
    is_out: bool = False
    is_received: bool = False

    @property
    def may_be_lost(self) -> bool:
        return self.is_doubtful and not self.is_received

    def is_repeated_by(self, key: tuple[str, str], now: float) -> bool:
        return self.key == key and now - self.since < WITHIN_S and (self.repeats < MOST_REPEATS or not self.is_out)


class Reply(dict[str, str]):
    """The fields of a reply, read as plainly as can be."""

    def __init__(self, text: str) -> None:
        super().__init__(pair.split("=", 1) for pair in text.split("&") if pair)

    @property
    def result(self) -> int:
        return int(self["RES"])

    def column(self, name: str) -> list[str]:
        return self.get(name, "").split(",")[:-1]

    @property
    def rows(self) -> list[tuple[int, int, str]]:
        kinds, senders, texts = (self.column(name) for name in ("MT", "UN", "MG"))
        assert len(kinds) == len(senders) == len(texts) == int(self["MN"]), self
        return [(int(kind), int(sender), text) for kind, sender, text in zip(kinds, senders, texts, strict=True)]

    @property
    def ids(self) -> list[int]:
        ids = [int(id_) for id_ in self.column("MID")]
        assert len(ids) == len(self.column("TIME")) == (int(self["MN"]) if ids else 0), self
        return ids


class Referee:
    """See `Judge`."""

    def __init__(self, link: Link, extended: set[int], classic: set[int]) -> None:
        self._link = link
        self._extended = extended
        self.classic = {number: Classic() for number in classic}
        self.said: dict[str, Said] = {}
        self._polls: dict[bytes, tuple[float, bytes]] = {}
        self._logins: dict[int, tuple[bytes, float, bytes]] = {}
        """The last one of each user with EXT: body, when, and the reply."""
        self._handed: dict[int, dict[int, tuple[str, ...]]] = {number: {} for number in extended}
        """The entries sent to each user with EXT, by id."""
        self._asked: set[tuple[int, int]] = set()
        """Who was notified that their request was accepted, and whom they asked."""
        self._cursors = dict.fromkeys([*extended, *classic], 0)
        link.judge = self

    def say(self, sender: int, to: int, client_id: str = "", kind: int = MessageKind.TEXT) -> Said:
        """Return a unique text."""
        text = f"{len(self.said)} {sender}>{to}"
        said = self.said[text] = Said(text, sender, to, client_id, kind)
        return said

    def notice(self, to: int, tell: Callable[[str], int]) -> None:
        """The administrator sends a notice from outside the server; `tell` counts the mailboxes."""
        said = self.say(SYSTEM_NUMBER, to)
        said.least = said.most = tell(said.text)

    # Requests and replies

    def arrived(self, flight: Flight) -> None:
        number = flight.asker.number
        flight.marks["last"] = self._last_id(number)
        if isinstance(flight.about, Said):
            flight.marks["waiting"] = self._waiting(flight.about.to)
            flight.marks["others"] = sum(not other.wait for other in self._link.running)
        if number not in self.classic:
            flight.marks["was answered"] = flight.body in self._polls
            return
        user = self.classic[number]
        flight.was_alive = user.is_alive(flight.arrived)
        if flight.was_alive:
            user.last = flight.arrived

    def answered(self, flight: Flight) -> None:
        reply = Reply(flight.text)
        asked = Reply(flight.body.decode())
        number = flight.asker.number
        assert (reply["SEQ"], reply["UIN"]) == (asked["SEQ"], asked["UIN"]), flight
        assert reply["CMD"].lower() == asked["CMD"].lower(), flight
        if flight.was_alive is False and reply.result != Result.NOT_SIGNED_IN:
            # A sign-in that was under way may have ended before the session was looked up.
            flight.was_alive = self.classic[number].is_alive(self._link.now)
        if isinstance(flight.about, Said):
            self._sent(flight, asked, reply)
        elif flight.command == "GetMsgEx" and reply.result == Result.OK:
            self._fetched(flight, asked, reply)
        elif flight.command == "Login" and reply.result == Result.OK and number in self.classic:
            assert reply["RS"] == "0", flight
            user = self.classic[number]
            if not user.is_alive(flight.arrived):
                with self._link.database() as db:
                    user.moved(self.cursor(db, number))
                user.begin()
            user.last = flight.arrived
            user.signed_in(flight, self._link.now)
        elif flight.command == "Login" and reply.result == Result.OK:
            self._signed_in(flight)
        if number in self.classic and flight.command != "Login":
            assert (reply.result == Result.NOT_SIGNED_IN) != flight.was_alive, flight

    def died(self, flights: list[Flight]) -> None:
        """The server has ended; these flights were not answered."""
        for flight in flights:
            said = flight.about
            if isinstance(said, Said) and flight.was_alive is not False:
                said.most = 1 if said.client_id else said.most + 1
        for number, user in self.classic.items():
            with self._link.database() as db:
                user.moved(self.cursor(db, number))
            user.alive, user.pending, user.fetches, user.fetched = False, None, {}, {}
        self._polls.clear()
        self._logins.clear()

    def _signed_in(self, flight: Flight) -> None:
        """A repeat gets the token of the first, unless somebody has signed in since."""
        before = self._logins.get(flight.asker.number)
        if before is not None and before[0] == flight.body and self._link.now - before[1] < WITHIN_S:
            assert flight.reply == before[2], flight
        elif flight.reply is not None:
            self._logins[flight.asker.number] = (flight.body, self._link.now, flight.reply)

    # Messages

    def _sent(self, flight: Flight, asked: Reply, reply: Reply) -> None:
        said = flight.about
        assert isinstance(said, Said)
        if said.client_id:
            self._look_whether_full(flight, said, reply)
            if reply.result == Result.OK:
                said.least = said.most = 1
                place = f"{reply['MID']} {reply['TIME']}"
                assert said.place in ("", place), (said, place)
                said.place = place
            else:
                said.refused = True
            return
        if not flight.was_alive:
            return
        user, key = self.classic[flight.asker.number], (asked["SEQ"], flight.body.decode())
        known = user.memory.get(key)
        now = self._link.now
        if known is not None and known.is_repeated(now):
            assert flight.reply == known.body, (flight, known)
            known.copied(flight, now)
            return
        self._look_whether_full(flight, said, reply)
        if reply.result == Result.OK:
            said.most += 1
            if said.kind == MessageKind.TEXT:
                said.least += 1
            else:
                # One request of a pair is open at a time: it may be an earlier one that was stored.
                self._asked.add((said.sender, said.to))
        if reply.result not in _RETRIED:
            assert flight.reply is not None
            known = user.memory[key] = Sent(now, flight.reply)
            known.copied(flight, now)
        if reply.result == Result.OK:
            assert "MID" not in reply

    def _look_whether_full(self, flight: Flight, said: Said, reply: Reply) -> None:
        is_alone = all(other.wait for other in self._link.running) and not flight.marks["others"]
        if reply.result == Result.MAILBOX_FULL and is_alone:
            assert flight.marks["waiting"] >= mailbox.MOST_WAITING, flight

    def _fetched(self, flight: Flight, asked: Reply, reply: Reply) -> None:
        number = flight.asker.number
        for kind, sender, text in reply.rows:
            if kind in (MessageKind.TEXT, MessageKind.ADD_REQUEST):
                said = self.said[text]
                assert (said.kind, said.sender, said.to) == (kind, sender, number), (flight, said)
            elif kind == MessageKind.DELIVERED:
                assert number in self._extended
                assert any(said.client_id == text and said.to == sender for said in self.said.values()), flight
            else:
                assert kind == MessageKind.STATUS_CHANGED, flight
        if number in self._extended:
            self._fetched_extended(flight, asked, reply)
        else:
            self._fetched_classic(flight, asked, reply)

    def _fetched_extended(self, flight: Flight, asked: Reply, reply: Reply) -> None:
        """Check that no entry is missing, no acknowledged entry returns, and each id has one content."""
        handed = self._handed[flight.asker.number]
        rows = list(zip(reply.ids, reply.column("TIME"), reply.rows, strict=True)) if reply.ids else []
        ids = [id_ for id_, _, _ in rows if id_]
        if ids:
            with self._link.database() as db:
                visible = self.visible(db, flight.asker.number)
            assert ids == [id_ for id_ in visible if ids[0] <= id_ <= ids[-1]], flight
            assert ids[0] > int(asked.get("ACK", 0)), flight
            assert all(id_ in handed for id_ in visible if id_ < ids[0]), flight
        for id_, time, row in rows:
            if id_:
                value = (time, *map(str, row))
                assert handed.setdefault(id_, value) == value, flight
        # Of two at once one may come back empty: the newer poll ends the older one.
        first = self._polls.get(flight.body) if flight.marks["was answered"] else None
        if first is not None and self._link.now - first[0] < WITHIN_S:
            assert flight.reply == first[1], (flight, first)
        elif rows and flight.is_out and flight.reply is not None:
            self._polls[flight.body] = (self._link.now, flight.reply)

    def _fetched_classic(self, flight: Flight, asked: Reply, reply: Reply) -> None:
        user, key = self.classic[flight.asker.number], (asked["SEQ"], flight.body.decode())
        assert flight.reply is not None
        pending, now = user.pending, self._link.now
        is_new = user.fetches_anew(key, now)
        if not is_new and pending is not None and pending.is_repeated_by(key, now):
            pending.repeats += 1
            assert flight.reply == pending.body, (flight, pending)
            user.fetched[key].copied(flight, now)
            self._got_out(user, pending, flight)
            return
        fetches = user.recent(now)
        user.fetch(key, flight, now)
        if not is_new and key in fetches and key != next(reversed(fetches)):
            assert not reply.rows, flight
            return
        is_doubtful = is_new or (key in fetches and len(fetches) > 1)
        # A request that cannot be stored is not recognised when it comes again.
        if not self._link.disk_fails:
            fetches.pop(key, None)
            fetches[key] = now
        if pending is not None:
            if pending.is_out and not pending.may_be_lost:
                user.cursor = max(user.cursor, pending.up_to)
            user.pending = None
        texts = [row for row in reply.rows if row[0] != MessageKind.STATUS_CHANGED]
        with self._link.database() as db:
            visible = self.visible(db, flight.asker.number)
            rows = db.execute(
                "SELECT seq, kind, sender, text FROM entries WHERE log = ? AND seq > ? ORDER BY seq",
                (flight.asker.number, user.cursor),
            ).fetchall()
        stored = [row for row in rows if row[0] in visible]
        assert texts == [row[1:] for row in stored[: len(texts)]], (flight, stored)
        # Entries that arrived during the request may or may not be in the reply.
        up_to = stored[len(texts) - 1][0] if texts else user.cursor
        assert up_to >= flight.marks["last"], (flight, stored)
        if reply.rows:
            pending = user.pending = Unconfirmed(key, flight.reply, up_to if texts else 0, now, is_doubtful)
            self._got_out(user, pending, flight)

    def _got_out(self, user: Classic, pending: Unconfirmed, flight: Flight) -> None:
        pending.is_out = pending.is_out or flight.is_out
        pending.is_received = pending.is_received or flight.is_received
        if pending.is_out:
            user.out = max(user.out, pending.up_to)
            if not pending.may_be_lost:
                user.most = max(user.most, pending.up_to)

    def _waiting(self, number: int) -> int:
        with self._link.database() as db:
            return delivery.waiting_count(db, number)

    def _last_id(self, number: int) -> int:
        with self._link.database() as db:
            return self.last_id(db, number)

    # The view of each kind of client: no copies of its own messages

    def visible(self, db: Database, number: int) -> list[int]:
        """The ids of the entries that this user's client gets."""
        hidden = mailbox.CLASSIC if number in self.classic else hidden_without(CAN_DEVICES)
        rows = db.execute("SELECT seq, kind FROM entries WHERE log = ? ORDER BY seq", (number,))
        return [seq for seq, kind in rows if kind not in hidden]

    def last_id(self, db: Database, number: int) -> int:
        return max(self.visible(db, number), default=0)

    def cursor(self, db: Database, number: int) -> int:
        """The last of these entries that the cursor has passed."""
        row = db.execute("SELECT seq FROM cursors WHERE account = ?", (number,)).fetchone()
        return max((id_ for id_ in self.visible(db, number) if row and id_ <= row[0]), default=0)

    # What always holds

    def check(self) -> None:
        """Check the final state, after all pending work."""
        with self._link.database() as db:
            self._check_mailboxes(db)
            for flight in self._link.running:
                # One that has its reply only was not taken from the list yet: threads take their time.
                is_late = self._link.now > flight.arrived + flight.wait + TIMER_S
                assert flight.reply is not None or not is_late, ("left hanging", flight)
                if not flight.line.is_cut:
                    number = flight.asker.number
                    assert self.last_id(db, number) == self.cursor(db, number), ("not woken", flight)

    def _check_mailboxes(self, db: Database) -> None:
        counts = dict.fromkeys(self.said, 0)
        requests: Counter[tuple[int, int]] = Counter()
        last = dict.fromkeys([*self.classic, *self._extended], 0)
        copies = dict.fromkeys(self.said, 0)
        for owner, id_, kind, peer, text, client_id in db.execute(
            "SELECT log, seq, kind, peer, text, client_id FROM entries ORDER BY log, seq"
        ):
            assert id_ == last[owner] + 1, ("a gap", owner, id_)
            last[owner] = id_
            if kind == MessageKind.OWN_TEXT:
                said = self.said[text]
                assert (said.kind, said.sender, said.to) == (MessageKind.TEXT, owner, peer), said
                copies[text] += 1
            elif kind != MessageKind.DELIVERED:
                said = self.said[text]
                assert (said.kind, said.sender, said.to) == (kind, peer, owner), said
                assert not said.client_id or client_id.hex() == said.client_id, said
                counts[text] += 1
            if kind == MessageKind.ADD_REQUEST:
                requests[(peer, owner)] += 1
        for text, count in copies.items():
            said = self.said[text]
            is_copied = said.kind == MessageKind.TEXT and said.sender != SYSTEM_NUMBER
            assert count == (counts[text] if is_copied else 0), ("own copies", count, said)
        for number, id_ in last.items():
            assert mailbox.last_ids(db, [number]).get(number, 0) == id_, ("a number that nothing has", number)
        for pair in self._asked:
            assert requests[pair] == 1, ("requests to be added", pair, requests[pair])
        for text, count in counts.items():
            said = self.said[text]
            assert said.least <= count <= said.most, ("stored", count, said)
            # The secret of the killed server is known now.
            said.least = said.most = count
        for number, before in self._cursors.items():
            cursor = self._cursors[number] = self.cursor(db, number)
            assert before <= cursor <= last[number], ("the cursor of", number, before, cursor)
            assert delivery.waiting_count(db, number) <= mailbox.MOST_WAITING, ("too much waits for", number)
        for number, user in self.classic.items():
            user.moved(self.cursor(db, number))
