"""Fetch the contact list, profiles, the place, and entries. All functions raise ClientError."""

from collections.abc import Iterable
from dataclasses import replace

from qqdesk.client.address import is_loopback
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    ChangedCertificateError,
    ClientError,
    ClosedError,
    RefusedError,
    UnknownCertificateError,
)
from qqdesk.domain.connection import PlaceInfo, Security
from qqdesk.domain.contact import AddRequest, Me
from qqdesk.domain.room import read_room
from qqdesk.engine.events import Emit, LogFilled, RoomsFetched
from qqdesk.engine.snapshot import RosterSnapshot
from qqdesk.engine.store import Store
from qqdesk.history.history import History
from qqdesk.protocol.account_commands import HelloReply
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import GetInfo, GetInfoReply, ListRequests, PresentContact
from qqdesk.protocol.room_commands import RoomEntry
from qqdesk.protocol.waiting_message import WaitingMessage


def fetch_roster(client: Client, store: Store) -> RosterSnapshot:
    """Fetch the contact list and the presence of contacts, and store them. Raises HistoryError too.

    A classic server sends the nicknames of online contacts only; the others are fetched one by one, later.
    """
    numbers = client.list_contacts()
    rows: list[PresentContact] = []
    own_faces: dict[int, str] = {}
    last_seen: dict[int, int] = {}
    for page in client.status_pages(everyone=True):
        # Most contacts are offline and unchanged; drop them before the next page comes.
        changed = store.changed_people(page)
        own_faces |= {row.number: row.own_face for row in page if row.own_face is not None}
        last_seen |= {row.number: row.last_seen for row in page if row.last_seen}
        rows += [row for row in page if row.status != Status.OFFLINE or row.number in changed]
    # After the last page: a row that is stored before a failure would not count as changed in the next try.
    store.save_roster(numbers, rows)
    return RosterSnapshot(numbers, tuple(rows), own_faces, last_seen)


def fetch_brief(client: Client, number: int) -> GetInfoReply:
    """Return the nickname and the faces of a person, in the shortest reply of the server."""
    return client.request(GetInfo(number, 1 if client.extended else 2))


def fetch_requests(client: Client, history: History) -> tuple[AddRequest, ...]:
    """Fetch the open requests to have me on a list, and store them in place of the known ones. Raises HistoryError too.

    Call it before the first poll of a session: what is received later may change them.
    """
    rows = client.request(ListRequests()).requests
    requests = tuple(AddRequest(row.number, row.reason, row.time) for row in rows)
    history.contacts.replace_add_requests(requests)
    return requests


def fetch_rooms(client: Client, store: Store, emit: Emit | None) -> tuple[RoomEntry, ...]:
    """Fetch all my rooms with one request, and store them; emit them if the session is open. Raises HistoryError too.

    Call it before the first poll of a session: what is received later may change them.
    """
    if not client.has_rooms:
        return ()
    entries = client.rooms.list()
    conversations = store.start_rooms(entries)
    if emit is not None:
        emit(RoomsFetched(tuple(map(read_room, entries))))
        if conversations and store.history is not None:
            emit(LogFilled(tuple(conversations), store.history.last_row))
    return entries


def fetch_me(client: Client, store: Store, me: Me) -> Me:
    """Return `me` with the profile from the server, and store them. Raises HistoryError too."""
    try:
        mine = fetch_brief(client, me.number).profile
    except RefusedError:
        return me
    me = me.with_profile(mine)
    store.save_me(me, extended=client.extended)
    return me


def fetch_place(client: Client) -> PlaceInfo:
    """Return the description of the place. Its addresses and its certificate may change during a session."""
    login, hello = client.login_reply, client.probe() if client.extended else None
    if login is None or hello is None:
        return PlaceInfo()
    rights = PlaceInfo(
        is_admin=bool(login.is_admin), may_invite=bool(login.may_invite), shared_roster=login.shared_roster or 0
    )
    return described_place(hello, rights)


def described_place(hello: HelloReply, place: PlaceInfo) -> PlaceInfo:
    """Return `place` with the server's current description. The user's rights stay."""
    return replace(
        place,
        id=hello.place_id,
        name=hello.name,
        addresses=hello.addresses,
        tls_port=hello.tls_port,
        fingerprint=hello.fingerprint,
        registration=hello.registration,
    )


def security_of(client: Client) -> Security:
    return Security(
        client.resolver.is_encrypted,
        client.channels.certificate,
        client.resolver.is_vouched_for,
        is_loopback(client.url),
        client.resolver.server,
    )


def find_place(client: Client) -> str:
    """Return the id of the place; without a connection, of the place last seen at this address."""
    if client.resolver.place_id:
        return client.resolver.place_id
    try:
        client.resolver.resolve()
        return client.resolver.place_id
    except (UnknownCertificateError, ClosedError):
        raise
    except ClientError as error:
        place_id = client.resolver.stay_at_known_place()
        is_other = isinstance(error, ChangedCertificateError) and error.doubt.place_id != place_id
        if not place_id or is_other:
            raise
        return place_id


class LogPoll:
    def __init__(self, client: Client, store: Store) -> None:
        self._client = client
        self._store = store
        self._acknowledged: dict[int, int] = {}
        """What the server has of `Store.acknowledgeable`."""

    def start(self, rooms: Iterable[RoomEntry] = ()) -> None:
        """Start a session. `rooms` have the server's cursors."""
        self._acknowledged = {room.number: room.cursor for room in rooms}

    @property
    def is_behind(self) -> bool:
        """Whether there is something to acknowledge."""
        return bool(self._news(self._store.acknowledgeable))

    def _news(self, logs: dict[int, int]) -> dict[int, int]:
        return {log: id for log, id in logs.items() if id > self._acknowledged.get(log, 0)}

    def fetch(self, wait: int | None) -> tuple[WaitingMessage, ...]:
        """Acknowledge my inbox, and the rooms that moved; return new entries. `wait` is in seconds."""
        logs = self._store.acknowledgeable
        rooms = {log: id for log, id in self._news(logs).items() if log}
        rows = self._client.get_messages(wait, logs.get(0) or None, rooms)
        self._acknowledged |= logs
        for row in rows:
            # A server that was killed may have lost an acknowledgement, and sends the entries until it gets another.
            if row.room and row.id and row.id <= self._acknowledged.get(row.room, 0):
                self._acknowledged[row.room] = row.id - 1
        return rows
