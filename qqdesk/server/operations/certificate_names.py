"""The host names of a certificate. A separate module, because its library takes long to load."""

import logging

from cryptography import x509

logger = logging.getLogger(__name__)


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
