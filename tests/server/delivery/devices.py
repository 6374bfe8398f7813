"""A model of a device with CAN=DEV: it keeps a history, and gets from the server what is missing there."""

import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.server import md5
from tests.server.delivery.clients import LISTEN, TALK, Model
from tests.server.delivery.judge import Referee, Reply, Said
from tests.server.delivery.link import Fate, Flight, Link

LOG = "log"
MESSAGES = (MessageKind.TEXT, MessageKind.OWN_TEXT)
_PASSWORD = md5("secret")
_PAGE = 3
_MARKS = ("Seen", "ClearLog")


class Entry(NamedTuple):
    kind: int
    peer: int
    text: str
    client_id: str


class LogRequest(NamedTuple):
    """A request of the lane LOG. `id` is MID of a mark and BEF of a page, `body` the fields of another request."""

    command: str
    peer: int = 0
    id: int = 0
    body: str = ""


@dataclass
class History:
    """The disk of a device. All ids belong to one epoch."""

    epoch: str = ""
    received_to: int = 0
    log_start: int = 0
    """The entries up to here are got with Talks and GetLog."""
    is_listed: bool = False
    entries: dict[int, Entry] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    """By client id."""
    oldest: dict[int, int] = field(default_factory=dict)
    """By conversation: all messages from this id on are here. 0: all of them."""
    seen: dict[int, int] = field(default_factory=dict)
    cleared: dict[int, int] = field(default_factory=dict)
    delivered: set[str] = field(default_factory=set)

    def add(self, id_: int, entry: Entry) -> None:
        if entry.client_id:
            assert self.ids.setdefault(entry.client_id, id_) == id_, ("doubled", id_, entry)
        if entry.kind not in MESSAGES or id_ > self.cleared.get(entry.peer, 0):
            assert self.entries.setdefault(id_, entry) == entry, (id_, entry)

    def first(self, peer: int) -> int:
        return self.oldest.get(peer, self.log_start + 1)

    def messages(self, peer: int) -> list[int]:
        return sorted(id_ for id_, entry in self.entries.items() if entry.kind in MESSAGES and entry.peer == peer)

    def see(self, peer: int, up_to: int) -> None:
        self.seen[peer] = max(up_to, self.seen.get(peer, 0))

    def clear(self, peer: int, up_to: int) -> None:
        self.cleared[peer] = max(up_to, self.cleared.get(peer, 0))
        for id_ in self.messages(peer):
            if id_ <= up_to:
                del self.entries[id_]

    def unread(self, peer: int) -> list[int]:
        seen = self.seen.get(peer, 0)
        return [id_ for id_ in self.messages(peer) if id_ > seen and self.entries[id_].kind == MessageKind.TEXT]


