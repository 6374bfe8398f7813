"""Draw the contacts' faces into resources/faces, compare them with their drawings, or lay them out on one sheet."""

import argparse
import os
import sys
from pathlib import Path

from faces.table import all_faces
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
FOLDER = Path(__file__).resolve().parent.parent / "resources" / "faces"


def file_of(number: int) -> Path:
    """Return the path of face N."""
    return FOLDER / f"{number}.bmp"


def sheet(pictures: list[bytes], target: Path, side: int, columns: int) -> None:
    """Return a contact sheet of faces, `side` pixels each, on white."""
    gap = max(4, side // 12)
    rows = -(-len(pictures) // columns)
    image = QImage(columns * (side + gap) + gap, rows * (side + gap) + gap, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    for i, data in enumerate(pictures):
        face = QImage.fromData(data).scaled(
            side, side, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(gap + (i % columns) * (side + gap), gap + (i // columns) * (side + gap), face)
    painter.end()
    if not image.save(str(target)):
        raise SystemExit(f"cannot write {target}")


def main() -> int:
    """Write, compare or lay out the faces. Return 1 if a comparison fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, help="only these faces; all when none is named")
    parser.add_argument("--check", action="store_true", help="compare with the files, write nothing")
    parser.add_argument("--sheet", type=Path, metavar="FILE.png", help="write a contact sheet instead")
    parser.add_argument("--size", type=int, default=112, help="pixels of a face on the sheet")
    parser.add_argument("--columns", type=int, default=12, help="faces in a row of the sheet")
    options = parser.parse_args()

    faces = all_faces()
    numbers = options.numbers or list(range(1, len(faces) + 1))
    pictures = {number: faces[number - 1].bmp() for number in numbers}
    if options.sheet:
        sheet(list(pictures.values()), options.sheet, options.size, options.columns)
        return 0
    if options.check:
        wrong = [n for n, data in pictures.items() if not file_of(n).is_file() or file_of(n).read_bytes() != data]
        for number in wrong:
            print(f"{file_of(number)} differs from its drawing")
        return 1 if wrong else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number, data in pictures.items():
        file_of(number).write_bytes(data)
    if not options.numbers:
        for old in FOLDER.glob("*.bmp"):
            if old.stem.isdigit() and int(old.stem) > len(faces):
                old.unlink()
    print(f"{len(pictures)} faces, {sum(map(len, pictures.values())):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
