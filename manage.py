#!/usr/bin/env python
"""The shell's door. `manage.py up` starts everything; `manage.py help` lists the rest."""

import os
import sys


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"handins needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handins.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Django is not installed here. `make up` does that, in .venv; then: .venv/bin/python manage.py …"
        )
    if sys.argv[1:2] == ["up"] and "--help" not in sys.argv:
        from handins.launch import settle

        settle(sys.argv[2:])
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting that a person can put right deserves a sentence
        sys.exit(f"handins: {error}")


if __name__ == "__main__":
    main()
