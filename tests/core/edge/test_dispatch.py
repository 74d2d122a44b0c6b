import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Query
from starlette.routing import Match

from app.core.edge import dispatch
from app.core.edge.dispatch import Vagval
from app.core.edge.routing import api_routes, effective_route, route_scope, route_template, vagkarta
from app.core.edge.strict_json import StriktRoute
from app.core.errors import OgiltigBegaran

ROT = "/stegvis/v1"


def beroende(extra: int = Query(0)) -> int:
    return extra


def bygg() -> FastAPI:
    inre = APIRouter(prefix="/{kommunkod}/saker", route_class=StriktRoute)
    mellan = APIRouter(prefix=ROT)
    for path in ("", "/sokningar", "/{sakId}", "/{sakId}/rader", "/{sakId}/rader/{radId}", "/fast/rader"):

        async def endpoint(path: str = path) -> dict[str, str]:
            return {"path": path}

        inre.add_api_route(path, endpoint, methods=["GET"], openapi_extra={"x-scope": "sak:las"}, name=path or "rot")
    inre.add_api_route("/{sakId}", endpoint, methods=["DELETE"])
    inre.add_api_route("/fil/{namn:path}", endpoint, methods=["GET"])
    inre.add_api_route("/delad-{del_}", endpoint, methods=["GET"])
    mellan.include_router(inre, dependencies=[Depends(beroende)])
    app = FastAPI()
    app.include_router(mellan)
    app.get("/enkel/{namn}")(endpoint)
    return app


@pytest.mark.parametrize(
    ("metod", "path", "mall"),
    [
        ("GET", "/stegvis/v1/0484/saker", "/stegvis/v1/{kommunkod}/saker"),
        ("GET", "/stegvis/v1/0484/saker/sokningar", "/stegvis/v1/{kommunkod}/saker/sokningar"),
        ("GET", "/stegvis/v1/0484/saker/7", "/stegvis/v1/{kommunkod}/saker/{sakId}"),
        ("DELETE", "/stegvis/v1/0484/saker/7", "/stegvis/v1/{kommunkod}/saker/{sakId}"),
        ("GET", "/stegvis/v1/0484/saker/7/rader/å b", "/stegvis/v1/{kommunkod}/saker/{sakId}/rader/{radId}"),
        ("GET", "/stegvis/v1/0484/saker/fast/rader", "/stegvis/v1/{kommunkod}/saker/fast/rader"),
        ("GET", "/enkel/a", "/enkel/{namn}"),
        ("GET", "/stegvis/v1//saker", None),
        ("GET", "/stegvis/v1/0484/saker/", None),
        ("GET", "/stegvis/v1/0484/saker/fil/a/b", None),
        ("POST", "/stegvis/v1/0484/saker", None),
        ("GET", "", None),
    ],
)
def test_uppslaget_ger_samma_operation_som_fastapi(metod, path, mall):
    app = bygg()
    traff = Vagval(api_routes(app)).hitta(metod, path)
    assert (traff and (traff[0].sammanhang or traff[0].rutt).path_format) == mall
    if traff is not None and "fast" not in path:
        scope = {"type": "http", "method": metod, "path": path, "headers": [], "app": app}
        for rutt in app.router.routes:
            match, barn = rutt.matches(scope)
            if match is Match.FULL:
                assert barn.get("path_params", traff[1]) == traff[1]


@pytest.mark.parametrize("uppslag", [True, False])
async def test_samma_svar_med_och_utan_uppslag(uppslag):
    app = bygg()
    sett = []

    @app.middleware("http")
    async def kika(request, vidare):
        svar = await vidare(request)
        sett.append((route_template(request.scope), route_scope(request.scope), effective_route(request.scope) is None))
        return svar

    if uppslag:
        dispatch.install(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://x") as klient:
        adresser = ["0484/saker/7?path=a", "0484/saker/7/rader?path=b", "0484/saker/fil/a/b?path=c", "0484/nej"]
        svar = [(await klient.get(f"{ROT}/{a}")).status_code for a in adresser]
        assert (await klient.get(f"{ROT}/0484/saker?extra=1")).status_code == 200
        with pytest.raises(OgiltigBegaran):
            await klient.get(f"{ROT}/0484/saker?extra=1&extra=2")
    assert svar == [200, 200, 200, 404]
    assert sett[0] == (f"{ROT}/{{kommunkod}}/saker/{{sakId}}", "sak:las", False)
    assert sett[3] == (None, None, True)


def test_kartan_over_metoder_gor_inte_om_sig():
    app = bygg()
    assert vagkarta(app) is vagkarta(app)
    assert vagkarta(app).metoder(f"{ROT}/0484/saker/7") == ("GET", "HEAD", "DELETE", "OPTIONS")
    assert vagkarta(app).metoder("/nej") == ()
