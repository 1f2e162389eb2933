"""Ways through the house for its tests: modules, syntax trees, routes. What is allowed stands in the tests."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("accounts", "events", "handins", "tests", "benchmarks")
OWN_NAMESPACES = ("accounts", "events")


def modules(root: Path = ROOT, packages: tuple[str, ...] = PACKAGES) -> Iterator[Path]:
    """Yield every own module, migrations left out."""
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@dataclass(frozen=True)
class Route:
    """One address: `name` with its namespace ("events:event"), blank for none; `address` as Django writes it."""

    name: str
    address: str
    view: Callable[..., Any]
    converters: tuple[str, ...]

    @property
    def owner(self) -> str:
        """The package whose view answers."""
        return self.view.__module__.partition(".")[0]


def routes(resolver: URLResolver | None = None, namespace: str = "", address: str = "/") -> Iterator[Route]:
    """Yield every route of the project, other people's included."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = address + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry, inner, here)
        else:
            yield _route(entry, namespace, here)


def _route(entry: URLPattern, namespace: str, address: str) -> Route:
    return Route(
        name=f"{namespace}{entry.name or ''}",
        address=address,
        view=entry.callback,
        converters=tuple(entry.pattern.converters),
    )
