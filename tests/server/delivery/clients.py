"""Models of clients: their reactions to replies and to silence. They do not know what the link does."""

import uuid
from collections import deque
from collections.abc import Iterable

from qqdesk.protocol.codes import Result
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.server import md5
from tests.server.delivery.judge import Referee, Reply, Said
from tests.server.delivery.link import Fate, Flight, Link

TALK, LISTEN = "talk", "listen"
_PASSWORD = md5("secret")


class Model:
    """The common part of all clients: two lanes, each with one request at a time."""

    is_direct = True

    def __init__(self, link: Link, referee: Referee, number: int, address: str) -> None:
        self.link = link
        self.referee = referee
        self.number = number
        self.address = address
        self.outbox: deque[Said] = deque()
        self.flights: dict[str, Flight] = {}
        self.later: dict[str, float] = {TALK: 0.0, LISTEN: 0.0}
        """The earliest time of the next request of each lane (RES=40)."""

    def say(self, to: int) -> None:
        raise NotImplementedError

    def step(self, lane: str, fate: Fate, wait: int = 0) -> None:
        """Do what is next on a lane; what is still on its way there is given up."""
        raise NotImplementedError

    def heard(self, flight: Flight, text: str) -> None:
        raise NotImplementedError

    def failed(self, flight: Flight) -> None:
        raise NotImplementedError

    def give_up(self, *, seen: bool) -> None:
        """Give up all requests."""
        for flight in list(self.flights.values()):
            self.link.give_up(flight, seen=seen)

    def _post(self, lane: str, command: str, body: str, fate: Fate, about: object = None, wait: int = 0) -> None:
        if lane in self.flights:
            self.link.give_up(self.flights[lane], seen=fate in (Fate.CUT_EARLY, Fate.FINE))
        flight = Flight(self, command, body.encode(), fate, about, wait)
        self.flights[lane] = self.link.post(flight)

    def _lane(self, flight: Flight) -> str | None:
        """Return the lane of this flight, which is free now."""
        for lane, current in self.flights.items():
            if current is flight:
                del self.flights[lane]
                return lane
        return None

    def _done(self, flight: Flight) -> None:
        """A message was answered, or given up."""
        if self.outbox and self.outbox[0] is flight.about:
            self.outbox.popleft()

    def _head(self, command: str, sequence: object) -> str:
        return f"VER=1.1&CMD={command}&SEQ={sequence}&UIN={self.number}"

    def _must_wait(self, lane: str | None, reply: Reply) -> bool:
        """The server did nothing; the same request later is a new attempt."""
        if reply.result not in (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED):
            return False
        if lane is not None and reply.result == Result.TOO_MANY_REQUESTS:
            self.later[lane] = self.link.now + int(reply["WAIT"])
        return True


class Ours(Model):
    """With EXT: it stores before it acknowledges, and sends one message until it is answered before the next."""

    def __init__(self, link: Link, referee: Referee, number: int, address: str, sequences: Iterable[object]) -> None:
        super().__init__(link, referee, number, address)
        self._sequences = iter(sequences)
        self.token: str | None = None
        self.stored: dict[int, tuple[int, int, str]] = {}
        """The disk: it outlives the program."""
        self.order: list[int] = []
        """The message ids in the order shown."""
        self.receipts: list[str] = []
        self._acknowledge = 0
        self.disk_fails = False

    def say(self, to: int) -> None:
        self.outbox.append(self.referee.say(self.number, to, uuid.uuid4().hex))

    def step(self, lane: str, fate: Fate, wait: int = 0) -> None:
        if self.link.now < self.later[lane]:
            return
        if self.token is None:
            # The receiving lane signs in, as in the real one; the other waits for it.
            if lane == LISTEN:
                device = f"{self.number:032x}"
                body = f"{self._head('Login', next(self._sequences))}&PS={_PASSWORD}&M5=1&EXT=1&DEV={device}"
                self._post(lane, "Login", body, fate)
        elif lane == TALK:
            if self.outbox:
                said = self.outbox[0]
                head = f"{self._head('CLTMSG', next(self._sequences))}&SID={self.token}"
                self._post(lane, "CLTMSG", f"{head}&CID={said.client_id}&UN={said.to}&MG={said.text}", fate, said)
        else:
            body = f"{self._head('GetMsgEx', next(self._sequences))}&SID={self.token}"
            body += f"&WAIT={wait}" if wait else ""
            body += f"&ACK={self._acknowledge}" if self._acknowledge else ""
            self._post(lane, "GetMsgEx", body, fate, wait=wait)

    def repeat_old(self, said: Said, fate: Fate) -> None:
        """The history was restored from a backup, say: an old message goes out again."""
        if self.token is not None:
            head = f"{self._head('CLTMSG', next(self._sequences))}&SID={self.token}"
            self._post(TALK, "CLTMSG", f"{head}&CID={said.client_id}&UN={said.to}&MG={said.text}", fate, said)

    def crash(self, *, seen: bool) -> None:
        """Stop the program; its disk stays."""
        self.give_up(seen=seen)
        self.token, self._acknowledge = None, 0

    def failed(self, flight: Flight) -> None:
        self._lane(flight)

    def heard(self, flight: Flight, text: str) -> None:
        lane, reply = self._lane(flight), Reply(text)
        if self._must_wait(lane, reply):
            return
        if reply.result == Result.NOT_SIGNED_IN:
            if self.token is not None and f"&SID={self.token}&" in flight.body.decode() + "&":
                self.token = None
        elif flight.command == "Login":
            self._signed_in(reply)
        elif flight.command == "GetMsgEx" and reply.result == Result.OK:
            self._store(reply)
        elif flight.command == "CLTMSG" and reply.result == Result.OK:
            self._done(flight)

    def _signed_in(self, reply: Reply) -> None:
        assert reply["RS"] == "0", reply
        assert reply["EXT"] == "1", reply
        # Nothing is acknowledged that this session did not bring.
        self.token, self._acknowledge = reply["SID"], 0

    def _store(self, reply: Reply) -> None:
        if self.disk_fails:
            self.disk_fails = False
            return
        for id_, row in zip(reply.ids, reply.rows, strict=True):
            if not id_:
                continue
            if id_ in self.stored:
                assert self.stored[id_] == row, (id_, self.stored[id_], row)
                continue
            self.stored[id_] = row
            self.order.append(id_)
            if row[0] == MessageKind.DELIVERED:
                self.receipts.append(row[2])
        self._acknowledge = max([self._acknowledge, *reply.ids])


