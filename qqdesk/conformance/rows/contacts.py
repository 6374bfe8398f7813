"""The contact list and consent; presence, as others see it."""

from qqdesk.conformance.contact_lists import Pair, befriend, has_on_list, strangers
from qqdesk.conformance.errors import NotTriedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.pairs import classic_friends, friends, pair
from qqdesk.conformance.raw_client import RawSession, kinds
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Result, Status
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.record import Request

contacts = Section("The contact list")
presence = Section("Presence")
_OLD_RULES = "an old server has rules of its own"
_REASON = "it is me & 我, 100 % = yes"
_LONGEST_REASON = 256
_LATER_STATUSES = {50: Status.BUSY, 60: Status.ONLINE, 70: Status.BUSY}
"""Statuses of later clients, and what others see."""


def _strangers_with_consent_needed(fixture: Fixture) -> Pair:
    """Return two strangers. The second requires a request; earlier consent stays."""
    why = ""
    for asker, asked in ((0, 1), (2, 1), (2, 0), (1, 2)):
        if max(asker, asked) >= len(fixture.people):
            continue
        one, other = (fixture.any_session(fixture.people[place]) for place in (asker, asked))
        strangers(one, other)
        outcome = one.get(c.AddToList(other.number), c.AddToListReply).outcome
        if outcome == AddOutcome.CONSENT_NEEDED:
            return one, other
        why = f"AddToList of {other.number} is answered CD={outcome}"
        strangers(one, other)
    raise NotTriedError(why)


@contacts.row("list.refused", "A request (CD=2) comes as MT=2 with RS, a refusal as MT=4")
def _refused(fixture: Fixture) -> None:
    one, other = _strangers_with_consent_needed(fixture)
    reason = _REASON.ljust(_LONGEST_REASON, "字")
    if fixture.has_extensions:
        one.expect_refusal(c.AnswerAdd(other.number, AddAnswer.ASK, reason + "字"), Result.MALFORMED)
    raw = one.do(c.AnswerAdd(other.number, AddAnswer.ASK, reason))
    expect(raw.body.endswith(b"&RES=0&"), raw)
    *_, request = other.wait_for(MessageKind.ADD_REQUEST, one.number)
    other.do(c.AnswerAdd(one.number, AddAnswer.REFUSE, reason))
    *_, refusal = one.wait_for(MessageKind.REQUEST_REFUSED, other.number)
    expect(request.text == refusal.text == reason, f"{reason!r} came as {request.text!r} and {refusal.text!r}")
    expect(not has_on_list(one, other.number), "after a refusal the contact is on the list")


@contacts.row("list.granted", "A consent comes as MT=3 and adds the contact")
def _granted(fixture: Fixture) -> None:
    one, other = _strangers_with_consent_needed(fixture)
    if one.ask(c.AnswerAdd(other.number, AddAnswer.ASK, "once more")).result == Result.NOT_ALLOWED:
        # After the refusal of the previous row, a server may refuse requests for a while.
        one, other = other, one
        one.do(c.AnswerAdd(other.number, AddAnswer.ASK, "once more"))
    other.wait_for(MessageKind.ADD_REQUEST, one.number)
    other.do(c.AnswerAdd(one.number, AddAnswer.GRANT))
    one.wait_for(MessageKind.REQUEST_GRANTED, other.number)
    expect(has_on_list(one, other.number), "List does not have the contact")


@contacts.row("list.open", "ListReqs has a request until it is answered", people=3)
def _open(fixture: Fixture) -> None:
    one, other = (fixture.extended_session(session.account) for session in _strangers_with_consent_needed(fixture))
    one.do(c.AnswerAdd(other.number, AddAnswer.ASK, _REASON))
    before = [(row.number, row.reason) for row in other.get(c.ListRequests(), c.ListRequestsReply).requests]
    expect((one.number, _REASON) in before, f"UN and MG of ListReqs: {before}")
    other.do(c.AnswerAdd(one.number, AddAnswer.GRANT))
    after = [row.number for row in other.get(c.ListRequests(), c.ListRequestsReply).requests]
    expect(one.number not in after, "ListReqs has a request that was answered")


