"""All settings of the portal, in the order of Django's own settings reference.

Values that differ between machines come from the environment; each is described once in
``.env.example``. Production is the default: what only the demo may do hangs on ``DEMO``. A missing or
wrong value stops the start with one line that says what to set.
"""

import re
import tempfile
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ikk_portal.environment import choice, database, mail_service, networks, public_key, required, switch, whole_number

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DEMO: bool = switch(env, "DEMO")
SURFACE: str = choice(env, "SURFACE", ("public", "staff", "all"))
if SURFACE == "all" and not DEMO:
    raise ImproperlyConfigured(
        "SURFACE=all is for the demo only. Set SURFACE=public or SURFACE=staff, one process group for each."
    )

# Core
SECRET_KEY: str = required(env, "SECRET_KEY", "a random text of at least 50 characters")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short. Set a random text of at least 50 characters.")
KEYS_DIRECTORY = Path(required(env, "KEYS_DIRECTORY", "the directory of the key rings, outside database and backups"))
RUNTIME_DIRECTORY = Path(env.str("RUNTIME_DIRECTORY", default=tempfile.gettempdir()))  # locks of this machine
ACCESS_LOG_DIRECTORY = Path(required(env, "ACCESS_LOG_DIRECTORY", "a directory of this machine for the access log"))
ACCESS_LOG_DAYS: int = whole_number(env, "ACCESS_LOG_DAYS", 7, least=1, most=14)
DEBUG = False
ALLOWED_HOSTS: list[str] = required(env, "ALLOWED_HOSTS", "the host names of the site, comma-separated").split(",")
HOSTING_LOCATION: str = required(
    env, "HOSTING_LOCATION", "name and town of the data centre; the privacy statement shows it"
)
SECURITY_CONTACT: str = required(
    env, "SECURITY_CONTACT", "a mailto: or https: address for reports of weaknesses (security.txt)"
)
NATIONAL_PHONE: str = required(env, "NATIONAL_PHONE", "the phone number for those who have chosen no IKK, with +49")
if not re.fullmatch(r"\+49 [1-9][\d ]+", NATIONAL_PHONE):
    raise ImproperlyConfigured(f"NATIONAL_PHONE={NATIONAL_PHONE} is no number. Set it like +49 30 23125 000.")
TRUSTED_PROXIES = networks(env, "TRUSTED_PROXIES", "127.0.0.1,::1")  # gunicorn reads the same variable
if SURFACE == "staff" and not DEMO:
    required(env, "STAFF_NETWORKS", "the networks of your staff, comma-separated")
STAFF_NETWORKS = networks(env, "STAFF_NETWORKS", "0.0.0.0/0,::/0")
ROOT_URLCONF = "ikk_portal.urls"
URLCONF_OF_ALL_SURFACES = "ikk_portal.urls_of_all_surfaces"  # staff previews name public addresses
WSGI_APPLICATION = "ikk_portal.wsgi.application"
APPEND_SLASH = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60 if SURFACE == "public" else 2_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 if SURFACE == "public" else 1024 * 1024
PUBLIC_BODY_LIMIT = 64 * 1024  # bytes; held on public paths by a middleware ahead of parsing
STAFF_BODY_LIMIT = 1024 * 1024  # the same for the staff area
UPLOAD_BODY_LIMIT = 10 * 1024 * 1024  # the same for the desks that take files
UPLOAD_PATHS = ("/verwaltung/regions/picture/", "/verwaltung/regions/download/")
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # nothing lies on disk
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_BODY_LIMIT

INSTALLED_APPS = [
    "ikk_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "privacy.apps.PrivacyConfig",
    "bestand.apps.BestandConfig",
    "regions.apps.RegionsConfig",
    "brochures.apps.BrochuresConfig",
    "contact.apps.ContactConfig",
    "accounts.apps.AccountsConfig",
    "access_log.apps.AccessLogConfig",
    "internetfiliale.apps.InternetfilialeConfig",
    "ikk_portal.apps.PortalConfig",  # last: what follows a migration needs the tables of all
]
PRIVACY_OF_LIBRARIES = "ikk_portal.privacy_of_libraries"

MIDDLEWARE = [
    "access_log.middleware.AccessLogMiddleware",
    "ikk_portal.platform.page_cache.PageCacheMiddleware",
    "ikk_portal.platform.connections.ConnectionsMiddleware",
    "ikk_portal.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ikk_portal.middleware.HostMiddleware",
    "ikk_portal.middleware.ErrorPagesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.staff_network.StaffNetworkMiddleware",
    "ikk_portal.middleware.RequestLimitsMiddleware",
    "accounts.middleware.SurfaceSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.middleware.SurfaceLoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "regions.middleware.RegionMiddleware",
]

