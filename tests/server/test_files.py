"""Uploads and downloads over real sockets."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from qqdesk.protocol.file_commands import MAX_PIECE_BYTES, MAX_THUMBNAIL_BYTES
from qqdesk.server.accounts import administrators, place_log
from qqdesk.server.files import transfers
from qqdesk.server.files.tokens import Purpose
from qqdesk.server.sessions.deadlines import Phase
from qqdesk.server.settings.settings import Settings
from tests.helpers.server import LocalServer, local_server, running_server, transaction
from tests.helpers.uploads import FileClient, NewUpload

MIB = 1024 * 1024
ANNA, BOB = 10001, 10002


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as server:
        add_people(server)
        yield server


@pytest.fixture
def anna(server: LocalServer) -> FileClient:
    return FileClient(server, ANNA)


@pytest.fixture
def bob(server: LocalServer) -> FileClient:
    return FileClient(server, BOB)


def add_people(server: Any) -> None:
    server.add_user(ANNA)
    server.add_user(BOB, contacts=[ANNA])


def content(size: int = 2 * MIB + 12_345) -> bytes:
    return os.urandom(size)


def send(sender: FileClient, file: NewUpload, to: int) -> None:
    fields = {"CID": os.urandom(16).hex(), "UN": to, "FID": file.id, "MG": "[file]"}
    assert sender.ask("CLTMSG", **fields)["RES"] == "0"


def parts(server: LocalServer) -> list[Path]:
    return list((server.folder / "files" / "parts").iterdir())


# Uploads


def test_what_goes_up_comes_down(server: LocalServer, anna: FileClient) -> None:
    file = NewUpload(content())
    anna.upload(file, thumbnail=b"a small picture")
    assert anna.download(file) == file.content
    assert anna.download(file, THUMB=1) == b"a small picture"
    assert not parts(server)


def test_an_account_sends_few_pieces_at_a_time(server: LocalServer, anna: FileClient, bob: FileClient) -> None:
    token, others = anna.announce(NewUpload(content()))["TOK"], bob.announce(NewUpload(content()))["TOK"]
    head = f"POST /f/{token}?POS=0 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: {MIB}\r\n\r\n".encode()

    def start() -> socket.socket:
        connection = socket.create_connection((server.host, server.port), timeout=20)
        connection.sendall(head)
        return connection

    with ExitStack() as stack:
        connections = [stack.enter_context(start()) for _ in range(8)]
        assert all(b"100 Continue" in connection.recv(1000) for connection in connections)
        with start() as one_more:
            assert b" 503 " in one_more.recv(1000)
        assert bob.post(others, "POS=0", b"x").status == 200
        connections[0].shutdown(socket.SHUT_WR)
        assert connections[0].recv(1000) == b""
        connections[1].sendall(bytes(MIB))
        assert b"POS=" in connections[1].recv(1000)
        for _ in range(2):
            assert b"100 Continue" in stack.enter_context(start()).recv(1000)


def test_an_upload_continues_after_a_cut(server: LocalServer, anna: FileClient) -> None:
    file = NewUpload(content())
    token = anna.announce(file)["TOK"]
    assert anna.post(token, "POS=0", file.content[:MIB]).fields["POS"] == str(MIB)
    with closing(socket.create_connection((server.host, server.port))) as connection:
        head = f"POST /f/{token}?POS={MIB} HTTP/1.1\r\nContent-Length: {MIB}\r\n\r\n"
        connection.sendall(head.encode() + file.content[MIB : MIB + 1000])
    assert anna.announce(file)["POS"] == str(MIB)
    anna.upload(file)
    assert anna.download(file) == file.content


@pytest.mark.parametrize(("query", "size"), [("POS=0", MAX_PIECE_BYTES + 1), ("THUMB=1", MAX_THUMBNAIL_BYTES + 1)])
def test_a_larger_piece_is_refused(anna: FileClient, query: str, size: int) -> None:
    token = anna.announce(NewUpload(content()))["TOK"]
    assert anna.post(token, query, bytes(size)).status == 413


def test_other_bytes_than_announced_are_refused(server: LocalServer, anna: FileClient) -> None:
    file = NewUpload(content(1000))
    token = anna.announce(file)["TOK"]
    assert anna.post(token, "POS=0", bytes(1000)).fields["RES"] == "34"
    assert not parts(server)
    assert anna.ask("GetFile", FID=file.id)["RES"] == "30"
    anna.upload(file)
    assert anna.download(file) == file.content


def test_equal_content_is_uploaded_once_by_each_reader(server: LocalServer, anna: FileClient, bob: FileClient) -> None:
    first, again = NewUpload(content(), "a.jpg"), NewUpload(b"", "b.jpg")
    anna.upload(first, thumbnail=b"thumb")
    again.content = first.content
    # Only to have heard of a digest is not to have the content.
    assert bob.announce(NewUpload(first.content))["POS"] == "0"
    assert anna.announce(again)["POS"] == str(len(first.content))
    assert anna.download(again) == first.content
    assert anna.download(again, THUMB=1) == b"thumb"


def test_of_two_uploads_of_one_piece_one_wins(anna: FileClient) -> None:
    file = NewUpload(content())
    token = anna.announce(file)["TOK"]
    found: list[str] = []

    def post() -> None:
        found.append(anna.post(token, "POS=0", file.content[:MIB]).body.decode())

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"RES=0&POS={MIB}", f"RES=33&POS={MIB}"]
    anna.upload(file)
    assert anna.download(file) == file.content


def test_a_part_survives_a_killed_server(tmp_path: Path) -> None:
    file = NewUpload(content())
    with running_server(tmp_path) as first:
        add_people(first)
        anna = FileClient(first, ANNA)
        token = anna.announce(file)["TOK"]
        anna.post(token, "POS=0", file.content[:MIB])
        first.kill()
    with running_server(tmp_path, port=first.port):
        # The session and the token live on.
        assert anna.post(token, f"POS={MIB}", file.content[MIB : 2 * MIB]).fields["POS"] == str(2 * MIB)
        anna.upload(file)
        assert anna.download(file) == file.content


def test_a_whole_part_of_a_killed_server_is_not_uploaded_again(server: LocalServer, anna: FileClient) -> None:
    file = NewUpload(content(1000))
    anna.announce(file)
    (server.folder / "files" / "parts" / file.id).write_bytes(file.content)
    assert anna.announce(file)["POS"] == "1000"
    assert anna.download(file) == file.content


# Limits


def test_quotas(tmp_path: Path) -> None:
    settings = Settings(tls=False, most_file_mib=1, most_files_of_one_mib=2, most_files_mib=3)
    with local_server(tmp_path, settings=settings) as server:
        add_people(server)
        anna, bob = FileClient(server, ANNA), FileClient(server, BOB)
        assert anna.announce(NewUpload(content(MIB + 1)))["RES"] == "41"
        mine = [NewUpload(content(MIB - MAX_THUMBNAIL_BYTES)) for _ in range(2)]
        for file in mine:
            anna.upload(file)
        assert anna.announce(NewUpload(b"one more"))["RES"] == "43"
        # Equal content takes no space.
        assert anna.announce(NewUpload(mine[0].content))["RES"] == "0"
        assert bob.announce(NewUpload(content(MIB - MAX_THUMBNAIL_BYTES)))["RES"] == "0"
        assert bob.announce(NewUpload(b"one more"))["RES"] == "43"
        assert anna.ask("Hello")["MOST"] == str(MIB)


def test_an_administrator_changes_the_largest_file_at_once_and_for_good(tmp_path: Path) -> None:
    def sizes(person: FileClient) -> list[int]:
        return [int(person.ask(command)["MOST"]) // MIB for command in ("Hello", "Place")]

    def results(person: FileClient) -> list[str]:
        """The results of files of 2 GiB, of one byte more, and of 1 TiB."""
        return [person.announce(NewUpload(b""), SIZE=size)["RES"] for size in (2048 * MIB, 2048 * MIB + 1, MIB * MIB)]

    settings = Settings(tls=False, files_keep_free_percent=0)
    with local_server(tmp_path, settings=settings) as server:
        add_people(server)
        with transaction(server.folder) as db:
            administrators.appoint(db, ANNA)
        anna = FileClient(server, ANNA)
        assert sizes(anna) == [2048, 2048] and results(anna) == ["0", "41", "41"]
        assert anna.ask("ChangePlace", MOST=3 * 1024 * MIB - 1)["RES"] == "0"
        assert sizes(anna) == [3072, 3072] and results(anna) == ["0", "0", "41"]
        assert anna.ask("ChangePlace", MOST=0)["RES"] == anna.ask("ChangePlace", MOST=2**62)["RES"] == "32"
        assert FileClient(server, BOB).ask("ChangePlace", MOST=MIB)["RES"] == "31"
        with transaction(server.folder) as db:
            assert [line.detail for line in place_log.lines(db, 10)] == ["most_file_mib=3072"]
    with local_server(tmp_path, settings=settings) as server:
        assert sizes(FileClient(server, ANNA)) == [3072, 3072]


def test_an_administrator_makes_room_for_more_files(tmp_path: Path) -> None:
    settings = Settings(tls=False, most_files_mib=1, files_keep_free_percent=0)
    with local_server(tmp_path, settings=settings) as server:
        add_people(server)
        with transaction(server.folder) as db:
            administrators.appoint(db, ANNA)
        anna, bob = FileClient(server, ANNA), FileClient(server, BOB)
        file = NewUpload(content(MIB + 1))
        assert bob.announce(file)["RES"] == "43"
        assert bob.ask("ChangePlace", MOSTFILES=4 * MIB)["RES"] == "31"
        assert anna.ask("ChangePlace", MOSTFILES=3 * MIB + 1)["RES"] == "0"
        assert anna.ask("Place")["MOSTFILES"] == str(4 * MIB)
        assert bob.announce(file)["RES"] == "0"
        assert anna.ask("ChangePlace", MOSTFILES=0)["RES"] == anna.ask("ChangePlace", MOSTFILES=2**62)["RES"] == "32"
        with transaction(server.folder) as db:
            assert [line.detail for line in place_log.lines(db, 10)] == ["most_files_mib=4"]
    with local_server(tmp_path, settings=settings) as server:
        assert FileClient(server, ANNA).ask("Place")["MOSTFILES"] == str(4 * MIB)


def test_each_unfinished_upload_counts(tmp_path: Path) -> None:
    settings = Settings(tls=False, most_files_of_one_mib=3, most_files_mib=4)
    with local_server(tmp_path, settings=settings) as server:
        add_people(server)
        anna, bob, same = FileClient(server, ANNA), FileClient(server, BOB), content(MIB)
        assert [anna.announce(NewUpload(same))["RES"] for _ in range(3)] == ["0", "0", "43"]
        assert [bob.announce(NewUpload(same))["RES"] for _ in range(2)] == ["0", "43"]


def test_small_files_and_thumbnails_count(tmp_path: Path) -> None:
    settings = Settings(tls=False, most_files_of_one_mib=1, messages_per_minute=0)
    with local_server(tmp_path, settings=settings) as server:
        add_people(server)
        anna = FileClient(server, ANNA)
        replies = [anna.announce(NewUpload(content(8)))["RES"] for _ in range(MIB // MAX_THUMBNAIL_BYTES)]
        assert replies[-2:] == ["0", "43"]


def test_thumbnails_of_equal_contents_count(tmp_path: Path) -> None:
    settings = Settings(tls=False, most_files_of_one_mib=1, most_files_mib=2, messages_per_minute=0)
    with local_server(tmp_path, settings=settings) as server:
        add_people(server)
        anna = FileClient(server, ANNA)
        for byte in (b"x", b"y"):
            files = [NewUpload(byte) for _ in range(20)]
            tokens = [reply["TOK"] for file in files if (reply := anna.announce(file))["RES"] == "0"]
            for token in tokens:
                anna.post(token, "THUMB=1", content(MAX_THUMBNAIL_BYTES))
            for token in tokens:
                anna.post(token, "POS=0", byte)
        contents = (server.folder / "files").glob("*/*/*")
        assert MIB * 3 // 5 < sum(path.stat().st_size for path in contents) <= MIB


def test_only_the_first_thumbnail_is_stored(server: LocalServer, anna: FileClient) -> None:
    file = NewUpload(b"some bytes")
    token = anna.announce(file)["TOK"]
    for thumbnail in (b"first", b"second"):
        assert anna.post(token, "THUMB=1", thumbnail).fields == {"RES": "0"}
    anna.upload(file)
    assert anna.download(file, THUMB=1) == b"first"
    contents = (server.folder / "files").glob("*/*/*")
    assert {path.read_bytes() for path in contents} == {b"first", file.content}


def test_a_part_of_the_disk_stays_free(server: LocalServer, anna: FileClient) -> None:
    token = anna.announce(NewUpload(b"some bytes"))["TOK"]
    assert server.daemon.core.files is not None
    with mock.patch.object(server.daemon.core.files.folder, "_keep_free_percent", 100):
        assert anna.announce(NewUpload(b"other bytes"))["RES"] == "43"
        assert anna.post(token, "POS=0", b"some bytes").fields["RES"] == "43"
    assert anna.post(token, "POS=0", b"some bytes").fields["RES"] == "0"


def test_without_files(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(tls=False, files=False)) as server:
        add_people(server)
        anna = FileClient(server, ANNA)
        assert anna.abilities == "DEV,"
        assert "MOST" not in anna.ask("Hello")
        assert anna.announce(NewUpload(b"some bytes"))["RES"] == "11"
        assert anna.get("any").status == 404
        assert not (server.folder / "files").exists()


@pytest.mark.errors_expected
def test_a_folder_that_cannot_be_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "taken").write_bytes(b"")
    settings = Settings(tls=False, files_folder=str(tmp_path / "taken"))
    with local_server(tmp_path, settings=settings) as server:
        add_people(server)
        assert FileClient(server, ANNA).abilities == "DEV,"
    assert "People cannot send files: The folder" in caplog.text
    assert "taken cannot be used" in caplog.text


# Who may


def test_the_tokens_of_a_banned_account_are_worth_nothing(server: LocalServer, anna: FileClient) -> None:
    file, next_file = NewUpload(b"some bytes"), NewUpload(b"other bytes")
    anna.upload(file)
    download, upload = anna.token(file), anna.announce(next_file)["TOK"]
    with transaction(server.place) as db:
        db.execute("UPDATE users SET banned = 1 WHERE number = ?", (ANNA,))
    assert anna.get(download).status == 404
    assert anna.post(upload, "POS=0", next_file.content).fields["RES"] == "30"


def test_the_tokens_of_a_device_that_was_signed_out_are_worth_nothing(server: LocalServer, anna: FileClient) -> None:
    other, file, next_file = FileClient(server, ANNA), NewUpload(b"some bytes"), NewUpload(b"other bytes")
    anna.upload(file)
    download, upload = other.token(file), other.announce(next_file)["TOK"]
    mine, next_of_mine = anna.token(file), anna.announce(next_file)["TOK"]
    assert anna.ask("EndDev")["RES"] == "0"
    assert other.get(download).status == 404
    assert other.post(upload, "POS=0", next_file.content).fields["RES"] == "30"
    assert anna.get(mine).body == file.content
    assert anna.post(next_of_mine, "POS=0", next_file.content).fields["RES"] == "0"


def test_a_lost_content_is_gone_until_its_owner_uploads_it_again(server: LocalServer, anna: FileClient) -> None:
    file = NewUpload(b"some bytes")
    anna.upload(file)
    token = anna.token(file)
    (stored,) = (path for path in (server.folder / "files").rglob(file.digest))
    stored.unlink()
    assert anna.ask("GetFile", FID=file.id)["RES"] == "44"
    assert anna.get(token).status == 404
    anna.upload(file)
    assert anna.download(file) == file.content


def test_the_owner_of_a_damaged_content_can_replace_it(server: LocalServer, anna: FileClient) -> None:
    file = NewUpload(b"some bytes")
    anna.upload(file)
    (stored,) = (server.folder / "files").rglob(file.digest)
    stored.write_bytes(b"some")
    anna.upload(file)
    assert anna.download(file) == file.content


@pytest.mark.parametrize("change", ["forged", "cut", "empty", "late", "of another purpose", "no base64"])
def test_other_tokens_are_refused(server: LocalServer, anna: FileClient, change: str) -> None:
    file = NewUpload(b"some bytes")
    upload = anna.announce(file)["TOK"]
    anna.upload(file)
    files, id_ = server.daemon.core.files, bytes.fromhex(file.id)
    assert files is not None
    token = {
        "forged": ("B" if upload[20] == "A" else "A").join((upload[:20], upload[21:])),
        "cut": upload[:40],
        "empty": "",
        "late": files.new_token(Purpose.DOWNLOAD, id_, ANNA, now=server.daemon.clock.now() - 600_000),
        "of another purpose": upload,
        "no base64": "%00~~" * 12,
    }[change]
    assert anna.get(token).status == 404
    if change != "of another purpose":
        assert anna.post(token, "POS=0", b"some bytes").status == 404
    assert anna.post(anna.token(file), "POS=0", b"some bytes").status == 404


def test_a_link_is_for_private_addresses(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(tls=False, trusted_proxies=("127.0.0.1",))) as server:
        add_people(server)
        anna, file, files = FileClient(server, ANNA), NewUpload(b"some bytes"), server.daemon.core.files
        anna.upload(file)
        assert files is not None
        token = files.new_token(Purpose.LINK, bytes.fromhex(file.id), ANNA)
        assert anna.get(token, **{"X-Forwarded-For": "192.168.1.7"}).body == file.content
        assert anna.get(token, **{"X-Forwarded-For": "203.0.113.7"}).status == 404


def test_other_pages_may_link_but_other_hosts_may_not(anna: FileClient) -> None:
    file = NewUpload(b"some bytes")
    token = anna.announce(file)["TOK"]
    page = {"Origin": "http://page.example", "Sec-Fetch-Site": "cross-site"}
    assert anna.post(token, "POS=0", b"some bytes", Host="page.example").status == 403
    assert anna.post(token, "POS=0", b"some bytes", **page).fields["RES"] == "0"
    download = anna.token(file)
    assert anna.get(download, **page).body == file.content
    assert anna.get(download, Host="page.example").status == 403


# Downloads


def test_headers_of_a_download(anna: FileClient) -> None:
    file = NewUpload(b"some bytes", 'größer "1"; 图片.html')
    anna.upload(file)
    headers = anna.get(anna.token(file)).headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == (
        'attachment; filename="gr__er _1__ __.html"; '
        "filename*=UTF-8''gr%C3%B6%C3%9Fer%20%221%22%3B%20%E5%9B%BE%E7%89%87.html"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "no-store"


def test_head_and_the_next_request_of_a_connection(anna: FileClient) -> None:
    file = NewUpload(content())
    anna.upload(file)
    path = f"/f/{anna.token(file)}"
    with anna.connection() as connection:
        for method, wanted in (("HEAD", b""), ("GET", file.content), ("HEAD", b""), ("GET", file.content)):
            connection.request(method, path)
            response = connection.getresponse()
            assert response.headers["Content-Length"] == str(len(file.content))
            assert response.read() == wanted


def test_over_tls(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(tls_port=0)) as server:
        add_people(server)
        anna, file = FileClient(server, ANNA, tls_port=server.tls_port), NewUpload(content())
        anna.upload(file)
        assert anna.download(file) == file.content


def test_a_slow_reader_holds_little(server: LocalServer, anna: FileClient) -> None:
    file = NewUpload(content(24 * MIB))
    anna.upload(file)
    token, core = anna.token(file), server.daemon.core
    assert core.files is not None
    folder, sizes = core.files.folder, list[int]()
    read = folder.read

    def note(digest: bytes, position: int, size: int) -> bytes:
        sizes.append(size)
        return read(digest, position, size)

    listener = server.daemon.listener
    assert listener is not None
    with mock.patch.object(folder, "read", note), socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        connection.connect((server.host, server.port))
        connection.sendall(f"GET /f/{token} HTTP/1.1\r\n\r\n".encode())
        while not any(one.phase is Phase.SENDING for one in listener.connections):
            anna.ask("Hello")
        # What the operating system holds, and a piece.
        assert sum(sizes) < 16 * MIB


def test_a_reader_that_leaves_ends_its_download(server: LocalServer, anna: FileClient) -> None:
    file = NewUpload(content(24 * MIB))
    anna.upload(file)
    token, listener = anna.token(file), server.daemon.listener
    assert listener is not None
    with closing(socket.create_connection((server.host, server.port))) as connection:
        connection.sendall(f"GET /f/{token} HTTP/1.1\r\n\r\n".encode())
        connection.recv(1000)
    while any(one.is_serving for one in listener.connections):
        anna.ask("Hello")
    assert anna.download(file) == file.content


def test_one_account_cannot_take_all_connections(
    server: LocalServer, anna: FileClient, bob: FileClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfers, "_MOST_DOWNLOADS", 1)
    file = NewUpload(content(24 * MIB))
    anna.upload(file)
    send(anna, file, BOB)
    token = anna.token(file)
    with closing(socket.create_connection((server.host, server.port))) as connection:
        connection.sendall(f"GET /f/{token} HTTP/1.1\r\n\r\n".encode())
        connection.recv(1000)
        assert anna.get(token).status == 503
        assert bob.download(file) == file.content
    while anna.get(token).status == 503:
        pass


def test_a_download_does_not_delay_the_end_of_the_server(tmp_path: Path) -> None:
    with socket.socket() as connection:
        with local_server(tmp_path) as server:
            add_people(server)
            anna, file = FileClient(server, ANNA), NewUpload(content(24 * MIB))
            anna.upload(file)
            connection.connect((server.host, server.port))
            connection.sendall(f"GET /f/{anna.token(file)} HTTP/1.1\r\n\r\n".encode())
            assert connection.recv(12) == b"HTTP/1.1 200"
        # It was cut before its end.
        with suppress(ConnectionError):
            while connection.recv(MIB):
                pass
