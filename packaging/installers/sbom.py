"""A bill of materials in CycloneDX, for programs that look up weaknesses: the table of licences as JSON."""

import os
import platform
import sys
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from installers.licences import Part


def write(parts: Iterable[Part], out: Path, version: str) -> Path:
    """Write `qqdesk-VERSION-SYSTEM-ARCH.cdx.json`."""
    file = out / f"qqdesk-{version}-{sys.platform}-{platform.machine().lower()}.cdx.json"
    file.write_text(bill_of_materials(parts, version), encoding="utf-8", newline="\n")
    return file


def bill_of_materials(parts: Iterable[Part], version: str) -> str:
    """Return the JSON. The same parts make the same text: its time is SOURCE_DATE_EPOCH, its id made of the parts."""
    program = Component(type=ComponentType.APPLICATION, name="qqdesk", version=version, bom_ref="qqdesk")
    bom = Bom(components=map(_component, parts))
    bom.metadata.component = program
    bom.metadata.timestamp = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    bom.register_dependency(program, bom.components)
    names = [str(component.purl) for component in bom.components]
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, " ".join([version, sys.platform, *names]))
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _component(part: Part) -> Component:
    place: tuple[str, str | None] = ("pypi", None) if part.kind == "pip" else ("generic", None)
    if part.kind == "system":
        place = ("deb", platform.freedesktop_os_release()["ID"])
    purl = PackageURL(*place, part.name.lower(), part.version)
    # The licence of a system's package is in its text.
    licences = [] if part.kind == "system" else [LicenseFactory().make_from_string(part.licence)]
    home = [ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(part.home))] if part.home else []
    return Component(
        name=part.name,
        version=part.version,
        bom_ref=str(purl),
        purl=purl,
        licenses=licences,
        external_references=home,
    )