class OldClient(Model):
    """Without EXT. Without a reply it posts the same bytes again, some times; it signs in when the server asks."""

    def __init__(
        self,
        link: Link,
        referee: Referee,
        number: int,
        address: str,
        sequences: Iterable[object],
        *,
        tries: int = 3,
        thrice: bool = False,
        signs_in_before_polls: bool = False,
        asks: bool = False,
    ) -> None:
        """`asks`: it is on no one's list, and asks to be let onto one, each time for another reason."""
        super().__init__(link, referee, number, address)
        self._sequences = iter(sequences)
        self._tries = tries
        self._thrice = thrice
        self._signs_in_before_polls = signs_in_before_polls
        self._asks = asks
        self._signed_in = False
        self._just_signed_in = False
        self._again: dict[str, tuple[str, str, object, int]] = {}
        """On each lane what was not answered: command, body, what about, and how often it was posted."""
        self.shown: list[str] = []

    def say(self, to: int) -> None:
        kind = MessageKind.ADD_REQUEST if self._asks else MessageKind.TEXT
        self.outbox.append(self.referee.say(self.number, to, kind=kind))

    def step(self, lane: str, fate: Fate, wait: int = 0) -> None:
        if self.link.now < self.later[lane]:
            return
        command, body, about, tries = self._again.pop(lane) if lane in self._again else self._next(lane)
        if not command:
            return
        self._again[lane] = (command, body, about, tries + 1)
        self._post(lane, command, body, fate, about)
        if self._thrice:
            for _ in range(2):
                # All three at once, each on a connection of its own; it reads the one that it listens to.
                self.link.post(Flight(self, command, body.encode(), about=about, is_heard=False))

    def _next(self, lane: str) -> tuple[str, str, object, int]:
        wants_to = self._signs_in_before_polls and lane == LISTEN and not self._just_signed_in
        if wants_to or not self._signed_in:
            return "Login", f"{self._head('Login', next(self._sequences))}&PS={_PASSWORD}&M5=1", None, 0
        if lane == TALK:
            if not self.outbox:
                return "", "", None, 0
            said = self.outbox[0]
            command, field = ("Ack_AddToList", "CD=2&RS") if self._asks else ("CLTMSG", "MG")
            return command, f"{self._head(command, next(self._sequences))}&UN={said.to}&{field}={said.text}", said, 0
        return "GetMsgEx", self._head("GetMsgEx", next(self._sequences)), None, 0

    def failed(self, flight: Flight) -> None:
        lane = self._lane(flight)
        if lane is not None and lane in self._again and self._again[lane][3] >= self._tries:
            del self._again[lane]
            self._done(flight)

    def heard(self, flight: Flight, text: str) -> None:
        lane, reply = self._lane(flight), Reply(text)
        if self._must_wait(lane, reply):
            return
        if lane is not None:
            self._again.pop(lane, None)
        if reply.result == Result.NOT_SIGNED_IN:
            self._signed_in = False
        elif flight.command == "Login":
            assert reply["RS"] == "0", reply
            assert "EXT" not in reply, reply
            self._signed_in = self._just_signed_in = True
        elif flight.command == "GetMsgEx":
            self.shown += [row[2] for row in reply.rows if row[0] == MessageKind.TEXT]
            self._just_signed_in = False
        elif reply.result == Result.OK:
            self._done(flight)
