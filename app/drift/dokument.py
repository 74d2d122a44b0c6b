"""Documents made from the code: OpenAPI, AsyncAPI and the state diagrams. Committed; tests compare them."""

from pathlib import Path
from typing import Any

from app.core.openapi_document import bygg_dokument
from app.core.openapi_yaml import som_yaml
from app.core.transitions import Tillstandsmaskin
from app.main import create_app
from app.settings import Lage, Settings
from app.vyer.handelseflode.asyncapi import bygg_asyncapi
from app.wiring import MASKINER


def openapi_yaml() -> str:
    """The OpenAPI document of the service as YAML, the same bytes each time."""
    return som_yaml(bygg_dokument(create_app(Settings(lage=Lage.TEST))))


def asyncapi_yaml() -> str:
    """The AsyncAPI document of the events as YAML, the same bytes each time."""
    return som_yaml(bygg_asyncapi(MASKINER))


def diagramtexter() -> dict[str, str]:
    """One Markdown page per transition table: diagram, and who may do what under which rules."""
    return {f"{m.namn}.md": _sida(m) for m in MASKINER}


def _sida(maskin: Tillstandsmaskin[Any]) -> str:
    rader = [
        f"| {o.handelse} | {', '.join(o.fran)} | {o.till} | {', '.join(sorted(r.value for r in o.roller))} "
        f"| {', '.join(k.__name__ for k in o.krav)} | {o.effekt} |"
        for o in maskin.overgangar
    ]
    huvud = "| händelse | från | till | roller | krav | följd |\n|---|---|---|---|---|---|"
    return f"# {maskin.namn}\n\n```mermaid\n{maskin.mermaid()}```\n\n{huvud}\n" + "\n".join(rader) + "\n"


def skriv_diagram(katalog: Path) -> None:
    """Write all pages."""
    katalog.mkdir(parents=True, exist_ok=True)
    for namn, text in diagramtexter().items():
        (katalog / namn).write_text(text, encoding="utf-8")
