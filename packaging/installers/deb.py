"""The package for Debian: programs, menu entry, manual pages, and the server's service."""

import hashlib
import json
import os
import re
import shutil
import time
from pathlib import Path

from installers.freeze import programs
from installers.glibc import elf_files
from installers.licences import CONTENTS, FOLDER, LIST
from installers.linux.folder import check_links, copy_frozen, lacking
from installers.linux.share import compress, epoch, lay_completions, lay_desktop, lay_manuals
from installers.maker import BUILD, CHECKOUT, PUBLISHER, output_of, run

HERE = Path(__file__).parent / "linux"
UNIT = CHECKOUT / "packaging" / "qqdesk-server.service"
TREE = BUILD / "deb"
LIBRARY = "usr/lib/qqdesk"
"""The folder of the programs. Not /opt: the package also has a service and manual pages in the system's folders."""
RECOMMENDS = (
    "fonts-wqy-microhei | fonts-wqy-zenhei | fonts-noto-cjk",
    "fonts-noto-color-emoji",
    "fonts-dejavu-core | fonts-liberation | fonts-noto-core",
)
SUGGESTS = (
    "gnome-keyring | kwalletmanager",
    "xdg-desktop-portal",
    "xdg-utils",
    "pipewire-bin | pulseaudio-utils | alsa-utils",
)
"""A desktop has them: for passwords, the file dialog, links, and sounds (`qqdesk/system/sound_player.py`). A server
without one would get a hundred packages more if they were recommended.
"""
MAINTAINER = f"{PUBLISHER} <qqdesk@localhost.localdomain>"
"""The project has no address. The distributor of the package sets DEBFULLNAME and DEBEMAIL, as with Debian's tools."""


def cannot() -> str:
    return lacking("dpkg-deb", "dpkg-shlibdeps")


def make(frozen: Path, out: Path, version: str) -> list[Path]:
    """`qqdesk_VERSION_ARCH.deb`."""
    shutil.rmtree(TREE, ignore_errors=True)
    (TREE / "DEBIAN").mkdir(parents=True)
    version = debian_version(version)
    _lay_programs(frozen, TREE / LIBRARY)
    lay_desktop(TREE / "usr" / "share", version)
    lay_manuals(TREE / "usr" / "share", version)
    lay_completions(TREE / "usr" / "share")
    _lay_service(TREE, frozen)
    _lay_documents(TREE / "usr" / "share", frozen, version)
    _set_modes(TREE)
    size = installed_kib(TREE / "etc") + installed_kib(TREE / "usr")
    _lay_control(TREE / "DEBIAN", version, size, dependencies(TREE))
    package = out / f"qqdesk_{version}_{_architecture()}.deb"
    # zstd would take two thirds of the time and a tenth more room; every dpkg reads xz.
    run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(TREE), str(package)], BUILD / "log" / "deb.txt")
    return [package]


def described(made: list[Path]) -> str:
    """Return the name with the size of the package and of the installed files."""
    (package,) = made
    installed = installed_kib(TREE / "usr") * 1024 / 1e6
    return f"{package.name} ({package.stat().st_size / 1e6:.1f} MB, installed {installed:.0f} MB)"


def debian_version(version: str) -> str:
    """Let pre-releases sort before the release: `1.0rc1` becomes `1.0~rc1`."""
    return re.sub(r"(?<=\d)\.?(?=(?:a|b|rc|dev)\d)", "~", version)


def _architecture() -> str:
    return output_of(["dpkg", "--print-architecture"]).strip()


def maintainer() -> str:
    """Return the field Maintainer."""
    name, address = os.environ.get("DEBFULLNAME", ""), os.environ.get("DEBEMAIL", "")
    return f"{name} <{address}>" if name and address else MAINTAINER


def _lay_programs(frozen: Path, library: Path) -> None:
    copy_frozen(frozen, library)
    for name in system_libraries(json.loads(CONTENTS.read_text("utf-8"))):
        (library / "_internal" / name).unlink(missing_ok=True)
    check_links(library)
    commands = library.parents[1] / "bin"
    commands.mkdir()
    for name in programs():
        (commands / name).symlink_to(f"../lib/qqdesk/{name}")


def system_libraries(sources: list[str]) -> set[str]:
    """Return the names of the libraries that PyInstaller took from Debian, which updates them.

    Python's own stays: the programs look for it beside themselves only.
    """
    found = {Path(source).name for source in sources if source.startswith(("/lib/", "/usr/lib/"))}
    return {name for name in found if name.startswith("lib") and not name.startswith("libpython")}


def dependencies(tree: Path) -> str:
    """Return the field Depends for the programs and libraries in a package's tree. Raises MakingError."""
    control = BUILD / "shlibdeps" / "debian" / "control"  # dpkg-shlibdeps runs in a source package only
    control.parent.mkdir(parents=True, exist_ok=True)
    control.write_text("Source: qqdesk\n\nPackage: qqdesk\nArchitecture: any\n", encoding="utf-8")
    command = ["env", "-C", str(control.parents[1]), "dpkg-shlibdeps", "-O", *map(str, elf_files(tree))]
    return output_of(command).strip().removeprefix("shlibs:Depends=")


