"""The decisions and files of the makers, without a build; for builds see test_frozen.py."""

import hashlib
import importlib.metadata
import json
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put the packaging folder on the path, and remove its modules after the test."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("installers", "bootstrap", "system_packages", "build", "smoke"):
            del sys.modules[name]


def entry(place: str, source: str = "", kind: str = "DATA") -> tuple[str, str, str]:
    return place, source or f"/somewhere/{place}", kind


# Contents of the frozen folder


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", False),
        ("PySide6/Qt/plugins/imageformats/libqpdf.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/QtCore.abi3.so", True),
        ("resources/i18n/qqdesk_zh_CN.qm", True),
        ("resources/i18n/qqdesk_zh_CN.ts", False),
        ("qqdesk/app.pyc", True),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("keyring-25.7.0.dist-info/RECORD", False),
    ],
)
def test_unneeded_files_are_left_out(place: str, wanted: bool) -> None:
    from installers.what_goes_in import is_wanted

    assert is_wanted(entry(place)) == wanted


def test_no_library_that_goes_in_imports_distutils() -> None:
    """From Python 3.12 on it is setuptools', and PyInstaller fails if a module imports what is left out."""
    from installers.what_goes_in import LEFT_OUT

    found, waiting = set(), ["qqdesk"]
    while waiting:
        name = waiting.pop()
        if name in found or not any(importlib.metadata.distributions(name=name)):
            continue
        found.add(name)
        waiting += [
            requirement.name
            for requirement in map(Requirement, importlib.metadata.requires(name) or ())
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        ]
    assert "cffi" in found
    files = [file for name in found for file in importlib.metadata.files(name) or () if file.suffix == ".py"]
    importing = {
        file.parts[0].removesuffix(".py")
        for file in files
        if re.search(r"(?m)^\s*(import|from) distutils\b", Path(str(file.locate())).read_text("utf-8", "replace"))
    }
    assert importing <= set(LEFT_OUT)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are none")
def test_libraries_of_every_desktop_are_left_out() -> None:
    from installers.what_goes_in import is_wanted

    assert not is_wanted(entry("libfontconfig.so.1", kind="BINARY"))
    assert is_wanted(entry("libxcb-cursor.so.0", kind="BINARY"))


def test_a_link_is_kept_only_with_its_target() -> None:
    from installers.what_goes_in import without_dangling

    core = entry("PySide6/Qt/lib/libQt6Core.so.6", kind="BINARY")
    good = entry("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK")
    near = entry("PySide6/Qt/libQt6Core.so.6", "lib/libQt6Core.so.6", "SYMLINK")
    bad = entry("libQt6Pdf.so.6", "PySide6/Qt/lib/libQt6Pdf.so.6", "SYMLINK")
    face = entry("resources/faces/1.bmp")
    assert without_dangling([good, bad, face, near], [core]) == [good, face, near]


# glibc


