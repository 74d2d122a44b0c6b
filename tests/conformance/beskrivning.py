"""The operations of the served API description, and bodies that fit each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core.openapi_examples import exempel_for
from tests.conftest import ROT, Varld

METODER = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One operation of the description."""

    metod: str
    mall: str
    op: dict[str, Any]
    dokument: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.metod} {self.mall}"

    @property
    def scope(self) -> str | None:
        """What the caller's token must hold; None where anybody may call."""
        krav = self.op.get("security")
        return next(iter(krav[0].values()))[0] if krav else None

    @property
    def parametrar(self) -> frozenset[str]:
        """Names in the path."""
        return frozenset(p["name"] for p in self.op.get("parameters", []) if p.get("in") == "path")

    def adress(self, idn: dict[str, str]) -> str:
        """The path of one object."""
        return (ROT + self.mall).format(**idn)

    @property
    def schema(self) -> dict[str, Any] | None:
        """The schema of the content it takes."""
        innehall = self.op.get("requestBody", {}).get("content", {})
        media = innehall.get("application/json")
        return None if media is None else self._lost(media["schema"])

    @property
    def fil(self) -> bytes | None:
        """The example of a file that it takes as its content."""
        text = self.op.get("requestBody", {}).get("content", {}).get("text/plain")
        return None if text is None else str(text["example"]).encode()

    @property
    def former(self) -> list[str]:
        """The media types that it answers with."""
        lyckade = (svar for kod, svar in self.op["responses"].items() if kod.startswith("2"))
        return [typ for svar in lyckade for typ in svar.get("content", {})]

    @property
    def huvuden(self) -> dict[str, str]:
        """The headers of its own that it demands."""
        egna = [p for p in self.op.get("parameters", []) if p.get("in") == "header" and p.get("required")]
        return {p["name"].lower(): str(p["schema"]["example"]) for p in egna}

    def kroppar(self) -> Iterator[Any]:
        """The published example, and one body for each kind of content."""
        schema = self.schema
        if schema is None:
            if (fil := self.fil) is not None:
                yield fil
            return
        yield self.op["requestBody"]["content"]["application/json"]["example"]
        for gren in schema.get("oneOf", ())[1:]:
            yield exempel_for(gren, self.dokument)

    def _lost(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = self.dokument["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema


def operationer_i(dokument: dict[str, Any]) -> list[Operation]:
    """Every operation, in the order of the document."""
    return [
        Operation(metod.upper(), mall, rad[metod], dokument)
        for mall, rad in dokument["paths"].items()
        for metod in METODER
        if metod in rad
    ]


async def operationer(varld: Varld) -> list[Operation]:
    """Every operation that the running service says it has."""
    async with varld.klient() as klient:
        return operationer_i((await klient.get(f"{ROT}/openapi.json")).json())
