"""Whether this is the long profile: ``pytest --hypothesis-profile long``."""

from __future__ import annotations

from hypothesis import settings

IS_LONG = settings().max_examples > 100
"""Read when a test's module is imported, which is after pytest has read its command line."""
