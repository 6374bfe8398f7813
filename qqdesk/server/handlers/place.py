"""The state and the settings of the place, and backups, for administrators."""

from qqdesk.protocol import admin_commands as h
from qqdesk.protocol.codes import RegistrationMode, Result, SharedRoster
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import place_log, shared_roster
from qqdesk.server.admin import stored_settings
from qqdesk.server.backups import backup_job
from qqdesk.server.errors import RefusedError
from qqdesk.server.request_context import RequestContext, administer
from qqdesk.server.storage.interface import Database

_MIB = 1024 * 1024


async def get_place(call: RequestContext, request: h.GetPlace) -> h.PlaceReply:
    return await call.core.report_place()


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


def back_up(call: RequestContext, request: h.BackUp) -> Done:
    if request.stops:
        call.core.backups.stop(call.number)
    else:
        call.core.backups.start(call.number)
    return Done()
