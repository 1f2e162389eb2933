"""A lane on SMTP: mails one after the other, over more than one connection only where the server is far away."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from smtplib import SMTPException

from django.core.mail.backends.smtp import EmailBackend

from accounts.post.faults import Receipt
from accounts.post.mail import Sendable
from accounts.post.strand import Strand
from accounts.post.wire import Parcel, parcel_of

NEAR = 0.004
"""Seconds of waiting for a reply up to which one connection is as good as several. Farther servers take longer, and so
do those that look at each mail, or store it on a slow disk, before they answer."""


class SmtpLane:
    """Keeps one mail under way on each connection: that many may be repeated when the process is killed, not more."""

    def __init__(self, make_backend: Callable[[], EmailBackend], *, most: int = 1) -> None:
        """`most`: connections to a server that is far away."""
        self._make_backend, self._most = make_backend, most
        self._strands = [Strand(make_backend())]
        self._is_measured = False

    def prepare(self, mail: Sendable) -> Parcel:
        """Write a mail down. Whatever it raises is this mail's fault."""
        return parcel_of(mail)

    def carry(self, parcels: Iterable[Parcel], *, go_on: Callable[[], bool]) -> Iterator[Receipt | None]:
        """Send mails and yield a receipt for each, in their order; see `accounts.post.lane.Lane`."""
        coming, ahead, under_way = iter(parcels), deque[Parcel](), deque[Strand]()
        is_over, turn = False, 0
        while True:
            # One more than there are connections: it is composed while the server digests what it has.
            while len(ahead) <= len(self._strands) and (parcel := next(coming, None)):
                ahead.append(parcel)
            if under_way and (is_over or not ahead or len(under_way) == len(self._strands)):
                receipt = under_way.popleft().confirm()
                is_over = is_over or receipt.is_of_relay
                yield receipt
            elif not ahead:
                return
            elif is_over:
                ahead.popleft()
                yield None
            elif go_on():
                turn = self._begin(ahead, under_way, turn)
            else:
                is_over = True

    def _begin(self, ahead: deque[Parcel], under_way: deque[Strand], turn: int) -> int:
        """Hand over the next mail on the next connection; return whose turn it is then."""
        if not self._is_measured and self._strands[0].delay is not None:
            self._open_more(is_far=self._strands[0].delay > NEAR)
        strand, parcel, others = self._strands[turn], ahead.popleft(), len(self._strands) - 1
        is_followed = self._is_measured and len(ahead) > others
        strand.hand_over(parcel, ahead[others] if is_followed else None)
        under_way.append(strand)
        return (turn + 1) % len(self._strands)

    def _open_more(self, *, is_far: bool) -> None:
        """Open more connections to a server that takes long to answer, as many as it allows."""
        self._is_measured = True
        while is_far and len(self._strands) < self._most:
            strand = Strand(self._make_backend())
            try:
                strand.open()
            except (OSError, SMTPException):
                return
            self._strands.append(strand)

    def close(self) -> None:
        """Hang up."""
        for strand in self._strands:
            strand.close()
