import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "win32":
    import fcntl

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def build_lock() -> Iterator[None]:
    """One test file at a time, of all workers, builds in the checkout and uses what it built."""
    if sys.platform == "win32":
        yield
        return
    folder = os.open(CHECKOUT / "packaging", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    yield
    os.close(folder)


@pytest.fixture
def public_path() -> Iterator[Path]:
    """A temporary folder that other users can enter: root runs installed programs as somebody else."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