def test_the_newest_symbol_gives_the_glibc_version() -> None:
    from installers.glibc import newest_need

    answer = (
        "    0x069691b4 0x00 05 GLIBC_2.34\n    0x0 0x00 06 GLIBC_2.4\n    0x0 0x00 07 GLIBC_2.2.5\n GLIBCXX_3.4.32"
    )
    assert newest_need(answer) == (2, 34)
    assert newest_need("  0x0 0x00 02 GCC_3.0\n") == (0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc is of Linux")
def test_programs_and_libraries_are_found(tmp_path: Path) -> None:
    from installers.glibc import elf_files, oldest_glibc

    (tmp_path / "program").write_bytes(Path("/bin/true").read_bytes())
    (tmp_path / "link").symlink_to("program")
    (tmp_path / "text").write_text("ELF", encoding="utf-8")
    assert elf_files(tmp_path) == [tmp_path / "program"]
    version, files = oldest_glibc(tmp_path)
    assert version.startswith("2.")
    assert files == [tmp_path / "program"]


# Checksums, build facts, programs


def test_sha256sum_accepts_the_checksums(tmp_path: Path) -> None:
    from installers.checksums import write_checksums

    (tmp_path / "b.deb").write_bytes(b"b")
    (tmp_path / "a.tar.gz").write_bytes(b"a")
    write_checksums(tmp_path)
    sums = write_checksums(tmp_path)  # SHA256SUMS itself is left out the second time
    assert sums.read_text("utf-8").splitlines() == [
        f"{hashlib.sha256(b'a').hexdigest()}  a.tar.gz",
        f"{hashlib.sha256(b'b').hexdigest()}  b.deb",
    ]


def test_the_date_of_a_build_is_that_of_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    from installers.freeze import build_facts
    from installers.maker import Source, source

    assert json.loads(build_facts(Source("abc", 86_400 * 365))) == {"commit": "abc", "date": "1971-01-01"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    assert source().epoch == 1234567890


def test_every_script_of_the_project_becomes_a_program() -> None:
    from installers.freeze import programs

    assert programs() == {
        "qqdesk": "qqdesk.__main__:main",
        "qqdesk-server": "qqdesk.cli.server:main",
        "qqdesk-cli": "qqdesk.cli.client:main",
    }


def test_a_failed_tool_shows_its_output(tmp_path: Path) -> None:
    from installers.maker import MakingError, run

    with pytest.raises(MakingError, match=r"(?s)ended with 3.*no room"):
        run([sys.executable, "-c", "print('no room'); raise SystemExit(3)"], tmp_path / "log" / "tool.txt")
    with pytest.raises(MakingError, match="cannot be started"):
        run([str(tmp_path / "tool")], tmp_path / "log" / "tool.txt")
    run([sys.executable, "-c", "import os; assert os.environ['A_B'] == 'c'"], tmp_path / "log" / "tool.txt", A_B="c")


def test_an_unknown_kind_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, str(PACKAGING / "build.py"), "--only", "floppy"], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "there is no floppy; it is one of: folder" in done.stderr


def test_the_build_starts_with_the_standard_library() -> None:
    done = subprocess.run(
        [sys.executable, "-E", "-s", "-S", str(PACKAGING / "build.py"), "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "packaging/dist" in done.stdout


def test_each_maker_has_the_functions_of_maker() -> None:
    import build

    for module in build.MAKERS.values():
        maker: Any = import_module(f"installers.{module}")
        assert isinstance(maker.cannot(), str)
        assert callable(maker.make)


# Licences


def test_the_owner_of_a_file_is_read_from_dpkg() -> None:
    from installers.licences import owners_of

    said = "libssl3t64:amd64: /usr/lib/x/libssl.so.3\ndiversion by dash from: /bin/sh\na, b: /usr/share/common\n"
    assert owners_of(said) == {"/usr/lib/x/libssl.so.3": "libssl3t64", "/usr/share/common": "a"}


def test_every_file_is_traced_or_reported(tmp_path: Path) -> None:
    from installers.licences import Owner, trace

    stray = tmp_path / "libstray.so"
    stray.touch()
    ours = PACKAGING.parent / "qqdesk" / "app.py"
    owners, unknown = trace([Path(pytest.__file__), Path(json.__file__), ours, stray])
    assert owners[Path(pytest.__file__).resolve()] == Owner("pip", "pytest")
    assert owners[Path(json.__file__).resolve()].kind in ("python", "system")
    assert ours not in owners
    assert unknown == [stray.resolve()]


def test_a_file_of_unknown_origin_stops_the_build(tmp_path: Path) -> None:
    from installers.licences import parts_of
    from installers.maker import MakingError

    stray = tmp_path / "libstray.so"
    stray.touch()
    with pytest.raises(MakingError, match=r"the origin of these files is unknown: .*libstray\.so"):
        parts_of([stray])


def test_licence_texts_have_unique_names(tmp_path: Path) -> None:
    from installers.licences import OURS, Part, text_names

    texts = (tmp_path / "licenses" / "LICENSE", tmp_path / "licenses" / "llhttp" / "LICENSE", OURS / "GPL-3.0.txt")
    names = text_names(Part("pip", "httptools", "1", "MIT", "", texts))
    assert names == ["httptools-LICENSE", "httptools-llhttp-LICENSE", "GPL-3.0.txt"]


# The smoke test


def test_a_file_beside_the_program_is_noticed(tmp_path: Path) -> None:
    import smoke

    (tmp_path / "kept").write_text("a", encoding="utf-8")
    (tmp_path / "gone").write_text("a", encoding="utf-8")
    before: Any = smoke.snapshot(tmp_path)
    assert smoke.changes(before, smoke.snapshot(tmp_path)) == []
    (tmp_path / "gone").unlink()
    (tmp_path / "kept").write_text("ab", encoding="utf-8")
    (tmp_path / "__pycache__").mkdir()
    assert smoke.changes(before, smoke.snapshot(tmp_path)) == [".", "__pycache__", "gone", "kept"]


def test_the_smoke_test_fails_for_other_programs(public_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import smoke

    for name in ("qqdesk", "qqdesk-server", "qqdesk-cli"):
        program = public_path / name
        program.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
        program.chmod(0o755)
    failures = smoke.smoke(public_path)
    assert len(failures) == len(smoke.CHECKS)
    assert "BAD" in capsys.readouterr().out


# The bill of materials


def test_the_bill_of_materials_names_each_part_and_is_the_same_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
    from installers.licences import Part
    from installers.sbom import bill_of_materials

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    parts = [
        Part("pip", "requests", "2.32.5", "Apache-2.0", "https://pypi.org/project/requests/", ()),
        Part("pip", "Odd_Name", "1.0", "Some words of its own", "", ()),
        Part("system", "libssl3t64", "3.5.4-1+deb13u1", "as its text says", "", ()),
        Part("python", "Python", "3.13.5", "PSF-2.0", "https://www.python.org/", ()),
    ]
    text = bill_of_materials(parts, "1.2.3")
    assert bill_of_materials(reversed(parts), "1.2.3") == text
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    system = platform.freedesktop_os_release()["ID"]
    assert {one["purl"].split("@")[0] for one in bill["components"]} == {
        f"pkg:deb/{system}/libssl3t64", "pkg:generic/python", "pkg:pypi/odd-name", "pkg:pypi/requests",
    }  # fmt: skip
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"
    assert {one["ref"]: len(one.get("dependsOn", ())) for one in bill["dependencies"]}["qqdesk"] == 4
