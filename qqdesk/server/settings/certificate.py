"""The server's certificate: a self-made one, or the operator's."""

import logging
import os
import ssl
from datetime import datetime
from pathlib import Path

from qqdesk.atomic_file import sync_folder
from qqdesk.protocol.fingerprint import fingerprint_of, written_fingerprint
from qqdesk.server.errors import CertificateError
from qqdesk.server.storage import durable_files

logger = logging.getLogger(__name__)

CERTIFICATE_FILE = "tls-cert.pem"
KEY_FILE = "tls-key.pem"
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_OTHERS = 0o077
_REMEDY = (
    "Put both back from a backup. Without one, remove both, and the server makes new ones; users who have signed in "
    "before are then warned that the server's certificate has changed."
)

_FileStates = tuple[tuple[int, int, int], ...]


class ServerCertificate:
    """A loaded certificate with its TLS context. `fingerprint` is 64 hex digits."""

    def __init__(self, certificate: Path, key: Path | None) -> None:
        """Load the files. Without `key`, the certificate's file also contains the key. Raises CertificateError."""
        self._files = [certificate] if key is None else [certificate, key]
        self.context = _new_context()
        self._refused: _FileStates = ()
        self._states = self._file_states()
        self.fingerprint = self._load(self.context)
        self._names: tuple[str, ...] | None = None

    @property
    def written(self) -> str:
        """The fingerprint in the form that people compare."""
        return written_fingerprint(self.fingerprint)

    @property
    def names(self) -> tuple[str, ...]:
        """The host names in the certificate. A leading `*.` stands for one label."""
        if self._names is None:
            # Imported on demand: the library takes long to load.
            from qqdesk.server.settings.x509_certificate import host_names

            self._names = host_names(self._certificate)
        return self._names

    def validity(self) -> tuple[datetime, datetime] | None:
        """Return the begin and end in UTC; None if they cannot be read. The first call takes long: use a thread."""
        from qqdesk.server.settings.x509_certificate import validity

        return validity(self._certificate)

    def reload_if_changed(self) -> bool:
        """Reload the files if they have changed; return whether they have. Existing connections continue.

        Unusable files change nothing, because one of the two may not be written yet. If they stay unusable, a warning
        is logged.
        """
        try:
            states = self._file_states()
            if states == self._states:
                return False
            # Try a new context first: a failed load would leave the real one with half of the pair.
            self._load(_new_context())
            fingerprint = self._load(self.context)
        except CertificateError as error:
            states = self._file_states_or_none()
            if states == self._refused:
                self._states = states
                logger.warning("The renewed certificate was not taken up: %s", error)
            self._refused = states
            return False
        self._states, self.fingerprint, self._names = states, fingerprint, None
        logger.info("The certificate was renewed: fingerprint SHA-256 %s", self.written)
        return True

    def _file_states(self) -> _FileStates:
        try:
            return tuple((status.st_mtime_ns, status.st_size, status.st_ino) for status in map(os.stat, self._files))
        except OSError as error:
            raise CertificateError(f"The file {error.filename} cannot be read: {error.strerror}.") from None

    def _file_states_or_none(self) -> _FileStates:
        try:
            return self._file_states()
        except CertificateError:
            return ((0, 0, 0),)

    def _load(self, context: ssl.SSLContext) -> str:
        certificate, key = self._files[0], self._files[-1]
        try:
            first = _first_certificate(certificate.read_text("ascii", "replace"))
            context.load_cert_chain(certificate, key, password=_no_password)
        except ssl.SSLError as error:
            if error.reason in ("KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH"):
                sentence = f"The key in {key} does not belong to the certificate in {certificate}."
            else:
                sentence = f"The files {certificate} and {key} do not contain a certificate (PEM) with its key."
            raise CertificateError(sentence) from None
        except OSError as error:
            raise CertificateError(f"The file {error.filename or key} cannot be read: {error.strerror}.") from None
        except _EncryptedKeyError:
            raise CertificateError(
                f"The key in {key} is encrypted, and the server cannot ask for its password at each start. "
                f"Write the key to a file without a password, for example: openssl pkey -in {key} -out plain-key.pem"
            ) from None
        except ValueError:
            raise CertificateError(f"There is no certificate (PEM) in {certificate}.") from None
        self._certificate = first
        return fingerprint_of(first)


def certificate_for(folder: Path, certificate: str = "", key: str = "") -> ServerCertificate:
    """Return the configured certificate, else the server's own, which is created at the first start.

    Raises CertificateError if files are missing or unusable. It never replaces a certificate silently, because clients
    would reject the new one.
    """
    if certificate:
        return ServerCertificate(Path(certificate), Path(key) if key else None)
    if key:
        raise CertificateError(f"There is a key ({key}), but no certificate: name its file, too (--cert FILE).")
    certificate_path, key_path = folder / CERTIFICATE_FILE, folder / KEY_FILE
    there = [path for path in (certificate_path, key_path) if path.exists()]
    if not there:
        _make(certificate_path, key_path)
    elif len(there) == 1:
        missing = key_path if there == [certificate_path] else certificate_path
        raise CertificateError(f"The file {missing} is missing, which belongs to {there[0]}. {_REMEDY}")
    _restrict_to_owner(key_path)
    try:
        return ServerCertificate(certificate_path, key_path)
    except CertificateError as error:
        raise CertificateError(f"{error} {_REMEDY}") from None


def own_fingerprint(folder: Path) -> str:
    """Return the fingerprint of the server's own certificate; "" if there is none yet, or it cannot be read."""
    try:
        return fingerprint_of(_first_certificate((folder / CERTIFICATE_FILE).read_text("ascii", "replace")))
    except (OSError, ValueError):
        return ""


def _make(certificate_path: Path, key_path: Path) -> None:
    # Imported on demand, see there.
    from qqdesk.server.settings.x509_certificate import make_certificate

    certificate, key = make_certificate()
    try:
        # Rename only after both files are on disk.
        for path, data in ((key_path, key), (certificate_path, certificate)):
            durable_files.write_new(_temporary(path), data)
        for path in (key_path, certificate_path):
            _temporary(path).replace(path)
        sync_folder(key_path.parent)
    except OSError as error:
        raise CertificateError(f"The server's certificate cannot be written: {error.strerror}.") from None


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _restrict_to_owner(path: Path) -> None:
    """Make the key readable by its owner only; a restored copy may have other permissions."""
    try:
        if os.name == "posix" and path.stat().st_mode & _OTHERS:
            path.chmod(0o600)
            logger.warning("Others on this computer could read %s; now they cannot.", path)
    except OSError as error:
        logger.warning("Others on this computer may read %s: %s", path, error.strerror)


def _new_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    return context


class _EncryptedKeyError(Exception):
    pass


def _no_password() -> str:
    # Without a callback OpenSSL prompts on the terminal, and a service hangs.
    raise _EncryptedKeyError


def _first_certificate(text: str) -> bytes:
    """Return the server's own certificate (DER), which is the first of the chain. Raises ValueError."""
    begin = text.index(_BEGIN)
    end = text.index(_END, begin) + len(_END)
    return ssl.PEM_cert_to_DER_cert(text[begin:end])
