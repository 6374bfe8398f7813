"""The initial state of a session, from the disk or from the server."""

from dataclasses import replace

from qqdesk.client.client import Client
from qqdesk.client.errors import RefusedError
from qqdesk.domain.connection import Security
from qqdesk.domain.contact import Me
from qqdesk.engine.contact_list import people_of
from qqdesk.engine.fetching import fetch_brief, security_of
from qqdesk.history.history import History
from qqdesk.worker.roster_snapshot import fetch_roster
from qqdesk.worker.tasks import Credentials, RosterSnapshot, SessionSnapshot


def load_session(history: History, credentials: Credentials) -> SessionSnapshot:
    """Load the state of the last session; all contacts are offline. Raises HistoryError."""
    me, extended = history.session_cache.profile(credentials.number, credentials.status)
    listing = RosterSnapshot(history.session_cache.roster(), ())
    return _opened(history, me, listing, extended, Security())


def fetch_session(client: Client, history: History, credentials: Credentials) -> SessionSnapshot:
    """Raises ClientError and HistoryError."""
    listing = fetch_roster(client, history)
    me = fetch_me(client, history, Me(credentials.number, status=credentials.status))
    return _opened(history, me, listing, client.extended, security_of(client))


def fetch_me(client: Client, history: History, me: Me) -> Me:
    """Fetch the user's own nickname and face, and store them for the next start."""
    try:
        mine = fetch_brief(client, me.number)
    except RefusedError:
        return me
    me = replace(me, nickname=mine.nickname, face=max(mine.face, 0))
    history.session_cache.save_profile(me, extended=client.extended)
    return me


def _opened(history: History, me: Me, listing: RosterSnapshot, extended: bool, security: Security) -> SessionSnapshot:
    requests = history.contacts.add_requests()
    conversations = history.conversations_by_recency()
    strangers = (*(one.number for one in conversations), *(request.number for request in requests))
    return SessionSnapshot(
        history,
        me,
        extended,
        people_of(listing, history.contacts.load(), strangers),
        tuple(conversations),
        history.contact_notes.groups(),
        history.unread_counts(),
        requests,
        history.last_row,
        history.local_state.drafts(),
        security,
    )
