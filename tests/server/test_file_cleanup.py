"""When the contents of files are deleted, and when they are not."""

import asyncio
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.protocol.file_commands import NewFile
from qqdesk.protocol.file_info import FileKind
from qqdesk.server.errors import RefusedError
from qqdesk.server.files.transfers import FileTransfers
from tests.server.test_message_files import sign_in
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

ANN, BOB = 10001, 10002
DAY_S = 24 * 3600
FILE, OTHER_FILE = "a" * 32, "b" * 32


@dataclass
class Place:
    """A server with a folder for files."""

    world: World
    people: list[Person] = field(default_factory=list)

    def sign_in(self) -> list[Person]:
        return [sign_in(person) for person in self.people]

    @property
    def files(self) -> FileTransfers:
        files = self.world.core.files
        assert files is not None
        return files

    def announce(self, id_: str, content: bytes, owner: int = ANN) -> tuple[str, int]:
        digest = hashlib.sha256(content).hexdigest()
        request = NewFile(id_, len(content), digest, "cat.jpg", FileKind.JPEG, (1, 1), "")
        return self.world.run(self.files.announce(owner, request))

    def upload(self, id_: str, content: bytes, owner: int = ANN, thumbnail: bytes = b"") -> None:
        token, position = self.announce(id_, content, owner)
        read = self.files.read_token(token.encode())
        assert read is not None
        if thumbnail:
            self.world.run(self.files.put_thumbnail(read, thumbnail))
        if position < len(content):
            self.world.run(self.files.add_piece(read, position, content[position:]))

    def pass_days(self, days: int) -> None:
        """Let days pass, at whose ends the server cleans up."""
        for _ in range(days):
            self.world.advance(DAY_S)
            self.age()
            self.world.run(self.files.clean_up())

    def age(self) -> None:
        for path in self.paths():
            os.utime(path, (0, 0))

    def paths(self) -> Iterable[Path]:
        return [path for path in self.files.folder.path.rglob("*") if path.is_file() and path.name != "place"]

    def contents(self) -> set[bytes]:
        return {path.read_bytes() for path in self.paths()}

    def rows(self) -> set[str]:
        return {bytes(id_).hex() for (id_,) in self.world.read("SELECT id FROM files")}


@pytest.fixture
def place(world: World, tmp_path: Path) -> Place:
    world.files_folder = tmp_path / "files"
    world.restart()
    return Place(world, world.people(ANN, BOB))


def send(person: Person, to: int, file: str, client_id: str = "1" * 32) -> str:
    return person.ask("CLTMSG", CID=client_id, FID=file, UN=to, MG="[picture] cat.jpg")["RES"]


def test_a_file_is_deleted_a_day_after_the_last_message_with_it(place: Place) -> None:
    ann, bob = place.sign_in()
    place.upload(FILE, b"picture", thumbnail=b"small")
    assert send(ann, BOB, FILE) == "0"
    assert ann.ask("ClearLog", UN=BOB, MID=1)["RES"] == "0"
    place.pass_days(3)
    assert place.contents() == {b"picture", b"small"}
    assert sign_in(bob).ask("ClearLog", UN=ANN, MID=1)["RES"] == "0"
    place.pass_days(1)
    assert place.contents() == {b"picture", b"small"}
    place.pass_days(1)
    assert not place.contents()
    assert not place.rows()


def test_a_file_that_is_sent_again_stays(place: Place) -> None:
    ann, bob = place.sign_in()
    place.upload(FILE, b"picture")
    assert send(ann, BOB, FILE) == "0"
    for person, other in ((ann, BOB), (bob, ANN)):
        assert person.ask("ClearLog", UN=other, MID=1)["RES"] == "0"
    place.pass_days(1)
    assert send(sign_in(ann), BOB, FILE, "2" * 32) == "0"
    place.pass_days(3)
    assert place.contents() == {b"picture"}


def test_an_announced_file_is_kept_for_its_message(place: Place) -> None:
    place.upload(FILE, b"picture")
    place.pass_days(1)
    assert place.announce(FILE, b"picture")[1] == len(b"picture")
    place.pass_days(1)
    assert place.contents() == {b"picture"}


def test_a_content_stays_while_another_file_has_it(place: Place) -> None:
    _, bob = place.sign_in()
    place.upload(FILE, b"picture", thumbnail=b"small")
    place.upload(OTHER_FILE, b"picture", BOB)
    assert send(bob, ANN, OTHER_FILE) == "0"
    place.pass_days(3)
    assert place.rows() == {OTHER_FILE}
    assert place.contents() == {b"picture"}


