"""Collect the texts of the program, and compile their translations.

`python packaging/translate.py` brings `resources/i18n/*.ts` up to date with the source, and writes the `.qm` files that
the program loads. `--check` changes nothing and fails if they are out of date or a text has no translation.
"""

import argparse
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "resources" / "i18n"
# English needs a catalogue for its plural forms only.
LANGUAGES = {"en": ["-pluralonly"], "zh_CN": []}


def tool(name: str) -> str:
    """Return the path of a Qt Linguist tool, which PySide6 installs beside this interpreter."""
    return str(Path(sys.executable).parent / f"pyside6-{name}")


def collect(language: str, catalogue: Path) -> None:
    """Bring a catalogue up to date with the source; texts that are gone are dropped."""
    sources = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "qqdesk").rglob("*.py"))]
    # No line numbers: a catalogue changes only when a text does.
    options = ["-noobsolete", "-locations", "none", *LANGUAGES[language], "-target-language", language]
    subprocess.run(
        [tool("lupdate"), *options, *sources, "-ts", str(catalogue)], cwd=ROOT, check=True, capture_output=True
    )


def compile_catalogue(catalogue: Path, target: Path) -> None:
    # A running program has the old file mapped: replace it, do not overwrite it.
    fresh = target.with_suffix(".new")
    subprocess.run([tool("lrelease"), "-silent", str(catalogue), "-qm", str(fresh)], check=True)
    fresh.replace(target)


def untranslated(catalogue: Path) -> list[str]:
    """Return the texts of a catalogue without a complete translation."""
    missing = []
    for message in ET.parse(catalogue).iter("message"):
        translation = message.find("translation")
        forms = [] if translation is None else (list(translation.iter("numerusform")) or [translation])
        unfinished = translation is None or translation.get("type") == "unfinished"
        if unfinished or not all((form.text or "").strip() for form in forms):
            missing.append(message.findtext("source", ""))
    return missing


def check() -> list[str]:
    """Return the faults of the catalogues, a sentence each."""
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            catalogue = CATALOGUES / f"qqdesk_{language}.ts"
            fresh = Path(folder) / catalogue.name
            fresh.write_bytes(catalogue.read_bytes())
            collect(language, fresh)
            if fresh.read_bytes() != catalogue.read_bytes():
                faults.append(f"{catalogue.name} is out of date: run packaging/translate.py")
            faults += [f"{catalogue.name}: no translation of {text!r}" for text in untranslated(fresh)]
            compiled = fresh.with_suffix(".qm")
            compile_catalogue(fresh, compiled)
            if compiled.read_bytes() != catalogue.with_suffix(".qm").read_bytes():
                faults.append(f"{compiled.name} is out of date: run packaging/translate.py")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if something is out of date")
    if parser.parse_args().check:
        faults = check()
        print("\n".join(faults))
        return 1 if faults else 0
    for language in LANGUAGES:
        catalogue = CATALOGUES / f"qqdesk_{language}.ts"
        collect(language, catalogue)
        compile_catalogue(catalogue, catalogue.with_suffix(".qm"))
        for text in untranslated(catalogue):
            print(f"{catalogue.name}: no translation of {text!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
