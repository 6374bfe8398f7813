"""The contact list as the server has it, and the brief profiles of those who are on it."""

from qqdesk.client.client import Client
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import PresentContact
from qqdesk.protocol.profile import Profile
from qqdesk.worker.tasks import RosterSnapshot


def fetch_roster(client: Client, history: History) -> RosterSnapshot:
    """The list and who is there; names and faces are remembered. Raises ClientError and HistoryError.

    A classic server tells the names of those only who are there; the others' are fetched one by one, afterwards.
    """
    numbers = client.list_contacts()
    told: list[PresentContact] = []
    for page in client.status_pages(everyone=True):
        # Most are as they were: they are not kept until all pages are there.
        new = history.contacts.changed_profiles(map(_remembered, page))
        told += [row for row in page if row.status != Status.OFFLINE or row.number in new]
    history.session_cache.save_roster(numbers)
    if told:
        # When nothing can fail any more: what is remembered is not told again.
        history.contacts.save_profiles(map(_remembered, told))
    return RosterSnapshot(numbers, tuple(told))


def _remembered(row: PresentContact) -> tuple[int, str, int]:
    return row.number, row.nickname, max(row.face, 0)


def fetch_brief(client: Client, number: int) -> Profile:
    """Name and face of a person, with as little else as the server knows to leave out."""
    return client.get_info(number, 1 if client.extended else 2).profile
