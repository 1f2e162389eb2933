"""Wires the project's own checks and decides which static files are published."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class HandinsConfig(AppConfig):
    name = "handins"
    default = True

    def ready(self) -> None:
        from handins import checks  # noqa: F401, registers them


class StaticFiles(StaticFilesConfig):
    """Publishes only what a page uses: the rest of Bootstrap would double the time of the first start."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.map",
        "bootstrap-grid*",
        "bootstrap-reboot*",
        "bootstrap-utilities*",
        "bootstrap.esm*",
        "bootstrap.css",
        "bootstrap.js",
        "bootstrap.rtl.css",
        "bootstrap.bundle.js",
        "version.txt",
        "LICENSE",
        "flags",
    ]
