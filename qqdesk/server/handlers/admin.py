"""The place for administrators: people, rooms, log, settings and backups; and new passwords by their codes."""

from qqdesk.protocol import admin_commands as h
from qqdesk.protocol.codes import RegistrationMode, Result, SharedRoster
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import accounts, administrators, invitations, place_log, shared_roster
from qqdesk.server.accounts.accounts import PersonOverview
from qqdesk.server.accounts.invitations import DAY_MS
from qqdesk.server.addresses import group
from qqdesk.server.admin import operator_notices, person_changes, room_admin, stored_settings
from qqdesk.server.backups import backup_job
from qqdesk.server.errors import RefusedError, malformed
from qqdesk.server.handlers.account import bad_invitation, is_password_of
from qqdesk.server.handlers.rooms import spread
from qqdesk.server.request_context import RequestContext, administer, handles, own_face
from qqdesk.server.sessions import idempotency
from qqdesk.server.storage.interface import Database


@handles(h.NotifyAll)
async def notify_all(call: RequestContext, request: h.NotifyAll) -> h.NotifyAllReply:
    me, core = call.number, call.core
    try:
        text = operator_notices.clean_text(request.text)
    except ValueError as error:
        raise malformed(str(error)) from None
    sent, left_out = await administer(call, lambda db, now: operator_notices.send(db, text, now, actor=me))
    core.wake({session.number for session in core.sessions})
    return h.NotifyAllReply(sent, left_out)


@handles(h.ListPeople)
async def list_people(call: RequestContext, request: h.ListPeople) -> h.ListPeopleReply:
    def find(db: Database) -> list[PersonOverview]:
        return accounts.people(db, request.after, h.MOST_PEOPLE + 1)

    found = await call.core.store.read(find)
    people = tuple(
        h.Person(
            number=one.account.number,
            face=one.account.face,
            seen=0 if one.is_present else one.seen or 0,
            is_present=one.is_present,
            created=one.created,
            banned=one.banned or 0,
            is_admin=one.is_admin,
            nickname=one.account.nickname,
            own_face=own_face(call, one.account.own_face),
        )
        for one in found[: h.MOST_PEOPLE]
    )
    return h.ListPeopleReply(len(found) <= h.MOST_PEOPLE, people)


@handles(h.ChangePerson)
async def change_person(call: RequestContext, request: h.ChangePerson) -> Done:
    me, core, number = call.number, call.core, request.number

    changed = await administer(call, lambda db, now: person_changes.change_person(db, number, request.action, now, me))
    await core.session_cache.apply_changes(number)
    core.place_notices.show_list(changed.lists)
    core.place_notices.show_join_requests(number)
    spread(call, changed.left)
    return Done()


@handles(h.MakeResetCode)
async def make_reset_code(call: RequestContext, request: h.MakeResetCode) -> h.MakeResetCodeReply:
    def make(db: Database, now: int) -> tuple[str, int]:
        return person_changes.make_reset_code(db, request.number, now, call.number), now

    code, now = await administer(call, make)
    return h.MakeResetCodeReply(code, now + h.RESET_DAYS * DAY_MS)


@handles(h.ListPlaceRooms)
async def list_place_rooms(call: RequestContext, _: h.ListPlaceRooms) -> h.ListPlaceRoomsReply:
    return h.ListPlaceRoomsReply(tuple(await call.core.store.scan(room_admin.place_rooms)))


@handles(h.DeleteRoom)
async def delete_room(call: RequestContext, request: h.DeleteRoom) -> Done:
    me, core = call.number, call.core
    members = await administer(call, lambda db, now: room_admin.delete_room(db, request.number, now, me))
    core.rooms_changed(members)
    core.wake(members)
    return Done()


@handles(h.GetPlaceLog)
async def get_place_log(call: RequestContext, request: h.GetPlaceLog) -> h.GetPlaceLogReply:
    found = await call.core.store.read(lambda db: place_log.lines(db, h.MOST_LINES + 1, request.before))
    lines = tuple(
        h.LogLine(one.id, one.time, one.actor, one.subject, one.action, one.actor_name, one.detail)
        for one in found[: h.MOST_LINES]
    )
    return h.GetPlaceLogReply(len(found) <= h.MOST_LINES, lines)


