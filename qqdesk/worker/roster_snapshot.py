"""Fetch the contact list from the server."""

from qqdesk.client.client import Client
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import PresentContact
from qqdesk.worker.tasks import RosterSnapshot


def fetch_roster(client: Client, history: History) -> RosterSnapshot:
    """Fetch the list and the presence of contacts; store nicknames and faces. Raises ClientError and HistoryError.

    A classic server sends the nicknames of online contacts only. The others are fetched one by one afterwards.
    """
    numbers = client.list_contacts()
    told: list[PresentContact] = []
    for page in client.status_pages(everyone=True):
        # Most rows are unchanged: do not collect them.
        new = history.contacts.changed_profiles(map(_remembered, page))
        told += [row for row in page if row.status != Status.OFFLINE or row.number in new]
    history.session_cache.save_roster(numbers)
    if told:
        # Only after the last page: stored rows would not count as changed in another try.
        history.contacts.save_profiles(map(_remembered, told))
    return RosterSnapshot(numbers, tuple(told))


def _remembered(row: PresentContact) -> tuple[int, str, int]:
    return row.number, row.nickname, max(row.face, 0)
