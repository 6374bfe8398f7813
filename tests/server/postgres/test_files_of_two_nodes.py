"""Two servers on one database, with one folder for files."""

import os
from pathlib import Path

from qqdesk.server.settings.settings import Settings
from tests.helpers.server import add_user, local_server, start_server
from tests.helpers.uploads import FileClient, NewUpload

MIB = 1024 * 1024


def test_each_piece_may_go_to_the_other_server(tmp_path: Path, database_url: str) -> None:
    settings = Settings(tls=False, database=database_url, files_folder=str(tmp_path / "files"))
    with (
        local_server(tmp_path, folder=tmp_path / "one", settings=settings) as one,
        local_server(tmp_path, folder=tmp_path / "two", settings=settings) as two,
    ):
        add_user(database_url, 10001)
        here = FileClient(one, 10001)
        there = here.at(two)
        file = NewUpload(os.urandom(2 * MIB + 100))
        token = here.announce(file)["TOK"]
        assert here.post(token, "POS=0", file.content[:MIB]).fields["POS"] == str(MIB)
        assert there.announce(file)["POS"] == str(MIB)
        assert there.post(token, "POS=0", file.content[:MIB]).fields == {"RES": "33", "POS": str(MIB)}
        assert there.post(token, f"POS={MIB}", file.content[MIB : 2 * MIB]).fields["POS"] == str(2 * MIB)
        here.upload(file, thumbnail=b"a small picture")
        assert there.download(file) == here.download(file) == file.content
        assert there.download(file, THUMB=1) == b"a small picture"
        assert there.announce(NewUpload(file.content))["POS"] == str(len(file.content))


def test_the_end_is_said_once_the_file_is_whole(tmp_path: Path, database_url: str) -> None:
    settings = Settings(tls=False, database=database_url, files_folder=str(tmp_path / "files"))
    with local_server(tmp_path, settings=settings) as two:
        add_user(database_url, 10001)
        client = FileClient(two, 10001)
        file = NewUpload(os.urandom(1000))
        token = client.announce(file)["TOK"]
        # The other server has the last piece on disk, and compares the digest.
        (tmp_path / "files" / "parts" / file.id).write_bytes(file.content)
        assert client.post(token, "POS=0", file.content).fields == {"RES": "33", "POS": "1000"}
        assert client.ask("GetFile", FID=file.id)["RES"] == "0"
        assert client.download(file) == file.content


def test_without_a_folder_there_are_no_files(tmp_path: Path, database_url: str) -> None:
    with local_server(tmp_path, settings=Settings(tls=False, database=database_url)) as server:
        add_user(database_url, 10001)
        assert FileClient(server, 10001).abilities == "DEV,"


def test_another_server_continues_after_a_kill(tmp_path: Path, database_url: str) -> None:
    arguments = ("--no-tls", "--database", database_url, "--files-folder", str(tmp_path / "files"))
    settings = Settings(tls=False, database=database_url, files_folder=str(tmp_path / "files"))
    with local_server(tmp_path, folder=tmp_path / "two", settings=settings) as two:
        add_user(database_url, 10001)
        one = start_server(tmp_path, folder=tmp_path / "one", arguments=arguments)
        try:
            here = FileClient(one, 10001)
            file = NewUpload(os.urandom(3 * MIB))
            token = here.announce(file)["TOK"]
            assert here.post(token, "POS=0", file.content[:MIB]).fields["POS"] == str(MIB)
            with here.connection() as connection:
                connection.putrequest("POST", f"/f/{token}?POS={MIB}")
                connection.putheader("Content-Length", str(MIB))
                connection.endheaders(file.content[MIB : MIB + 1000])
                one.kill()
        finally:
            one.kill()
        there = here.at(two)
        assert there.announce(file)["POS"] == str(MIB)
        there.upload(file)
        assert there.download(file) == file.content
