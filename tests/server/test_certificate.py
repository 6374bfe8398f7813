"""The server's certificate: made once, kept, never replaced in silence, renewed while it runs."""

import logging
import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from qqdesk.protocol.fingerprint import read_fingerprint, written_fingerprint
from qqdesk.server.errors import CertificateError
from qqdesk.server.settings.certificate import CERTIFICATE_FILE, KEY_FILE, ServerCertificate, certificate_for
from tests.helpers.certificates import Authority

POSIX = pytest.mark.skipif(os.name != "posix", reason="there are no such rights")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def sentence(folder: Path, certificate: str = "", key: str = "") -> str:
    with pytest.raises(CertificateError) as caught:
        certificate_for(folder, certificate, key)
    return str(caught.value)


def test_it_is_made_once(tmp_path: Path) -> None:
    first = certificate_for(tmp_path)
    again = certificate_for(tmp_path)
    assert first.fingerprint == again.fingerprint
    made = x509.load_pem_x509_certificate((tmp_path / CERTIFICATE_FILE).read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in names.get_values_for_type(x509.DNSName)
    assert made.not_valid_after_utc.year - made.not_valid_before_utc.year >= 19
    assert read_fingerprint(first.written) == first.fingerprint
    assert sorted(path.name for path in tmp_path.iterdir()) == [CERTIFICATE_FILE, KEY_FILE]


def test_two_servers_have_two(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    assert certificate_for(one).fingerprint != certificate_for(other).fingerprint


@POSIX
def test_the_key_is_its_owners(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    old = os.umask(0)
    try:
        certificate_for(tmp_path)
    finally:
        os.umask(old)
    key = tmp_path / KEY_FILE
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    certificate_for(tmp_path)
    assert key.stat().st_mode & 0o777 == 0o600
    assert "Others on this computer" in caplog.text


def test_a_damaged_file_is_not_replaced(tmp_path: Path) -> None:
    known = certificate_for(tmp_path).fingerprint
    certificate, key = tmp_path / CERTIFICATE_FILE, tmp_path / KEY_FILE
    whole = certificate.read_bytes(), key.read_bytes()
    for path in (certificate, key):
        for damaged in (b"", b"\xff\x00", path.read_bytes()[:100], b"-----BEGIN CERTIFICATE-----\nAAAA\n"):
            path.write_bytes(damaged)
            said = sentence(tmp_path)
            assert str(path) in said and "backup" in said and "remove both" in said, said
            assert path.read_bytes() == damaged
        certificate.write_bytes(whole[0])
        key.write_bytes(whole[1])
    for path in (certificate, key):
        there = path.read_bytes()
        path.unlink()
        assert f"{path} is missing" in sentence(tmp_path)
        assert not path.exists()
        path.write_bytes(there)
    other = tmp_path / "other"
    other.mkdir()
    certificate_for(other)
    key.write_bytes((other / KEY_FILE).read_bytes())
    assert "does not belong to the certificate" in sentence(tmp_path)
    key.write_bytes(whole[1])
    assert certificate_for(tmp_path).fingerprint == known


def test_files_of_an_interrupted_start_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / f".{KEY_FILE}.new").write_text("half")
    certificate_for(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [CERTIFICATE_FILE, KEY_FILE]


def test_one_that_the_operator_has(tmp_path: Path, authority: Authority) -> None:
    pair = authority.issue("chat.example.org")
    certificate = certificate_for(tmp_path / "none", str(pair.certificate), str(pair.key))
    first = pair.certificate.read_text().partition("-----END")[0] + "-----END CERTIFICATE-----\n"
    leaf = x509.load_pem_x509_certificate(first.encode())
    assert certificate.fingerprint == leaf.fingerprint(SHA256()).hex()
    both = tmp_path / "both.pem"
    both.write_bytes(pair.key.read_bytes() + pair.certificate.read_bytes())
    assert certificate_for(tmp_path, str(both)).fingerprint == certificate.fingerprint
    assert not (tmp_path / CERTIFICATE_FILE).exists()


def test_files_that_cannot_be_used(tmp_path: Path, authority: Authority) -> None:
    one, other = authority.issue("a.example", file="a"), authority.issue("b.example", file="b")
    locked = authority.issue("c.example", file="c", password="secret")
    assert "does not belong to" in sentence(tmp_path, str(one.certificate), str(other.key))
    assert "is encrypted" in sentence(tmp_path, str(locked.certificate), str(locked.key))
    assert "cannot be read" in sentence(tmp_path, str(tmp_path / "none.pem"), str(one.key))
    assert "cannot be read" in sentence(tmp_path, str(one.certificate), str(tmp_path / "none.pem"))
    assert "no certificate (PEM)" in sentence(tmp_path, str(one.key), str(one.key))
    assert "--cert" in sentence(tmp_path, "", str(one.key))


def test_a_renewed_one_is_taken_up(tmp_path: Path, authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    pair = authority.issue("chat.example.org")
    certificate = ServerCertificate(pair.certificate, pair.key)
    before = certificate.fingerprint
    assert not certificate.reload_if_changed()
    old_key = pair.key.read_bytes()
    authority.issue("chat.example.org")
    new_key = pair.key.read_bytes()
    # One of the two is there, the other is not yet: nothing happens, and nothing is said at once.
    pair.key.write_bytes(old_key)
    assert not certificate.reload_if_changed()
    assert not caplog.records
    assert not certificate.reload_if_changed()
    assert "was not taken up" in caplog.text
    assert certificate.fingerprint == before
    pair.key.write_bytes(new_key)
    assert certificate.reload_if_changed()
    assert certificate.fingerprint != before
    assert written_fingerprint(certificate.fingerprint) in caplog.text
    assert not certificate.reload_if_changed()


def test_files_that_went_away_change_nothing(tmp_path: Path, authority: Authority) -> None:
    pair = authority.issue("chat.example.org")
    certificate = ServerCertificate(pair.certificate, pair.key)
    pair.key.unlink()
    for _ in range(3):
        assert not certificate.reload_if_changed()
    assert isinstance(certificate.context, ssl.SSLContext)


def test_its_maker_is_loaded_only_to_make_one(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib, qqdesk.cli.server.run\n"
        "from qqdesk.server.settings.certificate import certificate_for\n"
        "certificate_for(pathlib.Path(sys.argv[1]))\n"
        "print('cryptography' in sys.modules)"
    )
    for wanted in ("True", "False"):
        result = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
        )
        assert result.stdout.strip() == wanted


@pytest.mark.parametrize(
    "text",
    ["ab" * 32, "AB:" * 31 + "AB", "SHA-256 " + "AB:" * 31 + "AB", "sha256:" + "ab" * 32, " ".join(["abab"] * 16)],
)
def test_fingerprints_are_read_as_people_copy_them(text: str) -> None:
    assert read_fingerprint(text) == "ab" * 32
    assert written_fingerprint(read_fingerprint(text)) == "AB:" * 31 + "AB"


@pytest.mark.parametrize("text", ["", "ab" * 31, "xy" * 32, "ab" * 33])
def test_invalid_fingerprints(text: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        read_fingerprint(text)
