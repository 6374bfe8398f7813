"""The same on PostgreSQL, which has backups of its own."""

from qqdesk.server.operations.settings import Settings
from tests.server.test_place import *  # noqa: F403
from tests.server.world import Person, World


def test_administrators_make_no_backup(place: World, admin: Person) -> None:
    place.restart(Settings(database=place.url))
    reply = admin.ask("Backup")
    assert reply["RES"] == "32"
    assert reply["RA"] == "this server keeps its data in PostgreSQL; its operator makes the backups"
    assert not {"BACKUP", "BACKUPDIR", "DBSIZE"} & admin.ask("Place").keys()
