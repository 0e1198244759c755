"""Django's synchronous side, which `asgi.py` runs in threads; any WSGI server can run it alone."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")

application = get_wsgi_application()
