"""The WSGI entry point: ``gunicorn wsgi:app``."""

from hub.app import create_app
from hub.kernel.logs import configure_logging
from hub.settings import load_settings

settings = load_settings()
configure_logging(settings, process="web")
app = create_app(settings)
