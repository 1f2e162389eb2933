"""Permission checks and scope filters, found by syntax tree, and what the code would be without each of them.

Nothing is written: the changed function is compiled, and its code put in place of the code of the one that is running.
"""

from __future__ import annotations

import ast
import builtins
import inspect
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any

from .installation import ROOT

PREDICATES = {"may", "may_on", "may_manage_members", "may_close_account", "runs_event"}
"""Without the check: yes."""
REQUIRES = {"require_on"}
"""Without the check: nothing is raised."""
SCOPES = {
    "visible_events", "public_events", "tended_events", "visible_campaigns", "activists_of", "sections_where",
    "assignable_activists",
}  # fmt: skip
"""Without the scope: every row."""
LOOK_UPS = {"event_or_404", "campaign_or_404", "changeable_event_or_404", "assignment_or_404", "photo_or_404",
            "changeable_photo_or_404"}  # fmt: skip
"""Without the check: whatever row has this id."""
DENIALS = {"PermissionDenied", "Http404"}
FILTERS = {"filter", "exclude"}
SCOPED = ("events/access.py", "accounts/permissions.py")
"""Modules in which a filter is a scope."""

OPEN_TO_ALL = "only open campaigns are asked for here, and everybody who is signed in sees those"
EQUIVALENT = {
    ("events/views/home.py", "_own_start", "visible_campaigns(user)"): OPEN_TO_ALL,
    ("events/views/navigation.py", "newest_campaign", "visible_campaigns(user)"): OPEN_TO_ALL,
    (
        "accounts/views/merging.py",
        "_id",
        "raise Http404 from error",
    ): "nobody has the id None: the same 404 follows",
}
"""Checks without which nothing changes, and why; each is proved in tests/benchmarks/test_permission_mutants.py."""


@dataclass(frozen=True)
class Mutant:
    """One check that is taken away: where it stands, in which function, and how."""

    path: str
    line: int
    column: int
    function: str
    what: str
    is_offer: bool
    """Whether it only says what a page offers: the door it leads to asks again."""

    @property
    def is_predicate(self) -> bool:
        """Whether it is a question answered with yes or no, which may decide what a page offers."""
        return any(self.what.startswith(f"{name}(") for name in PREDICATES)

    @property
    def own_tests(self) -> str:
        """Return where the tests of its module are, when there are any."""
        package, _slash, name = self.path.rpartition("/")
        return f"tests/{package}/test_{name}"

    @property
    def equivalent(self) -> str:
        """Return why nothing changes without it, blank where something does."""
        return EQUIVALENT.get((self.path, self.function, self.what), "")

    @property
    def name(self) -> str:
        """Return where it stands and what is taken away."""
        return f"{self.path}:{self.line}:{self.column} {self.function}: {self.what}"


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def without(node: ast.AST, *, is_scoped: bool) -> ast.AST | None:
    """Return what stands there when the check is taken away; None when the node is none."""
    name = _called(node)
    if isinstance(node, ast.Raise):
        raised = _called(node.exc) if isinstance(node.exc, ast.Call) else getattr(node.exc, "id", "")
        return ast.Pass() if raised in DENIALS else None
    if isinstance(node, ast.Call) and name in PREDICATES:
        return ast.Constant(True)
    if isinstance(node, ast.Call) and name in REQUIRES:
        return ast.Constant(None)
    if isinstance(node, ast.Call) and name in SCOPES:
        return ast.parse(f"({ast.unparse(node)}).model._default_manager.all()", mode="eval").body
    if isinstance(node, ast.Call) and name in LOOK_UPS:
        called = f"_any_row({name!r}, {ast.unparse(node.args[1])})"
        return ast.parse(called, mode="eval").body
    if is_scoped and isinstance(node, ast.Call) and name in FILTERS:
        assert isinstance(node.func, ast.Attribute)
        return ast.parse(f"({ast.unparse(node.func.value)}).all()", mode="eval").body
    return None


