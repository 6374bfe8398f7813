"""The golden exchanges, played to the real server. `python -m tests.server.exchanges` rewrites its replies."""

import itertools
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from qqdesk.protocol.admin_commands import HealthIssue, Invites, IssueKind, PlaceReply
from qqdesk.protocol.codes import RegistrationMode, SharedRoster
from qqdesk.server.accounts import administrators, devices, invitations, shared_roster
from qqdesk.server.backups import backups
from qqdesk.server.delivery import delivery
from qqdesk.server.files.file_folder import FileFolder
from qqdesk.server.files.files import Quotas
from qqdesk.server.files.tokens import FileToken, Purpose
from qqdesk.server.files.transfers import FileTransfers
from qqdesk.server.handlers import reachability
from qqdesk.server.server_info import ServerInfo
from qqdesk.server.storage.interface import Database
from tests.server.world import Running, World, a_world

PATH = Path(__file__).parent.parent / "golden" / "exchanges.json"
FACTS = ServerInfo(
    "Office, 二楼",
    RegistrationMode.OPEN,
    8443,
    "0123456789abcdef" * 4,
    "0123456789abcdef",
    ("192.168.1.20:8000", "10.0.5.20:8000"),
)
PLACE = PlaceReply(
    version="2.0",
    started=1_699_000_000_000,
    name="Office, 二楼",
    registration=RegistrationMode.INVITE,
    invites=Invites.ADMINS,
    shared_roster=SharedRoster.ON,
    fixed=("registration",),
    listens_to_all=True,
    port=8000,
    tls_port=8443,
    addresses=FACTS.addresses,
    fingerprint=FACTS.fingerprint,
    has_own_certificate=True,
    certificate_end=2_000_000_000_000,
    reached=1_699_900_000_000,
    people=4,
    present=2,
    from_outside=1,
    rooms=1,
    database_size=1_000_000,
    files_size=1_236_912,
    most_files=10_737_418_240,
    most_file_bytes=2_147_483_648,
    disk_free=50_000_000_000,
    last_backup=1_699_200_000_000,
    last_copy=1_699_100_000_000,
    backup_size=900_000,
    backup_folder="/srv/qqdesk/backups",
    backup_percent=40,
    issues=(HealthIssue(IssueKind.BACKUP, "The last backup is older than a week."),),
)


def golden() -> list[dict[str, Any]]:
    exchanges: list[dict[str, Any]] = json.loads(PATH.read_text("utf-8"))["exchanges"]
    return exchanges


async def _is_open(address: str, port: int) -> bool:
    return True


async def _report_place() -> PlaceReply:
    return PLACE


@contextmanager
def counted_tokens() -> Iterator[None]:
    """Count tokens, codes and drawn client ids, which are random. Each port that CallBack tests is open."""
    tokens, codes, client_ids = itertools.count(1), itertools.count(1), itertools.count(1)
    with (
        mock.patch.object(reachability, "_is_open", _is_open),
        mock.patch.object(devices, "new_token", lambda: f"{next(tokens):040x}"),
        mock.patch.object(delivery, "new_client_id", lambda: next(client_ids).to_bytes(16)),
        mock.patch.object(backups, "new_token", lambda: "B" * 43),
        mock.patch.object(invitations, "new_symbols", lambda: f"{next(codes):020}"),
    ):
        yield


def appoint(world: World, number: int) -> None:
    """The operator makes this account an administrator and lets people register by invitation only."""
    world.run(world.core.store.write(lambda db: administrators.appoint(db, number)))
    world.core.server_info = replace(FACTS, registration=RegistrationMode.INVITE)


def introduce(world: World) -> None:
    """The operator lets the people of the place know each other."""
    world.run(world.core.store.write(lambda db: shared_roster.apply_setting(db, True)))


def make_backup(world: World) -> None:
    """There is a backup."""
    world.core.backups.folder.mkdir(exist_ok=True)
    (world.core.backups.folder / "qqdesk-2023-11-14T22-13-20Z.backup").write_bytes(bytes(1000))


def set_key(db: Database) -> None:
    db.execute("UPDATE secrets SET value = ? WHERE name = 'files'", (bytes(32).hex(),))


def take_files(world: World) -> None:
    """The server takes files, and signs tokens with a known key."""
    core = world.core
    core.most_file_bytes = 100 * 1024 * 1024
    quotas = Quotas(core.most_file_bytes, core.most_file_bytes, core.most_file_bytes)
    core.files = FileTransfers(core.store, FileFolder(world.folder / "files", 0), world.clock, quotas)
    world.run(core.store.write(set_key))
    world.run(core.files.start("place", is_shared=False))


def upload(world: World, file: str, owner: int, size: int) -> None:
    """Upload a file that was announced: zeros."""
    assert world.core.files is not None
    token = FileToken(Purpose.UPLOAD, bytes.fromhex(file), owner, b"", 0)
    assert world.run(world.core.files.add_piece(token, 0, bytes(size))) == size


def play(world: World, exchanges: list[dict[str, Any]]) -> list[str]:
    """The server's reply to each, in order. Before an exchange with `appoint`, the operator does as `appoint` says;
    before one with `introduce`, the people of the place are introduced to each other; before one with `upload`, a file
    is uploaded."""
    world.core.server_info, world.core.epoch = FACTS, 1234567890123456789
    world.core.report_place = _report_place
    take_files(world)
    make_backup(world)
    replies: dict[int, str] = {}
    hanging: tuple[int, Running] | None = None
    with counted_tokens():
        for place, exchange in enumerate(exchanges):
            if "appoint" in exchange:
                appoint(world, exchange["appoint"])
            if exchange.get("introduce"):
                introduce(world)
            if "upload" in exchange:
                upload(world, **exchange["upload"])
            if exchange.get("hangs"):
                hanging = place, world.start(exchange["request"])
                continue
            replies[place] = world.post(exchange["request"]).text
            world.settle()
            if hanging is not None:
                replies[hanging[0]] = hanging[1].reply().text
                hanging = None
    return [replies[place] for place in range(len(exchanges))]


def main() -> None:
    whole = json.loads(PATH.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder, a_world(Path(folder)) as world:
        for exchange, reply in zip(whole["exchanges"], play(world, whole["exchanges"]), strict=True):
            exchange["reply"] = reply
    PATH.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
