"""Django's settings: made for production, told by the environment only what differs from place to place.

Variables: HAINA_PUBLIC_URL (the address people type; https turns on HSTS and secure cookies),
DATABASE_URL (else the embedded PostgreSQL), HAINA_VAR (where everything that changes is kept),
HAINA_SECRET_KEY (else a file under HAINA_VAR), HAINA_PROXIES (how many reverse proxies stand in
front), HAINA_TIME_ZONE, HAINA_EMAIL_URL, HAINA_SCANNER (a ClamAV daemon),
HAINA_REGISTERS_URL (where departments' registers answer), HAINA_TRIAL_PEOPLE (how large a city tries a
draft of the policy). docs/running.md explains each.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from haina.server.database import django_settings
from haina.server.logs import logging_settings
from haina.server.mail import mail_settings
from haina.server.places import public_url, var_folder
from haina.server.postgres import Cluster
from haina.server.secret_files import secret

# --- where things are --------------------------------------------------------------------------------
HAINA_VAR = var_folder()
HAINA_SECRETS = HAINA_VAR / "secrets"
HAINA_UPLOADS = HAINA_VAR / "uploads"  # named by content hash, outside every folder that is served
HAINA_SIGNING_KEY = HAINA_SECRETS / "signing-key.json"
HAINA_SEALS = HAINA_SECRETS / "seals"  # the authority's key and the departments' seals
HAINA_PUBLIC_URL = public_url()
HAINA_MAX_REQUEST_BYTES = 25 * 1024 * 1024
HAINA_REGISTERS_URL = os.environ.get("HAINA_REGISTERS_URL", "")  # where departments' registers answer
HAINA_LOOPBACK_WEBHOOKS = os.environ.get("HAINA_LOOPBACK_WEBHOOKS") == "1"  # for trying out only
HAINA_TRIAL_PEOPLE = int(os.environ.get("HAINA_TRIAL_PEOPLE", "20000"))  # of a city that tries a draft
HAINA_SCANNER = os.environ.get("HAINA_SCANNER", "")  # a virus scanner that looks at every document
#: Where a visitor's answers from before an application are found.
HAINA_ANSWERS = "haina.portal.inquiry.handover.answers_to_apply_with"

_public = urlsplit(HAINA_PUBLIC_URL)
_https = _public.scheme == "https"
_loopback = {"127.0.0.1", "localhost", "[::1]"}

# --- the application ---------------------------------------------------------------------------------
DEBUG = False  # a constant: no visitor ever reads a traceback
SECRET_KEY = os.environ.get("HAINA_SECRET_KEY") or secret(HAINA_SECRETS / "django-key")
ROOT_URLCONF = "haina.server.urls"
WSGI_APPLICATION = "haina.server.wsgi.application"
ASGI_APPLICATION = "haina.server.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"

INSTALLED_APPS = [
    "haina.server",
    "haina.portal",  # its templates come before those of the libraries
    "haina.cases",
    "haina.cases.appointments",
    "haina.cases.channels",
    "haina.cases.dates",
    "haina.cases.desks",
    "haina.cases.joint",
    "haina.money",
    "haina.money.audit",
    "haina.money.public",
    "haina.money.books",
    "haina.money.vouchers",
    "haina.money.guarantees",
    "haina.review",
    "haina.drafts",
    "haina.exchange",
    "haina.people",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_cotton",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "haina.server.middleware.RequestNumber",
    "haina.server.middleware.RequestSize",
    "haina.server.middleware.NoNul",
    "django.middleware.security.SecurityMiddleware",
    "haina.server.middleware.BrowserPermissions",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Behind what turns requests away: those ask the database nothing.
    "haina.server.middleware.PolicyInForce",
    "haina.server.middleware.SecondFactor",
    "haina.server.middleware.PrivatePages",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- data --------------------------------------------------------------------------------------------
DATABASES = {
    "default": django_settings(os.environ.get("DATABASE_URL") or Cluster(HAINA_VAR / "postgres").url())
}
CACHES = {
    "default": {
        # Rate limits must hold across processes, so the cache is the database they all share.
        "BACKEND": "haina.server.cache.SharedCache",
        "LOCATION": "haina_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- languages and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _https
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("HAINA_TIME_ZONE", "Asia/Shanghai")  # the IANA name of China's one time zone

# --- static files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HAINA_VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HAINA_UPLOADS},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}

# --- files that people send --------------------------------------------------------------------------
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 40

# --- who one is --------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:enter"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "haina.server.accounts.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # "mandatory", and signing up possible, once there is a mail server
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # many people apply at a shared counter
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "signup": "10/h/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Haina"
MFA_TOTP_TOLERANCE = 1  # a code is good for half a minute before and after, as RFC 6238 advises
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("HAINA_PROXIES", "0"))
RATELIMIT_IP_META_KEY = "haina.server.visitors.client_address"

# --- between the browser and us ----------------------------------------------------------------------
ALLOWED_HOSTS = sorted({_public.hostname or "127.0.0.1", *(() if _https else _loopback)})
CSRF_TRUSTED_ORIGINS = [HAINA_PUBLIC_URL] if _https else []
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "haina.server.errors.stale_form"
SESSION_COOKIE_AGE = 8 * 3600  # one working day
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if _https and ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of the second factor is drawn into its page
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": _https,
    }
}

# --- letters and logs --------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HAINA_VAR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("HAINA_EMAIL_FROM") or f"haina@{_public.hostname}"
globals().update(mail_settings(os.environ.get("HAINA_EMAIL_URL", "")))
LOGGING = logging_settings()
