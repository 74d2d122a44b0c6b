"""Every error the service answers with: one exception tree, one register of codes.

    Problem                       answered as application/problem+json (RFC 9457)
    ├── OgiltigBegaran            400
    ├── Oautentiserad             401
    ├── Forbjuden                 403
    ├── Saknas                    404 (also: another party's object, DP-10)
    ├── Konflikt                  409 (state, law, idempotency in progress)
    ├── Inaktuell                 412 (stale ETag)
    ├── ForStor                   413, 414, 431
    ├── FelMediatyp               415
    ├── OgiltigtInnehall          422
    ├── VillkorSaknas             428
    ├── ForManga                  429
    └── Otillganglig              503, 507

A code is stable and never reused. ``FELKODER`` lists them all with status and texts in Swedish
and English; ``GET /felkoder`` shows the list and a test compares it with the source.
Owns texts and codes; must not know HTTP frameworks, tables or steps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.regelverk.regler import lagrum_for


@dataclass(frozen=True, slots=True)
class Felkod:
    """One stable error code with its HTTP status and its texts."""

    kod: str
    status: int
    titel: str
    titel_en: str


@dataclass(frozen=True, slots=True)
class Faltfel:
    """One fault in the input: JSON pointer or parameter name, code and Swedish text. Never the value."""

    falt: str
    kod: str
    meddelande: str


@dataclass(frozen=True, slots=True)
class Hinder:
    """Why an act may not be done now: the rule, its source and a plain sentence.

    ``lagrum`` is that of the rule when nothing else is said.
    """

    kod: str
    meddelande: str
    regel: str | None = None
    lagrum: str | None = None

    def __post_init__(self) -> None:
        if self.lagrum is None:
            object.__setattr__(self, "lagrum", lagrum_for(self.regel))


FELKODER: dict[str, Felkod] = {}


def felkod(kod: str, status: int, titel: str, titel_en: str) -> str:
    """Register a code once; a second registration of the same code is a programming error."""
    if kod in FELKODER:
        raise ValueError(f"felkoden {kod} finns redan")
    FELKODER[kod] = Felkod(kod, status, titel, titel_en)
    return kod


OGILTIG_JSON = felkod("ogiltig_json", 400, "Innehållet är inte giltig JSON", "The body is not valid JSON")
OGILTIG_BEGARAN = felkod("ogiltig_begaran", 400, "Begäran kan inte tolkas", "The request cannot be understood")
OKAND_PARAMETER = felkod("okand_parameter", 400, "Okänd eller upprepad parameter", "Unknown or repeated parameter")
IDEMPOTENSNYCKEL_SAKNAS = felkod(
    "idempotensnyckel_saknas", 400, "Huvudet Idempotency-Key saknas", "The Idempotency-Key header is missing"
)
OAUTENTISERAD = felkod("oautentiserad", 401, "Åtkomsttoken saknas eller gäller inte", "Access token missing or invalid")
BEHORIGHET_SAKNAS = felkod("behorighet_saknas", 403, "Behörighet saknas", "Insufficient scope")
ROLL_FAR_INTE = felkod("roll_far_inte", 403, "Rollen får inte göra detta", "The role may not do this")
HOG_NIVA_KRAVS = felkod("hog_niva_kravs", 403, "Kräver token på hög nivå", "A token bound to the client is required")
INTE_TILLDELAD = felkod(
    "inte_tilldelad", 403, "Ärendet är tilldelat någon annan", "The case is assigned to someone else"
)
SAKNAS = felkod("saknas", 404, "Resursen finns inte", "The resource does not exist")
METOD_SAKNAS = felkod("metod_saknas", 405, "Metoden finns inte för resursen", "Method not allowed")
TIDEN_UTE = felkod("tiden_ute", 408, "Begäran kom inte fram i tid", "The request took too long to arrive")
OTILLATEN_OVERGANG = felkod("otillaten_overgang", 409, "Händelsen är inte tillåten nu", "The event is not allowed now")
HINDER_FINNS = felkod("hinder", 409, "En regel hindrar händelsen", "A rule blocks the event")
PAGAR_REDAN = felkod("pagar_redan", 409, "Samma begäran behandlas redan", "The same request is already in progress")
KROCK = felkod("krock", 409, "Uppgifterna krockar med något som redan finns", "Conflicts with something that exists")
INAKTUELL = felkod("inaktuell_version", 412, "Resursen har ändrats", "The resource has changed")
FOR_STOR = felkod("for_stor", 413, "Innehållet är för stort", "The content is too large")
FOR_LANG_ADRESS = felkod("for_lang_adress", 414, "Adressen är för lång", "The URI is too long")
FEL_MEDIATYP = felkod("fel_mediatyp", 415, "Medietypen stöds inte", "Unsupported media type")
OGILTIGT_INNEHALL = felkod("ogiltigt_innehall", 422, "Innehållet är inte giltigt", "The content is not valid")
IDEMPOTENSNYCKEL_ATERANVAND = felkod(
    "idempotensnyckel_ateranvand",
    422,
    "Nyckeln har redan använts med annat innehåll",
    "The key was used with other content",
)
VILLKOR_SAKNAS = felkod("villkor_saknas", 428, "Huvudet If-Match saknas", "The If-Match header is missing")
FOR_MANGA = felkod("for_manga", 429, "För många anrop", "Too many requests")
FOR_STORA_HUVUDEN = felkod("for_stora_huvuden", 431, "Huvudena är för stora", "Request header fields too large")
INTERNT_FEL = felkod("internt_fel", 500, "Ett fel har inträffat i tjänsten", "Internal error")
OTILLGANGLIG = felkod("otillganglig", 503, "Tjänsten kan inte svara just nu", "Service unavailable")
LAGRING_FULL = felkod("lagring_full", 507, "Lagringen är full", "Storage is full")


class Problem(Exception):
    """A refusal that the client is told about; carries code, rule and field faults, never input values.

    ``lagrum`` is that of the rule when nothing else is said.
    """

    standardkod = INTERNT_FEL

    def __init__(
        self,
        detalj: str,
        *,
        kod: str | None = None,
        regel: str | None = None,
        lagrum: str | None = None,
        fel: Sequence[Faltfel] = (),
        huvuden: Mapping[str, str] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(kod or self.standardkod)
        self.felkod = FELKODER[kod or self.standardkod]
        self.detalj = detalj
        self.regel = regel
        self.lagrum = lagrum or lagrum_for(regel)
        self.fel = tuple(fel)
        self.huvuden = dict(huvuden or {})
        self.extra = dict(extra or {})

    @property
    def status(self) -> int:
        """HTTP status of the answer."""
        return self.felkod.status

    @property
    def atergivlig(self) -> bool:
        """Whether the same request always meets this refusal, so that a replay may answer from store."""
        return 400 <= self.status < 500 and self.status not in {401, 408, 412, 429}


class OgiltigBegaran(Problem):
    """400: the request cannot be understood."""

    standardkod = OGILTIG_BEGARAN


class Oautentiserad(Problem):
    """401: no token, or one that does not hold."""

    standardkod = OAUTENTISERAD


class Forbjuden(Problem):
    """403: known caller, own party, but this role or scope may not."""

    standardkod = ROLL_FAR_INTE


class Saknas(Problem):
    """404: unknown, or another party's object; the two are the same to the caller (DP-10)."""

    standardkod = SAKNAS

    def __init__(self, detalj: str = "Resursen finns inte, eller så når du den inte.", **mer: object) -> None:
        super().__init__(detalj, **mer)  # type: ignore[arg-type]  # forwarded keyword arguments of Problem


