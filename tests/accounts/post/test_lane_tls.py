"""The lane over TLS, with a log-in, on a server whose certificate is checked."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.mail.backends.smtp import EmailBackend

from accounts.post.faults import Fault, Receipt
from accounts.post.smtp_lane import SmtpLane
from benchmarks.parts.receiver import Receiver, receiver
from tests.accounts.post.test_lane import carried, to

DAY = datetime.timedelta(days=1)
MAILS = [to(f"reader{number}@example.org") for number in range(4)]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that nobody has signed but itself, and its key."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), today, today + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths


@pytest.fixture
def sink(certificate: tuple[Path, Path]) -> Iterator[Receiver]:
    with receiver("--auth", "--starttls", *map(str, certificate)) as running:
        yield running


def lane_to(sink: Receiver, **settings: Any) -> SmtpLane:
    facts = {"port": sink.port, "use_tls": True, "timeout": 2, "username": "handins", "password": "x"}
    return SmtpLane(lambda: EmailBackend(host="localhost", **{**facts, **settings}))


def test_mails_go_over_tls_after_a_log_in(
    sink: Receiver, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    lane = lane_to(sink)

    receipts = carried(lane, *MAILS)
    lane.close()

    assert receipts == [Receipt(smtp_code=250)] * 4
    assert [mail.message_id for mail in sink.accepted()] == [mail.message_id for mail in MAILS]
    assert sink.tell("figures")["connections"] == 1


def test_certificate_nobody_vouches_for_is_no_connection_and_nothing_is_said(sink: Receiver) -> None:
    lane = lane_to(sink)

    assert carried(lane, MAILS[0]) == [Receipt(Fault.NO_CONNECTION)]
    assert sink.count() == 0


def test_refused_log_in_stops_the_lane(
    sink: Receiver, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    sink.rules({"at": "AUTH", "answer": "535 5.7.8 no"})

    assert carried(lane_to(sink), *MAILS[:2]) == [Receipt(Fault.LOG_IN, 535), None]
    assert sink.count() == 0


def test_connection_that_breaks_over_tls_leaves_one_mail_in_doubt(
    sink: Receiver, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    sink.rules({"at": "body", "drop": "after", "skip": 1, "times": 1})
    lane = lane_to(sink)

    receipts = carried(lane, *MAILS)
    lane.close()

    assert [receipt.fault for receipt in receipts if receipt] == [None, Fault.NO_REPLY, None, None]
    assert sink.count() == 4
