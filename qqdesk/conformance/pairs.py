"""Sessions of the first two accounts, with empty mailboxes; `friends` are on each other's lists."""

from collections.abc import Callable

from qqdesk.conformance.contact_lists import Pair, befriend, emptied
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import Account, RawSession


def pair(fixture: Fixture) -> Pair:
    return _pair_of(fixture, fixture.any_session)


def extended_pair(fixture: Fixture) -> Pair:
    return _pair_of(fixture, fixture.extended_session)


def classic_pair(fixture: Fixture) -> Pair:
    return _pair_of(fixture, fixture.classic_session)


def friends(fixture: Fixture) -> Pair:
    return befriend(*pair(fixture))


def classic_friends(fixture: Fixture) -> Pair:
    return befriend(*classic_pair(fixture))


def extended_friends(fixture: Fixture) -> Pair:
    return befriend(*extended_pair(fixture))


def change_friends(fixture: Fixture) -> Pair:
    return befriend(*_pair_of(fixture, fixture.change_session))


def _pair_of(fixture: Fixture, session_of: Callable[[Account], RawSession]) -> Pair:
    one, other = map(session_of, fixture.people[:2])
    return emptied(one, other)