@contacts.row("list.ask-back", "A request (CD=2) to somebody who asks accepts and adds", needs="list.granted", people=3)
def _ask_back(fixture: Fixture) -> None:
    fixture.need_extensions(_OLD_RULES)
    one, other = _strangers_with_consent_needed(fixture)
    one.do(c.AnswerAdd(other.number, AddAnswer.ASK, _REASON))
    other.wait_for(MessageKind.ADD_REQUEST, one.number)
    other.do(c.AnswerAdd(one.number, AddAnswer.ASK, "and you"))
    one.wait_for(MessageKind.REQUEST_GRANTED, other.number)
    expect(has_on_list(one, other.number), "the list of the first lacks the second")
    expect(has_on_list(other, one.number), "the list of the second lacks the first")


@contacts.row("list.add", "AddToList returns CD and UN; CD=0 adds the contact")
def _add(fixture: Fixture) -> None:
    one, other = strangers(*pair(fixture))
    raw = one.do(c.AddToList(other.number))
    expect(raw.names[5:] == ("CD", "UN") and raw.text("UN") == str(other.number), raw)
    is_listed = has_on_list(one, other.number)
    expect(raw.text("CD") == "0" if is_listed else raw.text("CD") in ("1", "3"), f"{raw}, on the list: {is_listed}")


@contacts.row("list.let-in", "Consent is mutual: the other can be added without a request")
def _mutual(fixture: Fixture) -> None:
    fixture.need_extensions(_OLD_RULES)
    one, other = friends(fixture)
    other.do(c.DeleteFromList(one.number))
    outcome = other.get(c.AddToList(one.number), c.AddToListReply).outcome
    expect(outcome == AddOutcome.ADDED, f"AddToList is answered CD={outcome}")
    expect(has_on_list(other, one.number), "List does not have the contact")


@contacts.row("list.notified", "A user added without a request is notified (MT=1)")
def _notified(fixture: Fixture) -> None:
    one, other = friends(fixture)
    if not fixture.has_extensions:
        raise NotTriedError("old servers have their own notices")
    fixture.need_own_lists()
    other.do(c.DeleteFromList(one.number))
    one.fetch_all()
    other.do(c.AddToList(one.number))
    one.wait_for(MessageKind.ADDED_ME, other.number)


@contacts.row("list.once", "Adding a contact again changes nothing")
def _once(fixture: Fixture) -> None:
    fixture.need_extensions(_OLD_RULES)
    one, other = friends(fixture)
    outcome = one.get(c.AddToList(other.number), c.AddToListReply).outcome
    expect(outcome == AddOutcome.ADDED, f"CD={outcome}")
    numbers = one.get(c.ListContacts(1000), c.ListReply).numbers
    expect(numbers.count(other.number) == 1, f"List has the contact {numbers.count(other.number)} times")
    expect(not other.fetch_kind(MessageKind.ADDED_ME, one.number), "the other is notified again (MT=1)")


@contacts.row("list.one-way", "DelFromList changes one's own list only, and can be repeated")
def _one_way(fixture: Fixture) -> None:
    one, other = friends(fixture)
    for _ in range(2 if fixture.has_extensions else 1):  # old servers may refuse the second one
        one.do(c.DeleteFromList(other.number))
        expect(not has_on_list(one, other.number), "List still has the contact")
        expect(has_on_list(other, one.number), "the other's list lost an entry, too")


@contacts.row("list.form", "Lists end with a comma, SN counts them; the end is FN=1 SN=0")
def _form(fixture: Fixture) -> None:
    one, _ = friends(fixture)
    raw = one.do(c.ListContacts())
    numbers = raw.value("UN")
    expect(numbers.endswith(b",") and raw.value("SN") == b"%d" % numbers.count(b","), raw)
    empty = one.do(c.ListContacts(1, max(one.get(c.ListContacts(1000), c.ListReply).numbers)))
    expect(empty.body.endswith(b"&FN=1&SN=0&UN="), empty)


