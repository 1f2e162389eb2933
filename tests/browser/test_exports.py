"""A file with people's names: the password is asked for, and then it comes, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import make
from tests.browser.conftest import Windows
from tests.browser.worlds import coordinator_world

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_ledger_is_a_file_after_the_password(windows: Windows, scripts: bool) -> None:
    world = coordinator_world()
    page = windows.open(world.reader, scripts=scripts, accept_downloads=True)
    page.goto(f"/events/{world.event.public_id}/mails/")
    page.get_by_role("link", name="CSV").click()
    page.get_by_label("Password").fill(make.PASSWORD)

    with page.expect_download() as got:
        page.get_by_role("button", name="Confirm").click()

    assert got.value.suggested_filename == "mails.csv"
    assert "Ana Lima" in Path(got.value.path()).read_text(encoding="utf-8-sig")
