"""Make and read X.509 certificates. A separate module, because its library takes long to load."""

import datetime
import ipaddress
import logging
import socket

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

logger = logging.getLogger(__name__)

_YEARS = 20
"""Long, because clients remember the certificate itself and would reject a renewed one."""
_MAX_NAME_CHARS = 63


def make_certificate() -> tuple[bytes, bytes]:
    """Return a new self-signed certificate and its key, both as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _host_name()
    names: list[x509.GeneralName] = [x509.DNSName(one) for one in dict.fromkeys((name, "localhost"))]
    names += [x509.IPAddress(ipaddress.ip_address(one)) for one in ("127.0.0.1", "::1")]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    # Valid since yesterday, so that clocks may differ by a day.
    begin = datetime.datetime.now(datetime.UTC).replace(microsecond=0) - datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


def _host_name() -> str:
    """Return the computer's name, or localhost if a certificate cannot contain it."""
    name = socket.gethostname().strip(".").lower()
    fits = name.isascii() and name.replace("-", "").replace(".", "").isalnum()
    return name if fits and len(name) <= _MAX_NAME_CHARS else "localhost"


def host_names(certificate: bytes) -> tuple[str, ...]:
    """Return the DNS names in a certificate (DER)."""
    try:
        extensions = x509.load_der_x509_certificate(certificate).extensions
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    except ValueError as error:
        logger.warning("The host names in the server's certificate cannot be read: %s", error)
        return ()
    return tuple(names.get_values_for_type(x509.DNSName))


def validity(certificate: bytes) -> tuple[datetime.datetime, datetime.datetime] | None:
    """Return the begin and end of the validity of a certificate (DER) in UTC; None if it cannot be read."""
    try:
        found = x509.load_der_x509_certificate(certificate)
    except ValueError:
        return None
    return found.not_valid_before_utc, found.not_valid_after_utc