@contacts.row("list.pages", "List is paged and ascending, with FN=1 on the last page", people=3)
def _pages(fixture: Fixture) -> None:
    one, _ = friends(fixture)
    third = fixture.any_session(fixture.people[2])
    befriend(one, third)
    whole = one.get(c.ListContacts(1000), c.ListReply).numbers
    expect(list(whole) == sorted(whole), f"the numbers are not ascending: {whole}")
    after = 0
    for number in whole:
        raw = one.do(c.ListContacts(1, after))
        reply = one.parse(c.ListContacts(1, after), raw, c.ListReply)
        expect(reply.numbers == (number,) and raw.text("SN") == "1", f"{number} is next: {raw}")
        expect(reply.last_page == (number == whole[-1]), f"FN: {raw}")
        after = number
    strangers(one, third)


@contacts.row("list.unknown", "Requests about an unknown number are refused (RES=30)")
def _unknown_number(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    number = fixture.unknown_number
    requests: list[Request] = [c.AddToList(number), c.GetInfo(number), c.SendMessage(number, "hello?")]
    if fixture.has_extensions:
        requests += [c.DeleteFromList(number), *(c.AnswerAdd(number, answer, "x") for answer in AddAnswer)]
    for request in requests:
        fixture.expect_refusal(session, request, Result.NO_SUCH_USER)


@contacts.row("list.oneself", "Adding oneself gets RES=32, writing to oneself RES=31")
def _oneself(fixture: Fixture) -> None:
    fixture.need_extensions(_OLD_RULES)
    session = fixture.any_session(fixture.people[0])
    session.expect_refusal(c.AddToList(session.number), Result.REFUSED_BY_SERVER)
    session.expect_refusal(c.AnswerAdd(session.number, AddAnswer.ASK, "x"), Result.REFUSED_BY_SERVER)
    session.expect_refusal(c.SendMessage(session.number, "to myself"), Result.NOT_ALLOWED)


@contacts.row("list.unasked", "A consent without a request changes no list", people=3)
def _unasked(fixture: Fixture) -> None:
    one, other = strangers(*pair(fixture))
    third = fixture.any_session(fixture.people[2])
    strangers(other, third)
    for session, stranger in ((one, other), (other, third)):
        session.ask(c.AnswerAdd(stranger.number, AddAnswer.GRANT))
        if fixture.has_extensions:
            expect(not has_on_list(stranger, session.number), f"the list of {stranger.number} has {session.number}")


@presence.row("presence.query", "Query_Stat lists present contacts in parallel lists")
def _query(fixture: Fixture) -> None:
    one, other = friends(fixture)
    other.do(c.ChangeStatus(Status.ONLINE))
    raw = one.do(c.QueryStatus())
    counts = {len(raw.items(name)) for name in ("FC", "ST", "UN", "NK")}
    if fixture.has_extensions or "SN" in raw:
        counts.add(raw.number("SN") or 0)
    expect(len(counts) == 1, f"the lists are not of one length, SN: {raw}")
    seen = one.status_of(other.number)
    expect(seen == Status.ONLINE, f"{other.number} is present, and has ST={seen}")


@presence.row("presence.columns", "FC ST UN NK of Query_Stat match for two contacts", people=3, needs="presence.query")
def _columns(fixture: Fixture) -> None:
    """Two contacts differ in each column, so columns in another order are found."""
    one, other = friends(fixture)
    third = fixture.any_session(fixture.people[2])
    befriend(one, third)
    wanted = {}
    for session, status in ((other, Status.BUSY), (third, Status.ONLINE)):
        session.do(c.ChangeStatus(status))
        profile = one.get(c.GetInfo(session.number), c.GetInfoReply).profile
        wanted[session.number] = (profile.face, int(status), profile.nickname)
    found = one.get(c.QueryStatus(), c.QueryStatusReply).contacts
    other.do(c.ChangeStatus(Status.ONLINE))
    strangers(one, third)
    numbers = [row.number for row in found]
    expect(numbers == sorted(numbers), f"UN is not ascending: {numbers}")
    rows = {row.number: (row.face, row.status, row.nickname) for row in found}
    expect(wanted.items() <= rows.items(), f"FC ST NK are {wanted}, and Query_Stat has {rows}")


@presence.row("presence.pages", "Query_Stat continues after UN, with FN=1 at the end", people=3, needs="presence.query")
def _status_pages(fixture: Fixture) -> None:
    one, _ = friends(fixture)
    third = fixture.any_session(fixture.people[2])
    befriend(one, third)
    whole = one.get(c.QueryStatus(), c.QueryStatusReply).contacts
    expect(len(whole) > 1, f"two contacts are present, and Query_Stat has {len(whole)}")
    after = 0
    for row in whole:
        page = one.get(c.QueryStatus(1, after), c.QueryStatusReply)
        expect(page.contacts == (row,), f"after {after} comes {page.contacts}")
        expect(page.last_page == (row == whole[-1]), f"FN after {after}: {page.last_page:d}")
        after = row.number
    strangers(one, third)


@presence.row("presence.change", "A change of status is sent to watchers (MT=99)", needs="presence.query")
def _change(fixture: Fixture) -> None:
    one, other = friends(fixture)
    for status in (Status.BUSY, Status.ONLINE):
        other.do(c.ChangeStatus(status))
        one.wait_for_status(other.number, status)
    if fixture.has_extensions:
        for later, seen in _LATER_STATUSES.items():
            other.do(f"Change_Stat&ST={later}")
            one.wait_for_status(other.number, seen)
        other.do(c.ChangeStatus(Status.ONLINE))
        one.wait_for_status(other.number, Status.ONLINE)


@presence.row(
    "presence.invisible", "Users with ST=20 or ST=40 look offline, and stay signed in", needs="presence.query"
)
def _invisible(fixture: Fixture) -> None:
    one, other = friends(fixture)
    for status, next_status in ((Status.OFFLINE, Status.INVISIBLE), (Status.INVISIBLE, Status.OFFLINE)):
        other.do(c.ChangeStatus(status))
        one.wait_for_status(other.number, Status.OFFLINE)
        other.do(c.ChangeStatus(next_status))
        other.send(one.number, "from a hidden user")
        _expect_no_change(one, other.number)
        for _ in range(2):
            other.do(c.ChangeStatus(Status.ONLINE))
        one.wait_for_status(other.number, Status.ONLINE)
        _expect_no_change(one, other.number)
    other.do(c.ChangeStatus(Status.INVISIBLE))
    one.wait_for_status(other.number, Status.OFFLINE)
    fixture.sign_out(other)
    _expect_no_change(one, other.number)


def _expect_no_change(session: RawSession, number: int) -> None:
    """Fetch all messages; no change of this contact's status has to come."""
    changes = session.fetch_kind(MessageKind.STATUS_CHANGED, number)
    expect(not changes, f"others see no change, and {kinds(changes)} came")


@presence.row("presence.goes", "Logout and Login are sent to watchers (MT=99)", needs="presence.query")
def _goes(fixture: Fixture) -> None:
    one, other = friends(fixture)
    fixture.sign_out(other)
    one.wait_for_status(other.number, Status.OFFLINE)
    fixture.any_session(other.account)
    one.wait_for_status(other.number, Status.ONLINE)


@presence.row("presence.again", "A second classic Login continues: no message comes twice")
def _again(fixture: Fixture) -> None:
    one, other = classic_friends(fixture)
    other.send(one.number, "before the second sign-in")
    one.do(c.GetMessages())  # a session that continues does not get this again
    raw = fixture.sign_in(one.account, extended=False)
    expect(raw.text("RS") == "0", raw)
    one.expect_texts(other)
    changes = other.fetch_kind(MessageKind.STATUS_CHANGED, one.number)
    expect(not changes, f"the other received {kinds(changes)}")


@presence.row("presence.unlisted", "The status of users off the list is not sent")
def _unlisted(fixture: Fixture) -> None:
    one, other = friends(fixture)
    if fixture.has_extensions:
        other.do(c.ChangeStatus(Status.BUSY))  # a notice that waits goes with the contact
    one.do(c.DeleteFromList(other.number))
    other.do(c.ChangeStatus(Status.BUSY))
    other.do(c.ChangeStatus(Status.ONLINE))
    expect(not one.fetch_kind(MessageKind.STATUS_CHANGED, other.number), "MT=99 of somebody who is not on the list")
    one.do(c.ChangeStatus(Status.BUSY))
    other.wait_for_status(one.number, Status.BUSY)
    one.do(c.ChangeStatus(Status.ONLINE))
    other.wait_for_status(one.number, Status.ONLINE)
