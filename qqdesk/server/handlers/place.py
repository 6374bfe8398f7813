"""The state and the settings of the place, and backups, for administrators."""

from qqdesk.protocol import home_commands as h
from qqdesk.protocol.codes import RegistrationMode, Result
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import place_log
from qqdesk.server.errors import RefusedError
from qqdesk.server.operations import backup_job, stored_settings
from qqdesk.server.operations.place_state import place_state
from qqdesk.server.request_context import RequestContext, administer
from qqdesk.server.storage.interface import Database

_MIB = 1024 * 1024


async def get_place(call: RequestContext, request: h.GetPlace) -> h.PlaceReply:
    return await place_state(call.core)


async def change_place(call: RequestContext, request: h.ChangePlace) -> Done:
    core = call.core
    is_open = (request.registration or core.server_info.registration) is RegistrationMode.OPEN
    if is_open and (core.introduces if request.introduces is None else request.introduces):
        raise RefusedError(
            Result.REFUSED_BY_SERVER,
            "with registration = open and introduce = true, strangers would get everybody on their lists",
        )
    wanted = {
        "name": request.name,
        "registration": request.registration,
        "invites": request.invites,
        "most_file_mib": _mib(request.most_file_bytes),
        "most_files_mib": _mib(request.most_files),
        "introduce": request.introduces,
        "nightly_backups": request.nightly_backups,
    }
    changes = {name: value for name, value in wanted.items() if value is not None}
    await administer(
        call, lambda db, now: stored_settings.change(db, core.configured, core.fixed, changes, call.number, now)
    )
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
