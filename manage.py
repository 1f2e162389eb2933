#!/usr/bin/env python
"""The shell's door. `manage.py up` starts everything; `manage.py help` lists the rest."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handins.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