@handles(h.ListAdministrators)
async def list_administrators(call: RequestContext, _: h.ListAdministrators) -> h.ListAdministratorsReply:
    found = await call.core.store.read(
        lambda db: accounts.summaries(db, administrators.numbers(db)[: h.MOST_ADMINISTRATORS])
    )
    return h.ListAdministratorsReply(tuple(h.Administrator(one.number, one.face, one.nickname) for one in found))


@handles(h.ResetPassword)
async def reset_password(call: RequestContext, request: h.ResetPassword) -> h.ResetPasswordReply:
    core, code = call.core, request.code
    digest = idempotency.digest_of(b"", "", invitations.digest_of(code), request.NAME.encode())

    def reset(db: Database) -> int | None:
        time = core.store.time(db)
        number = invitations.redeem_reset(db, code, time)
        if number is None or accounts.required_password(db, number, classic=False) is None:
            return None
        accounts.set_password(db, number, password)
        place_log.note(db, time, number, request.NAME, number)
        idempotency.note(db, digest, time + DAY_MS, number)
        return number

    if await core.store.read(lambda db: invitations.find_reset(db, code, core.store.time(db))):
        password = await core.passwords.hash(request.password_hash, group(call.address))
        number = await core.store.write(reset)
        if number is not None:
            return h.ResetPasswordReply(number)
    # The code may have been used by an earlier request whose reply was lost.
    done = await core.store.read(lambda db: idempotency.known(db, digest, core.store.time(db)))
    if done is not None:
        # As a sign-in, so that a code that was used does not help to guess the password.
        with await core.login_attempts.start_attempt(call.address, done) as attempt:
            if await is_password_of(call, done, request.password_hash):
                attempt.succeed()
        if attempt.is_right:
            return h.ResetPasswordReply(done)
    raise bad_invitation(call)


_MIB = 1024 * 1024


@handles(h.GetPlace)
async def get_place(call: RequestContext, request: h.GetPlace) -> h.PlaceReply:
    return await call.core.report_place()


@handles(h.ChangePlace)
async def change_place(call: RequestContext, request: h.ChangePlace) -> Done:
    core = call.core
    is_open = (request.registration or core.server_info.registration) is RegistrationMode.OPEN
    wanted = {
        "name": request.name,
        "registration": request.registration,
        "invites": request.invites,
        "most_file_mib": _mib(request.most_file_bytes),
        "most_files_mib": _mib(request.most_files),
        "introduce": request.shares_roster,
        "nightly_backups": request.nightly_backups,
    }
    changes = {name: value for name, value in wanted.items() if value is not None}

    def change(db: Database, now: int) -> None:
        shares_roster = request.shares_roster
        if is_open and (shared_roster.state(db) is SharedRoster.ON if shares_roster is None else shares_roster):
            raise RefusedError(
                Result.REFUSED_BY_SERVER,
                "with registration = open and introduce = true, strangers would get everybody on their lists",
            )
        stored_settings.change(db, core.configured, core.fixed, changes, call.number, now)

    await administer(call, change)
    await core.apply_stored_settings()
    return Done()


def _mib(size: int | None) -> int | None:
    """Return a number of bytes in MiB, rounded up."""
    return None if size is None else -(-size // _MIB)


@handles(h.FetchBackup)
async def fetch_backup(call: RequestContext, request: h.FetchBackup) -> h.FetchBackupReply:
    backups = call.core.backups
    archive = await backups.find_archive(request.name or "")

    def note(db: Database, now: int) -> None:
        if request.is_done:
            backup_job.note_copy(db, now)
        elif request.name is None:
            place_log.note(db, now, call.number, h.FetchBackup.NAME, detail=archive.name)

    await administer(call, note)
    return h.FetchBackupReply(archive.name, archive.size, backups.offer(archive, call.core.clock.now()))


@handles(h.BackUp)
def back_up(call: RequestContext, request: h.BackUp) -> Done:
    if request.stops:
        call.core.backups.stop(call.number)
    else:
        call.core.backups.start(call.number)
    return Done()
