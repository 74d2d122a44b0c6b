"""The fixed parts of the API description: texts, error answers, headers and security schemes."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from app.core.edge.problems import MEDIATYP, TYPBAS
from app.core.errors import FELKODER

Objekt = dict[str, Any]
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

BESKRIVNING = """\
Stegvis bär ett ärende om aktivitetsplikt eller aktivitetskrav genom kommunens steg: bedömning, samråd, \
beslut, beställning, uppstartsmöte, plan, närvaro och överlämning, mellan kommun, utförare och Arbetsförmedlingen.

**Servicenivå.** Den kommun som driver installationen svarar för tillgänglighet och svarstider; se villkoren.

**Kända begränsningar.** Ett innehåll får vara högst 1 MiB, ett dokument 10 MiB, en sida högst 200 rader. Den \
exakta summan i en lista räknas inte. Svaren får inte mellanlagras. Versionen är 0.x: ändringar som bryter mot \
tidigare versioner kan komma, och står i ändringsloggen.

---

Stegvis carries a case about the duty to take part in activities through the kommun's steps: assessment, \
consultation, decision, order, first meeting, plan, attendance and hand-over, between the kommun, its providers \
and Arbetsförmedlingen (the Swedish Public Employment Service).

**Service level.** The kommun that runs the installation answers for availability and response times; see the terms.

**Known limitations.** A body is at most 1 MiB, a document 10 MiB and a page 200 rows. Exact totals are not computed. \
Answers must not be cached. The version is 0.x: breaking changes may come and are listed in the change log.
"""
KONTAKT = {"name": "Stegvis", "url": "https://stegvis.example/kontakt", "email": "api@stegvis.example"}
LICENS = {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/sv/"}
VILLKOR = "https://stegvis.example/villkor"
MER = {
    "description": "Dokumentation och servicenivå (SLA) / documentation",
    "url": "https://stegvis.example/dokumentation",
}
INFO: Objekt = {"x-status": "beta"}

SVARSTEXTER = {
    "200": "Svaret på frågan / the answer",
    "201": "Skapad / created",
    "202": "Mottagen, levereras senare / accepted",
    "204": "Gjort, inget innehåll / done",
    "304": "Oförändrad / not modified",
}


@dataclass(frozen=True, slots=True)
class Felsvar:
    """One reusable error answer."""

    namn: str
    kod: str
    beskrivning: str
    huvuden: tuple[str, ...] = ()

    def dokument(self) -> Objekt:
        """The response object."""
        felkod = FELKODER[self.kod]
        exempel = {
            "type": TYPBAS + self.kod,
            "title": felkod.titel,
            "status": felkod.status,
            "detail": self.beskrivning.partition(" / ")[0] + ".",
            "instance": f"urn:trace:{TRACE}",
            "kod": self.kod,
            "traceId": TRACE,
        }
        return {
            "description": self.beskrivning,
            "headers": {namn: {"$ref": f"#/components/headers/{namn}"} for namn in ("traceparent", *self.huvuden)},
            "content": {MEDIATYP: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": exempel}},
        }


UTMANING = "WWW-Authenticate"
KVOTHUVUDEN = ("Retry-After", "RateLimit", "RateLimit-Policy")
FELSVAR = {
    "400": Felsvar("OgiltigBegaran", "ogiltig_begaran", "Begäran går inte att tolka / bad request"),
    "401": Felsvar(
        "Oautentiserad", "oautentiserad", "Token saknas eller gäller inte / unauthorized", ("WWW-Authenticate",)
    ),
    "403": Felsvar("Forbjuden", "behorighet_saknas", "Behörighet saknas / forbidden", ("WWW-Authenticate",)),
    "404": Felsvar("Saknas", "saknas", "Resursen finns inte, eller så når du den inte / not found"),
    "409": Felsvar("Konflikt", "hinder", "Tillståndet eller en regel hindrar / conflict"),
    "412": Felsvar("Inaktuell", "inaktuell_version", "Resursen har ändrats / precondition failed"),
    "413": Felsvar("ForStor", "for_stor", "Innehållet är för stort / content too large"),
    "415": Felsvar("FelMediatyp", "fel_mediatyp", "Medietypen stöds inte / unsupported media type"),
    "422": Felsvar("OgiltigtInnehall", "ogiltigt_innehall", "Uppgifter är inte giltiga / invalid content"),
    "428": Felsvar("VillkorSaknas", "villkor_saknas", "If-Match saknas / precondition required"),
    "429": Felsvar("ForManga", "for_manga", "För många anrop / too many requests", KVOTHUVUDEN),
    "500": Felsvar("InterntFel", "internt_fel", "Ett fel har inträffat i tjänsten / internal error"),
    "503": Felsvar("Otillganglig", "otillganglig", "Tjänsten kan inte svara just nu / unavailable", ("Retry-After",)),
}


def oforandrad() -> Objekt:
    """304: the client's copy is still the newest."""
    return {
        "description": SVARSTEXTER["304"],
        "headers": {namn: {"$ref": f"#/components/headers/{namn}"} for namn in ("traceparent", "ETag")},
    }


def _text(exempel: str, **mer: Any) -> Objekt:
    return {"type": "string", "example": exempel, **mer}


