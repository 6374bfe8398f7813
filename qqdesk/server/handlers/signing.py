"""Signing in and out, and the own status."""

import hmac

from qqdesk.protocol import check_password
from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Credentials
from qqdesk.protocol.codes import HEARTBEAT_S, LIST_REFRESH_S, EndReason, Status
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import accounts, classic_access, devices, introductions, registration
from qqdesk.server.errors import RefusedError
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
    if device:
        token = devices.new_token()
        wanted = None if request.status is None else Status(request.status)
        is_in = await _login_extended(call, stored, device, devices.digest(token), wanted)
    else:
        token, wanted = None, None
        proof = call.core.passwords.proof(stored, request.password_hash)
        first = None if request.classic_status is None else Status(request.classic_status)
        is_in = await _login_classic(call, stored, proof, first)
    if not is_in:
        return _refused()
    # A classic session may have ended without acknowledging.
    await call.core.classic_polls.acknowledge(number)
    if token is None:
        return c.LoginReply(refused=False, heartbeat=HEARTBEAT_S, list_refresh=LIST_REFRESH_S)
    info = call.core.server_info
    return c.LoginReply(
        refused=False,
        heartbeat=HEARTBEAT_S,
        list_refresh=LIST_REFRESH_S,
        extended=True,
        token=token,
        status=wanted,
        place_id=info.place_id,
        place_name=info.name,
        addresses=info.addresses,
        is_admin=found.is_admin,
        may_invite=registration.may_invite(info.registration, call.core.settings, is_admin=found.is_admin),
        introduction=await call.core.store.read(introductions.state),
    )


async def verify_password(
    call: RequestContext, request: check_password.CheckPassword
) -> check_password.CheckPasswordReply:
    """Check a password. It counts as a sign-in attempt unless the same password was right recently."""
    number = call.number
    found = await call.core.store.read(lambda db: accounts.credentials(db, number, classic=False))
    stored = None if found is None else found.password
    said = Credentials(request.password_hash, request.device)
    if not await call.core.sessionless.is_right(stored, number, said, call.address) or found is None:
        return check_password.CheckPasswordReply(refused=True, reason=_WRONG)
    if found.is_banned:
        return check_password.CheckPasswordReply(refused=True, reason=_SHUT_OUT, why=int(EndReason.SHUT_OUT))
    await call.core.session_cache.end_if_silent(number)
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
    sessions, number = call.core.sessions, call.number
    session = await call.core.session_cache.sign_in_classic(number, call.address, stored, wanted)
    if session is None:
        return False
    session.proof, session.login_sequence = proof, call.envelope.sequence
    call.valid = lambda: sessions.of(number) is session
    return True


async def _login_extended(call: RequestContext, stored: str, device: str, key: bytes, wanted: Status | None) -> bool:
    sessions, number = call.core.sessions, call.number
    call.valid = lambda: sessions.by_key(key, number) is not None
    return await call.core.session_cache.sign_in(key, number, device, stored, wanted)


async def logout(call: RequestContext, _: c.Logout) -> Done:
    """A request without a session gets the same reply."""
    if call.signed_in is not None:
        await call.core.session_cache.end(call.signed_in, EndReason.UNKNOWN_OR_TIMED_OUT)
    return Done()


async def change_status(call: RequestContext, request: c.ChangeStatus) -> Done:
    await call.core.session_cache.set_status(call.session, Status(request.status))
    return Done()
