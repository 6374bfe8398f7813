"""SHA256SUMS, as `sha256sum --check` reads it."""

import hashlib
from pathlib import Path

FILE = "SHA256SUMS"


def write_checksums(out: Path) -> Path:
    """Write the checksums of all files in `out`."""
    lines = []
    for path in sorted(out.iterdir()):
        if path.is_file() and path.name != FILE:
            with path.open("rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    sums = out / FILE
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    return sums
