"""Mails written once and filled for each reader. Filling one costs a thousandth of writing it; the bytes are the same.

A pattern is made from a mail the standard library wrote, in which unguessable marks stand for what is personal. It is
believed only after it gave, byte for byte, what the standard library writes for a real reader.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from accounts.post.mail import Mail, Message, message_bytes

_BOUNDARY = re.compile(rb'boundary="(=+\d+=+)"')
_PLAIN_ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9_-]|[.+](?=[a-z0-9_-])){0,40}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
LONGEST_ADDRESS = 64
"""A longer one may be folded in its header, depending on its length."""
MOST_PATTERNS = 500
"""At some 10 kB each: 5 MB in a sender."""


def is_plain(address: str) -> bool:
    """Say whether an address stands in a header as it is: no quoting, no letters beyond ASCII, never folded."""
    return len(address) <= LONGEST_ADDRESS and _PLAIN_ADDRESS.fullmatch(address) is not None


def mark(length: int = 24) -> str:
    """Return a text of letters and digits that nobody can guess, so that it stands nowhere by chance or design."""
    return secrets.token_hex(length)[:length]


class Pattern:
    """The bytes of a mail with blanks in it."""

    def __init__(self, content: bytes, blanks: Mapping[str, bytes]) -> None:
        """Cut `content` at the marks: {name of the blank: the mark that stands for it}; some may stand nowhere."""
        self._pieces: list[bytes] = []
        self._blanks: list[tuple[int, str]] = []
        begin = 0
        for place, name in sorted(_places(content, blanks)):
            self._pieces += [content[begin:place], b""]
            self._blanks.append((len(self._pieces) - 1, name))
            begin = place + len(blanks[name])
        self._pieces.append(content[begin:])

    def fill(self, values: Mapping[str, bytes]) -> bytes:
        """Return the mail of one reader. Raises KeyError when a value is missing."""
        pieces = self._pieces.copy()
        for place, name in self._blanks:
            pieces[place] = values[name]
        return b"".join(pieces)


def _places(content: bytes, blanks: Mapping[str, bytes]) -> Iterator[tuple[int, str]]:
    """Yield where each mark stands. By hand: to compile a regular expression takes longer than all of this."""
    for name, text in blanks.items():
        place = content.find(text)
        while place >= 0:
            yield place, name
            place = content.find(text, place + len(text))


Kind = TypeVar("Kind", bound=Pattern)


@dataclass(frozen=True, slots=True)
class Filled:
    """A mail from a pattern. `write` is the long way to the same mail, for backends that want its parts."""

    sender: str
    to: str
    message_id: str
    filled: bytes
    write: Callable[[], Mail]

    def content(self) -> bytes:
        """Return the bytes with the line ends of RFC 5321."""
        return self.filled

    def message(self) -> Message:
        """Return the mail as Django's backends take it."""
        return self.write().message()


def same_bytes(filled: bytes, mail: Mail) -> bool:
    """Say whether `filled` is what the standard library writes for `mail`, whichever boundary either has drawn."""
    written = message_bytes(mail.message())
    ours, theirs = _BOUNDARY.search(filled), _BOUNDARY.search(written)
    if ours is None or theirs is None:
        return filled == written
    return filled == written.replace(theirs[1], ours[1])


class Patterns(Generic[Kind]):
    """The patterns of one process, by what they depend on; None: this one has to be written each time.

    The least recently used goes when there are too many.
    """

    def __init__(self, most: int = MOST_PATTERNS) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, Kind | None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def clear(self) -> None:
        """Forget them all."""
        self._known.clear()

    def get(self, key: Hashable, make: Callable[[], Kind | None]) -> Kind | None:
        """Return the pattern for `key`, made now if it is not known."""
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        pattern = self._known[key] = make()
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return pattern
