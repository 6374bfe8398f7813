"""The contact list, presence, profiles, and search."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import SYSTEM_NUMBER, Status
from qqdesk.protocol.profile import Profile
from qqdesk.server.accounts import accounts, blocking, rosters
from qqdesk.server.accounts.accounts import AccountSummary
from qqdesk.server.errors import no_such_user
from qqdesk.server.files import files
from qqdesk.server.request_context import RequestContext, handles, knows_rooms, own_face, search
from qqdesk.server.rooms import classic_rooms, rooms
from qqdesk.server.server_info import server_name

_FINGER_PAGE = 20
_LARGEST_FINGER_PAGE = 100
_LARGEST_PAGE = 1000
_STEP = 500


@handles(c.ListContacts)
async def list_contacts(call: RequestContext, request: c.ListContacts) -> c.ListReply:
    size = min(request.page_size, _LARGEST_PAGE)
    me = call.number
    found = await call.core.store.read(lambda db: rosters.page(db, me, request.after, size + 1))
    found = sorted([*found, *((room.number, False) for room in await _rooms(call, request.after))])
    members = tuple(is_member for _, is_member in found[:size])
    return c.ListReply(
        last_page=len(found) <= size,
        numbers=tuple(number for number, _ in found[:size]),
        members=members if call.session.extended and any(members) else None,
    )


@handles(c.QueryStatus)
async def query_status(call: RequestContext, request: c.QueryStatus) -> c.QueryStatusReply:
    size = min(request.page_size, _LARGEST_PAGE)
    everyone = bool(request.everyone) and call.session.extended
    wanted = await _contacts(call, request.after, size + 1, everyone)
    summaries = await call.core.store.read(lambda db: accounts.summaries(db, wanted))
    hidden = await _hidden(call, wanted) if everyone else frozenset()
    visible, last_seen = call.core.sessions.visible, await _last_seen(call)
    rows = [(person, Status.OFFLINE if person.number in hidden else visible(person.number)) for person in summaries]
    rows += [(room, Status.ONLINE) for room in await _rooms(call, request.after)]
    rows.sort(key=lambda row: row[0].number)
    contacts = tuple(
        c.PresentContact(
            one.face,
            call.session.client_status(status),
            one.number,
            one.nickname,
            own_face(call, one.own_face),
            one.signature if call.session.can_changes else None,
            one.status_text if call.session.can_changes else None,
            last_seen(one, one.number in hidden) if call.session.can_changes else None,
        )
        for one, status in rows[:size]
    )
    return c.QueryStatusReply(last_page=len(rows) <= size, contacts=contacts)


async def _last_seen(call: RequestContext) -> Callable[[AccountSummary, bool], int]:
    """Return a function of an account, and whether it has blocked me: its SEEN for this session."""
    me, now, is_hidden = call.number, call.core.clock.now(), call.core.sessions.is_hidden
    mine = await call.core.store.read(lambda db: accounts.sharing(db, me))

    def last_seen(person: AccountSummary, has_blocked: bool) -> int:
        if not (mine.shows_seen and person.shows_seen) or has_blocked:
            return 0
        return person.last_seen if is_hidden(person.number) else now

    return last_seen


async def _rooms(call: RequestContext, after: int) -> list[AccountSummary]:
    """Return the rooms above `after` that an old client sees as contacts, by number."""
    me = call.number
    if call.session.extended or not knows_rooms(call):
        return []
    return await call.core.store.read(lambda db: classic_rooms.contacts(db, me, after))


async def _contacts(call: RequestContext, after: int, most: int, everyone: bool) -> list[int]:
    """Return my contacts above `after`, ascending: all, or only those who are not offline. Read in steps of a page."""
    me, visible = call.number, call.core.sessions.visible
    found: list[int] = []
    while True:
        page = await call.core.store.read(functools.partial(rosters.page, owner=me, after=after, limit=_STEP))
        numbers = [number for number, _ in page]
        if everyone:
            found += numbers
        else:
            present = [number for number in numbers if visible(number) is not Status.OFFLINE]
            hidden = await _hidden(call, present)
            found += [number for number in present if number not in hidden]
        if len(numbers) < _STEP or len(found) >= most:
            return found[:most]
        after = numbers[-1]


async def _hidden(call: RequestContext, numbers: Sequence[int]) -> frozenset[int]:
    """Return which of them have blocked me; I see them as offline."""
    me = call.number
    return await call.core.store.read(lambda db: blocking.who_block(db, me, numbers))


async def _strangers(call: RequestContext, numbers: Sequence[int]) -> frozenset[int]:
    """Return which of them are not on my list."""
    me = call.number
    return await call.core.store.read(lambda db: rosters.strangers(db, me, numbers))


@handles(c.GetInfo)
async def get_info(call: RequestContext, request: c.GetInfo) -> c.GetInfoReply:
    me = call.number
    if request.number not in (me, SYSTEM_NUMBER) and not await call.core.store.read(
        lambda db: rosters.are_linked(db, me, request.number) or rooms.is_member(db, request.number, me)
    ):
        # The rate limit prevents reading all profiles, number by number.
        call.core.rate_limits.profile(me, call.core.clock.monotonic())
    profile = await call.core.store.read(lambda db: accounts.profile(db, request.number))
    if profile is None and request.number == SYSTEM_NUMBER:
        profile = Profile(number=SYSTEM_NUMBER, nickname=server_name(call.core.server_info.name))
    if profile is None and knows_rooms(call):
        profile = await call.core.store.read(lambda db: classic_rooms.profile(db, me, request.number))
    if profile is None:
        raise no_such_user()
    allow = listed = None
    if request.number == call.number and call.session.extended:
        allow = await call.core.store.read(lambda db: accounts.allow(db, request.number))
        listed = await call.core.store.read(lambda db: accounts.is_listed(db, request.number))
    file = None
    if call.session.can_files:
        file = await call.core.store.read(lambda db: files.own_face(db, request.number))
    reply = c.GetInfoReply(request.level, profile, allow, listed, own_face(call, file))
    return await _with_last_seen(call, reply) if call.session.can_changes else reply


async def _with_last_seen(call: RequestContext, reply: c.GetInfoReply) -> c.GetInfoReply:
    me, number = call.number, reply.profile.number
    if number == me:
        mine = await call.core.store.read(lambda db: accounts.sharing(db, me))
        return replace(reply, last_seen=0, shows_seen=mine.shows_seen, shows_read=mine.shows_read)
    # As in a search, presence is for contacts only.
    hidden = await _hidden(call, [number]) | await _strangers(call, [number])
    summaries = await call.core.store.read(lambda db: accounts.summaries(db, [number]))
    last_seen = await _last_seen(call)
    return replace(reply, last_seen=sum(last_seen(one, number in hidden) for one in summaries))


@handles(c.Finger)
async def finger(call: RequestContext, request: c.Finger) -> c.FingerReply:
    size = min(request.page_size or _FINGER_PAGE, _LARGEST_FINGER_PAGE)
    extended = call.session.extended
    wanted = accounts.Search(
        searcher=call.number,
        after=request.after or 0,
        age=request.age,
        sex=request.sex,
        province=request.province,
        nickname=(request.nickname or "") if extended else "",
        number=request.wanted if extended else None,
    )
    found = await search(call, lambda db: accounts.find(db, wanted, size + 1), is_scan=True)
    numbers = [person.number for person in found]
    # A search reveals presence only of contacts.
    hidden = await _hidden(call, numbers) | await _strangers(call, numbers)
    people = tuple(
        c.FoundPerson(
            age=person.age,
            face=person.face,
            province=person.province,
            status=call.session.client_status(
                Status.OFFLINE if person.number in hidden else call.core.sessions.visible(person.number)
            ),
            sex=person.sex,
            number=person.number,
            nickname=person.nickname,
        )
        for person in found[:size]
    )
    return c.FingerReply(last_page=len(found) <= size, people=people)
