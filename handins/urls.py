"""Every address, by room. Each room's urls.py says what is in it."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from handins import health, mail_pages

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("clockz", health.clockz, name="clockz"),
    path("status", health.status, name="status"),
    path("status/sending", health.status_sending, name="status_sending"),
    path("metrics", health.metrics, name="metrics"),
    path("language/", set_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("events.urls")),
]

if settings.DEMO:
    urlpatterns += [
        path("mail/", mail_pages.mailbox, name="mailbox"),
        path("mail/<slug:name>/", mail_pages.mail, name="mail"),
        path("mail/<slug:name>/html/", mail_pages.mail_html, name="mail_html"),
        path("mail/<slug:name>/parts/<int:number>/", mail_pages.mail_part, name="mail_part"),
    ]
