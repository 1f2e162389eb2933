"""The lane on a server that takes several commands at once, near and far, well-behaved and not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend

from accounts.post import smtp_lane
from accounts.post.faults import Fault, Receipt
from accounts.post.smtp_lane import SmtpLane
from benchmarks.parts.receiver import HOST, Receiver, receiver
from tests.accounts.post.test_lane import carried, send, to

ACCEPTED = Receipt(smtp_code=250)


@pytest.fixture(scope="module")
def running() -> Iterator[Receiver]:
    with receiver() as sink:
        yield sink


@pytest.fixture
def sink(running: Receiver) -> Receiver:
    """A server that pipelines, empty and well-behaved."""
    running.rules()
    running.tell("accept")
    running.tell("clear")
    return running


@pytest.fixture
def lane_with(sink: Receiver) -> Iterator[Callable[[int], SmtpLane]]:
    """Make a lane with at most so many connections."""
    lanes: list[SmtpLane] = []

    def make(most: int = 1) -> SmtpLane:
        lanes.append(SmtpLane(lambda: EmailBackend(host=HOST, port=sink.port, timeout=1), most=most))
        return lanes[-1]

    yield make
    for lane in lanes:
        lane.close()


def ids(sink: Receiver) -> list[str]:
    return [mail.message_id for mail in sink.accepted()]


MAILS = [to(f"reader{number}@example.org") for number in range(6)]
IDS = [mail.message_id for mail in MAILS]


@pytest.mark.parametrize("most", [1, 3])
def test_all_arrive_once_and_in_order_of_their_receipts(
    sink: Receiver, lane_with: Any, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(smtp_lane, "NEAR", -1.0)  # every server is far away
    before = sink.tell("figures")["connections"]

    receipts = carried(lane_with(most), *MAILS)

    assert receipts == [ACCEPTED] * 6
    assert sorted(ids(sink)) == IDS
    assert sink.tell("figures")["connections"] - before == most


def test_near_server_gets_one_connection(
    sink: Receiver, lane_with: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_lane, "NEAR", 60.0)
    before = sink.tell("figures")["connections"]

    carried(lane_with(4), *MAILS)

    assert sink.tell("figures")["connections"] - before == 1


def test_server_that_takes_long_over_a_body_gets_more(sink: Receiver, lane_with: Any) -> None:
    before = sink.tell("figures")["connections"]
    sink.rules({"at": "body", "wait": 0.05})

    assert carried(lane_with(3), *MAILS) == [ACCEPTED] * 6

    assert sink.tell("figures")["connections"] - before == 3
    assert sorted(ids(sink)) == IDS


REFUSALS = {
    "MAIL": ("MAIL", "451 4.3.0 later", Fault.TEMPORARY),
    "RCPT": ("RCPT", "550 5.1.1 unknown", Fault.DEAD_ADDRESS),
    "DATA": ("DATA", "452 4.3.1 full", Fault.TEMPORARY),
    "body": ("body", "554 5.6.0 no", Fault.CONTENT_REFUSED),
}


@pytest.mark.parametrize("most", [1, 2])
@pytest.mark.parametrize(("stage", "answer", "fault"), REFUSALS.values(), ids=REFUSALS)
def test_refusal_in_the_middle_is_that_mails_alone(
    sink: Receiver,
    lane_with: Any,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    answer: str,
    fault: Fault,
    most: int,
) -> None:
    monkeypatch.setattr(smtp_lane, "NEAR", -1.0)
    sink.rules({"at": stage, "answer": answer, "skip": 2, "times": 1})

    receipts = carried(lane_with(most), *MAILS)

    faults = [receipt.fault for receipt in receipts if receipt]
    assert sorted(filter(None, faults)) == [fault]
    refused = faults.index(fault)
    assert receipts[refused] == Receipt(fault, int(answer[:3]), answer.split()[1])
    assert sorted(ids(sink)) == IDS[:refused] + IDS[refused + 1 :]


def test_server_that_asks_for_the_body_of_a_refused_mail_gets_none(sink: Receiver, lane_with: Any) -> None:
    """This one refuses the sender, takes the reader and says 354: RFC 2920 lets it."""
    sink.rules({"at": "MAIL", "answer": "451 4.3.0 later", "skip": 1, "times": 1})

    receipts = carried(lane_with(), *MAILS[:3])

    assert receipts == [ACCEPTED, Receipt(Fault.TEMPORARY, 451, "4.3.0"), ACCEPTED]
    assert ids(sink) == [IDS[0], IDS[2]]


@pytest.mark.parametrize(("drop", "arrived"), [("before", IDS[:2] + IDS[3:]), ("after", IDS)])
def test_connection_lost_after_a_body_leaves_one_mail_in_doubt(
    sink: Receiver, lane_with: Any, drop: str, arrived: list[str]
) -> None:
    sink.rules({"at": "body", "drop": drop, "skip": 2, "times": 1})

    receipts = carried(lane_with(), *MAILS)

    assert receipts == [ACCEPTED, ACCEPTED, Receipt(Fault.NO_REPLY), ACCEPTED, ACCEPTED, ACCEPTED]
    assert ids(sink) == arrived


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_connection_lost_before_a_body_costs_nothing(sink: Receiver, lane_with: Any, stage: str) -> None:
    sink.rules({"at": stage, "drop": "before", "skip": 3, "times": 1})

    assert carried(lane_with(), *MAILS) == [ACCEPTED] * 6

    assert ids(sink) == IDS


def test_server_that_falls_silent_is_given_up_after_the_time_out(sink: Receiver, lane_with: Any) -> None:
    sink.rules({"at": "body", "wait": 3, "skip": 1, "times": 1})

    receipts = carried(lane_with(), *MAILS[:3])

    assert receipts == [ACCEPTED, Receipt(Fault.NO_REPLY), ACCEPTED]


def test_421_on_a_kept_connection_is_answered_with_a_new_one(sink: Receiver, lane_with: Any) -> None:
    sink.rules({"at": "MAIL", "answer": "421 4.7.0 too many mails", "skip": 2, "times": 1})

    assert carried(lane_with(), *MAILS) == [ACCEPTED] * 6

    assert ids(sink) == IDS


def test_421_on_a_new_connection_stops_the_lane(sink: Receiver, lane_with: Any) -> None:
    sink.rules({"at": "MAIL", "answer": "421 4.3.2 going down", "skip": 2})

    receipts = carried(lane_with(), *MAILS)

    assert receipts == [ACCEPTED, ACCEPTED, Receipt(Fault.TEMPORARY, 421, "4.3.2"), None, None, None]
    assert ids(sink) == IDS[:2]


def test_stopped_in_the_middle_a_lane_leaves_no_half_mail_and_can_go_on(
    sink: Receiver, lane_with: Any
) -> None:
    lane = lane_with()
    answers = iter([True, True, False])

    receipts = carried(lane, *MAILS[:4], go_on=lambda: next(answers, False))

    assert receipts == [ACCEPTED, ACCEPTED, None, None]
    assert send(lane, MAILS[5]) == ACCEPTED
    assert ids(sink) == [IDS[0], IDS[1], IDS[5]]


def test_more_connections_than_a_server_allows_are_done_without(
    sink: Receiver, lane_with: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_lane, "NEAR", -1.0)
    sink.rules({"at": "connect", "answer": "421 4.7.0 too many connections", "skip": 2})

    assert carried(lane_with(4), *MAILS) == [ACCEPTED] * 6

    assert sorted(ids(sink)) == IDS


@pytest.mark.parametrize("text", [".", "..", ".hidden\n.dots", "no end"])
def test_dots_arrive_as_they_were(text: str) -> None:
    from dataclasses import replace

    with receiver("--keep") as keeping:
        lane = SmtpLane(lambda: EmailBackend(host=HOST, port=keeping.port, timeout=2))
        mail = replace(MAILS[0], text=text)
        assert send(lane, mail) == ACCEPTED
        lane.close()
        (body,) = keeping.tell("bodies")

    lines = text.splitlines()
    at = body.splitlines().index(lines[0])
    assert body.splitlines()[at : at + len(lines)] == lines
