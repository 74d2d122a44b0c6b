"""What the service tells about itself: api-info, error codes, the API description and its rendering.

Swagger UI and ReDoc come from files in an installed package and run under a policy that lets no
page reach another host: the documentation works without internet and sends nothing anywhere.
"""

from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from pydantic import Field

from app.core.edge.problems import TYPBAS
from app.core.edge.strict_json import StriktRoute
from app.core.errors import FELKODER, Felkod, Saknas
from app.core.openapi_document import bygg_dokument
from app.core.representations import Lankar, LankUt
from app.core.schema_types import Datum, Heltal, Utdata

UTGIVEN = date(2026, 11, 22)
FILER = Path(fastapi_offline.__file__).parent / "static"
TILLATNA_FILER = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "redoc.standalone.js": "text/javascript",
    "favicon.png": "image/png",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_SIDHUVUDEN = {"content-security-policy": POLICY, "referrer-policy": "no-referrer"}


class ApiInfo(Utdata):
    """The national profile's description of an API."""

    api_name: str = Field(json_schema_extra={"example": "stegvis"})
    api_version: str = Field(json_schema_extra={"example": "0.1.0"})
    api_released: Datum
    api_documentation: str = Field(json_schema_extra={"example": "https://stegvis.example/dokumentation"})
    api_status: str = Field(json_schema_extra={"example": "beta"})
    lankar: Lankar = Field(alias="_links")


class FelkodUt(Utdata):
    """One error code."""

    kod: str = Field(json_schema_extra={"example": "saknas"})
    status: Heltal = Field(json_schema_extra={"example": 404})
    titel: str = Field(json_schema_extra={"example": "Resursen finns inte"})
    titel_engelska: str = Field(json_schema_extra={"example": "The resource does not exist"})
    typ: str = Field(json_schema_extra={"example": TYPBAS + "saknas", "format": "uri"})

    @classmethod
    def av(cls, felkod: Felkod) -> "FelkodUt":
        """From the register."""
        return cls(
            kod=felkod.kod,
            status=felkod.status,
            titel=felkod.titel,
            titel_engelska=felkod.titel_en,
            typ=TYPBAS + felkod.kod,
        )


class Felkoder(Utdata):
    """Every error code the service uses."""

    felkoder: list[FelkodUt]
    lankar: Lankar = Field(alias="_links")


def dokument(app: FastAPI, rot: str) -> dict[str, Any]:
    """The API description of ``app``, made at the first question."""
    if app.openapi_schema is None:
        app.openapi_schema = bygg_dokument(app, rot=rot)
    return app.openapi_schema


def _status(version: str) -> str:
    return "beta" if version.startswith("0.") else "active"


def informationsrouter(rot: str, *, dokumentation: str) -> APIRouter:
    """``/api-info``, ``/felkoder``, ``/openapi.json`` and ``/openapi.yaml`` under ``rot``; open to everyone."""
    router = APIRouter(prefix=rot, tags=["information"], route_class=StriktRoute)

    def lankar(namn: str) -> Lankar:
        return {"self": LankUt(href=f"{rot}/{namn}", method="GET")}

    @router.get(
        "/api-info",
        operation_id="hamta_api_info",
        summary="Om API:et",
        description="Namn, version och status enligt den nationella REST API-profilen. / Name, version and status.",
        openapi_extra={"x-public": True},
    )
    async def api_info(request: Request) -> ApiInfo:
        version: str = request.app.version
        return ApiInfo(
            api_name="stegvis",
            api_version=version,
            api_released=UTGIVEN,
            api_documentation=dokumentation,
            api_status=_status(version),
            lankar=lankar("api-info"),
        )

    @router.get(
        "/felkoder",
        operation_id="lista_felkoder",
        summary="Lista felkoder",
        description="Alla koder som ett problemdokument kan ha. / Every code a problem document may carry.",
        openapi_extra={"x-public": True},
    )
    async def felkoder() -> Felkoder:
        koder = sorted(FELKODER.values(), key=lambda k: (k.status, k.kod))
        return Felkoder(felkoder=[FelkodUt.av(kod) for kod in koder], lankar=lankar("felkoder"))

    @router.get("/openapi.json", include_in_schema=False)
    async def openapi_json(request: Request) -> Response:
        return JSONResponse(dokument(request.app, rot))

    @router.get("/openapi.yaml", include_in_schema=False)
    async def openapi_yaml(request: Request) -> Response:
        from app.core.openapi_yaml import som_yaml  # noqa: PLC0415 - PyYAML loads when somebody asks for YAML

        text = som_yaml(dokument(request.app, rot))
        return Response(text, media_type="application/yaml", headers={"content-disposition": "inline"})

    return router


def dokumentationsrouter(rot: str) -> APIRouter:
    """``/docs`` (Swagger UI), ``/docs/redoc`` and their files; leave it out when docs are not to be shown."""
    router = APIRouter(prefix="/docs", include_in_schema=False, route_class=StriktRoute)

    @router.get("")
    async def swagger() -> HTMLResponse:
        return _sida("Stegvis API", '<div id="swagger-ui"></div>', ("swagger-ui-bundle.js", "swagger.js"), css=True)

    @router.get("/redoc")
    async def redoc() -> HTMLResponse:
        return _sida("Stegvis API", '<div id="redoc"></div>', ("redoc.standalone.js", "redoc.js"), css=False)

    @router.get("/filer/{fil}")
    async def fil(request: Request, fil: str) -> Response:
        if fil == "openapi.json":
            # The published server is not this one: "try it out" shall call the service that shows the page.
            return JSONResponse(dokument(request.app, rot) | {"servers": [{"url": rot}]})
        if fil in (start := _start(rot)):
            return Response(start[fil], media_type="text/javascript", headers=_SIDHUVUDEN)
        if fil not in TILLATNA_FILER:
            raise Saknas
        huvuden = {"cache-control": "public, max-age=86400"}
        return FileResponse(FILER / fil, media_type=TILLATNA_FILER[fil], headers=huvuden)

    return router


@cache
def _start(rot: str) -> dict[str, str]:
    """The scripts that start each viewer: inline ones would need a weaker policy."""
    val = '{url: "/docs/filer/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null}'
    return {
        "swagger.js": f"SwaggerUIBundle({val});\n",
        "redoc.js": f'Redoc.init("{rot}/openapi.json", {{}}, document.getElementById("redoc"));\n',
    }


def _sida(titel: str, innehall: str, skript: tuple[str, ...], *, css: bool) -> HTMLResponse:
    stil = '<link rel="stylesheet" href="/docs/filer/swagger-ui.css">' if css else ""
    taggar = "".join(f'<script src="/docs/filer/{namn}"></script>' for namn in skript)
    html = (
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{escape(titel)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="/docs/filer/favicon.png">{stil}</head><body>{innehall}{taggar}</body></html>'
    )
    return HTMLResponse(html, headers=_SIDHUVUDEN)
