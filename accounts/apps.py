"""People: who they are, what they may do, how to reach them, what is kept about them."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"
