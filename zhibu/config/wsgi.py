import os

from django.core.wsgi import get_wsgi_application

from zhibu.config.confining import confined
from zhibu.config.loading import load_all

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.config.settings")
os.environ.setdefault("ZHIBU_CONFINED", "1")  # cookies lie below /in/, so that 说事 gets none
application = confined(get_wsgi_application())
load_all()
