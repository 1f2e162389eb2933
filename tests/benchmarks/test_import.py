"""What benchmarks/import.py imports is a list the product reads, and its summary says what the contract says."""

from __future__ import annotations

import runpy
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from benchmarks.parts.embassies import write
from events.models import Mission
from tests import make
from tests.house.walks import ROOT


@pytest.mark.django_db
@pytest.mark.database("sqlite")
def test_made_up_embassies_are_imported_every_one_as_an_embassies_list(
    tmp_path: Path,
) -> None:
    make.cities()
    write(200, tmp_path / "list.csv")
    said = StringIO()

    call_command("import_missions", tmp_path / "list.csv", stdout=said, stderr=StringIO())

    assert said.getvalue().splitlines()[-1] == "200 created, 0 updated, 0 unchanged, 0 rejected"
    assert set(Mission.objects.values_list("source", flat=True)) == {"Wikidata"}
    assert Mission.objects.exclude(place=None).count() > 150


@pytest.mark.parametrize(("rows", "missions_s"), [(9_852, 8.5), (1_000, None)])
def test_summary_has_the_keys_of_the_contract(
    monkeypatch: pytest.MonkeyPatch, rows: int, missions_s: float | None
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    summary = runpy.run_path(str(ROOT / "benchmarks" / "import.py"))["summary"]
    told = {"rows": rows, "rows_per_s": 1_159, "ratio_to_bulk_insert": 3.2, "peak_memory_mb": 95.0}
    lines = [
        {"case": "missions", "database": "sqlite", **told, "rows_per_s": 1, "seconds": 1.0},
        {"case": "missions", "database": "postgresql", **told, "seconds": 8.5},
    ]

    assert summary(lines) == {
        "rows_per_s": 1_159,
        "ratio_to_bulk_insert": 3.2,
        "peak_memory_mb": 95.0,
        "missions_s": missions_s,
    }
    assert set(summary([]).values()) == {None}
