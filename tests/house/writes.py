"""Who writes to the database: found in syntax trees, and watched while tests run.

Only `actions/`, `reminders/` and `post/` write. Doors and readers (ROOMS below) may not, whichever way they spell it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.apps import apps
from django.db import connection

from tests.house.walks import ROOT, tree

ROOMS = (
    *("views", "forms", "exchange", "queries", "messages", "calendars", "tasks"),
    *("management", "admin", "templatetags", "access", "live"),
)
WRITING_ROOMS = ("actions", "reminders", "post")
OWN_APPS = ("accounts", "events")

# --- in syntax trees ----------------------------------------------------------------------------------------------

STORING = ("save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create")
# No object in these rooms has a method of such a name for anything but storing.
ALWAYS = frozenset(
    {*STORING, *(f"a{name}" for name in STORING), "save_m2m", "execute", "executemany", "callproc"}
)
# Sets, dicts and lists have methods of these names, too: they count on a relation, and `update` with keywords only.
ON_RELATIONS = frozenset({"add", "set", "remove", "clear", "aadd", "aset", "aremove", "aclear", "update"})


def relations() -> frozenset[str]:
    """Return the names under which own models reach many rows of another one (event.organisers, section.activists)."""
    models = [model for app in OWN_APPS for model in apps.get_app_config(app).get_models()]
    fields = [field for model in models for field in model._meta.get_fields()]
    far = {field.get_accessor_name() for field in fields if field.auto_created and not field.concrete}
    return frozenset(name for name in far | {field.name for field in fields if field.many_to_many} if name)


def is_write(call: ast.Call, many: frozenset[str]) -> bool:
    """Say whether `call` stores or deletes rows."""
    if not isinstance(call.func, ast.Attribute):
        return False
    method, receiver = call.func.attr, call.func.value
    if method in ALWAYS:
        return True
    if method in ("update", "aupdate") and call.keywords and not call.args:
        return True
    return method in ON_RELATIONS and isinstance(receiver, ast.Attribute) and receiver.attr in many


def writes_in(path: Path, many: frozenset[str]) -> list[str]:
    """Return "line: code" for every write in a module."""
    calls = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    return [f"{call.lineno}: {ast.unparse(call.func)}" for call in calls if is_write(call, many)]


def rooms(root: Path = ROOT) -> Iterator[Path]:
    """Yield every module of the rooms above (the wiring has no model; requests are watched while they run)."""
    for app in OWN_APPS:
        for room in ROOMS:
            yield from sorted((root / app / room).rglob("*.py"))
            yield from (path for path in [root / app / f"{room}.py"] if path.exists())


# --- while tests run ----------------------------------------------------------------------------------------------

WRITE = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?((?:accounts|events)_\w+)', re.IGNORECASE)
# Signing in, and changing one's password, is allauth's and Django's own business; it ends in this one table.
SIGN_IN_TABLE = "accounts_user"
SIGN_IN_CODE = ("/allauth/", "/django/contrib/auth/")


class StrayWriteError(AssertionError):
    """A row was written from a room that may only read."""


def _files(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield frame.f_code.co_filename
        frame = frame.f_back


def _is_proper(table: str, files: list[str]) -> bool:
    prefixes = [f"{ROOT}/{app}/{room}/" for app in OWN_APPS for room in WRITING_ROOMS]
    if any(file.startswith(prefix) for file in files for prefix in prefixes):
        return True
    return table == SIGN_IN_TABLE and any(part in file for file in files for part in SIGN_IN_CODE)


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Refuse a write to an own table without a frame of a writing room below it (a database execute_wrapper)."""
    found = WRITE.search(sql) if isinstance(sql, str) else None
    if found and not _is_proper(found[1], list(_files(sys._getframe()))):
        raise StrayWriteError(f"{found[0]} outside {', '.join(WRITING_ROOMS)}")
    return execute(sql, params, many, context)


@contextmanager
def only_proper_writes() -> Iterator[None]:
    """Within this block, rows of own tables are written by actions, reminders and post only."""
    with connection.execute_wrapper(watch):
        yield
