"""One settings file: everything that differs between places comes from the environment, typed, and fails closed."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from environs import EnvError, validate

from casemgmt.env import env, mail_server, secret, secrets

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", False)
DEMONSTRATION = env.bool("DEMONSTRATION", False)
EMBEDDED_PARTS = env.bool("EMBEDDED_PARTS", False)
# Only test and simulation settings may move the clock; `core.checks` refuses it anywhere else.
CLOCK_MAY_MOVE = env.bool("CLOCK_MAY_MOVE", DEMONSTRATION)
DEMO_PASSWORD = secret("CASEMGMT_DEMO_PASSWORD", "")
SITE_NAME = env.str("SITE_NAME", "Casework")
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000")

SECRET_KEY = secret("SECRET_KEY", "development-only-" + "x" * 50 if DEBUG else None)
SECRET_KEY_FALLBACKS = secrets("SECRET_KEY_OLD")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"] if DEBUG or DEMONSTRATION else [])
SECURE_SSL = env.bool("SECURE_SSL", not (DEBUG or DEMONSTRATION))
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", not (DEBUG or DEMONSTRATION))
# Without a second factor the process starts only when the site says why.
NO_SECOND_FACTOR_BECAUSE = env.str("NO_SECOND_FACTOR_BECAUSE", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "casemgmt",
    "core",
    "audit",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "guardian",
    "lucide",
    "pgtrigger",
    "pghistory",
    "anymail",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "template_partials",
    "facilities",
    "policy",
    "directory",
    "patients",
    "encounters",
    "coverage",
    "teams",
    "worklist",
    "messaging",
    "notes",
    "outreach",
    "assessments",
    "advocacy",
    "intake",
    "careplans",
    "referrals",
    "discharge",
    "supervision",
    "dashboards",
    "oversight",
    "interop",
    "api",
    "demo",
]

MIDDLEWARE = [
    "core.middleware.limits.Limits",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.declared.Declared",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.request_log.RequestLog",
    "core.middleware.clock.RequestClock",
    "accounts.middleware.Idle",
    "accounts.middleware.ActingRole",
    "accounts.middleware.SignInRequired",
    "core.middleware.refusals.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "casemgmt.urls"
WSGI_APPLICATION = "casemgmt.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "core.templatetags.ui",
                "core.templatetags.frame",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casemgmt.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.dj_db_url("DATABASE_URL", default=secret("DATABASE_URL"))}
_database = DATABASES["default"]
if "postgresql" not in _database["ENGINE"]:
    raise EnvError("DATABASE_URL must name a PostgreSQL database: nothing else is supported.")
_database |= {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60), "CONN_HEALTH_CHECKS": True}
_database.setdefault("OPTIONS", {})["options"] = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "statement_timeout": env.str("STATEMENT_TIMEOUT", "15s"),
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "30s",
        # Every statement here is short: compiling it would take longer than running it.
        "jit": "off",
        # Questions that are prepared (core/prepared.py) are planned once for whatever values: a plan of its own for
        # each would look cheaper to the planner, and takes ten times as long to make as to run.
        "plan_cache_mode": "force_generic_plan",
    }.items()
)
_database["TEST"] = {
    "NAME": env.str("TEST_DATABASE_NAME", "test_casemgmt"),
    "TEMPLATE": env.str("TEST_TEMPLATE", "template0"),
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Whoever invited somebody knows their first password; the demonstration's is printed for everybody.
FIRST_PASSWORD_MUST_CHANGE = not (DEBUG or DEMONSTRATION)
PASSWORD_RESET_TIMEOUT = 30 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapter.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Per-address floods only: guessing at one account is axes' part, which keeps its evidence in the database.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "30/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMONSTRATION
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_VERBOSE = False
AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXY_COUNT or None
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", 15 * 60)
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE_SSL else []
CSRF_FAILURE_VIEW = "core.errors.forged_form"

SECURE_SSL_REDIRECT = SECURE_SSL
SECURE_HSTS_SECONDS = 63_072_000 if SECURE_SSL else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o640

ADMINS: list[tuple[str, str]] = []
MANAGERS = ADMINS
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "no-reply@casework.example")
if _mail_url := secret("EMAIL_URL", ""):
    _mail = mail_server(_mail_url)
    EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail["EMAIL_USE_SSL"], _mail["EMAIL_USE_TLS"]
elif DEBUG or DEMONSTRATION:
    EMAIL_BACKEND = "core.mailbox.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
else:
    raise EnvError("Set EMAIL_URL: reminders need a way out.")

# A hospital's own instruments (manage.py load_instruments): files of all facilities, and in folders by code those of one.
INSTRUMENTS_DIR = env.str("INSTRUMENTS_DIR", "")

# Files of keys outside the database (see audit.keyring): for the seals of the trail, for the advocates' binders.
AUDIT_KEY_FILE = env.str("AUDIT_KEY_FILE", "")
BINDER_KEY_FILE = env.str("BINDER_KEY_FILE", "")
# Where the newest seal is said each hour besides the log; on storage that only grows.
AUDIT_ANCHOR_FILE = env.str("AUDIT_ANCHOR_FILE", "")

# What a mail service reports back: its name as django-anymail knows it ("postmark"), and the user:password it signs in with.
EMAIL_EVENTS = env.str("EMAIL_EVENTS", "")
ANYMAIL: dict[str, str | list[str]] = {"WEBHOOK_SECRET": secrets("EMAIL_EVENTS_SECRET")}
if _events_key := secret("EMAIL_EVENTS_KEY", ""):
    ANYMAIL[f"{EMAIL_EVENTS.upper()}_WEBHOOK_SIGNING_KEY"] = _events_key
# A gateway for text messages, and another system that hears counts; each signs with its secret. Without: not set up.
SMS_URL, SMS_SECRET = env.str("SMS_URL", ""), secret("SMS_SECRET", "")
WEBHOOK_URL, WEBHOOK_SECRET = env.str("WEBHOOK_URL", ""), secret("WEBHOOK_SECRET", "")
for _name, _url, _secret in (("SMS", SMS_URL, SMS_SECRET), ("WEBHOOK", WEBHOOK_URL, WEBHOOK_SECRET)):
    if _url and len(_secret) < 32:
        raise EnvError(
            f"Set {_name}_SECRET (32 characters or more) with {_name}_URL: everything sent there is signed."
        )
    if _url and not (_url.startswith("https://") or DEBUG or DEMONSTRATION):
        raise EnvError(f"{_name}_URL must begin with https://.")
# Seconds that a gateway may be silent.
GATEWAY_TIMEOUT = env.float("GATEWAY_TIMEOUT", 10)
# Who may read /metrics; without it there is no such page.
METRICS_TOKEN = secret("METRICS_TOKEN", "")

# How long one relay holds a message before another may take it over.
OUTBOX_LEASE_SECONDS = env.float("OUTBOX_LEASE_SECONDS", 60)
# Places at which tests break the program; see core.failpoints.
FAILPOINTS: dict[str, str] = env.dict("FAILPOINTS", {}) if DEBUG or DEMONSTRATION else {}

# No shared cache: throttles and allauth's flood guard count per process, and no page is ever cached.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(VAR_DIR / "static"))
STATICFILES_DIRS = [path for path in [BASE_DIR / "vendor"] if path.exists()]
_PLAIN, _HASHED = "django.contrib.staticfiles.storage.", "whitenoise.storage.CompressedManifest"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str("STATICFILES_BACKEND", f"{_PLAIN if DEBUG else _HASHED}StaticFilesStorage")
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Papers for patients: the size of the site's paper, and the folders of typefaces (its own beside those that come along).
PAPER_SIZE = env.str("PAPER_SIZE", "us-letter", validate=validate.OneOf(["us-letter", "a4"]))
PAPER_FONTS = [str(BASE_DIR / "fonts"), *env.list("PAPER_FONTS", [])]

BROKER_URL = secret("BROKER_URL")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.auth.SessionOr401", "api.auth.Token"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.LimitedJSONParser"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "api.pagination.Keyset",
    "EXCEPTION_HANDLER": "api.errors.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    # Choices stand where they are used: many tables have a "kind", and shared names would say nothing.
    "POSTPROCESSING_HOOKS": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

PGHISTORY_APPEND_ONLY = True
PGHISTORY_OBJ_FIELD_RELATED_QUERY_NAME = "history"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"allow_list": {"()": "core.logs.AllowListFormatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "allow_list"}},
    "root": {"handlers": ["out"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # These two would print paths, parameters and statements; our own request log says what may be said.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
    },
}
LOGGING_CONFIG = "logging.config.dictConfig"
# Locking by name alone is meant: an address is shared by a whole ward (see docs/adr).
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
