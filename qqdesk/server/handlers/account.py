"""Registration, and changes of the own profile and password."""

import contextlib
from collections.abc import Sequence

from qqdesk.protocol import commands as c
from qqdesk.protocol.admin_commands import PersonAction
from qqdesk.protocol.codes import RegistrationMode, Result
from qqdesk.protocol.profile import LINES, MAX_SIGNATURE_CHARS, WIRE_NAMES
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import (
    accounts,
    administrators,
    devices,
    invitations,
    place_log,
    registration,
    rosters,
    shared_roster,
)
from qqdesk.server.accounts.invitations import DAY_MS, Invitation
from qqdesk.server.accounts.rosters import Changed
from qqdesk.server.addresses import group
from qqdesk.server.errors import RefusedError, malformed
from qqdesk.server.files import files
from qqdesk.server.handlers.rooms import spread
from qqdesk.server.request_context import RequestContext, handles
from qqdesk.server.rooms import membership
from qqdesk.server.sessions import idempotency
from qqdesk.server.storage.interface import Database


@handles(c.Register)
async def register(call: RequestContext, request: c.Register) -> c.RegisterReply:
    core = call.core
    mode = registration.mode_at(core.server_info.registration, core.settings, call.address)
    if mode is RegistrationMode.CLOSED:
        raise RefusedError(Result.REFUSED_BY_SERVER, registration.CLOSED)
    nickname = clean_nickname(request.nickname)
    digest = call.digest_without_password(request.NAME, nickname, request.invitation or "", str(request.face))
    longer_ms = 0
    if request.client_id is not None:
        # A person who tries again after a lost reply must not get a second account.
        digest, longer_ms = idempotency.digest_of(b"", request.client_id, request.NAME.encode()), DAY_MS
    done = await _done(call, digest)
    if done is not None and await is_password_of(call, done, request.password_hash):
        return c.RegisterReply(number=done)
    invitation = request.invitation
    if invitation is not None:
        # Before the password is hashed, because it is cheap.
        await check_invitation(call, invitation, mode)
    elif mode is RegistrationMode.INVITE:
        raise RefusedError(Result.REFUSED_BY_SERVER, registration.UNINVITED)
    else:
        core.registrations.count_account(call.address)
    password = await core.passwords.hash(request.password_hash, group(call.address))

    changed, in_room = Changed(), membership.Changed()

    def make(db: Database) -> int:
        # In one transaction, so that an invitation is never used too often.
        nonlocal changed, in_room
        time = core.store.time(db)
        redeemed = None if invitation is None else invitations.redeem(db, invitation, time)
        if redeemed is None:
            if invitation is not None:
                raise RefusedError(Result.BAD_INVITATION, registration.BAD_INVITATION)
            return accounts.register(db, password, nickname, time, face=request.face)
        is_admin = redeemed.makes_admin
        number = accounts.register(db, password, nickname, time, face=request.face, is_admin=is_admin)
        if is_admin:
            place_log.note(db, time, redeemed.inviter or place_log.OPERATOR, PersonAction.APPOINT, number, nickname)
        if redeemed.inviter is not None:
            changed = rosters.connect(db, redeemed.inviter, number, time)
        if redeemed.room is not None:
            with contextlib.suppress(RefusedError):  # the room is full
                most = core.settings.most_room_members
                in_room = membership.join(db, number, redeemed.room, time, is_invited=True, most_members=most)
        return number

    def make_once(db: Database) -> tuple[int, str | None, Sequence[int]]:
        nonlocal changed, in_room
        changed, in_room = Changed(), membership.Changed()  # an earlier attempt may have been rolled back
        number = idempotency.run_once(db, digest, core.store.time(db), make, unlike=done, longer_ms=longer_ms)
        return number, accounts.password(db, number), shared_roster.changed(db)

    number, stored, shared_with = await core.store.write(make_once)
    core.place_notices.show_list((*changed.mailboxes, *shared_with))
    core.wake(changed.mailboxes)
    spread(call, in_room)
    core.presence.contact_changed(changed.lists)
    # Another node stored the same request first, or one that differs only in the password.
    if stored != password and not await is_password_of(call, number, request.password_hash):
        raise RefusedError(Result.TOO_MANY_REQUESTS, "such an account has just been made", wait=1)
    return c.RegisterReply(number=number)


async def _done(call: RequestContext, digest: bytes) -> int | None:
    """Return the result of the same request, if another node or a killed server has executed it before."""
    core = call.core
    return await core.store.read(lambda db: idempotency.known(db, digest, core.store.time(db)))


async def is_password_of(call: RequestContext, number: int, password_hash: str) -> bool:
    stored = await call.core.store.read(lambda db: accounts.password(db, number))
    return await call.core.passwords.verify(stored, password_hash, group(call.address))


