"""The contract of both lanes against a real SMTP server, and what only our own lane can promise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend as MemoryBackend
from django.core.mail.backends.smtp import EmailBackend

from accounts.post.backend_lane import BackendLane
from accounts.post.faults import Fault, Receipt
from accounts.post.lane import Lane, open_lane
from accounts.post.mail import Mail
from accounts.post.smtp_lane import SmtpLane
from tests.accounts.post.rude import rude
from tests.accounts.post.test_mail import MAIL
from tests.servers import HOST, MailServer, free_port

MAKERS: dict[str, Callable[[Callable[[], EmailBackend]], Lane]] = {
    "smtp": SmtpLane,
    "django": lambda make_backend: BackendLane(make_backend()),
}


LaneTo = Callable[..., Lane]


@pytest.fixture
def lane_to() -> Iterator[LaneTo]:
    """Open lanes to a port; they are closed when the test ends."""
    with ExitStack() as stack:

        def to_port(port: int, maker: str = "smtp", *, timeout: float = 2, **settings: Any) -> Lane:
            lane = MAKERS[maker](lambda: EmailBackend(host=HOST, port=port, timeout=timeout, **settings))
            stack.callback(lane.close)
            return lane

        yield to_port


@pytest.fixture(params=list(MAKERS))
def lane(request: pytest.FixtureRequest, mail_server: MailServer, lane_to: LaneTo) -> Lane:
    """Each lane, on the recording server."""
    return lane_to(mail_server.port, request.param)


def carried(lane: Lane, *mails: Mail, go_on: Callable[[], bool] = lambda: True) -> list[Receipt | None]:
    return list(lane.carry((lane.prepare(mail) for mail in mails), go_on=go_on))


def send(lane: Lane, mail: Mail) -> Receipt:
    (receipt,) = carried(lane, mail)
    assert receipt is not None
    return receipt


def to(address: str) -> Mail:
    return replace(MAIL, to=address, message_id=f"<{address}>")


# --- the contract -------------------------------------------------------------------------------------------------


def test_accepted_mail_arrives_as_it_was_composed(lane: Lane, mail_server: MailServer) -> None:
    receipt = send(lane, MAIL)

    assert receipt.fault is None
    (message,) = mail_server.to(MAIL.to)
    assert message["Message-ID"] == MAIL.message_id
    assert message["Subject"] == MAIL.subject
    assert message.get_body(("plain",)).get_content().splitlines() == MAIL.text.splitlines()  # type: ignore[union-attr]
    assert mail_server.envelopes[0].mail_from == MAIL.sender
    assert mail_server.envelopes[0].rcpt_tos == [MAIL.to]


REFUSALS = {
    "greylisted": ("RCPT", "451 4.7.1 later", Fault.TEMPORARY, 451),
    "unknown": ("RCPT", "550 5.1.1 unknown", Fault.DEAD_ADDRESS, 550),
    "blocked": ("RCPT", "550 5.7.1 blocked", Fault.RECIPIENT_REFUSED, 550),
    "sender": ("MAIL", "550 5.7.1 not you", Fault.SENDER_REFUSED, 550),
    "sender later": ("MAIL", "451 4.3.0 later", Fault.TEMPORARY, 451),
    "content": ("DATA", "554 5.6.0 no", Fault.CONTENT_REFUSED, 554),
    "content later": ("DATA", "452 4.3.1 full", Fault.TEMPORARY, 452),
}


@pytest.mark.parametrize(("stage", "reply", "fault", "code"), REFUSALS.values(), ids=REFUSALS)
def test_refusal_is_told_exactly_and_the_next_mail_goes(
    lane: Lane, mail_server: MailServer, stage: str, reply: str, fault: Fault, code: int
) -> None:
    mail_server.answer = lambda at, envelope: reply if at == stage and not mail_server.messages else None

    refused = send(lane, to("anna@example.org"))
    mail_server.answer = lambda at, envelope: None
    accepted = send(lane, to("ben@example.org"))

    assert (refused.fault, refused.smtp_code, refused.enhanced) == (fault, code, reply.split()[1])
    assert accepted.fault is None
    assert [message["Message-ID"] for message in mail_server.messages] == ["<ben@example.org>"]


@pytest.mark.parametrize("maker", MAKERS)
def test_nobody_listening_is_no_connection(lane_to: LaneTo, maker: str) -> None:
    assert send(lane_to(free_port(), maker), MAIL) == Receipt(Fault.NO_CONNECTION)


def test_mail_that_cannot_be_written_down_is_raised_and_the_next_one_goes(
    lane: Lane, mail_server: MailServer
) -> None:
    with pytest.raises(ValueError, match="address"):
        send(lane, to("ännä @ nowhere"))

    assert send(lane, MAIL).fault is None


# --- a server that misbehaves -------------------------------------------------------------------------------------


@pytest.mark.parametrize("closes", [True, False], ids=["hangs up", "falls silent"])
@pytest.mark.parametrize("maker", MAKERS)
def test_no_reply_after_the_body_means_it_may_have_arrived(lane_to: LaneTo, maker: str, closes: bool) -> None:
    with rude(at="DATA", closes=closes) as server:
        lane = lane_to(server.port, maker, timeout=0.5)

        unsure, sure = send(lane, to("anna@example.org")), send(lane, to("ben@example.org"))
        lane.close()

    assert (unsure.fault, sure.fault) == (Fault.NO_REPLY, None)


def test_connection_lost_before_the_body_is_tried_again_at_once_on_a_new_one(lane_to: LaneTo) -> None:
    with rude(at="RCPT", times=0) as server:
        lane = lane_to(server.port)
        first = send(lane, to("anna@example.org"))
        server.times = 1
        second = send(lane, to("ben@example.org"))
        lane.close()

    assert (first.fault, second.fault) == (None, None)
    assert server.connections == 2
    assert [message["Message-ID"] for message in server.messages] == [
        "<anna@example.org>",
        "<ben@example.org>",
    ]


def test_connection_is_kept_from_mail_to_mail(lane_to: LaneTo) -> None:
    with rude() as server:
        lane = lane_to(server.port)
        for number in range(5):
            send(lane, to(f"reader{number}@example.org"))
        lane.close()

    assert (server.connections, len(server.messages)) == (1, 5)


def test_421_is_answered_with_a_new_connection(lane_to: LaneTo, mail_server: MailServer) -> None:
    lane = lane_to(mail_server.port)
    send(lane, to("anna@example.org"))
    replies = iter(["421 4.3.2 closing"])
    mail_server.answer = lambda stage, envelope: next(replies, None) if stage == "MAIL" else None

    assert send(lane, to("ben@example.org")).fault is None
    assert len(mail_server.messages) == 2


@pytest.mark.parametrize("maker", MAKERS)
def test_relay_that_is_down_is_asked_once_and_the_other_mails_are_not_begun(
    lane_to: LaneTo, monkeypatch: pytest.MonkeyPatch, maker: str
) -> None:
    opened: list[int] = []
    monkeypatch.setattr(EmailBackend, "open", _counting(EmailBackend.open, opened))
    lane = lane_to(free_port(), maker)

    receipts = carried(lane, *(to(f"reader{number}@example.org") for number in range(10)))

    assert receipts == [Receipt(Fault.NO_CONNECTION), *[None] * 9]
    assert len(opened) == 1


def _counting(real: Any, calls: list[int]) -> Any:
    def counted(self: EmailBackend) -> Any:
        calls.append(1)
        return real(self)

    return counted


def test_relay_that_is_back_takes_the_next_mails(mail_server: MailServer) -> None:
    backend = EmailBackend(host=HOST, port=free_port(), timeout=2)
    lane = SmtpLane(lambda: backend)
    assert send(lane, MAIL).fault == Fault.NO_CONNECTION

    backend.port = mail_server.port

    assert send(lane, MAIL).fault is None
    lane.close()


def test_asked_to_stop_a_lane_begins_no_other_mail(lane: Lane, mail_server: MailServer) -> None:
    mails = [to(f"reader{number}@example.org") for number in range(5)]

    receipts = carried(lane, *mails, go_on=lambda: len(mail_server.messages) < 2)
    after = send(lane, MAIL)

    assert [receipt is not None for receipt in receipts] == [True, True, False, False, False]
    assert after.fault is None
    assert len(mail_server.messages) == 3


def test_refused_log_in_is_said(lane_to: LaneTo) -> None:
    with rude(authenticator=lambda *given: AuthResult(success=False, handled=False)) as server:
        lane = lane_to(server.port, username="handins", password="wrong")

        assert send(lane, MAIL) == Receipt(Fault.LOG_IN, 535)


def test_domain_with_letters_of_its_own_goes_in_ascii(lane_to: LaneTo, mail_server: MailServer) -> None:
    assert send(lane_to(mail_server.port), to("anna@zürich.example")).fault is None

    assert mail_server.envelopes[0].rcpt_tos == ["anna@xn--zrich-kva.example"]


# --- other backends -----------------------------------------------------------------------------------------------


def test_memory_backend_takes_the_same_mail() -> None:
    assert send(BackendLane(MemoryBackend()), MAIL).fault is None

    (message,) = django_mail.outbox
    assert (message.subject, message.to) == (MAIL.subject, [MAIL.to])


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (TimeoutError(), Fault.NO_REPLY),
        (ConnectionRefusedError(), Fault.NO_CONNECTION),
        (RuntimeError("provider says 429"), Fault.TEMPORARY),
    ],
)
def test_whatever_a_backend_raises_becomes_a_receipt(error: Exception, fault: Fault) -> None:
    class Failing(MemoryBackend):
        def send_messages(self, messages: Any) -> int:
            raise error

    assert send(BackendLane(Failing()), MAIL).fault == fault


@pytest.mark.parametrize(
    ("backend", "kind"),
    [
        ("django.core.mail.backends.smtp.EmailBackend", SmtpLane),
        ("django.core.mail.backends.locmem.EmailBackend", BackendLane),
        ("handins.mailbox.FileBackend", BackendLane),
    ],
)
def test_lane_fits_the_backend(settings: Any, backend: str, kind: type) -> None:
    settings.EMAIL_BACKEND = backend

    assert type(open_lane()) is kind
