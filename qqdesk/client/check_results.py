"""The steps and results of the connection check, with their English texts."""

from dataclasses import dataclass, field
from enum import Enum, unique


def tr(text: str) -> str:
    """Mark a text for the translation, which the window looks up."""
    return text


class Step(Enum):
    """The steps in their order."""

    PROXY = tr("Proxy")
    NAME = tr("Name of the server")
    PORT = tr("Port")
    SERVER = tr("Server")
    TLS = tr("Encryption and certificate")
    SIGN_IN = tr("Signing in")
    POLL = tr("Waiting for messages")
    CLOCK = tr("Clock")
    OWN_PLACE = tr("Your place on this computer")


class Verdict(Enum):
    GOOD = tr("Good")
    NOTE = tr("Note")
    """It works, with a remark for the user."""
    BAD = tr("Wrong")
    SKIPPED = tr("Not tried")


GOOD, NOTE, BAD, SKIPPED = Verdict
_ASK_OPERATOR = tr("Try again. If that does not help, ask the server's operator.")
_SET_CLOCK = tr("Set the clock of this computer, best by the network.")


@unique
class Cause(Enum):
    """The result of a step: its verdict, a sentence, and advice if the user can do something."""

    def __init__(self, verdict: Verdict, sentence: str, advice: str = "") -> None:
        self.verdict, self.sentence, self.advice = verdict, sentence, advice

    PROXY_ANSWERS = GOOD, tr("{proxy} answers.")
    PROXY_SILENT = BAD, tr("{proxy} cannot be reached: {detail}."), tr("Compare address and port in the settings.")
    PROXY_REFUSES = BAD, tr("The proxy refuses. {detail}."), tr("Compare user name and password in the settings.")
    BAD_ADDRESS = (
        BAD,
        tr("The address is missing or invalid."),
        tr("Type one such as chat.example.org or 192.168.1.5:8000."),
    )
    NAME_IS_ADDRESS = GOOD, tr("{host} is an address itself: no name to look up.")
    NAME_FOUND = GOOD, tr("{host} is {found}.")
    NAME_UNKNOWN = BAD, tr("The name {host} is unknown."), tr("Check the spelling, or ask for the address.")
    NAME_UNANSWERED = (
        BAD,
        tr("The look-up of {host} got no answer."),
        tr("Check this computer's network, then try again."),
    )
    BY_PROXY = SKIPPED, tr("The proxy {proxy} does this.")
    PORT_OPEN = GOOD, tr("A program listens at {ports}, {ms} ms away.")
    PORT_REFUSED = (
        BAD,
        tr("The computer is there, but no program listens at {ports}."),
        tr("Ask whether the server runs, and at which port."),
    )
    PORT_SILENT = BAD, tr("Port {ports} does not answer."), tr("A firewall may block it, or the computer is off.")
    NO_ROUTE = BAD, tr("There is no way to it: {detail}."), tr("Check this computer's network: cable, Wi-Fi, VPN.")
    SERVER_ANSWERS = GOOD, tr("{name} answers within {ms} ms.")
    SERVER_OLD = GOOD, tr("A server of the classic kind answers within {ms} ms.")
    SERVER_NAMED = GOOD, tr("{name} answers.")
    SERVER_UNASKED = SKIPPED, tr("Not asked, because the encryption fails.")
    SERVER_SILENT = BAD, tr("It does not answer in time."), _ASK_OPERATOR
    SERVER_FAILED = BAD, tr("It does not answer. {detail}."), _ASK_OPERATOR
    NOT_A_SERVER = BAD, tr("Another kind of server answers. {detail}."), tr("Compare address and port.")
    TLS_VOUCHED = GOOD, tr("Encrypted, with a certificate that an authority vouches for.")
    TLS_ACCEPTED = GOOD, tr("Encrypted, with the certificate that was accepted here before.")
    TLS_UNKNOWN = (
        BAD,
        tr("Encrypted, with a certificate that was not accepted here yet."),
        tr("Sign in, and compare the fingerprint with the server's operator."),
    )
    TLS_CHANGED = (
        BAD,
        tr("The certificate has changed."),
        tr("Ask the server's operator before you accept the new one."),
    )
    TLS_REFUSED = (
        BAD,
        tr("A safe connection is not possible. {detail}."),
        tr("Compare the port: for encryption it is mostly 8443."),
    )
    TLS_LOST = (
        BAD,
        tr("The server had encryption before, and offers none now."),
        tr("Do not sign in until the server's operator says why."),
    )
    TLS_NONE = (
        NOTE,
        tr("Not encrypted: others in the network can read messages."),
        tr("In a network that is not yours, ask the server's operator for encryption."),
    )
    TLS_HERE = GOOD, tr("The server is on this computer: no one else can read along.")
    SIGNED_IN = GOOD, tr("Number {number} is signed in.")
    PASSWORD_REFUSED = BAD, tr("The server says: {reason}"), tr("Type the password again, and check Caps Lock.")
    SIGN_IN_FAILED = BAD, tr("It did not work. {detail}."), _ASK_OPERATOR
    NO_PASSWORD = SKIPPED, tr("Not tried: number and password are not filled in.")
    PASSWORD_RIGHT = GOOD, tr("Number {number} can sign in with this password.")
    WOULD_SIGN_OUT = SKIPPED, tr("Not tried: on this server it would sign you out elsewhere.")
    POLL_WORKS = GOOD, tr("The server answers a request for messages after {ms} ms.")
    POLL_CUT = (
        BAD,
        tr("The connection breaks while it waits. {detail}."),
        tr("A proxy or a firewall ends waiting connections: ask the network's operator."),
    )
    POLL_NOT_TRIED = SKIPPED, tr("Not tried: on this server, messages would be lost.")
    POLL_UNSIGNED = SKIPPED, tr("Not tried: this needs you to be signed in.")
    CLOCK_RIGHT = GOOD, tr("Both clocks show the same time.")
    CLOCK_AHEAD = BAD, tr("This computer's clock is {minutes} min ahead of the server's."), _SET_CLOCK
    CLOCK_BEHIND = BAD, tr("This computer's clock is {minutes} min behind the server's."), _SET_CLOCK
    CLOCK_UNKNOWN = SKIPPED, tr("This server does not give its time.")
    NOT_REACHED = SKIPPED, tr("Not tried, because of the above.")
    OWN_REACHED = GOOD, tr("The server reached port {ports} of this computer. Addresses: {addresses}.")
    OWN_SHUT = (
        BAD,
        tr("The server could not reach port {ports} of this computer. Addresses: {addresses}."),
        tr("Allow port {ports} in the firewall of this computer."),
    )
    OWN_UNTESTED = NOTE, tr("Only another computer can test it. Addresses: {addresses}.")
    OWN_VISITED = GOOD, tr("Other computers reach it. Addresses: {addresses}.")
    OWN_UNVISITED = (
        NOTE,
        tr("No other computer has reached it since it started. Addresses: {addresses}."),
        tr("If others cannot connect, allow port {ports} in the firewall of this computer."),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one step. `facts` fill the braces of its texts, and contain no password."""

    step: Step
    cause: Cause
    facts: dict[str, str] = field(default_factory=dict)
