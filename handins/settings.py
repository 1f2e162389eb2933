"""All settings, in one file, from the environment (see env.py and deploy/env.example)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import bootstrap_wrapper
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from handins import env, places
from handins.logs import LOGGING as LOGGING

BASE_DIR = places.BASE
VAR = places.VAR

# --- what kind of installation this is ----------------------------------------------------------------------------

DEBUG = env.flag("DEBUG")
PUBLIC_URL = env.public_url()
DEMO = env.demo(PUBLIC_URL)
# Strict unless somebody said otherwise: an address on this machine has to be given to be believed, and at any other
# one neither DEMO nor DEBUG takes the second factor away.
IS_LOCAL = env.is_local(PUBLIC_URL) and (DEMO or DEBUG or bool(env.text("PUBLIC_URL")))
SECOND_FACTOR_REQUIRED = not IS_LOCAL

SECRET_KEY = env.secret_key()
FIELD_KEYS = env.field_keys()
ALLOWED_HOSTS = [*env.words("ALLOWED_HOSTS"), urlsplit(PUBLIC_URL).hostname, *env.LOOPBACK_NAMES]
TRUSTED_PROXIES = env.trusted_proxies()
HANDINS_DATA = Path(env.text("HANDINS_DATA")) if env.text("HANDINS_DATA") else None

# --- code ---------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "handins",
    "events",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "handins.apps.StaticFiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_countries",
    "django_htmx",
]
MIDDLEWARE = [
    "handins.middleware.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "handins.middleware.NothingKept",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "handins.middleware.LanguageOfUser",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "handins.second_factor.RequireSecondFactor",
]
ROOT_URLCONF = "handins.urls"
WSGI_APPLICATION = "handins.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "events.views.navigation.navigation",
                "handins.context.installation",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- database and cache -------------------------------------------------------------------------------------------

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The sign-in throttles live here: in the database, so that no request depends on Redis.
# What many readers are shown alike stays in the process for a minute: it is quicker made anew than fetched from afar.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "handins_cache"},
    "shared_parts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "shared parts",
        "TIMEOUT": 60,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}

# --- languages and time -------------------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "handins" / "locale"]
COUNTRIES_OVERRIDE = {"XK": _("Kosovo")}  # has missions and no ISO code yet; this is the one everybody uses

# --- static files -------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR / "static")))
STATICFILES_DIRS = [("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "handins.storage.StaticFiles"},
}

# --- people who sign in -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.mail.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Accounts are made by people who know the person: whoever opens the invitation has the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(PUBLIC_URL).scheme
# Failed sign-ins count per account *and* address, so that nobody can lock somebody else out from afar.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/30m/key",
    "reset_password": "20/m/ip,5/h/key",
}
MFA_ADAPTER = "handins.second_factor.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "handins"
MFA_TOTP_TOLERANCE = 1  # phones' clocks are off by a few seconds
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOCAL

# --- browsers -----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
IS_HTTPS = PUBLIC_URL.startswith("https://")
# Believed from TRUSTED_PROXIES only: the first middleware removes it from everybody else.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = IS_HTTPS and not IS_LOCAL
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|clockz|metrics)$"]
SECURE_HSTS_SECONDS = 0 if IS_LOCAL else int(timedelta(days=365).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the domain may carry other sites that are not ours to promise for
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",
    "security.W021",
]  # the same promise, for subdomains and preload lists

# A __Host- cookie cannot be set by a neighbouring subdomain; browsers insist on TLS for it.
COOKIE_PREFIX = "" if IS_LOCAL else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}handins_session"
SESSION_COOKIE_AGE = int(timedelta(days=7).total_seconds())
SESSION_COOKIE_SECURE = not IS_LOCAL
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}handins_csrf"
CSRF_COOKIE_SECURE = not IS_LOCAL
CSRF_COOKIE_HTTPONLY = True  # pages carry the token in <body hx-headers> and in forms
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
LANGUAGE_COOKIE_NAME = "handins_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = not IS_LOCAL
LANGUAGE_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = ["handins.uploads.InMemory"]  # what people send never touches the disk
FILE_UPLOAD_MAX_MEMORY_SIZE = 11_000_000

# --- mail ---------------------------------------------------------------------------------------------------------

MAIL = env.mail(demo=DEMO, debug=DEBUG)
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST = MAIL.host
EMAIL_PORT = MAIL.port
EMAIL_HOST_USER = MAIL.user
EMAIL_HOST_PASSWORD = MAIL.password
EMAIL_USE_TLS = MAIL.starttls
EMAIL_USE_SSL = MAIL.tls
EMAIL_FILE_PATH = MAIL.folder
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"post@{urlsplit(PUBLIC_URL).hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DOMAIN = env.mail_domain(DEFAULT_FROM_EMAIL)
MAIL_LANES = env.mail_lanes()
MAIL_RATE = env.mail_rate()

# --- the clock ----------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.broker_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A frozen broker would otherwise hang a publisher for more than a minute.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 5, "max_retries": 1}
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0.2,
    "interval_max": 0.2,
    "interval_step": 0,
}
CELERY_TASK_DEFAULT_QUEUE = "handins"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = False  # a row's lease brings lost work back; a second delivery would only be noise
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = float(env.text("SOFT_SHUTDOWN_SECONDS", "25"))
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = (
    "celery.beat:Scheduler"  # keeps nothing: ticks are idempotent, any number of beats may run
)
