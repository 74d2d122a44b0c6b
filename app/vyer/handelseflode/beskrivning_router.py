"""``/asyncapi.yaml``: what is told in events and webhooks, open to everyone."""

from functools import cache

from fastapi import APIRouter, Response

from app.core.http import rutter
from app.vyer.handelseflode.asyncapi import Maskiner, bygg_asyncapi


def beskrivningsrouter(maskiner: Maskiner) -> APIRouter:
    """Beside ``/openapi.yaml``; the document is made at the first question."""
    router = rutter("", "information")

    @cache
    def text() -> str:
        from app.core.openapi_yaml import som_yaml  # noqa: PLC0415 - PyYAML loads when somebody asks for YAML

        return som_yaml(bygg_asyncapi(maskiner))

    @router.get("/asyncapi.yaml", include_in_schema=False)
    async def asyncapi_yaml() -> Response:
        return Response(text(), media_type="application/yaml", headers={"content-disposition": "inline"})

    return router