def problemschema() -> Objekt:
    """RFC 9457, flat."""
    faltfel = {
        "type": "object",
        "required": ["falt", "kod", "meddelande"],
        "properties": {
            "falt": _text("/antalDagar", description="JSON-pekare, eller parameterns namn"),
            "kod": _text("saknas"),
            "meddelande": _text("Fältet saknas."),
        },
    }
    return {
        "type": "object",
        "title": "Problem",
        "description": "Varför anropet inte kunde utföras. Visar aldrig det som sändes. / Why the call was refused.",
        "required": ["type", "title", "status", "detail", "instance", "kod", "traceId"],
        "properties": {
            "type": _text(TYPBAS + "saknas", format="uri", description="Stabil adress för felkoden"),
            "title": _text("Resursen finns inte"),
            "status": {"type": "integer", "minimum": 400, "maximum": 599, "example": 404},
            "detail": _text("Resursen finns inte, eller så når du den inte."),
            "instance": _text(f"urn:trace:{TRACE}", format="uri"),
            "kod": _text("saknas", description="Stabil kod; alla finns på /felkoder"),
            "regel": _text("AK-41", description="Regeln som hindrar"),
            "lagrum": _text("12 kap. 4 § SoL"),
            "fel": {"type": "array", "maxItems": 50, "items": faltfel},
            "felUtover": {"type": "integer", "minimum": 1, "example": 1, "description": "Hur många fel som inte visas"},
            "traceId": _text(TRACE, pattern="^[0-9a-f]{32}$"),
        },
    }


def _huvud(namn: str, beskrivning: str, exempel: str, *, kravs: bool = False, **schema: Any) -> Objekt:
    return {
        "name": namn,
        "in": "header",
        "required": kravs,
        "description": beskrivning,
        "schema": {"type": "string", **schema},
        "example": exempel,
    }


_TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
HUVUDPARAMETRAR = {
    "traceparent": _huvud("traceparent", "W3C Trace Context; fortsätts och lämnas vidare / continued", _TRACEPARENT),
    "Stegvis-Person": _huvud(
        "Stegvis-Person",
        "Vem som handlar, från betrodda klienter / the acting person",
        "anna.handlaggare",
        maxLength=200,
    ),
    "Idempotency-Key": _huvud(
        "Idempotency-Key",
        "Samma nyckel och innehåll ger samma svar igen, i 14 dagar / replays the answer",
        "6f1d3f3e-8f0b-4d0e-9b5c-0d1c2b3a4f5e",
        kravs=True,
        minLength=1,
        maxLength=255,
    ),
    "If-None-Match": _huvud("If-None-Match", "Klientens ETag; 304 om den gäller / known version", '"3-0a1b2c3d"'),
    "If-Match": _huvud("If-Match", "ETag för den version som ändras / version to change", '"3-0a1b2c3d"', kravs=True),
}


def _rubrik(beskrivning: str, exempel: str) -> Objekt:
    return {"description": beskrivning, "schema": {"type": "string"}, "example": exempel}


SVARSHUVUDEN = {
    "traceparent": _rubrik("Spåret för anropet / the trace of the call", _TRACEPARENT),
    "Location": _rubrik("Adressen till det som skapades / where it is", "/stegvis/v1/0484/arenden/0199b1f4-5c2e-7a31"),
    "ETag": _rubrik("Version, för If-Match / version", '"3-0a1b2c3d"'),
    "Retry-After": _rubrik("Sekunder att vänta / seconds to wait", "5"),
    "RateLimit": _rubrik("Anrop som finns kvar / calls that are left", '"klient";r=0'),
    "RateLimit-Policy": _rubrik("Anrop per fönster / calls per window", '"klient";q=1000;w=10'),
    UTMANING: _rubrik("Vad som krävs (RFC 6750) / what is required", 'Bearer realm="stegvis"'),
}

_HANDLINGAR = {"las": "Läsa", "skriv": "Ändra"}


def _scopetext(scope: str) -> str:
    resurs, _, handling = scope.partition(":")
    return f"{_HANDLINGAR.get(handling, handling.capitalize() or 'Använda')} {resurs}"


def sakerhetsscheman(scopes: list[str]) -> Objekt:
    """OAuth 2.0 client credentials for tools that fetch tokens, bearer for those that have one; the same token."""
    return {
        "oauth": {
            "type": "oauth2",
            "description": "Åtkomsttoken enligt RFC 9068 från en betrodd utfärdare; klienten visar private_key_jwt.",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "https://stegvis.example/oauth2/token",
                    "scopes": {scope: _scopetext(scope) for scope in scopes},
                }
            },
        },
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "Samma åtkomsttoken, hämtad på annat sätt. Är den bunden till en nyckel anges den med DPoP "
            "(RFC 9449). Den som handlar genom en delegation anger organisationen i Stegvis-Organisation. / the same "
            "token; bound ones with DPoP.",
        },
    }


def modellschema(modell: type[BaseModel]) -> Objekt:
    """The schema of a model with everything in it, for content that FastAPI does not read and so does not describe."""
    schema = modell.model_json_schema()
    delar = schema.pop("$defs", {})

    def hel(nod: Any) -> Any:
        if isinstance(nod, list):
            return [hel(del_) for del_ in nod]
        if not isinstance(nod, dict):
            return nod
        ref = nod.get("$ref", "")
        return hel(delar[ref.rpartition("/")[2]]) if ref else {namn: hel(varde) for namn, varde in nod.items()}

    ut: Objekt = hel(schema)
    return ut
