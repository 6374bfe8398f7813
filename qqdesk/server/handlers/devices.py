"""The devices of my account, in sessions with EXT."""

from qqdesk.protocol import device_commands as c
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import devices
from qqdesk.server.accounts.devices import Listed
from qqdesk.server.errors import malformed
from qqdesk.server.request_context import RequestContext, handles
from qqdesk.server.storage.interface import Database


def clean_name(text: str) -> str:
    """Return a name of a device as one printable line."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(line.split())[: c.MAX_DEVICE_NAME_CHARS]


@handles(c.ListDevices)
async def list_devices(call: RequestContext, _: c.ListDevices) -> c.ListDevicesReply:
    me = call.number
    found = await call.core.store.read(lambda db: devices.listed(db, me))
    rows = [
        c.DeviceEntry(
            id=row.short_id,
            name=row.name,
            system=row.system,
            address=row.address,
            seen=max(row.seen, _seen(call, row)),
            is_live=bool(row.is_live),
            is_here=row.device == call.session.device,
        )
        for row in found
    ]
    return c.ListDevicesReply(tuple(sorted(rows, key=lambda row: row.seen, reverse=True)))


def _seen(call: RequestContext, row: Listed) -> int:
    """Return when this server last heard of a device, 0 if it has no session."""
    session, clock = call.core.sessions.of_device(call.number, row.device), call.core.clock
    if session is None:
        return 0
    ago_s = 0.0 if session.poll is not None else clock.monotonic() - session.last_seen
    return clock.now() - round(ago_s * 1000)


@handles(c.EndDevice)
async def end_device(call: RequestContext, request: c.EndDevice) -> Done:
    me, core, own = call.number, call.core, call.session.device

    def write(db: Database) -> None:
        now = core.store.time(db)
        if request.device is None:
            devices.sign_out_others(db, me, own, now)
            return
        for row in devices.listed(db, me):
            if row.short_id == request.device:
                devices.sign_out(db, me, row.device, now)

    await core.store.write(write)
    await core.session_cache.apply_changes(me)
    return Done()


@handles(c.NameDevice)
async def name_device(call: RequestContext, request: c.NameDevice) -> Done:
    me, name = call.number, clean_name(request.name)
    if not name:
        raise malformed("NAME: a name is wanted")

    def write(db: Database) -> bool:
        found = [row.device for row in devices.named(db, me) if row.short_id == request.device]
        for device in found:
            devices.rename(db, me, device, name)
        return bool(found)

    if not await call.core.store.write(write):
        raise malformed("DEV: no device of this account has this id")
    return Done()
