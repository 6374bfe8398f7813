"""GetMsgEx of sessions with EXT: long polls.

A waiting poll is a small object without a task or timer of its own. After a commit it gets the new entries directly if
they follow on the last entry that its client has: ids rise without gaps. Otherwise it reads the database. Servers
that share a database send one another hints of new entries. At half of its time a poll looks for those of a lost hint.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice

from qqdesk.clock import LoopClock
from qqdesk.protocol.codec import Envelope, build_refusal, build_reply
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.commands import GetMessages, GetMessagesReply
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.limits import MAX_WAIT_S
from qqdesk.protocol.record import Reply, WrittenReply
from qqdesk.server.counters import Counters
from qqdesk.server.delivery import mailbox
from qqdesk.server.delivery.mail import OF_EARLIER, Mail, bounded
from qqdesk.server.delivery.outgoing import Acknowledgement
from qqdesk.server.delivery.store import Store
from qqdesk.server.errors import DamageError, RefusedError, not_signed_in, storage_failed
from qqdesk.server.sessions import mail_rows
from qqdesk.server.sessions.deadlines import Deadlines
from qqdesk.server.sessions.reply_cache import WITHIN_S
from qqdesk.server.sessions.responder import Responder
from qqdesk.server.sessions.room_cursors import SessionRooms
from qqdesk.server.sessions.room_feeds import RoomFeeds, RoomQuery
from qqdesk.server.sessions.sessions import AnsweredPoll, Session, Sessions, Unsent
from qqdesk.server.settings.logs import log_answer

MOST_IN_A_REPLY = 100
MOST_BYTES_IN_A_REPLY = 200 * 1024
_MOST_KEPT = 100
_ROOMS_AT_ONCE = 10
_MOST_ANSWERED = 64
"""The polls of a session whose replies are kept for repeats."""
_NAME = GetMessages.NAME


class Poll:
    """One request that was not answered yet."""

    __slots__ = (
        "_began",
        "_body",
        "_is_woken",
        "_polls",
        "_unsent",
        "ends",
        "envelope",
        "is_parked",
        "responder",
        "session",
        "until",
    )

    def __init__(self, polls: "Polls", session: Session, responder: Responder, envelope: Envelope, body: bytes) -> None:
        self._polls = polls
        self.session = session
        self.responder = responder
        self.envelope = envelope
        self._body = body
        self._began = time.monotonic()
        self._unsent: Unsent = {}
        self._is_woken = False
        self.is_parked = False
        """It waits for new entries; if False, a read of the database is running."""
        self.ends: float | None = None
        """The end of its time; None without WAIT."""
        self.until: float | None = None

    def wake(self) -> None:
        """Answer in the next turn of the event loop: changes of presence often come together."""
        if self.is_parked and not self._is_woken:
            self._is_woken = True
            self._polls.call_soon(self._send_unsent)

    def _send_unsent(self) -> None:
        self._is_woken = False
        if self.is_parked and self.session.has_news:
            self._polls.answer(self, ())

    def finish(self, why: EndReason | None = None) -> None:
        """Answer now, without messages; with a refusal if the session has ended for the reason `why`."""
        if why is not None:
            self.refuse(not_signed_in(why))
            return
        self._polls.remove(self)
        self.count(Result.OK)
        self.responder.respond(build_reply(self.envelope, GetMessages, GetMessagesReply()))

    def refuse(self, error: RefusedError) -> None:
        """Answer with a refusal."""
        self._polls.remove(self)
        self.count(error.refusal.result)
        self.responder.respond(build_refusal(self.envelope, _NAME, error.refusal))

    def on_deadline(self) -> None:
        assert self.ends is not None
        if self._polls.deadlines.monotonic() < self.ends:
            self.until = self.ends
            self._polls.on_half(self.session)
        else:
            self.finish()

    def count(self, result: int) -> None:
        self._polls.counters.count(_NAME, result)
        log_answer(_NAME, result, self.session.number, self._began)

    def respond(self, messages: Sequence[Mail], unsent: Unsent) -> None:
        """Write the reply. `unsent` are those of the messages that are in no mailbox."""
        self._unsent = unsent
        reply = build_reply(self.envelope, GetMessages, self._reply(messages))
        answered = self.session.answered_polls
        answered[self._body] = AnsweredPoll(reply, self.session.clock.monotonic())
        if len(answered) > _MOST_ANSWERED:
            del answered[next(iter(answered))]
        self.responder.respond(reply, self._delivered)

    def _reply(self, messages: Sequence[Mail]) -> Reply:
        """Entries of one room only are written once for all members who get the same."""
        rooms, room = self.session.rooms, messages[-1].room if messages else 0
        is_shared = self.session.can_changes and messages and messages[0].room == room and messages[0].id
        if rooms is None or not room or not is_shared:
            return self._new_reply(messages)
        feed = rooms.cursors[room].feed
        key = messages[0].id, messages[-1].id, self.session.can_files, self.session.shows_read
        if key not in feed.written:
            feed.keep_written(key, self._new_reply(messages).write())
        return WrittenReply(feed.written[key])

    def _new_reply(self, messages: Sequence[Mail]) -> GetMessagesReply:
        return GetMessagesReply(mail_rows.rows(self.session, messages, has_client_ids=self.session.can_devices))

    def _delivered(self, is_written: bool) -> None:
        if not is_written:
            self.session.restore_unsent(self._unsent)
            self.session.answered_polls.pop(self._body, None)


def _is_reading(poll: Poll, rooms: SessionRooms) -> bool:
    """Whether a read of rooms is still wanted: the poll was not answered, and the memberships are the same."""
    return poll.session.poll is poll and poll.session.rooms is rooms


class Polls:
    """Belongs to the event loop's thread."""

    def __init__(
        self, store: Store, sessions: Sessions, rooms: RoomFeeds, clock: LoopClock, counters: Counters
    ) -> None:
        self._store = store
        self._rooms = rooms
        self._sessions = sessions
        self._clock = clock
        self.call_soon = store.call_soon
        self.counters = counters
        self.deadlines = Deadlines(clock.monotonic, clock.call_later)
        self.is_stopping = False
        self._unsaved: set[Session] = set()
        """Sessions whose acknowledgement the disk did not take."""
        self.on_half: Callable[[Session], None] = lambda session: None
        """Called when half of a poll's time is over. It may have missed a hint."""

    def start(
        self, session: Session, responder: Responder, envelope: Envelope, body: bytes, request: GetMessages
    ) -> None:
        """Answer a GetMsgEx, or let it wait. An older poll of the session is answered at once, without messages."""
        answered = session.answered_polls.get(body)
        if answered is not None and answered.since > self._clock.monotonic() - WITHIN_S:
            self.counters.count(_NAME, Result.OK)
            responder.respond(answered.reply)
            return
        if session.poll is not None:
            session.poll.finish()
        poll = Poll(self, session, responder, envelope, body)
        if request.wait:
            wait = min(request.wait, MAX_WAIT_S)
            poll.ends = self._clock.monotonic() + wait
            poll.until = poll.ends - wait / 2 if self._store.is_shared else poll.ends
        session.poll = poll
        if session.can_rooms and session.rooms is None:
            self._rooms.load(session, partial(self._acknowledge_all, poll, request), partial(self._failed, poll))
        else:
            self._acknowledge_all(poll, request)

    def _acknowledge_all(self, poll: Poll, request: GetMessages) -> None:
        session, acknowledge = poll.session, request.acknowledge or 0
        if session.poll is not poll:
            return
        if session.rooms is not None:
            session.rooms.acknowledge(zip(request.rooms or (), request.room_acknowledge or (), strict=False))
        received = acknowledge if acknowledge > session.received else session.received
        if session.is_current and received == session.shown:
            received = session.top
        # Without WAIT the reply holds what other processes have written a moment ago, too.
        if request.wait and session.is_current and received == session.top:
            if received > session.received:
                self._acknowledge(session, received)
            self._answer_or_wait(poll)
        else:
            self._read_mailbox(poll, acknowledge)

    def _answer_or_wait(self, poll: Poll) -> None:
        """Answer with the entries behind `top`, or wait. The client has everything up to there."""
        session = poll.session
        if session.fresh or session.has_news:
            fresh, session.fresh = session.fresh or (), None
            self.answer(poll, fresh)
        elif poll.is_parked:
            return
        elif poll.ends is None or poll.responder.is_cut or self.is_stopping:
            poll.finish()
        else:
            poll.is_parked = True
            poll.responder.poll = poll
            self.deadlines.watch(poll)

    def answer(self, poll: Poll, messages: Sequence[Mail], of_rooms: Sequence[Mail] = ()) -> None:
        """Answer with messages that follow on `top`, with entries of rooms, and with the unsent changes of contacts.

        `of_rooms` are entries that were read from the database.
        """
        session = poll.session
        if messages:
            session.top = messages[-1].id
            hidden = session.hidden_kinds
            messages = [mail for mail in messages if mail.kind not in hidden] if hidden else messages
        if messages:
            if len(messages) > 1:
                fitting = bounded(messages[:MOST_IN_A_REPLY], MOST_BYTES_IN_A_REPLY)
                if len(fitting) != len(messages):
                    session.is_current, messages = False, fitting
                    session.top = messages[-1].id
            session.shown = messages[-1].id
        elif not session.has_news and not of_rooms:
            self._answer_or_wait(poll)
            return
        rooms, count = session.rooms, len(messages)
        if rooms is not None and rooms.news:
            of_rooms = of_rooms or rooms.waiting(MOST_IN_A_REPLY - count, shows_read=session.shows_read)
            if not of_rooms and not messages:
                self._read_rooms(poll, rooms)
                return
            messages = bounded([*messages, *of_rooms], MOST_BYTES_IN_A_REPLY)
            rooms.sent(messages[count:])
        self.remove(poll)
        typists, unsent = session.pop_typing(), session.pop_unsent()
        if typists or unsent:
            now = self._clock.now()
            messages = [
                *(Mail(0, kind, sender, now, text) for (kind, sender), text in unsent.items()),
                *(Mail(0, MessageKind.TYPING, typist, now, "", room=room) for room, typist in typists),
                *messages,
            ]
        poll.count(Result.OK)
        poll.respond(messages, unsent)

    def remove(self, poll: Poll) -> None:
        """Take the poll from its session."""
        session = poll.session
        if session.poll is poll:
            session.poll = None
            session.last_seen = self._clock.monotonic()
        poll.is_parked = False
        poll.responder.poll = None
        self.deadlines.forget(poll)

    # Reading the database

    def _read_rooms(self, poll: Poll, rooms: SessionRooms, count: int = _ROOMS_AT_ONCE) -> None:
        """Read the next entries of rooms that memory does not have."""
        poll.is_parked = False
        wanted = [(cursor.feed.number, cursor.top, cursor.end) for cursor in islice(rooms.news, count)]
        reader = None if poll.session.can_changes else poll.session.number
        query = RoomQuery(wanted, MOST_IN_A_REPLY, MOST_BYTES_IN_A_REPLY, reader, poll.session.shows_read)

        def failed(error: Exception) -> None:
            if not isinstance(error, DamageError):
                self._failed(poll, error)
            elif _is_reading(poll, rooms) and len(wanted) > 1:
                self._read_rooms(poll, rooms, 1)
            elif _is_reading(poll, rooms):
                # The others still come.
                rooms.skip(wanted[0][0])
                self._answer_or_wait(poll)

        self._store.query(query, partial(self._found_in_rooms, poll, rooms, wanted), failed)

    def _found_in_rooms(
        self, poll: Poll, rooms: SessionRooms, wanted: Sequence[tuple[int, int, int]], mails: list[Mail]
    ) -> None:
        session = poll.session
        if not _is_reading(poll, rooms):
            return
        mails = [mail for mail in mails if rooms.is_next(mail)]
        if not mails:
            # The retention has removed them, or the session does not get them.
            rooms.pass_over(wanted)
            if not session.is_current:
                self._read_mailbox(poll, 0)
                return
        fresh, session.fresh = session.fresh or (), None
        self.answer(poll, fresh, mails)

    def _read_mailbox(self, poll: Poll, acknowledge: int) -> None:
        session = poll.session
        session.is_current, session.fresh = False, None
        session.is_reading = True
        self._store.query(
            mailbox.MailboxQuery(
                session.number,
                session.device,
                session.received,
                acknowledge,
                MOST_IN_A_REPLY,
                MOST_BYTES_IN_A_REPLY,
                session.hidden_kinds,
                session.can_changes,
            ),
            partial(self._found, poll),
            partial(self._failed, poll),
        )

    def _failed(self, poll: Poll, error: Exception) -> None:
        """Refuse the poll: the database cannot be read."""
        if poll.session.poll is poll:
            poll.refuse(storage_failed())

    def _found(self, poll: Poll, found: mailbox.MailboxPage) -> None:
        session = poll.session
        if session.poll is not poll:
            # It was answered meanwhile. A newer poll reads for itself.
            return
        if found.start > session.received:
            if found.start > found.cursor:
                self._acknowledge(session, found.start)
            session.received = found.start
        missed, session.is_reading = not session.is_reading, False
        session.shown = found.start
        if session.rooms is not None and poll.ends is None:
            self._rooms.wake_now(session.rooms)
        if found.mails:
            session.is_current = found.end == found.last and not missed
            self.answer(poll, found.mails)
            session.top = max(session.top, found.end)
        elif missed:
            self._read_mailbox(poll, 0)
        else:
            session.received = session.shown = session.top = found.last
            session.is_current = True
            self._answer_or_wait(poll)

    def _acknowledge(self, session: Session, up_to: int) -> None:
        session.received = up_to
        self._store.acknowledge(
            Acknowledgement(
                session.number,
                session.device,
                up_to,
                self._clock.now(),
                partial(self._acknowledged, session),
                is_hidden=self._sessions.is_hidden(session.number),
            )
        )

    def _acknowledged(self, session: Session, error: Exception | None) -> None:
        if error is not None:
            self._unsaved.add(session)

    def save_again(self) -> None:
        """Repeat the acknowledgements that the disk did not take."""
        unsaved, self._unsaved = self._unsaved, set()
        for session in unsaved:
            if not session.ended:
                self._acknowledge(session, session.received)

    # New entries

    def arrived(self, session: Session, mails: list[Mail]) -> None:
        """Deliver entries that were committed to the inbox of this session's account."""
        if not session.is_current:
            session.is_reading = False
            return
        fresh = session.fresh
        top = fresh[-1].id if fresh else session.top
        first = mails[0].id
        if first <= top:
            # A read saw them before the commit was reported.
            mails = [mail for mail in mails if mail.id > top]
            if not mails:
                return
            first = mails[0].id
        if session.received == top and not fresh and first == top + 1:
            mails = self._passed_over(session, mails)
            if not mails:
                return
            first, top = mails[0].id, session.top
        if first != top + 1 or mails[-1].id - first != len(mails) - 1 or self._is_changed(session, mails):
            self.read_again(session)
        elif (poll := session.poll) is not None and poll.is_parked:
            assert isinstance(poll, Poll)
            self.answer(poll, mails)
        elif fresh is None:
            session.fresh = mails.copy()
        elif len(fresh) + len(mails) > _MOST_KEPT:
            session.is_current, session.fresh = False, None
        else:
            fresh += mails

    def _passed_over(self, session: Session, mails: list[Mail]) -> list[Mail]:
        """Return the entries without the first ones, if the client caused them itself or does not get their kind.

        The client has everything before them, so its cursor passes over them, in memory only.
        """
        hidden = session.hidden_kinds
        for place, mail in enumerate(mails):
            if mail.device != session.device and mail.kind not in hidden:
                return mails[place:]
            session.received = session.shown = session.top = mail.id
        return []

    def _is_changed(self, session: Session, mails: Sequence[Mail]) -> bool:
        """Return whether only the database has the entries as the session gets them."""
        if not session.can_changes:
            return any(mail.ref is not None for mail in mails)
        return bool(session.fresh) and any(mail.kind in OF_EARLIER for mail in mails)

    def read_again(self, session: Session) -> None:
        """Read the database again: there may be new entries of another process."""
        session.is_current, session.fresh = False, None
        session.is_reading = False
        poll = session.poll
        if isinstance(poll, Poll) and poll.is_parked:
            poll.is_parked = False
            self._read_mailbox(poll, 0)

    def stop(self, sessions: Iterable[Session]) -> None:
        """Answer every waiting poll, and let none wait any more."""
        self.is_stopping = True
        for session in sessions:
            if session.poll is not None:
                session.poll.finish()
        self.deadlines.stop()
