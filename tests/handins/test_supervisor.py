"""The supervisor with real processes: it starts in order, restarts, gives up, and leaves nobody behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handins import supervisor

pytestmark = pytest.mark.long  # real processes, and their time-outs

ROOT = Path(supervisor.__file__).parent.parent
SLEEPER = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"
DYING = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.exit(3)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
WITH_CHILD = (
    f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPER!r}, sys.argv[1]]); " + SLEEPER
)


class Room:
    """A folder in which children leave their process ids, one file per name."""

    def __init__(self, folder):
        self.folder = folder
        self.process = None

    def child(self, name, code=SLEEPER, **options):
        return {"name": name, "command": [sys.executable, "-c", code, str(self.folder / name)], **options}

    def start(self, *children):
        plan = json.dumps({"children": children, "greeting": "hello", "lock": None})
        self.process = subprocess.Popen(
            [sys.executable, *supervisor.BARE],
            cwd=ROOT,
            env={**os.environ, supervisor.PLAN: plan},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def pids(self, name, count=1):
        path = self.folder / name
        until(lambda: path.exists() and len(path.read_text().split()) >= count, f"{count} × {name}")
        return [int(pid) for pid in path.read_text().split()]

    def everybody(self):
        return [int(pid) for path in self.folder.iterdir() for pid in path.read_text().split()]

    def end(self, number=signal.SIGINT):
        """Send `number` and return the seconds it took until the supervisor was gone."""
        begin = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=10)
        return time.monotonic() - begin


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def until(question, what, seconds=8.0):
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.02)


@pytest.fixture
def room(tmp_path):
    room = Room(tmp_path)
    yield room
    if room.process.poll() is None:
        room.process.kill()
    room.process.stdout.close()
    until(lambda: not any(map(is_alive, room.everybody())), "the guard to clean up")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_everybody_at_once(room, number):
    room.start(
        room.child("web", is_essential=True),
        room.child("worker", WITH_CHILD),
        room.child("broker", is_last=True),
    )
    pids = [*room.pids("web"), *room.pids("worker", 2), *room.pids("broker")]
    assert room.end(number) < 2
    assert room.process.returncode == 0
    assert not any(map(is_alive, pids))


def test_children_lead_sessions_of_their_own(room):
    room.start(room.child("web"))
    (pid,) = room.pids("web")
    assert os.getsid(pid) == pid
    room.end()


def test_dead_child_is_started_again_and_its_helpers_are_killed(room):
    room.start(room.child("worker", WITH_CHILD))
    first = room.pids("worker", 2)
    os.kill(room.process.pid, 0)
    leader = next(pid for pid in first if os.getpgid(pid) == pid)
    os.kill(leader, signal.SIGKILL)
    room.pids("worker", 4)
    until(lambda: not any(map(is_alive, first)), "the first worker's helper to go")
    room.end()
    assert "worker ended (killed by SIGKILL); starting it again in 0.5 s." in room.process.stdout.read()


def test_nobody_outlives_a_killed_supervisor(room):
    room.start(room.child("web"), room.child("worker", WITH_CHILD), room.child("broker", is_last=True))
    pids = [*room.pids("web"), *room.pids("worker", 2), *room.pids("broker")]
    room.end(signal.SIGKILL)
    until(lambda: not any(map(is_alive, pids)), "the guard to end them", seconds=5)


def test_killed_guard_is_replaced(room):
    room.start(room.child("web"))
    (web,) = room.pids("web")

    def guards():
        listed = Path(f"/proc/{room.process.pid}/task/{room.process.pid}/children").read_text().split()
        return [int(pid) for pid in listed if int(pid) != web]

    (guard,) = guards()
    os.kill(guard, signal.SIGKILL)
    until(lambda: guards() and guards() != [guard], "another guard")
    time.sleep(0.1)
    room.end(signal.SIGKILL)
    until(lambda: not is_alive(web), "the second guard to end it", seconds=5)


def test_next_child_waits_for_the_first_to_answer(room):
    socket_path = room.folder.with_name("answering.sock")
    listening = (
        "import os, socket, sys, time; time.sleep(0.5); s = socket.socket(socket.AF_UNIX); "
        f"s.bind({str(socket_path)!r}); s.listen(); " + SLEEPER
    )
    room.start(room.child("broker", listening, answers_at=str(socket_path)), room.child("web"))
    (web,) = room.pids("web")
    assert socket_path.exists()
    assert os.stat(f"/proc/{web}").st_ctime >= socket_path.stat().st_ctime
    room.end()


def test_greeting_is_printed_when_the_web_answers(room):
    server = (
        "import http.server, sys; h = http.server.BaseHTTPRequestHandler; "
        "h.do_GET = lambda self: (self.send_response(200), self.end_headers()); h.log_message = lambda *a: None; "
        "s = http.server.HTTPServer(('127.0.0.1', 0), h); open(sys.argv[1], 'w').write(str(s.server_port)); "
        "s.serve_forever()"
    )
    port_file = room.folder.with_name("port")
    first = subprocess.Popen([sys.executable, "-c", server, str(port_file)])
    until(lambda: port_file.exists() and port_file.read_text(), "a port")
    room.start(room.child("web", is_essential=True, answers_at=["127.0.0.1", int(port_file.read_text())]))
    assert room.process.stdout.readline() == "hello\n"
    room.end()
    first.kill()
    first.wait()


@pytest.mark.long
def test_stubborn_child_is_killed_in_time(room):
    room.start(room.child("worker", STUBBORN), room.child("web"))
    pids = [*room.pids("worker"), *room.pids("web")]
    time.sleep(0.2)
    assert 3.5 < room.end() < 5
    assert not any(map(is_alive, pids))


@pytest.mark.long
def test_second_signal_does_not_wait(room):
    room.start(room.child("worker", STUBBORN))
    room.pids("worker")
    time.sleep(0.2)
    room.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert room.end() < 1


@pytest.mark.long
def test_essential_child_that_keeps_dying_ends_everything(room):
    room.start(room.child("web", DYING, is_essential=True), room.child("worker"))
    room.pids("worker")
    room.process.wait(timeout=30)
    assert room.process.returncode == 1
    assert len(room.pids("web")) == supervisor.MOST_DEATHS
    assert "web ended 5 times within a minute (exit code 3). Giving it up" in room.process.stdout.read()


@pytest.mark.long
def test_other_child_that_keeps_dying_is_left_alone(room):
    room.start(room.child("web", is_essential=True), room.child("beat", DYING))
    room.pids("beat", supervisor.MOST_DEATHS)
    time.sleep(1)
    assert room.process.poll() is None
    room.end()
    assert "Everything else goes on." in room.process.stdout.read()


def test_program_that_does_not_exist_is_named(room):
    room.start({"name": "web", "command": ["/nowhere/web"], "is_essential": True})
    assert "cannot start /nowhere/web: No such file or directory" in room.process.stdout.readline()
    room.end()
