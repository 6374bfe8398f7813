"""Signing in and out, and the own status."""

import contextlib
import hmac

from qqdesk.protocol import check_password
from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Credentials
from qqdesk.protocol.codes import HEARTBEAT_S, LIST_REFRESH_S, EndReason, Status
from qqdesk.server.accounts import accounts, classic_access, tokens
from qqdesk.server.errors import RefusedError, StorageError
from qqdesk.server.http.client_address import group
from qqdesk.server.request_context import RequestContext

_WRONG = "Password error or unknown number"
"""Clients of VER=1.4 search for "Password error"."""
_SHUT_OUT = "this account is shut out by whoever runs the server"


async def login(call: RequestContext, request: c.Login) -> c.LoginReply:
    device = (request.device or "") if request.extended else ""
    closed = None if device else classic_access.refusal(call.core.settings.classic, call.address, call.core.proxies)
    if closed is not None:
        return _refused(closed)
    number = call.number
    found = await call.core.store.read(lambda db: accounts.credentials(db, number, classic=not device))
    stored = None if found is None else found.password
    try:
        is_right = await _is_right(call, stored, request.password_hash, device)
    except RefusedError as error:
        return _refused_too_early(call, error, device)
    if not is_right or found is None or stored is None:
        return _refused()
    if found.is_banned:
        # Reveal a ban only with the right password.
        return _refused(_SHUT_OUT, EndReason.SHUT_OUT if device else None)
    call.core.end_if_stale(call.core.sessions.of(call.number))
    if device:
        token = tokens.new_token()
        wanted = None if request.status is None else Status(request.status)
        is_in = await _login_extended(call, stored, device, tokens.digest(token), wanted)
    else:
        token, wanted = None, None
        proof = call.core.passwords.proof(stored, request.password_hash)
        first = None if request.classic_status is None else Status(request.classic_status)
        is_in = await _login_classic(call, stored, proof, first)
    if not is_in:
        return _refused()
    # A classic session may have ended without acknowledging.
    await call.core.classic_polls.acknowledge(number)
    return c.LoginReply(
        refused=False,
        heartbeat=HEARTBEAT_S,
        list_refresh=LIST_REFRESH_S,
        extended=True if token else None,
        token=token,
        status=wanted,
    )


async def verify_password(
    call: RequestContext, request: check_password.CheckPassword
) -> check_password.CheckPasswordReply:
    """Check a password. It counts as a sign-in attempt unless the same password was right recently."""
    number = call.number
    call.valid = lambda: False  # do not cache the reply: the password may change
    found = await call.core.store.read(lambda db: accounts.credentials(db, number, classic=False))
    stored = None if found is None else found.password
    said = Credentials(request.password_hash, request.device)
    if not await call.core.sessionless.is_right(stored, number, said, call.address) or found is None:
        return check_password.CheckPasswordReply(refused=True, reason=_WRONG)
    if found.is_banned:
        return check_password.CheckPasswordReply(refused=True, reason=_SHUT_OUT, why=int(EndReason.SHUT_OUT))
    call.core.end_if_stale(call.core.sessions.of(number))
    session = call.core.sessions.of(number)
    return check_password.CheckPasswordReply(
        refused=False,
        accepts_sessionless=True,
        elsewhere=session is not None and session.device != request.device,
        status=int(call.core.sessions.visible(number)),
    )


def _refused(reason: str = _WRONG, why: EndReason | None = None) -> c.LoginReply:
    """`why` is for clients with EXT only."""
    return c.LoginReply(refused=True, reason=reason, why=None if why is None else int(why))


def _refused_too_early(call: RequestContext, error: RefusedError, device: str) -> c.LoginReply:
    """Refuse a sign-in that came too early. Classic clients do not know RES=40, but show the reason in RA."""
    if device:
        raise error
    call.valid = lambda: False  # do not cache the reply: the next one is a new attempt
    return _refused(f"{error.refusal.reason}; try again in {error.refusal.wait} s")


async def _was_changed(call: RequestContext, stored: str, *, classic: bool) -> bool:
    """Whether the password was changed or the account banned since the password was verified.

    No await may come between this check and the new session; a later change ends the session, see `Core.sweep`. With
    SQLite a read completes at once. On a shared database the check is part of the write that stores the session, see
    `cluster`.
    """
    number = call.number
    return await call.core.store.read(lambda db: accounts.required_password(db, number, classic=classic)) != stored


