"""The rows in the order in which they are tried: the classic protocol first, then the extensions."""

from collections.abc import Sequence

from qqdesk.conformance.row import Section
from qqdesk.conformance.rows import (
    account,
    account_values,
    admin,
    changes,
    contacts,
    conversations,
    delivery,
    files,
    http,
    invitations,
    messages,
    requests,
    rooms,
    sessions,
)

SECTIONS: tuple[Section, ...] = (
    http.http,
    sessions.before,
    sessions.classic,
    requests.form,
    contacts.contacts,
    contacts.presence,
    account.people,
    messages.messages,
    messages.texts_section,
    requests.errors,
    sessions.tokens,
    delivery.receiving,
    delivery.sending,
    conversations.section,
    rooms.section,
    rooms.classic,
    files.section,
    changes.section,
    delivery.typing,
    account.own,
    account.blocking,
    account_values.section,
    invitations.invitations,
    admin.section,
    http.page,
    invitations.reach,
)


def chosen(words: Sequence[str]) -> tuple[Section, ...]:
    """Return the rows whose key contains one of these words; all rows without words."""
    sections = []
    for section in SECTIONS:
        rows = [row for row in section.rows if not words or any(word in row.key for word in words)]
        if rows:
            sections.append(Section(section.title, rows))
    return tuple(sections)
