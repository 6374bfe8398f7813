"""The faces are complete and small; the icons are plain and take the palette's colours."""

import hashlib
import re
import struct
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FACES = ROOT / "resources" / "faces"
ICONS = ROOT / "resources" / "icons"
COLOURED = re.compile(r"qqdesk|place|tray-\w+")
ICON_NAMES = (
    "accept add-contact bell bell-off block chat check check-double chevron-down chevron-right clock close copy edit "
    "emoticon eye eye-off find-people history info key link logout menu minus network network-off pin plus power "
    "qqdesk refresh refuse retry search send server settings trash "
    "tray-busy tray-invisible tray-message tray-offline tray-online user users warning"
).split()


def face_files() -> list[Path]:
    """Every face, in the order of the numbers."""
    return sorted(FACES.glob("*.bmp"), key=lambda path: int(path.stem))


def icon_files() -> list[Path]:
    """Every icon, in the order of the names."""
    return sorted(ICONS.glob("*.svg"))


def test_faces_are_numbered_from_one_without_gaps() -> None:
    numbers = [int(path.stem) for path in face_files()]
    assert len(numbers) >= 144
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_face_is_a_square_palette_bitmap() -> None:
    for path in face_files():
        data = path.read_bytes()
        width, height, planes, bits, compression = struct.unpack_from("<iiHHI", data, 18)
        assert data[:2] == b"BM", path.name
        assert (planes, bits, compression) == (1, 8, 0), path.name
        assert width == height >= 80, path.name
        assert struct.unpack_from("<I", data, 2)[0] == len(data), path.name


def test_faces_together_are_small() -> None:
    assert sum(path.stat().st_size for path in face_files()) < 3_000_000


def test_no_two_faces_are_alike() -> None:
    assert len({hashlib.sha256(path.read_bytes()).digest() for path in face_files()}) == len(face_files())


def test_the_icons_are_all_there() -> None:
    assert set(ICON_NAMES) <= {path.stem for path in icon_files()}


@pytest.mark.parametrize("path", icon_files(), ids=lambda path: path.stem)
def test_icon_is_plain_svg_in_the_palette_s_colour(path: Path) -> None:
    root = ElementTree.parse(path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    allowed = {"svg", "path", "circle", "rect", "ellipse"}
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= allowed
    if COLOURED.fullmatch(path.stem):
        return
    assert root.get("viewBox") == "0 0 20 20"
    paints = {element.get(name) for element in root.iter() for name in ("stroke", "fill")} - {None}
    assert paints == {"none", "currentColor"}
    assert root.get("stroke-width") == "1.5"
