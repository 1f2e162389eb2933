"""`manage.py up`, from an empty folder to Ctrl-C, with everything it starts."""

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.long
FIRST_PAGE = 120  # seconds; it takes about a tenth of that on an idle machine
STOPPED = 5  # seconds
NAMES = (
    "HANDINS_",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "PUBLIC_URL",
    "SECRET_KEY",
    "FIELD_KEYS",
    "DEMO",
    "DEBUG",
)


class Installation:
    """One folder with an `up` in it, seen from outside."""

    def __init__(self, var):
        self.var = var
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.output = var.with_name("output")
        self.process = None
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    @property
    def environment(self):
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith((*NAMES, "TEST_", "DJANGO_"))
        }
        return {**clean, "HANDINS_VAR": str(self.var)}

    def start(self, *options):
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--port", str(self.port), *options],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        until(
            lambda: "Ctrl-C stops everything." in self.printed() or self.process.poll() is not None,
            FIRST_PAGE,
        )
        assert self.process.poll() is None, self.printed()

    def run(self, *command):
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def printed(self):
        return self.output.read_text()

    def get(self, path, data=None):
        body = urllib.parse.urlencode(data).encode() if data else None
        with self.browser.open(self.url + path, body, timeout=20) as response:
            return response.read().decode()

    def sign_in(self, address, password):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/accounts/login/"))[1]
        return self.get(
            "/accounts/login/", {"login": address, "password": password, "csrfmiddlewaretoken": token}
        )

    def stop(self, number=signal.SIGINT):
        begin = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=30)
        return time.monotonic() - begin

    def processes(self):
        """Process ids of whoever was started with this folder, zombies left out."""
        mark = f"HANDINS_VAR={self.var}".encode()
        return [
            pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if mark in environment_of(pid)
        ]


def environment_of(pid):
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""


def until(question, seconds):
    deadline = time.monotonic() + seconds
    while not question() and time.monotonic() < deadline:
        time.sleep(0.1)


@pytest.fixture
def installation(tmp_path):
    installation = Installation(tmp_path / "var")
    yield installation
    if installation.process and installation.process.poll() is None:
        installation.process.kill()
        installation.process.wait()
    until(lambda: not installation.processes(), 10)
    assert installation.processes() == []


def test_demo_from_an_empty_folder_to_ctrl_c_and_again(installation):
    installation.start()
    assert installation.get("/livez") == "ok\n"
    address, password = re.search(
        r"^  (\S+@\S+)  (\S+)  section coordinator", installation.printed(), re.MULTILINE
    ).groups()
    assert "Sydney" in installation.sign_in(address, password)
    assert installation.get("/mail/")
    assert installation.run("doctor").returncode == 0
    refused = installation.run("up", "--port", str(free_port()))
    assert refused.returncode == 2
    assert f"it runs already (process {installation.process.pid} at http://127.0.0.1:" in refused.stderr
    assert len(installation.processes()) > 6
    assert installation.stop() < STOPPED
    assert installation.process.returncode == 0
    assert installation.processes() == []
    installation.start()
    assert f"{address}  {password}" in installation.printed()
    assert "Sydney" in installation.sign_in(address, password)
    installation.stop(signal.SIGKILL)
    until(lambda: not installation.processes(), STOPPED)
    assert installation.processes() == []


def test_without_the_demo_a_page_says_how_to_begin(installation):
    installation.start("--no-demo")
    assert "create_user" in installation.get("/")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        installation.get("/mail/")
    made = installation.run(
        "create_section", "Australia", "--country", "AU", "--time-zone", "Australia/Sydney"
    )
    assert made.returncode == 0, made.stderr
    assert installation.stop(signal.SIGTERM) < STOPPED
    assert installation.processes() == []
