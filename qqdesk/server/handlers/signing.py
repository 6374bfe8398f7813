"""Signing in and out, and the own status."""

import hmac
import secrets

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import CAN_CHANGES, CAN_DEVICES, CAN_FILES, CAN_ROOMS, EndReason, Status
from qqdesk.protocol.limits import HEARTBEAT_S, LIST_REFRESH_S
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import accounts, classic_access, devices, registration, shared_roster
from qqdesk.server.accounts.devices import SignIn
from qqdesk.server.addresses import group
from qqdesk.server.errors import RefusedError
from qqdesk.server.handlers.devices import clean_name
from qqdesk.server.request_context import RequestContext, handles

_WRONG = "Password error or unknown number"
"""Clients of VER=1.4 search for "Password error"."""
_SIGNED_OUT = "signed out on another device"
_BANNED = "this account is banned by the administrator"


@handles(c.Login)
async def login(call: RequestContext, request: c.Login) -> c.LoginReply:
    device = (request.device or "") if request.extended else ""
    closed = None if device else classic_access.refusal(call.core.settings.classic, call.address, call.core.proxies)
    if closed is not None:
        return _refused(closed)
    number = call.number
    found = await call.core.store.read(lambda db: accounts.credentials(db, number, classic=not device))
    if (
        device
        and request.has_messages
        and await call.core.store.read(lambda db: devices.was_signed_out(db, number, device))
    ):
        # Before the password, which may have been changed: a lost device is to delete its messages in any case.
        return _refused(_SIGNED_OUT, EndReason.SIGNED_OUT_BY_OWNER)
    stored = None if found is None else found.password
    try:
        is_right = await _is_right(call, stored, request.password_hash, device)
    except RefusedError as error:
        return _refused_too_early(call, error, device)
    if not is_right or found is None or stored is None:
        return _refused()
    if found.is_banned:
        # Reveal a ban only with the right password.
        return _refused(_BANNED, EndReason.ENDED_BY_OPERATOR if device else None)
    if device:
        return await _login_extended(call, request, stored, device, is_admin=found.is_admin) or _refused()
    return await _login_classic(call, request, stored) or _refused()


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


async def _login_classic(call: RequestContext, request: c.Login, stored: str) -> c.LoginReply | None:
    """Return None if the password was changed meanwhile."""
    sessions, number, address = call.core.sessions, call.number, call.address
    wanted = None if request.classic_status is None else Status(request.classic_status)
    login = SignIn(number, secrets.token_bytes(32), stored, address, wanted)
    before = sessions.classic(address, number)
    session = await call.core.session_cache.sign_in_classic(login)
    if session is None:
        return None
    if session is not before:
        # The devices may have got a notice of this sign-in.
        call.core.wake([number])
    session.proof = call.core.passwords.proof(stored, request.password_hash)
    session.login_sequence = call.envelope.sequence
    call.valid = lambda: sessions.classic(address, number) is session
    # The session before may have ended without acknowledging.
    await call.core.classic_polls.acknowledge(number)
    session.replies.end_sent()
    call.core.classic_polls.end_sent(session)
    return c.LoginReply(refused=False, heartbeat=HEARTBEAT_S, list_refresh=LIST_REFRESH_S)


async def _login_extended(
    call: RequestContext, request: c.Login, stored: str, device: str, *, is_admin: bool
) -> c.LoginReply | None:
    """Return None if the password was changed meanwhile."""
    core, sessions, number = call.core, call.core.sessions, call.number
    token = devices.new_token()
    key = devices.digest(token)
    asked = request.abilities or ()
    known = (CAN_DEVICES, CAN_ROOMS, *([CAN_FILES] if core.most_file_bytes else []), CAN_CHANGES)
    abilities = tuple([word for word in known if word in asked]) if CAN_DEVICES in asked else ()
    can_devices = bool(abilities)
    login = SignIn(
        number,
        key,
        stored,
        call.address,
        None if request.status is None else Status(request.status),
        device,
        clean_name(request.device_name or ""),
        clean_name(request.device_system or ""),
        can_devices,
        CAN_ROOMS in abilities,
        CAN_FILES in abilities,
        CAN_CHANGES in abilities,
    )
    call.valid = lambda: sessions.by_key(key, number) is not None
    cursor = await core.session_cache.sign_in(login)
    if cursor is None:
        return None
    # The other devices may have got a notice of a new one.
    core.wake([number])
    info, status = core.server_info, sessions.status(number)
    return c.LoginReply(
        refused=False,
        heartbeat=HEARTBEAT_S,
        list_refresh=LIST_REFRESH_S,
        extended=True,
        token=token,
        status=None if request.status is None else int(status if CAN_CHANGES in abilities else status.without_away),
        place_id=info.place_id,
        place_name=info.name,
        addresses=info.addresses,
        is_admin=is_admin,
        may_invite=registration.may_invite(info.registration, core.settings, is_admin=is_admin),
        shared_roster=await core.store.read(shared_roster.state),
        abilities=abilities or None,
        epoch=core.epoch if can_devices else None,
        cursor=cursor if can_devices else None,
        recall_minutes=core.settings.recall_minutes if CAN_CHANGES in abilities else None,
    )


@handles(c.Logout)
async def logout(call: RequestContext, _: c.Logout) -> Done:
    """A request without a session gets the same reply."""
    if call.signed_in is not None:
        await call.core.session_cache.end(call.signed_in, EndReason.UNKNOWN_OR_TIMED_OUT)
    return Done()


@handles(c.ChangeStatus)
async def change_status(call: RequestContext, request: c.ChangeStatus) -> Done:
    cache = call.core.session_cache
    if request.is_idle is not None and call.session.extended:
        await cache.set_idle(call.session, request.is_idle)
    else:
        await cache.set_status(call.session, Status(request.status))
    return Done()