def test_faces_stay_and_those_of_deleted_accounts_go(place: Place) -> None:
    ann, _ = place.sign_in()
    place.upload(FILE, b"face")
    assert ann.ask("ModifyInfo", FACE=FILE)["RES"] == "0"
    place.pass_days(3)
    assert place.contents() == {b"face"}
    assert cli.main(["user", "delete", str(ANN), "--yes", "--data-dir", str(place.world.folder)]) == 0
    place.pass_days(2)
    assert place.contents() == set()


def test_uploads_that_were_given_up_are_deleted_after_a_week(place: Place) -> None:
    token, _ = place.announce(FILE, b"picture")
    read = place.files.read_token(token.encode())
    assert read is not None
    place.world.run(place.files.add_piece(read, 0, b"pic"))
    place.pass_days(6)
    assert place.announce(FILE, b"picture")[1] == 3
    place.pass_days(6)
    assert place.contents() == {b"pic"}
    place.pass_days(2)
    assert not place.contents()
    assert not place.rows()


def test_only_old_contents_without_a_row_are_deleted(place: Place) -> None:
    folder = place.files.folder
    for content in (b"old", b"young"):
        folder.put(content)
    os.utime(folder.content_path(hashlib.sha256(b"old").digest()), (0, 0))
    folder.part_path(b"1" * 16).write_bytes(b"young part")
    folder.part_path(b"2" * 16).write_bytes(b"old part")
    os.utime(folder.part_path(b"2" * 16), (0, 0))
    (folder.path / "parts" / f"{'3' * 64}-12345678").write_bytes(b"half a thumbnail")
    os.utime(folder.path / "parts" / f"{'3' * 64}-12345678", (0, 0))
    place.world.run(place.files.clean_up())
    assert place.contents() == {b"young", b"young part"}


def test_the_files_of_others_in_the_folder_stay(place: Place) -> None:
    """Such as the `.nfs…` of a network disk."""
    folder = place.files.folder
    digest = folder.put(b"old")
    others = {folder.path / "parts" / ".nfs01", folder.content_path(digest).with_name(".nfs02")}
    for path in others:
        path.write_bytes(b"")
    place.age()
    place.world.run(place.files.clean_up())
    assert set(place.paths()) == others


def test_an_upload_during_the_deletion_wins(place: Place) -> None:
    """Whatever is uploaded between two steps of another server is whole afterwards."""
    folder = place.files.folder
    digest = folder.put(b"picture")
    place.age()
    # The other server has found no row. Now the upload finds the content, or does not.
    place.announce(FILE, b"picture")
    folder.take_aside([digest])
    folder.delete_aside([digest], {digest})
    assert place.contents() == {b"picture"}
    place.age()
    folder.take_aside([digest])
    place.upload(FILE, b"picture")
    folder.delete_aside([digest], {digest})
    assert place.contents() == {b"picture"}
    # A thumbnail has no row yet.
    thumbnail = folder.put(b"small")
    place.age()
    folder.put(b"small")
    folder.take_aside([thumbnail])
    folder.delete_aside([thumbnail], set())
    assert place.contents() == {b"picture", b"small"}


def test_what_a_killed_server_took_aside_comes_back(place: Place) -> None:
    place.upload(FILE, b"picture")
    place.age()
    place.files.folder.take_aside([hashlib.sha256(b"picture").digest()])
    assert place.announce(OTHER_FILE, b"other")[1] == 0
    place.age()
    place.world.run(place.files.clean_up())
    assert place.announce(FILE, b"picture")[1] == len(b"picture")


# The folder


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_contents_are_readable_by_their_owner_only(place: Place) -> None:
    place.upload(FILE, b"picture", thumbnail=b"small")
    for path in (place.files.folder.path, *place.files.folder.path.rglob("*")):
        assert not path.stat().st_mode & 0o077


@pytest.mark.errors_expected
def test_two_places_do_not_share_a_folder(place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "files" / "place").write_text("another place")
    place.world.restart()
    assert place.world.core.files is None
    assert place.world.core.most_file_bytes is None
    assert "has the files of another place" in caplog.text


def test_two_files_do_not_get_the_same_space(place: Place) -> None:
    place.files.quotas = place.files.quotas._replace(most_of_all=100_000)
    wanted = [NewFile(id_, 60_000, id_ * 2, "cat.jpg") for id_ in (FILE, OTHER_FILE)]

    async def announce() -> list[object]:
        return await asyncio.gather(*[place.files.announce(ANN, one) for one in wanted], return_exceptions=True)

    assert [isinstance(result, RefusedError) for result in place.world.run(announce())] == [False, True]


def test_a_full_disk_refuses_files_only(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.files.folder, "_keep_free_percent", 100)
    with pytest.raises(RefusedError, match="space"):
        place.announce(FILE, b"picture")
    ann, _ = place.sign_in()
    assert ann.ask("CLTMSG", UN=BOB, MG="text")["RES"] == "0"
    assert place.rows() == set()
