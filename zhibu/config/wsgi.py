import os

from django.core.wsgi import get_wsgi_application

from zhibu.config.confining import confined
from zhibu.questions import all_norms

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.config.settings")
os.environ.setdefault("ZHIBU_CONFINED", "1")  # cookies lie below /in/, so that 说事 gets none
application = confined(get_wsgi_application())
all_norms()  # read before the first request; a fault in the norms folder keeps the server from starting
