"""All settings, from the environment. `docs/operations.md` says what each is for.

With nothing set this is somebody's own machine: SQLite and the embedded broker under `DATA_DIR`, DEBUG on.
`SECRET_KEY` or `ALLOWED_HOSTS` in the environment mean production: DEBUG off, HTTPS only, and no default that
would be unsafe there.
"""

from __future__ import annotations

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from annotator.config import logs, single_sign_on
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
SECURE_REDIRECT_EXEMPT = [
    r"^(healthz|readyz|metrics)$"
]  # a load balancer asks over plain HTTP, and needs no more than a yes
SECURE_HSTS_SECONDS = int(number("HSTS_SECONDS", 31_536_000)) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = flag("HSTS_SUBDOMAINS", default=HTTPS)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    # Browsers take this prefix from this very host over HTTPS only: no subdomain can plant one of its own.
    ("__Host-sessionid", "__Host-csrftoken") if HTTPS else ("sessionid", "csrftoken")
)
X_FRAME_OPTIONS = "DENY"
OIDC_ISSUER = text("OIDC_ISSUER").rstrip("/")
OIDC_NAME = text("OIDC_NAME", "single sign-on")
OIDC_SIGNUP = flag("OIDC_SIGNUP", default=False)
CONTENT_SECURITY_POLICY = single_sign_on.policy(OIDC_ISSUER, items("OIDC_ORIGINS"))

# -- accounts

AUTH_USER_MODEL = "annotator.User"
OPEN_SIGNUP = flag("OPEN_SIGNUP", default=False)
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 86_400  # seconds: a mailed link works for a day
COSTLY_PER_MINUTE = int(number("COSTLY_PER_MINUTE", 60, least=1))  # docs/adr/0014
# Two-factor and single sign-on are django-allauth's, on pages of ours (docs/adr/0015).
SOCIALACCOUNT_PROVIDERS = single_sign_on.providers(
    OIDC_ISSUER, OIDC_NAME, text("OIDC_CLIENT_ID"), text("OIDC_CLIENT_SECRET")
)
vars().update(single_sign_on.LIBRARY)
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "annotator.config.apps.Annotator",
]
MIDDLEWARE = [
    "annotator.config.requests.Told",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "annotator.config.compression.Compression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "annotator.web.refusals.Refusals",
    "annotator.config.costly.Costly",
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
        # Seconds to wait for the write lock. It is not given in turn: 20 were too few for 32 writers.
        "timeout": 60,
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
# A queue for each lane of `models.jobs`; a worker without --queues serves all of them.
CELERY_TASK_QUEUES = {name: {"routing_key": name} for name in ("interactive", "export", "compute")}
CELERY_TASK_DEFAULT_QUEUE = "compute"
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # nobody uses it, and it needs a queue for each worker
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A killed worker's job goes on after its lease and one sweep.
JOB_LEASE_SECONDS = number("JOB_LEASE_SECONDS", 10, least=0.3)
JOB_SWEEP_SECONDS = number("JOB_SWEEP_SECONDS", 2, least=0.1)
JOB_ASK_AGAIN_SECONDS = number("JOB_ASK_AGAIN_SECONDS", 10, least=0.1)  # the message may be lost by then
# A worker with nothing to do that takes nothing while work waits for so long ends, to be started again.
JOB_DEAF_SECONDS = number("JOB_DEAF_SECONDS", 60, least=1)
JOB_KEEP_DAYS = int(number("JOB_KEEP_DAYS", 30))  # what ended before that is forgotten; 0: never
# At work at the same time in one lane, of one project or one person; 0: as many as there are workers.
JOB_MOST_RUNNING_PROJECT = int(number("JOB_MOST_RUNNING_PROJECT", 0))
JOB_MOST_RUNNING_PERSON = int(number("JOB_MOST_RUNNING_PERSON", 0))
# Exports and computing of all: on one machine a process stays free for what somebody waits for.
JOB_MOST_RUNNING_BULK = int(
    number("JOB_MOST_RUNNING_BULK", max(1, WORKER_PROCESSES - 1) if EMBEDDED_BROKER else 0)
)
# In line, of what people wait for; who asks for more is refused. 0: no limit.
JOB_MOST_WAITING_PROJECT = int(number("JOB_MOST_WAITING_PROJECT", 500))
JOB_MOST_WAITING_PERSON = int(number("JOB_MOST_WAITING_PERSON", 100))

# -- watching addresses (docs/adr/0019)

WATCHING = flag("WATCHING", default=True)  # whether people may have addresses looked at by themselves
WATCH_CONTACT = text("WATCH_CONTACT")  # in the User-Agent: whom a site asks about us
WATCH_HOST_SECONDS = number("WATCH_HOST_SECONDS", 10, least=1)  # between two looks at one host
WATCH_END_DAYS = int(number("WATCH_END_DAYS", 30, least=1))  # without a change

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
        "JobStateEnum": "annotator.models.jobs.JobState",
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
        "ReleaseStateEnum": "annotator.models.releases.Release.State",
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
LOGGING = logs.settings(LOG_LEVEL, as_json=flag("LOG_JSON", default=False))
METRICS_TOKEN = text("METRICS_TOKEN")  # none: no measures
if METRICS_TOKEN:
    logs.keep_measures(DATA_DIR / "metrics")
SLOW_QUERY_MS = number("SLOW_QUERY_MS", 0)  # 0: none is told
