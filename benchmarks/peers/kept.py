"""Django's SMTP backend, open from the beginning: whoever holds it keeps one connection over all its mails."""

from django.core.mail.backends.smtp import EmailBackend


class KeptBackend(EmailBackend):
    """Opened when it is made."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.open()
