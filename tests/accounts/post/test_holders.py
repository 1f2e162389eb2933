"""Whose claim it is, and whether they are still there."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from datetime import timedelta
from multiprocessing.connection import Connection

import pytest

from accounts.models import Letter
from accounts.post.claim import LEASE, claim
from accounts.post.holders import is_dead, new_token
from accounts.post.keeping import free_dead
from accounts.post.tables import tables
from tests.accounts.post.conftest import NOW, Write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /proc")
DRAW = "from accounts.post.holders import new_token; print(new_token(), flush=True); input()"


@pytest.fixture
def neighbour() -> subprocess.Popen[str]:
    """Another process of this machine, waiting."""
    return subprocess.Popen(
        [sys.executable, "-c", DRAW],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": "."},
    )


def token_of(neighbour: subprocess.Popen[str]) -> str:
    assert neighbour.stdout is not None
    return neighbour.stdout.readline().strip()


def end(neighbour: subprocess.Popen[str]) -> None:
    neighbour.kill()
    neighbour.communicate()


def test_tokens_differ_and_fit_their_column() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {Letter._meta.get_field("claim").max_length}


def test_who_is_there_is_not_dead_and_who_was_killed_is(neighbour: subprocess.Popen[str]) -> None:
    token = token_of(neighbour)
    assert not is_dead(token)

    os.kill(neighbour.pid, signal.SIGSTOP)
    assert not is_dead(token)  # it may go on

    os.kill(neighbour.pid, signal.SIGKILL)
    os.waitid(os.P_PID, neighbour.pid, os.WEXITED | os.WNOWAIT)
    assert is_dead(token)  # though nobody has buried it yet

    end(neighbour)
    assert is_dead(token)


def test_own_token_is_alive_and_a_forked_child_draws_its_own() -> None:
    ours = new_token()
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=_draw, args=(there,))
    child.start()
    theirs = here.recv()
    child.join()

    assert not is_dead(ours)
    assert theirs[:8] == ours[:8]
    assert is_dead(theirs)


def _draw(answer: Connection) -> None:
    answer.send(new_token())


def test_another_process_with_the_same_number_is_not_the_one_that_drew() -> None:
    token = new_token()
    another_start = f"{int(token[16:24], 16) ^ 1:08x}"

    assert is_dead(token[:16] + another_start + token[24:])


@pytest.mark.parametrize("token", ["0" * 32, "f" * 32, ""])
def test_strangers_are_never_called_dead(token: str) -> None:
    assert not is_dead(token)


@pytest.mark.django_db
def test_rows_of_the_dead_are_due_at_once_and_those_of_others_are_not(
    letters: Write, neighbour: subprocess.Popen[str]
) -> None:
    token = token_of(neighbour)
    letters(2)
    dead = claim(tables()[0], now=NOW, most=1)
    claim(tables()[0], now=NOW, most=1)
    assert dead is not None
    Letter.objects.filter(claim=dead.token).update(claim=token)
    assert free_dead(now=NOW) == 0

    end(neighbour)

    assert free_dead(now=NOW) == 1
    assert list(Letter.objects.order_by("pk").values_list("state", "next_at", "attempts")) == [
        ("sending", NOW, 1),
        ("sending", NOW + LEASE, 1),
    ]
    again = claim(tables()[0], now=NOW + timedelta(seconds=1))
    assert again is not None
    assert [row.attempts for row in again.rows] == [2]