class Konflikt(Problem):
    """409: state or law does not allow it now."""

    standardkod = OTILLATEN_OVERGANG


class Inaktuell(Problem):
    """412: the caller saw an older version."""

    standardkod = INAKTUELL


class ForStor(Problem):
    """413, 414, 431."""

    standardkod = FOR_STOR


class FelMediatyp(Problem):
    """415."""

    standardkod = FEL_MEDIATYP


class OgiltigtInnehall(Problem):
    """422: well-formed but wrong; ``fel`` names each field."""

    standardkod = OGILTIGT_INNEHALL


class VillkorSaknas(Problem):
    """428."""

    standardkod = VILLKOR_SAKNAS


class ForManga(Problem):
    """429."""

    standardkod = FOR_MANGA


class Otillganglig(Problem):
    """503 or 507: try again later."""

    standardkod = OTILLGANGLIG


def hindrad(hinder: Sequence[Hinder]) -> Konflikt:
    """The refusal that a rule gives: the first hinder leads, the others are listed in ``fel``."""
    forsta = hinder[0]
    return Konflikt(
        forsta.meddelande,
        kod=HINDER_FINNS,
        regel=forsta.regel,
        lagrum=forsta.lagrum,
        fel=[Faltfel("", h.kod, h.meddelande) for h in hinder],
    )
