"""The statements, in the order in which they are tried: what an old client relies on first, then what is told to
those that ask for EXT."""

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
    Section("HTTP", http.ROWS),
    Section("Before there is a user", greeting.ROWS),
    Section("Signing in", signing.ROWS),
    Section("Requests and replies", requests.ROWS),
    Section("The contact list", contacts.ROWS),
    Section("Who is there", presence.ROWS),
    Section("People", people.ROWS),
    Section("Messages", messages.ROWS),
    Section("Texts", texts.ROWS),
    Section("When something goes wrong", failures.ROWS),
    Section("Sessions with a token", tokens.ROWS),
    Section("Receiving for certain", receipt.ROWS),
    Section("Sending for certain", sending.ROWS),
    Section("Without a session", errands.ROWS),
    Section("Writing", typing.ROWS),
    Section("One's account", account.ROWS),
    Section("Blocks", blocks.ROWS),
    Section("The book", book.ROWS),
)
