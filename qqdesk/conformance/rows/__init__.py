"""The rows in the order in which they are tried: the classic protocol first, then the extensions."""

from qqdesk.conformance.row import Section
from qqdesk.conformance.rows import (
    account,
    blocks,
    book,
    contacts,
    errands,
    failures,
    greeting,
    http,
    messages,
    people,
    presence,
    receipt,
    requests,
    sending,
    signing,
    texts,
    tokens,
    typing,
)

SECTIONS: tuple[Section, ...] = (
    http.section,
    greeting.section,
    signing.section,
    requests.section,
    contacts.section,
    presence.section,
    people.section,
    messages.section,
    texts.section,
    failures.section,
    tokens.section,
    receipt.section,
    sending.section,
    errands.section,
    typing.section,
    account.section,
    blocks.section,
    book.section,
)
