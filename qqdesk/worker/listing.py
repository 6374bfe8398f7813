"""The contact list as the server has it, and the brief profiles of those who are on it."""

from qqdesk.client.client import Client
from qqdesk.history.store import History
from qqdesk.protocol.profile import Profile
from qqdesk.worker.tasks import Listing


def fetch_listing(client: Client, history: History) -> Listing:
    """The list and who is there; names and faces are remembered. Raises ClientError and HistoryError.

    A classic server tells the names of those only who are there; the others' are fetched one by one, afterwards.
    """
    listing = Listing(client.list_contacts(), client.query_status(everyone=True))
    history.last_time.keep_listed(listing.numbers)
    if listing.present:
        history.people.remember((row.number, row.nickname, max(row.face, 0)) for row in listing.present)
    return listing


def fetch_brief(client: Client, number: int) -> Profile:
    """Name and face of a person, with as little else as the server knows to leave out."""
    return client.get_info(number, 1 if client.extended else 2).profile
