"""The file of known servers."""

from pathlib import Path

import pytest

from qqdesk.client.errors import KnownServersError
from qqdesk.client.pins import KnownServer, KnownServers, today
from qqdesk.domain.certificate import CertificateDoubt
from qqdesk.protocol.fingerprint import written_fingerprint

ONE, OTHER = "1a" * 32, "2b" * 32


FILE_NAME = "known.toml"


@pytest.fixture
def known(tmp_path: Path) -> KnownServers:
    return KnownServers(tmp_path / "config" / FILE_NAME)


def test_nobody_is_known_at_first(known: KnownServers, tmp_path: Path) -> None:
    assert known.at("chat.example.org", 8443) is None
    assert known.beside("chat.example.org", 8000) is None
    assert not (tmp_path / "config").exists()


def test_who_is_accepted_is_known_again(known: KnownServers, tmp_path: Path) -> None:
    known.trust(CertificateDoubt("chat.example.org", 8443, ONE, plain_port=8000))
    known.trust(CertificateDoubt("2001:db8::1", 9443, OTHER))
    known.remember(KnownServer("vouched.example", 443, "", "2026-01-02"))
    again = KnownServers(tmp_path / "config" / FILE_NAME)
    server = again.at("chat.example.org", 8443)
    assert server == KnownServer("chat.example.org", 8443, ONE, today(), 8000)
    assert again.beside("chat.example.org", 8000) == server
    assert again.at("chat.example.org", 8000) is None
    assert again.at("2001:db8::1", 9443) == KnownServer("2001:db8::1", 9443, OTHER, today())
    assert again.at("vouched.example", 443) == KnownServer("vouched.example", 443, "", "2026-01-02")
    text = (tmp_path / "config" / FILE_NAME).read_text()
    assert written_fingerprint(ONE) in text
    assert '["chat.example.org:8443"]' in text
    assert '["[2001:db8::1]:9443"]' in text
    assert [path.name for path in (tmp_path / "config").iterdir()] == [FILE_NAME]


def test_a_server_without_encryption_is_no_server_with_a_certificate(known: KnownServers, tmp_path: Path) -> None:
    known.trust(CertificateDoubt("a.example", 8000, ""))
    known.trust(CertificateDoubt("b.example", 8443, ONE))
    assert "unencrypted = true" in (tmp_path / "config" / FILE_NAME).read_text()
    assert known.is_accepted_unencrypted("a.example", 8000)
    assert not known.is_accepted_unencrypted("a.example", 8001)
    assert not known.is_accepted_unencrypted("b.example", 8443)
    assert known.at("a.example", 8000) is None
    assert known.beside("a.example", 8000) is None
    # By now it has a certificate.
    known.trust(CertificateDoubt("a.example", 8443, ONE, plain_port=8000))
    assert not known.is_accepted_unencrypted("a.example", 8000)


def test_a_new_certificate_takes_the_place_of_the_old_one(known: KnownServers) -> None:
    known.trust(CertificateDoubt("a.example", 8443, ONE))
    known.trust(CertificateDoubt("b.example", 8443, ONE))
    known.trust(CertificateDoubt("a.example", 8443, OTHER))
    before, untouched = known.at("a.example", 8443), known.at("b.example", 8443)
    assert before is not None
    assert untouched is not None
    assert (before.fingerprint, untouched.fingerprint) == (OTHER, ONE)
    known.remember(KnownServer("a.example", 9000, OTHER), instead_of=before)
    assert known.at("a.example", 8443) is None
    assert known.at("a.example", 9000) is not None


@pytest.mark.parametrize(
    "text",
    [
        "what?",
        "\x00",
        f'["a.example:8443"]\nsha256 = "{ONE[:-1]}"',
        '["a.example:8443"]\nsha256 = 5',
        '["a.example:8443"]\nsince = "2026-01-01"',
        '["a.example:8443"]\nvouched_for = "yes"',
        '["a.example"]\nvouched_for = true',
        '[":8443"]\nvouched_for = true',
        '["a.example:x"]\nvouched_for = true',
        '"a.example:8443" = "trust me"',
        f'["a.example:8443"]\nsha256 = "{ONE}"\nplain_port = "x"',
    ],
)
def test_a_damaged_file_makes_nobody_trusted(known: KnownServers, tmp_path: Path, text: str) -> None:
    path = tmp_path / "config" / FILE_NAME
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(KnownServersError, match=FILE_NAME):
        known.at("b.example", 8443)
    with pytest.raises(KnownServersError, match="damaged"):
        known.trust(CertificateDoubt("b.example", 8443, OTHER))
    # What somebody may still want to mend is not written over.
    assert path.read_text() == text


def test_bytes_that_are_no_text(known: KnownServers, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / FILE_NAME).write_bytes(b"\xff\xfe")
    with pytest.raises(KnownServersError, match="damaged"):
        known.at("a.example", 8443)


def test_a_file_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(KnownServersError, match="cannot be read"):
        KnownServers(tmp_path / FILE_NAME).at("a.example", 8443)
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownServersError, match="cannot be"):
        KnownServers(tmp_path / "file" / FILE_NAME).trust(CertificateDoubt("a.example", 8443, ONE))
