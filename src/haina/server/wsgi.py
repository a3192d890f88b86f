"""The WSGI application that gunicorn serves; ready to answer at once when it has been imported."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haina.server.settings")

application = get_wsgi_application()


def _warm_up() -> None:
    """Read what the first visitor would otherwise wait for: the addresses and the policy."""
    from haina.cases.policies import current_policy

    resolve("/health")
    current_policy()
    # Workers are forked from here: a connection that looked for publications is not theirs to share.
    connections.close_all()


_warm_up()