async def _is_right(call: RequestContext, stored: str | None, password_hash: str, device: str) -> bool:
    """Whether the password is right. A session that continues recognizes it by its proof, without argon2: some bots
    sign in before every poll."""
    passwords = call.core.passwords
    session = call.core.sessions.classic(call.address, call.number)
    if session is not None and stored is not None:
        proof = passwords.proof(stored, password_hash)
        if hmac.compare_digest(session.proof, proof):
            return True
    with await call.core.login_attempts.start_attempt(call.address, call.number, device) as attempt:
        if await passwords.verify(stored, password_hash, group(call.address)):
            attempt.succeed()
    return attempt.is_right


async def _login_classic(call: RequestContext, stored: str, proof: bytes, wanted: Status | None) -> bool:
    sessions, number, address = call.core.sessions, call.number, call.address
    if call.core.cluster is not None:
        shared = await call.core.cluster.sign_in_classic(number, address, stored, wanted)
        if shared is None:
            return False
        shared.proof, shared.login_sequence = proof, call.envelope.sequence
        call.valid = lambda: sessions.of(number) is shared
        return True
    session = sessions.classic(address, number)
    if session is None:
        now = call.core.clock.now()
        await call.core.store.write(lambda db: tokens.end_all(db, number, EndReason.SIGNED_IN_ELSEWHERE, now))
        session = sessions.classic(address, number)
    if await _was_changed(call, stored, classic=True):
        return False
    before = sessions.visible(number)
    if session is None:
        session = call.core.new_session(number, address=address)
        sessions.put(session)
    session.status = session.status if wanted is None else wanted
    call.core.announce(number, before)
    session.password, session.proof = stored, proof
    session.login_sequence = call.envelope.sequence
    sessions.touch(session)
    call.valid = lambda: sessions.of(number) is session
    return True


async def _login_extended(call: RequestContext, stored: str, device: str, digest: bytes, wanted: Status | None) -> bool:
    sessions, number, now = call.core.sessions, call.number, call.core.clock.now()
    call.valid = lambda: sessions.by_token(digest, number) is not None
    if call.core.cluster is not None:
        return await call.core.cluster.sign_in(digest, number, device, stored, wanted)
    status = await call.core.store.write(lambda db: tokens.create(db, digest, number, device, now, wanted=wanted))
    if await _was_changed(call, stored, classic=False):
        call.core.in_background(call.core.store.write(lambda db: tokens.end(db, digest, EndReason.SHUT_OUT, now)))
        return False
    # Read the memory only after the write: concurrent sign-ins complete their writes in order.
    session = sessions.of(number)
    before = sessions.visible(number)
    if session is not None and session.extended and session.device == device:
        sessions.replace_token(session, digest)
        if wanted is not None:
            session.status = wanted
            call.core.announce(number, before)
    else:
        session = call.core.new_session(number, token=digest, device=device)
        session.status = status
        sessions.put(session)
        call.core.announce(number, before)
    session.password = stored
    return True


async def logout(call: RequestContext, _: c.Logout) -> c.LogoutReply:
    """End the session. The reply is the same without one."""
    if call.signed_in is not None and call.core.cluster is not None:
        await call.core.cluster.end(call.signed_in, EndReason.UNKNOWN_OR_TIMED_OUT)
    elif call.signed_in is not None:
        stored = call.core.end(call.signed_in, EndReason.UNKNOWN_OR_TIMED_OUT)
        if stored is not None:
            # The session has ended in memory even if the disk fails.
            with contextlib.suppress(StorageError):
                await stored
    return c.LogoutReply()


async def change_status(call: RequestContext, request: c.ChangeStatus) -> c.ChangeStatusReply:
    session, status = call.session, Status(request.status)
    token = session.token
    if call.core.cluster is not None:
        await call.core.cluster.set_status(session, status)
        return c.ChangeStatusReply()
    if token is not None and status is not session.status:
        await call.core.store.write(lambda db: tokens.set_status(db, token, status))
    if not session.ended:
        before = call.core.sessions.visible(call.number)
        session.status = status
        call.core.announce(call.number, before)
    return c.ChangeStatusReply()
