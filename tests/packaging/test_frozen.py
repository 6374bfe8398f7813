"""The frozen program, run with an empty home.

With QQDESK_FROZEN=DIR the one whose executables are in DIR; with QQDESK_TEST_LONG=1 one that is made here first.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.client.known_places import id_of_address
from qqdesk.domain.saved_accounts import keyring_key
from qqdesk.system.keys import Keys
from tests.helpers.secret_service import needs_secret_service, secret_service
from tests.helpers.server import local_server

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
BUILT = PACKAGING.parent / ".build" / "frozen" / "qqdesk"
NAMED = os.environ.get("QQDESK_FROZEN", "")

pytestmark = [
    pytest.mark.skipif(
        not NAMED and "QQDESK_TEST_LONG" not in os.environ, reason="neither QQDESK_FROZEN nor QQDESK_TEST_LONG is set"
    ),
    pytest.mark.timeout(900),
]

IMPORTS = """
import importlib, os, sys
internal = sys.argv[1]
sys.path[:] = [internal, *(entry.path for entry in os.scandir(internal) if entry.name.startswith("python3"))]
sys.path += [os.path.join(entry, "lib-dynload") for entry in sys.path[1:]]
os.environ["PYPINYIN_NO_PHRASES"] = "true"
sys._MEIPASS = internal
for folder, _, names in os.walk(os.path.join(internal, "qqdesk")):
    place = os.path.relpath(folder, internal).replace(os.sep, ".")
    for name in names:
        if name.endswith(".pyc") and name != "__main__.pyc" and not place.endswith(("__pycache__", "examples")):
            try:
                importlib.import_module(f"{place}.{name.removesuffix('.pyc')}".removesuffix(".__init__"))
            except ModuleNotFoundError as error:
                if error.name != "psycopg":
                    raise
import pypinyin
assert pypinyin.__file__.startswith(internal), pypinyin.__file__
assert pypinyin.pinyin("云", style=pypinyin.Style.NORMAL) == [["yun"]]
import keyring.backend
keyring.backend.get_all_keyring()  # loads those that keyring's own metadata names
assert {f"keyring.backends.{name}" for name in ("SecretService", "kwallet", "Windows", "macOS")} <= set(sys.modules)
import argon2, certifi, cryptography, segno, uvloop, zeroconf, jeepney
assert os.path.isfile(certifi.where())
"""


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory, build_lock: None) -> Iterator[Path]:
    """Return a read-only folder: the installed one, or a copy of the one that is built once for this file."""
    if NAMED:
        yield Path(NAMED)
        return
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "QT_QPA_PLATFORM")}
    base = getattr(sys, "_base_executable", sys.executable)
    out = tmp_path_factory.mktemp("dist")
    command = [base, str(PACKAGING / "build.py"), "--only", "folder", "--out", str(out)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    # Not among the folders of pytest: only their owner can enter those, and the test runs as another user.
    with tempfile.TemporaryDirectory(prefix="qqdesk-installed-") as parent:
        copy = Path(parent) / "我的 programs" / "qqdesk"
        shutil.copytree(BUILT, copy, symlinks=True)
        Path(parent).chmod(0o755)
        places = [copy, *(path for path in copy.rglob("*") if not path.is_symlink())]
        for path in places:
            path.chmod(path.stat().st_mode & ~0o222)
        yield copy
        for path in places:
            path.chmod(path.stat().st_mode | 0o200)


def test_it_writes_only_into_an_empty_home(frozen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    import smoke

    try:
        assert smoke.smoke(frozen) == []
    finally:
        del sys.modules["smoke"]


def test_the_frozen_program_names_its_source(frozen: Path) -> None:
    facts = json.loads((frozen / "_internal" / "resources" / "build.json").read_text("utf-8"))
    assert set(facts) == {"commit", "date"}
    assert len(facts["date"]) == len("2026-01-01")


def test_the_licences_of_all_parts_are_with_it(frozen: Path) -> None:
    folder = frozen / "_internal" / "resources" / "licences"
    listed = (folder / "THIRD-PARTY.txt").read_text("utf-8")
    for name in ("PySide6_Essentials", "cryptography", "zeroconf", "pyinstaller"):
        assert f"\n{name}\n" in listed
    named = {word for word in listed.split() if word.startswith("texts/")}
    assert {"texts/Qt.txt", "texts/LGPL-3.0.txt", "texts/GPL-3.0.txt"} <= named
    assert all((folder / name).stat().st_size for name in named)
    assert "readline" not in listed.lower()  # its GPL would apply to the whole program
    assert not list(frozen.rglob("*readline*"))


def test_the_description_of_the_protocol_is_with_it(frozen: Path) -> None:
    command = [str(frozen / "qqdesk-cli"), "protocol"]
    printed = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    wanted = (Path(__file__).parent.parent.parent / "qqdesk" / "protocol" / "protocol.md").read_text("utf-8")
    assert printed == "".join(line for line in wanted.splitlines(True) if not line.startswith("<!--"))


def test_it_runs_a_bot(frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    from installers.what_goes_in import FOR_BOTS

    script = tmp_path / "bot.py"
    script.write_text(f"import sys, {', '.join(FOR_BOTS)}\nfrom qqdesk import Bot, Message\nprint(Bot, sys.argv[1:])\n")
    done = subprocess.run([str(frozen / "qqdesk-cli"), "bot", str(script), "10009"], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("<class 'qqdesk.bot.bot.Bot'> ['10009']\n", "")


@needs_secret_service
def test_a_password_in_the_keyring_of_the_desktop_is_found(
    frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with local_server(tmp_path) as server, secret_service(monkeypatch, tmp_path / "desktop"):
        server.add_user(10001, "correct horse", nickname="Anna")
        Keys().write(keyring_key(10001, id_of_address(server.address)), "correct horse")
        words = ["profile", "--user", "10001", "--server", server.address]
        done = subprocess.run([str(frozen / "qqdesk-cli"), *words], stdin=subprocess.DEVNULL, capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"Anna" in done.stdout


@pytest.mark.skipif(bool(NAMED), reason="it may be of another Python than this one")
def test_all_own_modules_and_late_imports_are_frozen(frozen: Path) -> None:
    command = [sys.executable, "-I", "-S", "-OO", "-c", IMPORTS, str(frozen / "_internal")]
    done = subprocess.run(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
