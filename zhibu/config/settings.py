"""Settings: this one file, from the environment only. `environment.py` explains each name."""

from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

from zhibu.config import environment

DATA = environment.data_folder()
DEBUG = environment.switch("DEBUG", False)
SECRET_KEY = environment.secret("SECRET_KEY", DATA)
FIELD_KEY = environment.secret("FIELD_KEY", DATA)  # encrypts identity numbers; keep it apart from database backups
RECEIPT_KEY = environment.secret("RECEIPT_KEY", DATA)  # what receipts of concerns are kept by; never in a backup
BACKUP_KEY = environment.secret("BACKUP_KEY", DATA)  # opens the backups; itself in none
LOG_KEY = environment.secret("LOG_KEY", DATA)  # seals the log; stays the same when the field key changes
RECEIPT_COST = 2**14  # of scrypt: 16 MB and some hundredths of a second for each look
ALLOWED_HOSTS = [*environment.names("HOSTS", ""), "127.0.0.1", "localhost", "[::1]"]  # the machine watches itself
METRICS_TOKEN = environment.token("METRICS_TOKEN")
CSRF_TRUSTED_ORIGINS = environment.names("ORIGINS", "")
SAY_HOST = environment.text("SAY_HOST")  # a host name for 说事 alone: then browsers send it no cookie of ours
HTTPS = environment.switch("HTTPS", False)
DEMO = environment.switch("DEMO", False)  # shows the demo log-ins on the log-in page
SAMPLE = environment.switch("SAMPLE", False)  # every page says that all is invented; `zhibu run` looks and sets it

OIDC = environment.provider(DATA)  # log-in through the unit's own provider; None: there is none
ADDRESS = environment.text("ADDRESS")  # as people open it, written below notices: https://zhibu.example.cn/in/
ROBOT_HOSTS = environment.names("ROBOT_HOSTS", "")  # robots of the unit's own, beside the three that are known
HOOK_HOSTS = environment.names("HOOK_HOSTS", "")  # programs that are told of changes: host or host:port, no others
OPEN_COUNT = "zhibu.web.today.counting.open_count"  # what a notice counts: the lines of somebody's 今天
MAIL = environment.mail()
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM") or MAIL.get("EMAIL_HOST_USER", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'dummy'}.EmailBackend"
EMAIL_TIMEOUT = 10
LOG_HEADS = environment.log_heads()  # who keeps the day's head of the log, outside the server
globals().update(MAIL)

ROOT_URLCONF = "zhibu.config.urls"
WSGI_APPLICATION = "zhibu.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "account.User"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "zhibu.base",
    "zhibu.org",
    "zhibu.member",
    "zhibu.account",
    "zhibu.meeting",
    "zhibu.admission",
    "zhibu.concern",
    "zhibu.dues",
    "zhibu.election",
    "zhibu.notice",
    "zhibu.survey",
    "zhibu.target",
    "zhibu.treatment",
    "zhibu.work",
    "zhibu.ledger",
    "zhibu.checkup",
    "zhibu.flows",
    "zhibu.jobs",
    "zhibu.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "zhibu.web.say.chain.SayMiddleware",  # before everything that knows sessions, cookies or log lines
    "zhibu.web.standby.StandbyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhibu.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zhibu.web.door.person.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhibu.web.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "zhibu.web.frame.frame",
            ],
            "string_if_invalid": environment.text("TEMPLATE_INVALID"),
        },
    }
]

DATABASES = environment.databases(DATA)
DATABASE_ROUTERS = ["zhibu.base.standby.Router"] if "standby" in DATABASES else []
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "zhibu.account.second_step.SecondStep",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "log_in"
LOGIN_REDIRECT_URL = "today"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours: a lock-out ends by itself, the secretary must not wait for an administrator
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "answer"]  # of what was posted, not kept
PROXIES = environment.networks("PROXIES")  # only these may say for whom they ask; none: whoever connects is meant
AXES_CLIENT_IP_CALLABLE = "zhibu.web.door.coming_from.address_of"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("英文"))]
LOCALE_PATHS = [environment.PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

SESSION_ENGINE = "zhibu.account.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
COOKIE_PATH = "/in/" if environment.switch("CONFINED", False) else "/"  # set by wsgi.py, see confining.py
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = COOKIE_PATH
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health(/ready)?$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
