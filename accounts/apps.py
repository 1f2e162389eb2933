"""People: who they are, what they may do, how to reach them, what is kept about them."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from accounts import audit, models, privacy
        from accounts.actions import merging, retention
        from accounts.mail import register_letters

        privacy.register_holder(
            privacy.Holder(
                "people",
                (
                    models.Activist,
                    models.ActivistWord,
                    models.AuditEntry,
                    models.Letter,
                    models.Membership,
                    models.User,
                ),
                export=audit.acts_of,
                merge=merging.merge,
                foresee=merging.foresee,
                forget=retention.forget,
            )
        )
        register_letters()
