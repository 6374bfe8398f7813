"""Compares the histories of all devices with the server, and the server with what was said."""

from collections.abc import Iterable, Mapping

from qqdesk.protocol.codes import Result
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.storage.interface import Database
from tests.server.delivery.devices import MESSAGES, Device, Entry
from tests.server.delivery.judge import Referee, Reply, Said
from tests.server.delivery.link import Flight, Link

_MESSAGES = f"({', '.join(str(int(kind)) for kind in MESSAGES)})"


class DeviceReferee(Referee):
    """Classic clients are judged by `Referee`; here the log of each account and its devices are."""

    def __init__(self, link: Link, accounts: Iterable[int]) -> None:
        super().__init__(link, set(), set())
        self.accounts = tuple(accounts)
        self.link = link
        self._log: dict[int, dict[int, Entry]] = {number: {} for number in self.accounts}
        """Every entry that was ever on disk."""

    def arrived(self, flight: Flight) -> None: ...

    def died(self, flights: list[Flight]) -> None: ...

    def answered(self, flight: Flight) -> None:
        reply, said = Reply(flight.text), flight.about
        if isinstance(said, Said) and said.client_id and reply.result == Result.OK:
            said.least = 1
            assert said.place in ("", reply["MID"]), (flight, said)
            said.place = reply["MID"]

    def restored(self) -> None:
        """The server has a backup now: its answers since then do not count."""
        for said in self.said.values():
            said.least, said.place = 0, ""
        self._log = {number: {} for number in self.accounts}

    # What always holds

    def check(self) -> None:
        with self.link.database() as db:
            for number in self.accounts:
                self._check_log(db, number)
            self._check_copies(db)
            if self.link.ground.is_file:
                self._check_polls(db)

    def _check_log(self, db: Database, number: int) -> None:
        log, last = self._log[number], max(self._log[number], default=0)
        for id_, entry in entries(db, number).items():
            assert id_ in log or id_ > last, ("it comes before the end of the log", number, id_, entry)
            assert log.setdefault(id_, entry) == entry, ("changed", number, id_, entry)
        receipts = [entry.text for entry in log.values() if entry.kind == MessageKind.DELIVERED]
        assert len(receipts) == len(set(receipts)), ("more than one receipt", number, receipts)

    def _check_copies(self, db: Database) -> None:
        stored: dict[str, int] = dict.fromkeys(self.said, 0)
        latest: dict[tuple[int, int], int] = {}
        for to, id_, sender, own_id in db.execute("SELECT log, seq, sender, own_seq FROM client_ids ORDER BY log, seq"):
            if to not in self._log:
                continue
            theirs, own = self._log[to].get(id_), self._log[sender].get(own_id)
            texts = {entry.text for entry in (theirs, own) if entry is not None}
            # Both were deleted before they were looked at.
            if not texts:
                continue
            (text,) = texts
            assert (self.said[text].sender, self.said[text].to) == (sender, to)
            assert own_id > latest.get((sender, to), 0), ("in another order in the sender's log", text)
            latest[sender, to] = own_id
            stored[text] += 1
        for text, count in stored.items():
            said = self.said[text]
            if said.client_id:
                assert count <= 1, ("doubled", said)

    def _check_polls(self, db: Database) -> None:
        for session in self.link.world.core.sessions:
            if session.poll is not None and session.poll.is_parked and session.can_devices:
                last = max(entries(db, session.number), default=0)
                assert session.top >= last, ("not woken", session.number, session.top, last)

    # In the end

    def is_at_rest(self, devices: Iterable[Device]) -> bool:
        with self.link.database() as db:
            unreceived = db.execute(
                "SELECT 1 FROM entries JOIN logs ON number = log WHERE kind = ? AND seq > received LIMIT 1",
                (MessageKind.TEXT,),
            ).fetchone()
            held = db.execute("SELECT 1 FROM held_receipts LIMIT 1").fetchone()
            return (
                unreceived is None
                and held is None
                and all(
                    id_ <= device.history.log_start
                    or id_ in device.history.entries
                    or id_ in device.history.ids.values()
                    for device in devices
                    for id_ in entries(db, device.number)
                )
            )

    def compare(self, devices: Iterable[Device], orders: Mapping[str, list[str]]) -> None:
        """Each device has each message once, and all devices agree. `orders`: the texts of each writer, in order."""
        with self.link.database() as db:
            for device in devices:
                for peer in self.accounts:
                    if peer != device.number:
                        self._compare(db, device, peer)
            self._check_orders(db, orders)

    def _compare(self, db: Database, device: Device, peer: int) -> None:
        number, history = device.number, device.history
        cleared = [
            int(entry.text)
            for entry in self._log[number].values()
            if entry.kind == MessageKind.CLEARED and entry.peer == peer
        ]
        limit = max(cleared, default=0)
        theirs = {
            int(row[0]) for row in db.execute("SELECT seq FROM client_ids WHERE log = ? AND sender = ?", (number, peer))
        }
        sent = db.execute(
            "SELECT own_seq, log, seq FROM client_ids WHERE sender = ? AND log = ?", (number, peer)
        ).fetchall()
        expected = sorted(id_ for id_ in theirs | {row[0] for row in sent} if id_ > limit)
        stored = {
            id_: entry for id_, entry in entries(db, number).items() if entry.kind in MESSAGES and entry.peer == peer
        }
        assert sorted(stored) == expected, ("the log of", number, "with", peer, limit)
        found = {id_: history.entries[id_] for id_ in history.messages(peer)}
        different = dict(found.items() ^ stored.items())
        assert not different, ("the history of", number, device.short_id, "with", peer, limit, different)
        (received,) = db.execute("SELECT received FROM logs WHERE number = ?", (peer,)).fetchone()
        delivered = {stored[own_id].client_id for own_id, _, id_ in sent if own_id in stored and id_ <= received}
        mine = {entry.client_id for entry in stored.values() if entry.kind == MessageKind.OWN_TEXT}
        assert mine & history.delivered == delivered, ("the receipts of", number, device.short_id, "from", peer)
        mark = db.execute("SELECT seq FROM read_marks WHERE account = ? AND peer = ?", (number, peer)).fetchone()
        seen = 0 if mark is None else mark[0]
        unread = [id_ for id_ in expected if id_ > seen and stored[id_].kind == MessageKind.TEXT]
        assert history.unread(peer) == unread, ("the read mark of", number, device.short_id, "for", peer, seen)

    def _check_orders(self, db: Database, orders: Mapping[str, list[str]]) -> None:
        for number in self.accounts:
            place = {entry.text: id_ for id_, entry in self._log[number].items() if entry.kind in MESSAGES}
            for writer, texts in orders.items():
                places = [place[text] for text in texts if text in place and self.said[text].to == number]
                assert places == sorted(places), ("out of order", writer, number, places)
        known = {bytes(row[0]).hex() for row in db.execute("SELECT client_id FROM client_ids")}
        lost = [said for said in self.said.values() if said.least and said.client_id not in known]
        assert not lost, ("lost", lost)


def entries(db: Database, number: int) -> dict[int, Entry]:
    rows = db.execute("SELECT seq, kind, peer, text, client_id FROM entries WHERE log = ? ORDER BY seq", (number,))
    return {id_: Entry(kind, peer, text, (client_id or b"").hex()) for id_, kind, peer, text, client_id in rows}
