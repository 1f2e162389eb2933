"""One claimed group on its way: ask again, compose, hand over, write down. What goes wrong with a row ends with it."""

from __future__ import annotations

import logging
import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from accounts.choices import MailState
from accounts.post.book import Book
from accounts.post.claim import Claim, Held
from accounts.post.faults import Fault, Receipt
from accounts.post.lane import Lane
from accounts.post.mail import Sendable
from accounts.post.relay import Heard, Watch
from accounts.post.settle import suppress
from accounts.post.states import MOST_CLAIMS, Settlement, after
from accounts.post.tables import Group, NotWanted

log = logging.getLogger(__name__)
BEAT_EVERY = 10.0
"""Seconds: over a slow relay one group may take longer than a clock may be silent."""


@dataclass
class Sending:
    """Sends the rows of `held` over `lane`, and listens to what that says of the relay.

    `sign_of_life` is called every ten seconds.
    """

    held: Claim
    lane: Lane
    book: Book
    tell: Callable[[], datetime]
    should_stop: Callable[[], bool]
    watch: Watch
    heard: Heard = field(default_factory=Heard)
    sign_of_life: Callable[[], object] = bool
    _beaten: float = field(default_factory=time.monotonic)
    _group: Group | None = None
    _in_hand: deque[tuple[Held, Sendable]] = field(default_factory=deque)
    _left: set[int] = field(default_factory=set)

    def run(self) -> list[int]:
        """Send; return the ids of rows that were not begun, for giving them back."""
        self._left = {row.id for row in self.held.rows}
        self._group = self._opened()
        for receipt in self.lane.carry(self._mails(), go_on=self._may_go_on):
            row, mail = self._in_hand.popleft()
            if receipt is not None:
                self._enter(row, self._settlement(row, mail, receipt))
        return sorted(self._left)

    def _may_go_on(self) -> bool:
        return not self.heard.trouble and self.held.is_safe and not self.should_stop()

    def _opened(self) -> Group | None:
        """Return what composes the group; None when reading it fails, so that each row is read and judged alone."""
        try:
            return self.held.table.open_group([row.id for row in self.held.rows], self.tell())
        except DatabaseError:
            raise
        except Exception:
            log.exception(
                "A group of %s cannot be read; its rows are taken one by one.", self.held.table.name
            )
            return None

    def _mails(self) -> Iterator[Any]:
        """Yield the mails of rows that are still wanted, ready for the lane; settle the others."""
        for row in self.held.rows:
            if not self._may_go_on():
                return
            found = self._composed(row)
            if isinstance(found, Settlement):
                self._enter(row, found)
            else:
                mail, prepared = found
                self._in_hand.append((row, mail))
                yield prepared

    def _composed(self, row: Held) -> Settlement | tuple[Sendable, Any]:
        now = self.tell()
        if row.expires_at <= now:
            return Settlement(MailState.MISSED, reason=Fault.EXPIRED)
        if row.attempts > MOST_CLAIMS:
            return Settlement(MailState.FAILED, reason=Fault.NOT_COMPOSED)
        try:
            group = self._group or self._opened_for(row, now)
            objection = group.still_wanted(row.id)
            if isinstance(objection, NotWanted):
                return Settlement(objection.state, reason=objection.reason, counts=False)
            if objection is not None:
                return Settlement(MailState.PENDING, next_at=objection.until, counts=False)
            mail = group.compose(row.id)
            return mail, self.lane.prepare(mail)
        except DatabaseError:
            raise
        except Exception:
            log.exception("Row %s of %s cannot be composed; it is set aside.", row.id, self.held.table.name)
            return Settlement(MailState.FAILED, reason=Fault.NOT_COMPOSED)

    def _opened_for(self, row: Held, now: datetime) -> Group:
        self.book.rest()
        return self.held.table.open_group([row.id], now)

    def _settlement(self, row: Held, mail: Sendable, receipt: Receipt) -> Settlement:
        if self.watch.see(receipt):
            self.heard.trouble = receipt.reason or Fault.TEMPORARY
        self.heard.anything = True
        if receipt.fault == Fault.DEAD_ADDRESS:
            self.book.rest()
            suppress(mail.to, reason=receipt.reason)
        jitter = random.uniform(-1, 1)  # noqa: S311 - spreads retries, protects nothing
        return after(receipt, row, message_id=mail.message_id, now=self.tell(), jitter=jitter)

    def _enter(self, row: Held, settlement: Settlement) -> None:
        self.book.enter(row.id, settlement)
        self._left.discard(row.id)
        if time.monotonic() - self._beaten >= BEAT_EVERY:
            self.book.rest()
            self.sign_of_life()
            self._beaten = time.monotonic()