class Device(Model):
    """It stores before it acknowledges, and sends one message until it is answered before the next."""

    CAN = "DEV,"

    def __init__(
        self,
        link: Link,
        referee: Referee,
        number: int,
        address: str,
        device: str,
        sequences: Iterable[object],
        *,
        is_late: bool = False,
    ) -> None:
        """`is_late`: it does not sign in before `come_back`."""
        super().__init__(link, referee, number, address)
        self.later[LOG] = 0.0
        self._sequences = iter(sequences)
        self.device = device
        self.is_signed_out = is_late
        self.token: str | None = None
        self.history = History()
        self.requests: deque[LogRequest] = deque()
        self.disk_fails = False

    @property
    def short_id(self) -> str:
        return self.device[:8]

    # What its user does

    def say(self, to: int) -> None:
        self.outbox.append(self.referee.say(self.number, to, uuid.uuid4().hex))

    def mark(self, command: str, place: int) -> None:
        """Mark a conversation as read or deleted up to a message, counted from the last."""
        ids = [id_ for id_, entry in sorted(self.history.entries.items()) if entry.kind in MESSAGES]
        if ids:
            up_to = ids[-1 - place % len(ids)]
            peer = self.history.entries[up_to].peer
            if command == "Seen":
                self.history.see(peer, up_to)
            else:
                self.history.clear(peer, up_to)
            self.requests.append(LogRequest(command, peer, up_to))

    def scroll_back(self, peer: int) -> None:
        """Want a page of older messages."""
        before = self.history.first(peer)
        if self.history.epoch and before > 1:
            self.requests.append(LogRequest("GetLog", peer, before))

    def end(self, other: "Device", fate: Fate) -> None:
        if self.token is not None:
            self._post(TALK, "EndDev", f"{self._session_head('EndDev')}&DEV={other.short_id}", fate)

    def crash(self, *, seen: bool) -> None:
        """Stop the program; its disk stays."""
        self.give_up(seen=seen)
        self.token = None

    def lose_history(self) -> None:
        self.crash(seen=True)
        self.history = History()
        self.requests.clear()

    def come_back(self) -> None:
        self.is_signed_out = False

    # Requests

    def _session_head(self, command: str) -> str:
        return f"{self._head(command, next(self._sequences))}&SID={self.token}"

    def step(self, lane: str, fate: Fate, wait: int = 0) -> None:
        if self.link.now < self.later[lane]:
            return
        if self.token is None:
            if lane == LISTEN and not self.is_signed_out:
                head = self._head("Login", next(self._sequences))
                self._post(lane, "Login", f"{head}&PS={_PASSWORD}&M5=1&EXT=1&DEV={self.device}&CAN={self.CAN}", fate)
        elif lane == TALK:
            if self.outbox:
                self._post_message(self.outbox[0], fate)
        elif lane == LOG:
            if self.requests:
                self._post_log(self.requests[0], fate)
        else:
            self.poll(fate, wait)

    def poll(self, fate: Fate, wait: int) -> None:
        body = self._session_head("GetMsgEx") + (f"&WAIT={wait}" if wait else "") + self.acknowledgement()
        self._post(LISTEN, "GetMsgEx", body, fate, wait=wait)

    def acknowledgement(self) -> str:
        return f"&ACK={self.history.received_to}" if self.history.received_to else ""

    def _post_message(self, said: Said, fate: Fate) -> None:
        head = self._session_head("CLTMSG")
        self._post(TALK, "CLTMSG", f"{head}&CID={said.client_id}&UN={said.to}&MG={said.text}", fate, said)

    def _post_log(self, request: LogRequest, fate: Fate) -> None:
        body = self._session_head(request.command) + request.body
        if request.command in _MARKS:
            body += f"&UN={request.peer}&MID={request.id}"
        elif request.command == "GetLog" and not request.body:
            body += f"&UN={request.peer}&BEF={request.id}&TN={_PAGE}"
        self._post(LOG, request.command, body, fate, request)

    # Replies

    def failed(self, flight: Flight) -> None:
        self._lane(flight)

    def heard(self, flight: Flight, text: str) -> None:
        lane, reply = self._lane(flight), Reply(text)
        if self._must_wait(lane, reply):
            return
        if reply.result == Result.NOT_SIGNED_IN:
            if self.token is not None and f"&SID={self.token}&" in flight.body.decode() + "&":
                self.token = None
                self.is_signed_out = int(reply["WHY"]) == EndReason.SIGNED_OUT_BY_OWNER
        elif reply.result == Result.OK:
            self.apply(flight, reply)
        else:
            self.refused(flight, reply)

    def refused(self, flight: Flight, reply: Reply) -> None:
        assert reply.result == Result.MAILBOX_FULL, (flight, reply)

    def apply(self, flight: Flight, reply: Reply) -> None:
        about = flight.about
        if flight.command == "Login":
            self.signed_in(reply)
        elif flight.command == "GetMsgEx":
            self._store(reply)
        elif isinstance(about, Said):
            self.sent(about, int(reply["MID"]))
            self._done(flight)
        elif isinstance(about, LogRequest):
            if self.requests and self.requests[0] is about:
                self.requests.popleft()
            if about.command == "Talks":
                self._list(reply)
            elif about.command == "GetLog" and self.history.first(about.peer) == about.id:
                self._fill(about.peer, reply)

    def signed_in(self, reply: Reply) -> None:
        assert (reply["RS"], reply["CAN"]) == ("0", self.CAN), reply
        self.token = reply["SID"]
        epoch, cursor, history = reply["EPOCH"], int(reply["CUR"]), self.history
        marks = [request for request in self.requests if request.command in _MARKS]
        if history.epoch != epoch:
            history = self.history = History(epoch, cursor, cursor)
            marks = []
        elif history.received_to < cursor:
            # A gap: the device was signed out, and another one has received more.
            history.received_to = history.log_start = cursor
            history.is_listed = False
            history.oldest.clear()
        self.requests = deque(marks)
        if history.log_start and not history.is_listed:
            self.requests.append(LogRequest("Talks"))

    def _store(self, reply: Reply) -> None:
        if self.disk_fails:
            self.disk_fails = False
            return
        self.add([(id_, entry) for id_, entry in received(reply) if id_], reply)

    def add(self, stored: list[tuple[int, Entry]], reply: Reply) -> None:
        history = self.history
        assert [id_ for id_, _ in stored] == sorted({id_ for id_, _ in stored}), reply
        for id_, entry in stored:
            history.add(id_, entry)
            if entry.kind == MessageKind.DELIVERED:
                history.delivered.add(entry.text)
            elif entry.kind == MessageKind.SEEN:
                history.see(entry.peer, int(entry.text))
            elif entry.kind == MessageKind.CLEARED:
                history.clear(entry.peer, int(entry.text))
        history.received_to = max([history.received_to, *(id_ for id_, _ in stored)])

    def sent(self, said: Said, id_: int) -> None:
        history = self.history
        history.add(id_, Entry(MessageKind.OWN_TEXT, said.to, said.text, said.client_id))
        if id_ == history.received_to + 1:
            history.received_to = id_

    def _list(self, reply: Reply) -> None:
        columns = [reply.column(name) for name in ("UN", "LAST", "SEEN", "WHO", "MG", "CID")]
        assert reply["FN"] == "1", reply
        for peer, last, seen, author, text, client_id in zip(*columns, strict=True):
            kind = MessageKind.OWN_TEXT if int(author) == self.number else MessageKind.TEXT
            self.history.add(int(last), Entry(kind, int(peer), text, client_id))
            self.history.see(int(peer), int(seen))
        self.history.is_listed = True

    def _fill(self, peer: int, reply: Reply) -> None:
        history, before = self.history, self.history.first(peer)
        assert reply.ids == sorted(reply.ids), reply
        assert all(id_ < before for id_ in reply.ids), reply
        columns = reply.ids, reply.rows, reply.column("CID"), reply.column("DLV")
        for id_, row, client_id, delivered in zip(*columns, strict=True):
            history.add(id_, Entry(*row, client_id))
            if delivered == "1":
                history.delivered.add(client_id)
        assert reply.ids or reply["FN"] == "1", reply
        first = history.oldest[peer] = 0 if reply["FN"] == "1" else reply.ids[0]
        for id_ in history.messages(peer):
            if first <= id_ < before and id_ not in reply.ids:
                # Another device deleted it while this one was signed out.
                del history.entries[id_]


def received(reply: Reply) -> list[tuple[int, Entry]]:
    """Return the rows of a GetMsgEx reply, with their ids."""
    rows = zip(reply.ids, reply.rows, reply.column("CID"), strict=True)
    return [(id_, Entry(*row, client_id)) for id_, row, client_id in rows]
