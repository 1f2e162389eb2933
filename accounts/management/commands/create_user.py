"""Create somebody who signs in: a section's coordinator, organiser or viewer, or a global coordinator."""

from __future__ import annotations

import sys
from datetime import timedelta
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.members import create_user
from accounts.audit import SYSTEM
from accounts.choices import Role
from accounts.mail import password_path
from accounts.management.complaints import complaints
from accounts.models import Section, User


class Command(BaseCommand):
    help = "Create a user. Without a password it prints a link, good for one use, to set one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--section", metavar="SLUG", help="short name of the section")
        parser.add_argument("--role", choices=Role.values, help="in the section; default: coordinator")
        parser.add_argument("--global", dest="is_global", action="store_true", help="global coordinator")
        source = parser.add_mutually_exclusive_group()
        source.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )
        source.add_argument("--ask-password", action="store_true", help="ask for the password here")

    def handle(self, **options: Any) -> None:
        section = self._section(options)
        password = self._password(options)
        with complaints():
            user = create_user(
                by=SYSTEM,
                email=options["email"],
                name=options["name"],
                password=password,
                section=section,
                role=options["role"],
                is_global_coordinator=options["is_global"],
            )
        self.stdout.write(self.style.SUCCESS(f"{user.name} can sign in as {user.email}."))
        if password is None:
            self._print_link(user)

    def _section(self, options: dict[str, Any]) -> Section | None:
        slug = options["section"]
        if not slug:
            if options["role"] or not options["is_global"]:
                raise CommandError("Say what the user is: --section SLUG (with --role), or --global.")
            return None
        section = Section.objects.filter(slug=slug).first()
        if section is None:
            known = (
                ", ".join(Section.objects.values_list("slug", flat=True)) or "none yet; see create_section"
            )
            raise CommandError(f"There is no section {slug}. Sections: {known}.")
        return section

    def _password(self, options: dict[str, Any]) -> str | None:
        if options["password_stdin"]:
            return sys.stdin.readline().rstrip("\r\n")
        if not options["ask_password"]:
            return None
        first, second = getpass("Password: "), getpass("Again: ")
        if first != second:
            raise CommandError("The two passwords differ. Nothing was created.")
        return first

    def _print_link(self, user: User) -> None:
        days = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days
        self.stdout.write(
            f"To set a password, once and within {days} days:\n{settings.PUBLIC_URL.rstrip('/')}{password_path(user)}"
        )
