"""What a server answers, and why there is no answer."""

from dataclasses import dataclass
from datetime import datetime
from email.message import Message


class FetchError(Exception):
    """An address cannot be fetched; the message is shown to the archivist.

    is_temporary: whether it may work later; wait: in how many seconds, if the server said so.
    """

    def __init__(self, reason: str, *, is_temporary: bool = False, wait: float = 0) -> None:
        super().__init__(reason)
        self.is_temporary = is_temporary
        self.wait = wait


class HostError(FetchError):
    """No address of the host can be fetched."""


@dataclass(frozen=True, slots=True)
class Limits:
    """seconds: for a whole request; bytes: of a body, compressed or not; redirects: in a row."""

    seconds: float = 60
    bytes: int = 20_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. url: the address after redirects; body: decompressed; fetched_at: when it came."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime

    def header(self, name: str) -> str:
        """Return the first header of that name, or ""."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), "")

    @property
    def media_type(self) -> str:
        """The media type without parameters, or "" if there is none."""
        return media_type(self.header("Content-Type"))

    @property
    def charset(self) -> str:
        """The charset in the Content-Type, or ""."""
        message = Message()
        message["content-type"] = self.header("Content-Type")
        charset = message.get_param("charset", "")
        return charset if isinstance(charset, str) else ""

    @property
    def http_headers(self) -> str:
        """The status line and headers, one on a line, as captures keep them."""
        status = f"HTTP/1.1 {self.status} {self.reason}".rstrip()
        lines = [status, *(f"{name}: {value}" for name, value in self.headers)]
        return "\n".join(lines).replace("\0", "")


def media_type(content_type: str) -> str:
    """Return the media type in a Content-Type header, in lower case."""
    return content_type.partition(";")[0].strip().lower()
