"""What every test stands on: two databases, no network, fixed hypothesis profiles, real servers on demand."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test.client import ClientHandler
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

from tests.databases import CONFIGS, DATABASES, Database, EmbeddedPostgres, drop_all
from tests.house.writes import only_proper_writes
from tests.servers import MailServer, recording_mail_server, redis_server

hypothesis_settings.register_profile("quick", max_examples=30, deadline=None)
hypothesis_settings.register_profile(
    "long", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("quick")

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "database"}
WHOLE = ("flows", "handins/test_archive.py", "handins/test_doctor.py", "events/management/commands/test_seed")
"""Tests that go through whole pages, files or installations: long, on either database."""
KNOW_THE_DATABASE = ("accounts/post", "events/models", "test_databases.py")
"""Tests whose PostgreSQL twin belongs to the quick part; elsewhere it is marked *long*."""
TOGETHER = ("events/management/commands/test_seed_demo.py",)
"""Tests that share what takes long to make: one process runs them all."""
DOORS = ("events/views", "events/forms", "flows/bad_input")
"""Tests of pages and forms run on SQLite. What they ask a database has tests of its own on both; every list is opened
on both in `house/test_query_budgets.py`, and the story goes through the pages on both."""
postgres_key = pytest.StashKey[EmbeddedPostgres]()


# --- two databases ------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(*CONFIGS, "both"),
        default="both",
        help="run tests on this database only (default: both)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "database(*names): runs on these databases only, where the others cannot matter"
    )
    config.addinivalue_line(
        "markers", "writes_rows: writes rows past the actions, so the board's lines are not looked at"
    )
    is_worker = hasattr(config, "workerinput")
    wanted = config.getoption("--database") != "sqlite" and not config.option.collectonly
    if wanted and not is_worker and not os.environ.get("TEST_DATABASE_URL", "").startswith("postgres"):
        config.stash[postgres_key] = EmbeddedPostgres()


def pytest_unconfigure(config: pytest.Config) -> None:
    if postgres_key in config.stash:
        config.stash[postgres_key].stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every test that reaches the database its twins, one for each."""
    marker = metafunc.definition.get_closest_marker("database")
    if not metafunc.definition.get_closest_marker("django_db") and not DATABASE_FIXTURES & set(
        metafunc.fixturenames
    ):
        return
    chosen = metafunc.config.getoption("--database")
    here = _place(metafunc.definition.path)
    usual = ("sqlite",) if here.startswith(DOORS) else tuple(CONFIGS)
    names = [name for name in (marker.args if marker else usual) if chosen in (name, "both")]
    if (
        "database" not in metafunc.fixturenames
    ):  # pytest asks for the name; pytest_runtest_setup does the work
        metafunc.fixturenames.append("database")
    knows = bool(marker) or here.startswith(KNOW_THE_DATABASE)
    quick = () if here.startswith(WHOLE) else names if knows else ("sqlite",)
    twins = [pytest.param(n, marks=list(_marks(n, here, is_quick=n in quick))) for n in names]
    metafunc.parametrize("database", twins, indirect=True, scope="session")


def _marks(name: str, here: str, *, is_quick: bool) -> Iterator[pytest.MarkDecorator]:
    if not is_quick:
        yield pytest.mark.long
    if here.startswith(TOGETHER):
        yield pytest.mark.xdist_group(f"{here} {name}")


def _place(path: Path) -> str:
    return path.relative_to(Path(__file__).parent).as_posix()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests of a database that was not asked for, and let SQLite's go first: PostgreSQL starts meanwhile."""
    items[:] = [item for item in items if _database_name(item) in ("", *CONFIGS)]
    items.sort(key=lambda item: _database_name(item) == "postgresql")


def _database_name(item: pytest.Item) -> str:
    params = getattr(getattr(item, "callspec", None), "params", {})
    return str(params.get("database", ""))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Put the item's database behind *default* before any fixture of pytest-django looks at it."""
    if name := _database_name(item):
        with item.config.stash[blocking_manager_key].unblock():
            DATABASES[name].put_behind_default()


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Database:
    """The database this test runs on."""
    return DATABASES[request.param]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's: each database is created when its first test comes."""
    yield
    with django_db_blocker.unblock():
        drop_all()


# --- figures --------------------------------------------------------------------------------------------------------


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell how many cells of the permission matrix were tried, whichever worker tried them."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    told = (report.user_properties for report in reports if getattr(report, "when", "") == "call")
    properties = [pair for pairs in told for pair in pairs]
    if cells := sum(value for name, value in properties if name == "cells"):
        terminalreporter.write_line(f"{cells} cells")


# --- no network beyond this machine -------------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Refuse connections to other machines: a test must not depend on them, nor tell them anything."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise PermissionError(f"Tests may not connect to {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


# --- doors do not write -------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_answers_of_another_test() -> None:
    """Rows of two tests have the same numbers: what the one was told is not for the other."""
    if answers := sys.modules.get("events.views.answers"):
        answers.forget_answers()


@pytest.fixture(autouse=True)
def _requests_write_through_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch every request of every test: own rows are written by actions, reminders and post only."""
    answer = ClientHandler.__call__

    def watched(handler: ClientHandler, environ: dict[str, Any]) -> Any:
        with only_proper_writes():
            return answer(handler, environ)

    monkeypatch.setattr(ClientHandler, "__call__", watched)


# --- the board says what the rows say -----------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test after which a line of the board says something else than its event's rows."""
    yield
    if _database_name(item) and not item.get_closest_marker("writes_rows"):
        from tests.board_lines import forgotten_lines

        assert not (forgotten := forgotten_lines()), f"refresh_lines was forgotten: {forgotten}"


# --- servers and folders ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Where a real Redis-protocol server listens."""
    with redis_server() as url:
        yield url


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A real SMTP server that records; see tests.servers.MailServer."""
    with recording_mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder with real input (HANDINS_DATA); without it the test is skipped and says so."""
    folder = Path(os.environ.get("HANDINS_DATA") or Path(__file__).parent.parent.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"the data folder {folder} is absent")
    return folder