async def check_invitation(call: RequestContext, code: str, mode: RegistrationMode) -> None:
    """Check that the code admits to the place. Raises RefusedError; only wrong codes count as guesses."""
    core = call.core

    def find(db: Database) -> tuple[Invitation | None, bool]:
        found = invitations.find(db, code, core.store.time(db))
        inviter = None if found is None else found.inviter
        return found, inviter is None or administrators.has(db, inviter)

    found, is_admin = await core.store.read(find)
    if found is None:
        raise bad_invitation(call)
    if (
        found.room is not None
        and mode is RegistrationMode.INVITE
        and not registration.may_invite(mode, core.settings, is_admin=is_admin)
    ):
        # A keeper invites to the room, but may not invite people to the place.
        raise RefusedError(Result.NOT_ALLOWED, "this invitation is for people who have an account here")


def bad_invitation(call: RequestContext) -> RefusedError:
    """Count a guess and return the refusal. Raises RefusedError if it is too early for another guess."""
    call.core.registrations.count_guess(call.address)
    return RefusedError(Result.BAD_INVITATION, registration.BAD_INVITATION)


@handles(c.ModifyInfo)
async def modify_info(call: RequestContext, request: c.ModifyInfo) -> Done:
    changes = dict(request.changes)
    for word, value in changes.items():
        if word == "nickname":
            changes[word] = clean_nickname(str(value))
        elif word in LINES:
            changes[word] = _clean_line(word, str(value))
        elif isinstance(value, str):
            most = accounts.MAX_ABOUT_CHARS if word == "about" else accounts.MAX_TEXT_CHARS
            if len(value) > most:
                raise malformed(f"{WIRE_NAMES[word]}: at most {most} characters are wanted")
    me = call.number

    def change(db: Database) -> tuple[bool, Sequence[int]]:
        before = accounts.summaries(db, [me])
        accounts.change(db, me, changes, request.allow)
        if request.own_face is not None and call.session.can_files:
            files.set_own_face(db, me, bytes.fromhex(request.own_face) or None)
        accounts.set_sharing(db, me, request.shows_seen, request.shows_read)
        is_changed = accounts.summaries(db, [me]) != before
        if request.listed is None or not accounts.set_listed(db, me, request.listed):
            return is_changed, ()
        return is_changed, shared_roster.changed(db)

    is_changed, lists = await call.core.store.write(change)
    if request.shows_read is not None:
        await call.core.session_cache.apply_changes(me)
    if is_changed:
        call.core.presence.profile_changed(me)
    call.core.place_notices.show_list(lists)
    return Done()


def _clean_line(word: str, text: str) -> str:
    """Return a signature or status text in its stored form. Raises RefusedError."""
    line = text.strip()
    if len(line) > MAX_SIGNATURE_CHARS or not accounts.is_printable(line):
        raise malformed(f"{WIRE_NAMES[word]}: one line of at most {MAX_SIGNATURE_CHARS} characters is wanted")
    return line


@handles(c.ModifyPassword)
async def modify_password(call: RequestContext, request: c.ModifyPassword) -> Done:
    me, core, place = call.number, call.core, group(call.address)
    if not call.session.extended and await core.store.read(lambda db: accounts.has_classic_password(db, me)):
        # An eavesdropper on the classic session must not be able to take over the account.
        raise RefusedError(Result.REFUSED_BY_SERVER, "the password is changed in a session with a token only")
    digest = call.digest_without_password(request.NAME)
    # Read the password first: if another node executes the same request in between, repeating it changes nothing.
    stored = await core.store.read(lambda db: accounts.password(db, me))
    if await _done(call, digest) is not None and await core.passwords.verify(stored, request.new_password_hash, place):
        return Done()
    with await core.login_attempts.start_attempt(call.address, me, call.session.device) as attempt:
        if await core.passwords.verify(stored, request.password_hash, place):
            attempt.succeed()
    if not attempt.is_right:
        raise RefusedError(Result.REFUSED_BY_SERVER, "the old password is another one")
    password = await core.passwords.hash(request.new_password_hash, place)

    def change(db: Database) -> None:
        accounts.set_password(db, me, password)
        if request.ends_others and call.session.extended:
            devices.sign_out_others(db, me, call.session.device, core.store.time(db))
        idempotency.note(db, digest, core.store.time(db), 1)

    await core.store.write(change)
    await core.session_cache.apply_changes(me)
    return Done()


def clean_nickname(text: str) -> str:
    """Return the nickname in its stored form. Raises RefusedError."""
    try:
        return accounts.clean_nickname(text)
    except ValueError as error:
        raise malformed(str(error)) from None
