"""The order of the edge, from the wire inwards; each wraps the next.

Each line is a middleware:

    Sparning        trace id; returned on every answer
    Svarshuvuden    no-store, nosniff and what browsers obey, unless a router chose otherwise
    Begaranslogg    one line per request
    Matning         Prometheus
    Felfangare      what nobody handled becomes a 500 problem
    Granser         414, 431, 413, 408
    Identitet       401 before the content is read
    Kvoter          429
    HeadOptions     HEAD and OPTIONS from the route table
    (router)        StriktRoute: query parameters, media type, JSON
"""

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from app.core.auth import Tokenverifierare
from app.core.edge import dispatch, problems
from app.core.edge.head_options import HeadOptions
from app.core.edge.identity import Identitet
from app.core.edge.limits import Granser
from app.core.edge.logging import Begaranslogg
from app.core.edge.metrics import Matning, Matvarden
from app.core.edge.problems import Felfangare
from app.core.edge.quotas import Kvoter
from app.core.edge.response_headers import Svarshuvuden
from app.core.edge.tracing import Sparning
from app.core.quota import Kvotvakt
from app.settings import Settings

TELEMETRI_AV: TelemetryConfig = {
    "auto_configure": False,
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
}


def install(app: FastAPI, settings: Settings, verifierare: Tokenverifierare, kvotvakt: Kvotvakt, rot: str) -> Matvarden:
    """Put the edge around ``app`` and answer GET /matvarden. Call once, before the first request.

    FastAPI's own telemetry exports exception messages when it is configured: create the app with
    ``telemetry=TELEMETRI_AV``.
    """
    matvarden = Matvarden()
    app.state.max_djup = settings.max_djup
    app.state.matvarden = matvarden
    app.router.redirect_slashes = False
    problems.install(app)
    dispatch.install(app)
    # The last one added is the outermost.
    app.add_middleware(HeadOptions)
    app.add_middleware(Kvoter, vakt=kvotvakt, rot=rot)
    app.add_middleware(Identitet, verifierare=verifierare, settings=settings, rot=rot)
    app.add_middleware(Granser, settings=settings)
    app.add_middleware(Felfangare)
    app.add_middleware(Matning, matvarden=matvarden)
    app.add_middleware(Begaranslogg)
    app.add_middleware(Svarshuvuden, settings=settings)
    app.add_middleware(Sparning)
    app.add_route("/matvarden", matvarden.visa, methods=["GET"], include_in_schema=False)
    return matvarden
