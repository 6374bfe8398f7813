"""Store the messages that the server keeps of a conversation from before this device."""

import time
from collections.abc import Sequence
from dataclasses import replace

from qqdesk.domain.body import Recalled
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import ChangeReceived, LogItem, ReadByOther
from qqdesk.domain.incoming_reader import read_incoming
from qqdesk.domain.message import Delivery, Message
from qqdesk.history.history import History
from qqdesk.history.message_import import OlderMessages
from qqdesk.history.server_log import PageMark
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.log_commands import ConversationSummary, GetLog, GetLogReply
from qqdesk.protocol.room_commands import RoomEntry


def add_log_page(history: History, request: GetLog, reply: GetLogReply, me: int) -> list[Message]:
    """Store a page before an id; return the new messages. A page that does not continue the stored ones is ignored.

    `me` is my number. Raises HistoryError.
    """
    conversation = history.rooms.conversation(request.peer)
    mark = history.server_log.page_mark(conversation)
    if mark.is_complete or request.before != mark.oldest:
        return []
    now = time.time_ns() // 1_000_000
    delivered = reply.delivered or (False,) * len(reply.messages)
    messages, changes, reads = [], [], []
    for row, is_delivered in zip(reply.messages, delivered, strict=False):
        item = read_incoming(row, now, me)
        if isinstance(item, LogItem):
            message = item.message.with_delivery(Delivery.DELIVERED) if is_delivered else item.message
            messages.append((item.server_id, message))
        elif isinstance(item, ChangeReceived):
            changes.append((item.server_id, item.change))
        elif isinstance(item, ReadByOther):
            reads.append(item)
    oldest = min((row.id for row in reply.messages if row.id), default=mark.oldest)
    page = PageMark(oldest, reply.last_page or not reply.messages)
    older = OlderMessages(conversation, messages, page=page, changes=changes, reads=reads)
    return history.add_older([older], now=now)


def add_last_messages(history: History, summaries: Sequence[ConversationSummary], me: int) -> list[ConversationId]:
    """Store the last message of each conversation, and how far I have read. Return those with a new message.

    A message that this device receives in its inbox is not stored. Raises HistoryError.
    """
    conversations = [ConversationId.person(summary.peer) for summary in summaries]
    marks, start = history.server_log.page_marks(conversations), history.server_log.log_start
    older = []
    for conversation, summary, mark in zip(conversations, summaries, marks, strict=True):
        messages, page = [], mark
        if summary.client_id and summary.last < mark.oldest and summary.last <= start:
            kind = MessageKind.OWN_TEXT if summary.author == me else MessageKind.TEXT
            row = WaitingMessage(
                kind, summary.peer, summary.text, summary.last, summary.time, summary.client_id, file=summary.file
            )
            item = read_incoming(row, summary.time, me)
            assert isinstance(item, LogItem)
            message = item.message.with_delivery(Delivery.DELIVERED) if summary.is_delivered else item.message
            if not summary.text:
                message = replace(message, body=Recalled(summary.author))
            # Its changes may follow: they are fetched as older messages, then.
            messages, page = [(summary.last, message)], PageMark(start + 1, is_complete=False)
            if summary.last == start:
                page = PageMark(summary.last, summary.last == 1)
        older.append(OlderMessages(conversation, messages, summary.seen, page))
    return [message.conversation for message in history.add_older(older, now=time.time_ns() // 1_000_000)]


def add_last_of_rooms(history: History, rooms: Sequence[RoomEntry], me: int) -> list[ConversationId]:
    """Store the last message of each room, unless this device receives it. Return the rooms with a new one.

    Changes of a room may follow its last message: they are fetched as older messages, then. So are the messages of a
    room with an unread mention, which may stand before the last one. Raises HistoryError.
    """
    rooms = [room for room in rooms if 0 < room.last <= room.cursor and not room.is_mentioned]
    conversations = [ConversationId.room(room.number) for room in rooms]
    older = []
    for conversation, room, mark in zip(
        conversations, rooms, history.server_log.page_marks(conversations), strict=True
    ):
        if room.last >= mark.oldest:
            continue
        row = WaitingMessage(
            MessageKind.TEXT,
            room.author,
            room.text,
            room.last,
            room.time,
            room.client_id,
            room.number,
            room.mentions,
            room.file,
        )
        item = read_incoming(row, room.time, me)
        assert isinstance(item, LogItem)
        message = item.message if room.text else replace(item.message, body=Recalled(room.author))
        page = PageMark(room.last, room.last <= room.first) if room.last == mark.oldest - 1 else None
        older.append(OlderMessages(conversation, [(room.last, message)], page=page))
    if not older:
        return []
    return [message.conversation for message in history.add_older(older, now=time.time_ns() // 1_000_000)]
