"""A contact list from the server, compared with the roster and the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError
from qqdesk.domain.contact import Contact, Roster
from qqdesk.domain.contact_notes import ContactNote
from qqdesk.engine.contact_list import people_of, roster_changes
from qqdesk.engine.fetching import fetch_roster
from qqdesk.engine.history_store import HistoryStore
from qqdesk.engine.snapshot import RosterSnapshot
from qqdesk.history.contact_store import StoredContact
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import ModifyInfo, PresentContact
from tests.helpers.server import local_server

numbers = st.integers(1, 8)
rows = st.builds(
    PresentContact,
    face=st.sampled_from([-1, 0, 30]),
    status=st.sampled_from([10, 20, 30, 40, 77]),
    number=numbers,
    nickname=st.sampled_from(["", "Ann", "Bob"]),
)
listings = st.builds(
    RosterSnapshot,
    st.lists(numbers, unique=True).map(tuple),
    st.lists(rows, unique_by=lambda row: row.number).map(tuple),
)
notes = st.dictionaries(numbers, st.builds(ContactNote, st.sampled_from(["", "Family"]), st.sampled_from(["", "Dad"])))


def test_a_removed_contact_stays_as_a_stranger() -> None:
    roster = Roster()
    roster.put(Contact(5, "Ann", 30, Status.ONLINE, "Family"))
    roster.put(Contact(6))
    ((before, now),) = roster_changes(RosterSnapshot((6,), ()), roster, {})
    assert before is None
    assert now == Contact(5, "Ann", 30, Status.OFFLINE, "", stranger=True)


@given(listings, listings, notes)
def test_after_the_changes_the_roster_is_the_list(
    first: RosterSnapshot, second: RosterSnapshot, notes: dict[int, ContactNote]
) -> None:
    known = {number: StoredContact(number, "Old", 3) for number in notes}
    people = people_of(first, known, notes, [7])
    roster = Roster()
    roster.fill(people.contacts)
    assert not roster_changes(first, roster, people.notes)
    for before, now in roster_changes(second, roster, people.notes):
        assert before is None or before == roster.get(now.number)
        assert now != before
        roster.put(now)
    assert sorted(contact.number for contact in roster.listed()) == sorted(second.numbers)
    present = {row.number: row for row in second.present}
    for contact in roster:
        row = present.get(contact.number)
        if contact.stranger or row is None or row.status not in (10, 30):
            assert contact.status is Status.OFFLINE
        if not contact.stranger:
            assert contact.group == people.notes.get(contact.number, ContactNote()).group
            assert row is None or contact.nickname == row.nickname
    assert not roster_changes(second, roster, people.notes)


def test_a_known_offline_status_is_not_notified_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = password_hash("secret")
    with local_server(tmp_path) as server:
        for number, name in ((10001, "Me"), (10002, "Ann"), (10003, "Bo"), (10004, "Cy")):
            server.add_user(number, nickname=name)
        for number in (10002, 10003, 10004):
            server.befriend(10001, number)
        store = HistoryStore(tmp_path, 10001)
        store.open("place", secret, Status.ONLINE)
        store.accept_password(secret)
        assert store.history is not None
        with Client(server.address, 10001) as me, Client(server.address, 10002) as ann:
            me.login(secret)

            def next_statuses() -> dict[int, tuple[int, str]]:
                listing = fetch_roster(me, store)
                assert listing.numbers == (10002, 10003, 10004)
                return {row.number: (row.status, row.nickname) for row in listing.present}

            offline = Status.OFFLINE
            assert next_statuses() == {10002: (offline, "Ann"), 10003: (offline, "Bo"), 10004: (offline, "Cy")}
            assert next_statuses() == {}
            ann.login(secret)
            assert next_statuses() == {10002: (Status.ONLINE, "Ann")}
            ann.request(ModifyInfo({"nickname": "Anna"}))
            ann.logout()
            pages = me.status_pages

            def cut(*, everyone: bool = False) -> Iterator[tuple[PresentContact, ...]]:
                yield from pages(everyone=everyone)
                raise ClientError("The connection broke")

            with monkeypatch.context() as patched:
                patched.setattr(me, "status_pages", cut)
                with pytest.raises(ClientError):
                    next_statuses()
            assert next_statuses() == {10002: (offline, "Anna")}, "it was not told before"
            assert next_statuses() == {}
            assert {one.number: one.nickname for one in store.history.contacts.load().values()}[10002] == "Anna"
        store.close()