def service_unit(unit: str) -> str:
    """Return the package's unit, made from that of servers that are installed by hand."""
    head = (
        "# The server's service, from the package qqdesk. /usr/share/doc/qqdesk/README.Debian says how to use it.\n"
        "# To change it, make a file of your own: systemctl edit qqdesk-server\n\n"
    )
    text = head + unit[unit.index("[Unit]") :].replace("/usr/local/bin/", "/usr/bin/")
    return text.replace("\nWants=", "\nDocumentation=man:qqdesk-server(1)\nWants=", 1)


def _lay_service(root: Path, frozen: Path) -> None:
    units, settings = root / "usr" / "lib" / "systemd" / "system", root / "etc" / "qqdesk"
    units.mkdir(parents=True)
    (units / UNIT.name).write_text(service_unit(UNIT.read_text("utf-8")), encoding="utf-8")
    settings.mkdir(parents=True)
    (settings / "server.toml").write_text(output_of([str(frozen / "qqdesk-server"), "config"]), encoding="utf-8")


def _lay_documents(share: Path, frozen: Path, version: str) -> None:
    documents, overrides = share / "doc" / "qqdesk", share / "lintian" / "overrides"
    for folder in (documents, overrides):
        folder.mkdir(parents=True)
    stamp = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(epoch()))
    entry = f"qqdesk ({version}) unstable; urgency=medium\n\n  * Version {version}.\n\n -- {maintainer()}  {stamp}\n"
    compress(entry, documents / "changelog.gz")
    shutil.copyfile(HERE / "debian" / "README.Debian", documents / "README.Debian")
    shutil.copyfile(CHECKOUT / "qqdesk" / "bot" / "bots.md", documents / "bots.md")
    (documents / "examples").mkdir()
    for example in (CHECKOUT / "qqdesk" / "bot" / "examples").glob("[!_]*.py"):
        shutil.copyfile(example, documents / "examples" / example.name)
    (documents / "copyright").write_text(_copyright(frozen), encoding="utf-8")
    shutil.copyfile(HERE / "debian" / "lintian-overrides", overrides / "qqdesk")


def _copyright(frozen: Path) -> str:
    """Return our copyright and the list of licences in the frozen folder."""
    others = (frozen / "_internal" / FOLDER / LIST).read_text("utf-8")
    where = f"The files named there are in /{LIBRARY}/_internal/{FOLDER}/texts.\n"
    return (HERE / "debian" / "copyright").read_text("utf-8") + f"\n\n{others}\n{where}"


def _set_modes(root: Path) -> None:
    """Set the modes of all but the programs' folder.

    Only root reads the server's settings, which may have a password; systemd hands them to the server.
    """
    for path in (root, *root.rglob("*")):
        if not path.is_symlink() and not path.is_relative_to(root / LIBRARY):
            path.chmod(0o755 if path.is_dir() else 0o644)
    (root / "etc" / "qqdesk" / "server.toml").chmod(0o600)


def installed_kib(root: Path) -> int:
    """Return KiB as dpkg counts: each file in whole KiB, and one for each folder and link."""
    return sum(
        -(-path.lstat().st_size // 1024) if path.is_file() and not path.is_symlink() else 1 for path in root.rglob("*")
    )


def _lay_control(folder: Path, version: str, size: int, depends: str) -> None:
    sums = []
    for path in sorted(folder.parent.rglob("*")):
        place = path.relative_to(folder.parent).as_posix()
        if path.is_file() and not path.is_symlink() and not place.startswith("etc/"):
            sums.append(f"{hashlib.md5(path.read_bytes()).hexdigest()}  {place}\n")
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")
    (folder / "conffiles").write_text("/etc/qqdesk/server.toml\n", encoding="utf-8")
    fields = {
        "Package": "qqdesk", "Version": version, "Architecture": _architecture(), "Maintainer": maintainer(),
        "Installed-Size": str(size), "Section": "net", "Priority": "optional", "Depends": depends,
        "Recommends": ", ".join(RECOMMENDS), "Suggests": ", ".join(SUGGESTS),
        "Description": (HERE / "debian" / "description").read_text("utf-8").rstrip("\n"),
    }  # fmt: skip
    lines = [f"{name}: {value}\n" for name, value in fields.items()]
    (folder / "control").write_text("".join(lines), encoding="utf-8")
    for name in ("postinst", "prerm", "postrm"):
        shutil.copyfile(HERE / "debian" / name, folder / name)
        (folder / name).chmod(0o755)
    folder.chmod(0o755)
    for name in ("md5sums", "conffiles", "control"):
        (folder / name).chmod(0o644)