class _Taken(ast.NodeTransformer):
    """Takes away the one check at a place."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def visit(self, node: ast.AST) -> Any:
        here = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
        if here == (self.mutant.line, self.mutant.column):
            is_scoped = self.mutant.path in SCOPED
            if ast.unparse(node) == self.mutant.what and (other := without(node, is_scoped=is_scoped)):
                return ast.copy_location(other, node)
        return self.generic_visit(node)


def mutants() -> Iterator[Mutant]:
    """Yield one for every check and filter of the product."""
    for package in ("accounts", "events", "handins"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts and "management" not in path.parts:
                yield from _of_module(path.relative_to(ROOT).as_posix())


def _of_module(path: str) -> Iterator[Mutant]:
    tree = ast.parse((ROOT / path).read_text())
    for function, name in _functions(tree):
        asked = set()  # a refusal behind a check that is taken away already
        for node in ast.walk(function):
            if isinstance(node, ast.If) and any(_called(part) in PREDICATES for part in ast.walk(node.test)):
                asked |= {id(child) for child in node.body}
        offers = {
            id(part)
            for node in ast.walk(function)
            if isinstance(node, ast.Dict | ast.keyword)
            for value in (node.values if isinstance(node, ast.Dict) else [node.value])
            for part in ast.walk(value)
        }
        for node in ast.walk(function):
            if id(node) in asked or without(node, is_scoped=path in SCOPED) is None:
                continue
            is_offer = id(node) in offers and _called(node) in PREDICATES
            yield Mutant(path, node.lineno, node.col_offset, name, ast.unparse(node), is_offer)  # type: ignore[attr-defined]


def _functions(tree: ast.AST, inside: str = "") -> Iterator[tuple[ast.FunctionDef, str]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node, f"{inside}{node.name}"
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{inside}{node.name}.")


@contextmanager
def planted(mutant: Mutant) -> Iterator[None]:
    """Within this block the check is not there."""
    builtins._any_row = _any_row  # type: ignore[attr-defined]
    running = _running(mutant)
    with _other_code(running, _changed(mutant, running.__code__)):
        yield


@contextmanager
def traced(found: Iterable[Mutant]) -> Iterator[set[tuple[str, str]]]:
    """Within this block the set that is yielded learns which of the functions with a check were called."""
    ran: set[tuple[str, str]] = set()
    builtins._ran = lambda *which: ran.add(which)  # type: ignore[attr-defined]
    with ExitStack() as stack:
        for mutant in {(each.path, each.function): each for each in found}.values():
            running = _running(mutant)
            stack.enter_context(_other_code(running, _telling(mutant, running.__code__)))
        yield ran


@contextmanager
def _other_code(running: FunctionType, code: CodeType) -> Iterator[None]:
    before = running.__code__
    running.__code__ = code
    try:
        yield
    finally:
        running.__code__ = before


def _telling(mutant: Mutant, before: CodeType) -> CodeType:
    tree = ast.parse((ROOT / mutant.path).read_text())
    (function,) = [function for function, name in _functions(tree) if name == mutant.function]
    function.body[:0] = ast.parse(f"_ran({mutant.path!r}, {mutant.function!r})").body
    return _code(mutant, tree, before)


def _running(mutant: Mutant) -> FunctionType:
    found: Any = import_module(mutant.path.removesuffix(".py").replace("/", "."))
    for part in mutant.function.split("."):
        found = inspect.getattr_static(found, part)
        if isinstance(found, property):
            found = found.fget
        elif isinstance(found, staticmethod | classmethod):
            found = found.__func__
        found = getattr(found, "func", found)  # a cached property
    found = inspect.unwrap(found)
    assert isinstance(found, FunctionType), mutant.name
    return found


def _changed(mutant: Mutant, before: CodeType) -> CodeType:
    return _code(mutant, _Taken(mutant).visit(ast.parse((ROOT / mutant.path).read_text())), before)


def _code(mutant: Mutant, tree: ast.AST, before: CodeType) -> CodeType:
    whole = compile(ast.fix_missing_locations(tree), str(ROOT / mutant.path), "exec", dont_inherit=True)  # type: ignore[arg-type]
    (found,) = [code for code in _codes(whole) if code.co_qualname == before.co_qualname]
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _any_row(look_up: str, value: Any) -> Any:
    from django.http import Http404

    from events.models import Assignment, Campaign, Event, Photo

    model = next(m for m in (Campaign, Assignment, Photo, Event) if m.__name__.lower() in look_up)
    found = model._default_manager.filter(**{"slug" if model is Campaign else "public_id": value}).first()
    if found is None:
        raise Http404
    return found
