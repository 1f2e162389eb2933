"""Files that people send are kept in memory while the request lasts, and not at all when they are too large."""

from __future__ import annotations

import tempfile
from typing import Any

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import RequestFactory


@pytest.mark.parametrize(
    ("size", "kept"), [(0, 0), (200_000, 200_000), (1_000_000, 1_000_000), (1_000_001, 0)]
)
def test_file_is_kept_in_memory_or_its_size_only(
    size: int, kept: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", None)  # whoever wants the disk fails
    sent = SimpleUploadedFile("a.jpg", b"x" * size, content_type="image/jpeg")

    found = RequestFactory().post("/", {"photo": sent, "words": "left"})

    file = found.FILES["photo"]
    assert isinstance(file, InMemoryUploadedFile)
    assert (file.size, len(file.read()), found.POST["words"]) == (size, kept, "left")
