import os

from django.core.wsgi import get_wsgi_application

from zhibu.questions import all_norms

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.config.settings")
application = get_wsgi_application()
all_norms()  # read before the first request; a fault in the norms folder keeps the server from starting