# Databases: one alias here for each database of the house; the router sends each room to its own.
# A process gets its database role through the user in its URL.
DATABASES: dict[str, dict[str, Any]] = {
    "default": database(env, "DATABASE_URL"),
    "bestand": database(env, "BESTAND_DATABASE_URL"),
}
OWNER_DATABASE_URLS = {
    "default": env.str("OWNER_DATABASE_URL", default=""),
    "bestand": env.str("BESTAND_OWNER_DATABASE_URL", default=""),
}
ADMIN_DATABASE_URLS = {
    "default": env.str("ADMIN_DATABASE_URL", default=""),
    "bestand": env.str("BESTAND_ADMIN_DATABASE_URL", default=""),
}
#: Printing PIN letters in the browser: the roles of the print run, on the staff host. Empty where it is off.
PRINT_DATABASES = {
    "default": database(env, "PRINT_DATABASE_URL", is_required=False),
    "bestand": database(env, "PRINT_BESTAND_DATABASE_URL", is_required=False),
}
DATABASE_ROUTERS = ["ikk_portal.databases.RoomRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cases: sealed to the core system's key by who takes them in, handed over and answered through two directories.
CORE_SYSTEM_PUBLIC_KEY: str = public_key(env, "CORE_SYSTEM_PUBLIC_KEY", is_required=SURFACE != "staff")
CORE_SYSTEM_INBOX: str = env.str("CORE_SYSTEM_INBOX", default="")
CORE_SYSTEM_ANSWERS: str = env.str("CORE_SYSTEM_ANSWERS", default="")

# Forms and templates
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "ikk_portal.context.site",
                "regions.context.region",
                "accounts.context.inside",
                "internetfiliale.context.mailbox",
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "ikk_portal.platform.kept_tag",
            ],
        },
    },
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Language and time
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Mail: answers to enquiries, sent by the staff area; nothing else is ever mailed.
_MAIL = mail_service(env, "EMAIL_URL", "smtp://localhost:25")
EMAIL_BACKEND: str = _MAIL["EMAIL_BACKEND"]
EMAIL_HOST: str = _MAIL["EMAIL_HOST"] or ""
EMAIL_PORT: int = _MAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = _MAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD: str = _MAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS: bool = _MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH: str = _MAIL["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 10  # seconds without a word from the service
DEFAULT_FROM_EMAIL: str = env.str("MAIL_SENDER", default=f"keine-antwort@{ALLOWED_HOSTS[0]}")
MAIL_PROCESSOR: str = env.str("MAIL_PROCESSOR", default="").strip()  # whom the statement names for it

# Logging: to standard error, without personal data; the front and the process manager keep it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "ikk_portal.log_format.WithoutValues", "format": "%(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.StaffBackend", "accounts.backends.MemberBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PIN_HASHING: str = env.str("PIN_HASHING", default="full")
if PIN_HASHING not in (("full", "cheap") if DEMO else ("full",)):
    raise ImproperlyConfigured("PIN_HASHING must be full; cheap is for demo and tests only.")
PIN_HASH_PATIENCE = 5  # seconds a sign-in waits for one of the machine's two places to hash
PIN_LETTER_DAYS = 45  # days from printing in which a PIN letter must be used for the first time
PORTAL_ADDRESS: str = env.str("PORTAL_ADDRESS", default=ALLOWED_HOSTS[0])  # as letters name it
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.NotLikeTheName"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Cookies: the complete list. All of them end with the browser session: none has Expires or Max-Age.
# Behind TLS their names carry the prefix that ties them to host and path.
COOKIE_PREFIX = "" if DEMO else "__Host-"
REGION_COOKIE_NAME = COOKIE_PREFIX + "ikk_region"
STAFF_COOKIE_NAME = COOKIE_PREFIX + "ikk_staff"
MEMBER_COOKIE_NAME = COOKIE_PREFIX + "ikk_session"
CSRF_COOKIE_NAME = COOKIE_PREFIX + "ikk_csrf"
COOKIE_PURPOSES = {
    "ikk_region": "merkt sich Ihre regionale IKK, bis Sie den Browser schließen. Der Inhalt ist nur der "
    "Kurzname der IKK, zum Beispiel „rheinland“.",
    "ikk_session": "hält Ihre Anmeldung in der Internetfiliale aufrecht. Der Inhalt ist eine Zufallszahl. Das Cookie "
    "wird erst gesetzt, wenn Sie sich anmelden, und gelöscht, wenn Sie sich abmelden.",
    "ikk_staff": "hält die Anmeldung der Beschäftigten im Verwaltungsbereich aufrecht. Auf den "
    "öffentlichen Seiten wird dieses Cookie nicht gesetzt.",
    "ikk_csrf": "schützt die Formulare in der Internetfiliale und im Verwaltungsbereich davor, dass fremde Seiten sie "
    "absenden. Auf den öffentlichen Seiten wird dieses Cookie nicht gesetzt.",
}
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = not DEMO
CSRF_FAILURE_VIEW = "ikk_portal.error_pages.csrf_failure"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = STAFF_COOKIE_NAME  # which cookie holds where: accounts/areas.py
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = not DEMO
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = True  # use prolongs a session
STAFF_SESSION_IDLE_MINUTES = 30
STAFF_SESSION_HOURS = 10  # hours a session may last at most, whatever its use
MEMBER_SESSION_IDLE_MINUTES = 15
MEMBER_SESSION_HOURS = 4
MEMBER_SESSIONS = 3  # at the same time; the next sign-in ends the oldest

# Transport and headers
SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^gesund/"]  # the process manager asks on loopback, without TLS
SECURE_HSTS_SECONDS = 0 if DEMO else 63_072_000  # two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "upgrade-insecure-requests": not DEMO,
    }
}

# Static files
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
_COMPRESSED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "ikk_portal.demo_static_files.StaticFilesStorage" if DEMO else _COMPRESSED},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # SECURE_SSL_REDIRECT follows DEMO
    "security.W021",  # HSTS preload is the operator's decision, not the portal's
]
