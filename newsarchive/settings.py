"""Django settings, read from environment variables; README.md lists them."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from newsarchive.embedded import EmbeddedPostgres
from newsarchive.environment import (
    read_backend,
    read_bool,
    read_choice,
    read_contact,
    read_data_dir,
    read_database_url,
    read_email_url,
    read_hosts,
    read_int,
    read_networks,
    read_rate,
    read_secret_key,
    read_sender,
    read_site_url,
    read_text,
)

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = read_data_dir(BASE_DIR)
DEBUG = read_bool("DEBUG", default=False)
PORT = read_int("PORT", 8000, least=1, most=65535)

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = read_hosts("ALLOWED_HOSTS", LOCAL_HOSTS)
# A public host is served over TLS by a proxy in front; a local archive has no proxy.
HTTPS = read_bool("HTTPS", default=not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS))

_database = read_database_url()
EMBEDDED_POSTGRES: EmbeddedPostgres | None = None
if _database is None:
    EMBEDDED_POSTGRES = EmbeddedPostgres(DATA_DIR)
    _database = {"ENGINE": "django.db.backends.postgresql", **EMBEDDED_POSTGRES.dsn()}
SECRET_KEY = read_secret_key(DATA_DIR, demanded=EMBEDDED_POSTGRES is None and not DEBUG)

POOL_SIZE = read_int("DATABASE_POOL_SIZE", 8, least=1, most=200)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "ENGINE": "newsarchive.database",
        "CONN_MAX_AGE": 0,  # the pool keeps connections open …
        "CONN_HEALTH_CHECKS": True,  # … and tests them before use: the server may have been restarted
        "OPTIONS": {
            # When a silent connection counts as broken: in seconds, but tcp_user_timeout in milliseconds.
            "connect_timeout": 5,
            "tcp_user_timeout": 10_000,
            "keepalives_idle": 15,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            **_database.get("OPTIONS", {}),
            # Seconds to wait for a connection: shorter than the timeouts of proxies.
            "pool": {"min_size": 1, "max_size": POOL_SIZE, "timeout": 5},
        },
    }
}
# Time limit of a reader's search in the database, in milliseconds.
SEARCH_TIMEOUT_MS = read_int("SEARCH_TIMEOUT_MS", 5000, least=100, most=600_000)
# Rate limits per client: API requests, downloads of whole searches, and the public forms (password resets and
# error reports). A local archive needs no limits.
API_RATE = read_rate("API_RATE", "120/minute" if HTTPS else "off")
EXPORT_RATE = read_rate("EXPORT_RATE", "60/hour" if HTTPS else "off")
RESET_RATE = read_rate("RESET_RATE", "10/hour" if HTTPS else "off")
# Networks besides the public ones that pages and feeds may be fetched from.
FETCH_ALLOW_NETWORKS = read_networks("FETCH_ALLOW_NETWORKS")
# Whether the hourly jobs of the worker also poll the feeds of sources.
POLL_SOURCES = read_bool("POLL_SOURCES", default=False)
# The extractor of people, countries, organisations and places.
EXTRACTION_BACKEND = read_backend("EXTRACTION_BACKEND")

INSTALLED_APPS = [
    # Before articles, which replaces the admin pages of these.
    "procrastinate.contrib.django",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "articles",
    "newsarchive.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_filters",
    "ninja",
    "csp",
    "axes",
]

MIDDLEWARE = [
    # First, so that every response has their headers, including static files, errors and health checks.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "articles.middleware.methods.methods",
    "articles.middleware.health.health",
    "articles.middleware.open_api.open_interface",
    "articles.middleware.rate_limit.limited",
    "articles.middleware.unavailable.unavailable",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "articles.middleware.etag.conditional",  # inside compression, which would change the content
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "articles.middleware.login_guard.known_browser",
    "axes.middleware.AxesMiddleware",
    "articles.middleware.unavailable.unreadable",
]

ROOT_URLCONF = "newsarchive.urls"
WSGI_APPLICATION = "newsarchive.wsgi.application"
AUTH_USER_MODEL = "articles.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "searches"
LOGOUT_REDIRECT_URL = "login"
# Whether everybody who may use the admin has to sign in with a code, too.
REQUIRE_TWO_STEP = read_bool("REQUIRE_TWO_STEP", default=False)
OTP_TOTP_ISSUER = "News Archive"
AXES_HANDLER = "articles.middleware.login_guard.GuessingHandler"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # attempts during a lockout do not count
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "articles.http.client_address"

# The base URL of links in emails, and how to send emails; see docs/operations.md, "Mail".
SITE_URL = read_site_url("SITE_URL")
_email = read_email_url("EMAIL_URL")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"] or ""
EMAIL_PORT = _email["EMAIL_PORT"] or (465 if _email.get("EMAIL_USE_SSL") else 25)
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 30  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read_sender("EMAIL_FROM", SITE_URL)

# What the page "About this archive" says of its makers: an email address or URL, and a text on rights.
CONTACT = read_contact("CONTACT")
RIGHTS = read_text("RIGHTS")

_context = {
    "context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "OPTIONS": {**_context, "environment": "articles.templating.environment.environment"},
    },
    {
        # The admin site's own.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": _context,
    },
]

LANGUAGE_CODE = "en-gb"
# Languages with a catalogue in locale/, each named in its own language.
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # seconds
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_THOUSAND_SEPARATOR = False  # templates add separators where needed, not to years and ids
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = ["newsarchive.locale_formats"]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = (
    [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host != "*"] if HTTPS else []
)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
# Which hosts require HTTPS. Browsers remember this for a year, so subdomains are included only by choice.
HSTS = read_choice("HSTS", ("host", "subdomains", "preload"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS != "host"
SECURE_HSTS_PRELOAD = HSTS == "preload"
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # they demand subdomains and preload

DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000  # bytes: an article pasted into the admin may be long
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # an article names many entities, each a row of the form

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{levelname} {name}: {message}", "style": "{"},
        "json": {"()": "newsarchive.logs.JSONFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line" if DEBUG or EMBEDDED_POSTGRES else "json",
        }
    },
    "root": {"handlers": ["console"], "level": "INFO" if not EMBEDDED_POSTGRES else "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "axes": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
    },
}
