"""Holds calls and answers against the committed contract. Needs the development libraries; the mock does not."""

import json
import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator.readers import read_from_filename

from tests.mockad_af.kontrollsiffra import ar_organisationsnummer_form, ar_personnummer_form, luhn_stammer

FIL = Path(__file__).parents[2] / "openapi" / "arbetsformedlingen.yaml"
METODER = frozenset({"get", "put", "post", "delete", "patch"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract, references in it not yet followed."""

    metod: str
    mall: str
    delar: Mapping[str, Any]
    gemensamma: tuple[Mapping[str, Any], ...]


class Kontrakt:
    """The contract. Every ``granska_…`` gives the faults as sentences, without values; an empty list is right."""

    def __init__(self, fil: Path = FIL) -> None:
        self.dokument: dict[str, Any] = dict(read_from_filename(str(fil))[0])

    @cached_property
    def operationer(self) -> list[Operation]:
        """All operations."""
        return [
            Operation(metod.upper(), mall, delar, tuple(vag.get("parameters", ())))
            for mall, vag in self.dokument["paths"].items()
            for metod, delar in vag.items()
            if metod in METODER
        ]

    def operation(self, metod: str, vag: str) -> Operation:
        """The operation that a call meets. Raises LookupError."""
        for operation in self.operationer:
            if operation.metod == metod and re.fullmatch(re.sub(r"\{[a-z_]+\}", "[^/]+", operation.mall), vag):
                return operation
        raise LookupError(f"{metod} {vag} finns inte i kontraktet")

    def folj(self, del_: Mapping[str, Any]) -> Mapping[str, Any]:
        """The part itself, or what its ``$ref`` points at."""
        while "$ref" in del_:
            mal: Any = self.dokument
            for steg in del_["$ref"].removeprefix("#/").split("/"):
                mal = mal[steg]
            del_ = mal
        return del_

    def granska(self, schema: Mapping[str, Any], varde: object) -> list[str]:
        """Faults of a value against a schema of the document."""
        hela = {**schema, "components": self.dokument["components"]}
        validator = OAS31Validator(hela, format_checker=FORMAT)
        return [f"{fel.json_path}: {fel.validator}" for fel in validator.iter_errors(varde)]

    def granska_begaran(self, metod: str, vag: str, huvuden: Mapping[str, str], innehall: bytes) -> list[str]:
        """Faults of a call: the AF headers and the JSON body."""
        operation = self.operation(metod, vag)
        fel = [rad for parameter in operation.gemensamma for rad in self._huvud(self.folj(parameter), huvuden)]
        media = operation.delar.get("requestBody", {}).get("content", {}).get("application/json")
        if media is None:
            return fel
        try:
            return fel + self.granska(media["schema"], json.loads(innehall))
        except ValueError:
            return [*fel, "innehållet är inte JSON"]

    def _huvud(self, parameter: Mapping[str, Any], huvuden: Mapping[str, str]) -> list[str]:
        if parameter.get("in", "header") != "header":
            return []
        namn = parameter["name"]
        if namn.lower() not in huvuden:
            return [f"{namn} saknas"] if parameter.get("required") else []
        varde = huvuden[namn.lower()]
        typ = parameter["schema"].get("type")
        som_typ = int(varde) if typ == "integer" and varde.isdecimal() else varde
        return [f"{namn} {fel}" for fel in self.granska(parameter["schema"], som_typ)]

    def granska_svar(self, metod: str, vag: str, status: int, huvuden: Mapping[str, str], innehall: bytes) -> list[str]:
        """Faults of an answer: status, headers, media type and body. Header names in lower case."""
        svaren = self.operation(metod, vag).delar["responses"]
        if str(status) not in svaren:
            return [f"status {status} finns inte i kontraktet"]
        svar = self.folj(svaren[str(status)])
        delar = ({"name": namn, **self.folj(huvud)} for namn, huvud in svar.get("headers", {}).items())
        fel = [rad for huvud in delar for rad in self._huvud(huvud, huvuden)]
        if huvuden.get("content-type") != "application/json":
            return [*fel, "fel mediatyp"]
        return fel + self.granska(svar["content"]["application/json"]["schema"], json.loads(innehall))

    def granska_handelse(self, kropp: object) -> list[str]:
        """Faults of an event to the service."""
        return self.granska({"$ref": "#/components/schemas/Handelse"}, kropp)

    def granska_handelsesvar(self, status: int, mediatyp: str, innehall: bytes) -> list[str]:
        """Faults of the service's answer to an event."""
        svaren = self.dokument["webhooks"]["handelse"]["post"]["responses"]
        if str(status) not in svaren:
            return [f"status {status} finns inte i kontraktet"]
        media = self.folj(svaren[str(status)])["content"].get(mediatyp)
        return ["fel mediatyp"] if media is None else self.granska(media["schema"], json.loads(innehall))


def _ratt_personnummer(varde: object) -> bool:
    return not isinstance(varde, str) or (ar_personnummer_form(varde) and luhn_stammer(varde[2:]))


def _ratt_organisationsnummer(varde: object) -> bool:
    return not isinstance(varde, str) or (ar_organisationsnummer_form(varde) and luhn_stammer(varde))


def _formatkontroll() -> Any:
    kontroll = copy(oas31_format_checker)
    kontroll.checkers = {**oas31_format_checker.checkers}
    kontroll.checkers["personnummer"] = (_ratt_personnummer, ())
    kontroll.checkers["organisationsnummer"] = (_ratt_organisationsnummer, ())
    return kontroll


FORMAT = _formatkontroll()
