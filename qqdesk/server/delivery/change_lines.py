"""Changes of messages and replies as sessions without CAN_CHANGES see them: lines of text. Functions on a connection.

The first words of the answered message are read when the entry is sent, because they may have changed since.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from qqdesk.protocol.codes import CAN_CHANGES
from qqdesk.protocol.entry_kinds import MessageKind, hidden_without, in_sql
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.server.delivery.mail import CHANGES, Mail
from qqdesk.server.storage.interface import Database, execute_rows
from qqdesk.server.storage.schema import IS_MESSAGE

MOST_WORDS_CHARS = 40
_REACTIONS = {
    "👍": "like", "👎": "dislike", "❤": "love", "😂": "laugh", "😄": "laugh", "😮": "wow", "😢": "sad", "😡": "angry",
    "🎉": "hooray", "👏": "applause", "🙏": "thanks", "🌹": "rose", "🔥": "fire", "✅": "done",
}  # fmt: skip
"""The most common ones. Others have their name in Unicode."""
IS_SHOWN = (
    f"NOT e.{in_sql(hidden_without(CAN_CHANGES))} AND NOT (e.{in_sql(CHANGES)} "
    f"AND (e.ref IS NULL OR e.sender = ? OR (e.kind = {MessageKind.REACTED:d} AND e.text = '')"
    f" OR (e.kind = {MessageKind.EDITED:d} AND EXISTS (SELECT 1 FROM client_ids k WHERE k.sender = e.ref_author"
    "  AND k.client_id = e.ref AND CASE WHEN k.log = e.log THEN k.seq ELSE k.own_seq END > ?))))"
)
"""The entries that the session of an account gets: no changes of its own, and no marks of messages taken back. Of a
message behind the second value, the place where the session continues, no edits: it comes with its new text."""
_MESSAGES = f"""
WITH wanted (author, client_id) AS (VALUES {{rows}})
SELECT e.peer, k.sender, k.client_id, e.text FROM wanted w CROSS JOIN client_ids k CROSS JOIN entries e
WHERE k.sender = w.author AND k.client_id = w.client_id
AND e.log = ? AND e.seq = CASE WHEN k.log = ? THEN k.seq ELSE k.own_seq END
AND e.sender = k.sender AND e.client_id = k.client_id AND e.{IS_MESSAGE}
""".strip()
_MESSAGES_OF_ROOM = f"""{_MESSAGES} AND EXISTS (
    SELECT 1 FROM memberships m
    WHERE m.room = e.log AND m.account = ? AND e.seq > m.after_seq AND e.seq <= coalesce(m.to_seq, e.seq)
)"""

_Words = dict[tuple[int, MessageRef], str]
"""The first words of messages, by conversation and author with client id."""


def in_inbox(db: Database, owner: int, mails: Sequence[Mail]) -> list[Mail]:
    """Return entries of an inbox with lines of text in place of changes. They are those that IS_SHOWN selects."""
    return _with_lines(mails, _words(db, _MESSAGES, mails, (owner, owner)))


def in_rooms(db: Database, account: int, mails: Sequence[Mail]) -> list[Mail]:
    """Return entries of rooms as `in_inbox` does, with words of messages that the account may read."""
    words: _Words = {}
    for room in {mail.room for mail in mails if mail.ref is not None}:
        words |= _words(db, _MESSAGES_OF_ROOM, [mail for mail in mails if mail.room == room], (room, room, account))
    return _with_lines(mails, words)


def _words(db: Database, sql: str, mails: Iterable[Mail], values: Sequence[Any]) -> _Words:
    refs = {(mail.ref.author, bytes.fromhex(mail.ref.client_id)) for mail in mails if mail.ref is not None}
    rows = execute_rows(db, sql, sorted(refs), values)
    return {(peer, MessageRef(author, client_id.hex())): first_words(text) for peer, author, client_id, text in rows}


def _with_lines(mails: Iterable[Mail], words: _Words) -> list[Mail]:
    return [mail if mail.ref is None else _with_line(mail, mail.ref, words) for mail in mails]


def _with_line(mail: Mail, ref: MessageRef, words: _Words) -> Mail:
    answered = words.get((mail.room or mail.peer, MessageRef(ref.author, ref.client_id)), "")
    if mail.kind == MessageKind.RECALLED:
        text = "[took back a message]"
    elif mail.kind == MessageKind.REACTED:
        text = f"[reacted: {reaction_name(mail.text)}] {answered}".rstrip()
    elif mail.kind == MessageKind.EDITED:
        text = f"* {mail.text}"
    else:
        text = f"> {answered}\r\n{mail.text}" if answered else mail.text
    return mail._replace(kind=MessageKind.TEXT if mail.kind in CHANGES else mail.kind, text=text, ref=None)


def reaction_name(reaction: str) -> str:
    """Return a reaction in words: clients that write in the encoding of their system fail on an emoji."""
    if reaction.isascii():
        return reaction
    return _REACTIONS.get(reaction[:1]) or unicodedata.name(reaction[:1], "something").lower()


def first_words(text: str) -> str:
    """Return the beginning of a message's first line."""
    text = text.strip()
    line = re.split(r"[\r\n]", text, maxsplit=1)[0][:MOST_WORDS_CHARS].rstrip()
    return line if line == text else f"{line}…"
