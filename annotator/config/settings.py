"""All settings, from the environment. `docs/operations.md` says what each is for.

With nothing set this is somebody's own machine: SQLite and the embedded broker under `DATA_DIR`, DEBUG on.
`SECRET_KEY` or `ALLOWED_HOSTS` in the environment mean production: DEBUG off, HTTPS only, and no default that
would be unsafe there.
"""

from __future__ import annotations

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from annotator.config.environment import flag, items, kept_secret, number, text

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# -- where things are kept: everything that is written lies under one folder

DATA_DIR = Path(text("DATA_DIR", str(BASE_DIR / "var"))).expanduser().absolute()
MEDIA_ROOT = DATA_DIR / "files"
STATIC_ROOT = DATA_DIR / "static"
BROKER_DIR = DATA_DIR / "broker"
try:
    for folder in (MEDIA_ROOT, STATIC_ROOT, BROKER_DIR):
        folder.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR must be writable; {DATA_DIR}: {error.strerror}.") from None

# -- where `manage.py up` listens

HOST = text("HOST", "127.0.0.1")
PORT = int(number("PORT", 8000, least=1))
WORKER_PROCESSES = int(number("WORKER_PROCESSES", 2, least=1))

# -- who may ask

DEBUG = flag("DEBUG", default=not (text("SECRET_KEY") or text("ALLOWED_HOSTS")))
SECRET_KEY = text("SECRET_KEY") or (kept_secret(DATA_DIR / "secret-key") if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set when DEBUG is off: 50 random characters or more.")
ALLOWED_HOSTS = items("ALLOWED_HOSTS")  # with DEBUG, none means this machine only
if not ALLOWED_HOSTS and not DEBUG:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name this site when DEBUG is off: annotator.example.org")
CSRF_TRUSTED_ORIGINS = items("CSRF_TRUSTED_ORIGINS")

HTTPS = flag("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a load balancer asks over plain HTTP, and needs no more than a yes
SECURE_HSTS_SECONDS = int(number("HSTS_SECONDS", 31_536_000)) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = flag("HSTS_SUBDOMAINS", default=HTTPS)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# -- accounts

AUTH_USER_MODEL = "annotator.User"
OPEN_SIGNUP = flag("OPEN_SIGNUP", default=False)
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# -- the program

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "annotator.config.apps.Annotator",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "annotator.web.refusals.Refusals",
]
ROOT_URLCONF = "annotator.config.urls"
WSGI_APPLICATION = "annotator.config.wsgi.application"
ASGI_APPLICATION = "annotator.config.asgi.application"
WEB_THREADS = int(number("WEB_THREADS", 8, least=1))  # pages at work at the same time in one web process
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
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
            ],
        },
    },
]

# -- database. Never ATOMIC_REQUESTS: on SQLite every page view would take the one write lock

env = environ.Env()
DATABASES = {"default": env.db_url_config(text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}"))}
# None: keep connections, since a new one for each request halves the speed
DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # With DEFERRED, 397 of 480 concurrent read-then-write transactions failed; with IMMEDIATE none.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for the write lock
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
        "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728;",  # 20 MB of cache, 128 MB mapped
    }

# -- background work: a message is only a hint that a row waits, see docs/adr/0003

CELERY_BROKER_URL = text("CELERY_BROKER_URL", "safefs://localhost")
EMBEDDED_BROKER = CELERY_BROKER_URL.startswith("safefs:")
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"folder": str(BROKER_DIR), "polling_interval": 0.05}
    if EMBEDDED_BROKER
    # Without max_retries=0 publishing to a dead broker blocks a request for 6 s, even with retry=False.
    else {"max_retries": 0, "socket_connect_timeout": 2, "socket_timeout": 2}
)
CELERY_BROKER_CONNECTION_TIMEOUT = 2  # seconds
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True  # the job's row has it
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # nobody uses it, and it needs a queue for each worker
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A killed worker's job goes on after its lease and one sweep.
JOB_LEASE_SECONDS = number("JOB_LEASE_SECONDS", 10, least=0.3)
JOB_SWEEP_SECONDS = number("JOB_SWEEP_SECONDS", 2, least=0.1)
JOB_ASK_AGAIN_SECONDS = number("JOB_ASK_AGAIN_SECONDS", 10, least=0.1)  # the message may be lost by then

# -- text engine

SENTENCE_EMBEDDINGS = text("SENTENCE_EMBEDDINGS")  # none: sentences are aligned by their words alone

# -- API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "annotator.api.tokens.Token",  # first: it answers 401, with how to authenticate
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["annotator.api.bodies.Json"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "annotator.http.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"TOKEN_TTL": None}  # until its owner revokes it
SPECTACULAR_SETTINGS = {
    "TITLE": "Annotator",
    "DESCRIPTION": "Compare the accounts of one event: claims, certainty and bias, annotated together.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",  # its scripts from us, not from elsewhere
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Other things have kinds too.
    "ENUM_NAME_OVERRIDES": {
        "LinkKindEnum": "annotator.models.links.Link.Kind",
        "AssignmentStateEnum": "annotator.models.assignments.Assignment.State",
        "RoundStateEnum": ["blind", "revealed", "closed"],
        "DecidedStatusEnum": [
            ("asserted", "asserted"),
            ("denied", "denied"),
            ("differs", "differs"),
            ("not_reported", "checked: not reported"),
        ],
        "CellStatusEnum": "annotator.models.claims.Cell.Status",
        "DecisionStateEnum": ["open", "decided", "changed"],
        "TrialKindEnum": "annotator.models.trials.Trial.Kind",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000  # bytes of a request's body without its files: pasted text

# -- static files, language, mail, logs

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "annotator.config.staticfiles.StaticFiles",
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG  # edit a file, reload the page

USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 31_536_000  # seconds: a year
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS

vars().update(env.email_url_config(text("EMAIL_URL", "consolemail://" if DEBUG else "smtp://localhost:25")))
EMAIL_TIMEOUT = number(
    "EMAIL_TIMEOUT", 10, least=0.1
)  # seconds; a mail server that hangs must not hold a worker
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("DEFAULT_FROM_EMAIL", "annotator@localhost")

LOG_LEVEL = text("LOG_LEVEL", "INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "annotator": {"level": LOG_LEVEL},
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "celery": {"level": "INFO"},
    },
}
