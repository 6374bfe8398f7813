"""Put files into the database of a server that may be running, without their content."""

from pathlib import Path

from tests.helpers.server import transaction


def add_file(
    place: Path | str,
    id_: str,
    owner: int,
    *,
    size: int = 1_234_567,
    kind: str = "jpeg",
    is_whole: bool = True,
    name: str = "cat.jpg",
) -> None:
    with transaction(place) as db:
        db.execute(
            "INSERT INTO files (id, owner, digest, size, kind, width, height, hint, name, is_whole, created) "
            "VALUES (?, ?, ?, ?, ?, 640, 480, '', ?, ?, 1)",
            (bytes.fromhex(id_), owner, bytes(32), size, kind, name, int(is_whole)),
        )
