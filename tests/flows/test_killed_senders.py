"""Senders that are killed or stopped in the middle of a send: nothing lost, one repeat per sender at most."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tests.flows.sending import PATIENCE, Send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MAILS = 120


def test_killed_sender_repeats_one_mail_at_most_and_loses_none(send: Send) -> None:
    send.plan(MAILS)
    kills = 0
    for number in (20, 50, 80):
        send.programs.start("clock")
        send.until_sent(number)
        send.programs.programs["clock"].kill()
        kills += 1
    send.until_over()

    found = send.balance()
    assert (found.mails, found.accepted, found.lost, found.strange) == (MAILS, MAILS, 0, 0)
    assert found.repeats <= kills
    assert found.states == {"sent": MAILS}


def test_killed_processes_of_a_worker_are_replaced_and_go_on(send: Send) -> None:
    send.plan(MAILS)
    send.programs.start("worker")
    send.until(lambda: len(send.programs.senders()) == 2)  # a tick waits ten seconds for a worker, no longer
    send.tick(2)
    send.until_sent(20)
    killed = sorted(send.programs.senders())
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    send.until(lambda: len(set(send.programs.senders()) - set(killed)) == 2)
    send.tick(2)
    send.until_over()

    found = send.balance()
    assert (found.accepted, found.lost, found.strange, found.states) == (MAILS, 0, 0, {"sent": MAILS})
    assert found.repeats <= len(killed)


def test_everybody_killed_at_once_repeats_one_mail_each_at_most(send: Send) -> None:
    send.plan(MAILS)
    send.programs.start("worker", "watch", "clock")
    send.tick()
    send.until(lambda: len(send.programs.senders()) == 4)
    send.until_sent(30)
    killed = send.programs.senders()
    for program in send.programs.programs.values():
        program.kill()
    send.until_over()  # whoever died is started again

    found = send.balance()
    assert (found.accepted, found.lost, found.strange, found.states) == (MAILS, 0, 0, {"sent": MAILS})
    assert found.repeats <= len(killed)


def test_two_beats_and_a_watch_send_one_mail_each(send: Send) -> None:
    send.plan(MAILS)
    send.programs.start("worker", "watch")
    send.until(lambda: len(send.programs.senders()) == 3)
    for _beat in range(3):
        send.tick(2)
    send.until_over()

    found = send.balance()
    assert (found.accepted, found.repeats, found.lost, found.strange) == (MAILS, 0, 0, 0)


def test_sender_stopped_past_its_lease_leaves_the_rest_to_others(send: Send) -> None:
    send.plan(MAILS)
    send.programs.run("stopped", [sys.executable, "-m", "tests.flows.stopped"])
    send.until_sent(30)
    stopped = send.programs.programs["stopped"]
    os.kill(stopped.pid, signal.SIGSTOP)
    send.until_still()
    send.end_leases()
    send.programs.start("clock")
    send.until_over()
    os.kill(stopped.pid, signal.SIGCONT)
    assert stopped.process is not None
    stopped.process.wait(PATIENCE)  # it notices that its time is over, and ends

    found = send.balance()
    assert (found.accepted, found.lost, found.strange, found.states) == (MAILS, 0, 0, {"sent": MAILS})
    assert found.repeats <= 1
