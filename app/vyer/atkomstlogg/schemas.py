"""JSON of the access log, the hints and the reviews."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.journal import Atkomst
from app.core.paging import STANDARD, STORST, Sidfraga, Utsnitt
from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import (
    Antal,
    Bool,
    Datum,
    Heltal,
    Identitet,
    Indata,
    KortText,
    KravdFritext,
    PersonnummerIn,
    PositivtHeltal,
    Tidpunkt,
    Utdata,
)
from app.flode.arende.models import TillfalligAtkomst
from app.vyer.atkomstlogg.actions import Bild, Prov, Sokning
from app.vyer.atkomstlogg.models import Logggranskning
from app.vyer.atkomstlogg.signaler import Loggsignal, Signal
from app.vyer.atkomstlogg.states import Granskningsstatus, Granskningsurval, Granskningsutfall

PERSON: dict[str, Any] = {"example": "bo.handlaggare"}
STORSTA_URVAL = 200


class Loggperiod(Indata):
    """Days in Swedish time, both included; at most a year."""

    fran: Datum
    tom: Datum


class Sidvis(Indata):
    """A search whose answer comes in parts."""

    limit: PositivtHeltal = Field(STANDARD, le=STORST, description="Antal rader i svaret")
    cursor: KortText | None = Field(
        None, description="Fortsätt där förra svaret slutade: dess `nasta`", json_schema_extra={"example": "A" * 32}
    )

    def sida(self) -> Sidfraga:
        """Which part of the answer."""
        return Sidfraga(limit=self.limit, cursor=self.cursor)


class Atkomstsokning(Sidvis):
    """Whose ärende; in the body, so that it ends in no log."""

    arende_id: Identitet


class Loggsokning(Loggperiod, Sidvis):
    """Who looked at this person, or whom did this person look at; in the body, so that it ends in no log."""

    person: KortText | None = Field(None, description="Den som har tittat", json_schema_extra=PERSON)
    arende_id: Identitet | None = Field(None, description="Det ärende som någon har tittat i")
    personnummer: PersonnummerIn | None = Field(None, description="Den som någon har tittat på: alla ärenden i nämnden")
    slag: Literal["las", "skriv"] | None = None
    skyddade: Bool = Field(default=False, description="Bara uppslag om personer med skyddad identitet (DP-15)")

    def sokning(self, arenden: tuple[UUID, ...] | None) -> Sokning:
        """What is asked of the log; ``arenden`` when a person's or an ärende's is."""
        return Sokning(self.fran, self.tom, self.person, arenden, self.slag, self.skyddade)


class UppslagUt(Utdata):
    """One look: who, whose, what, why, when."""

    id: UUID
    tid: Tidpunkt
    slag: Literal["las", "skriv"] = Field(json_schema_extra={"example": "las"})
    objekttyp: str = Field(json_schema_extra={"example": "arende"})
    objekt_id: UUID | None = None
    arende_id: UUID | None = None
    arenden: list[UUID] = Field(default_factory=list, description="Ärendena i en lista som har visats")
    andamal: str = Field(json_schema_extra={"example": "arende:las"})
    klient_id: str = Field(json_schema_extra={"example": "https://eskilstuna.example/stegvis"})
    part: str = Field(json_schema_extra={"example": "kommun"})
    organisation_id: UUID | None = None
    roll: str = Field(json_schema_extra={"example": "handlaggare"})
    person: str = Field(json_schema_extra=PERSON)
    skyddad: bool = Field(description="Uppslaget rörde någon med skyddad identitet (DP-15)")

    @classmethod
    def av(cls, rad: Atkomst) -> Self:
        """From the stored row."""
        falt = {namn: getattr(rad, namn) for namn in cls.model_fields} | {"arenden": rad.arenden or []}
        return cls.model_validate(falt, by_name=True)


class AtkomstskalUt(Utdata):
    """A temporary access: who opened the ärende, why, from when until when."""

    id: UUID
    person: str = Field(json_schema_extra=PERSON)
    skal: str = Field(json_schema_extra={"example": "Ordinarie handläggare är sjuk; samtal från personen i dag."})
    fran: Tidpunkt
    till: Tidpunkt


class Atkomsttraffar(Utdata):
    """The temporary accesses to one ärende, the newest first; ``nasta`` is there while more follow."""

    tillfalligaatkomster: list[AtkomstskalUt]
    nasta: str | None = Field(None, json_schema_extra={"example": "A" * 32})

    @classmethod
    def av(cls, utsnitt: Utsnitt[TillfalligAtkomst]) -> Self:
        """From the stored rows."""
        namn = AtkomstskalUt.model_fields
        rader = [AtkomstskalUt(**{n: getattr(rad, n) for n in namn}) for rad in utsnitt.rader]
        return cls(tillfalligaatkomster=rader, nasta=utsnitt.nasta)


class Loggtraffar(Utdata):
    """Some looks, the newest first; ``nasta`` is there while more follow."""

    uppslag: list[UppslagUt]
    nasta: str | None = Field(None, json_schema_extra={"example": "A" * 32})


class SignalUt(Utdata):
    """One hint: a suggestion for a review, no finding."""

    typ: Loggsignal
    person: str = Field(json_schema_extra=PERSON)
    antal: Antal = Field(description="Hur många ärenden det gäller", json_schema_extra={"example": 42})
    arenden: list[UUID] = Field(description="Högst tjugo av dem")
    forklaring: str = Field(json_schema_extra={"example": "42 ärenden på en dag; personens vanliga dag är 6."})
    dag: Datum | None = None


class Signaler(Utdata):
    """The hints of a period."""

    signaler: list[SignalUt]

    @classmethod
    def av(cls, funna: list[Signal]) -> Self:
        """From what stands out."""
        return cls(signaler=[SignalUt.model_validate(s) for s in funna])


class NyLogggranskning(Loggperiod):
    """What is reviewed, and how large the sample is."""

    syfte: KortText = Field(json_schema_extra={"example": "Månadens stickprov"})
    urval: Granskningsurval = Field(json_schema_extra={"example": "slump"})
    person: KortText | None = Field(None, description="Med urval `person`", json_schema_extra=PERSON)
    arende_id: Identitet | None = Field(None, description="Med urval `arende`")
    antal: PositivtHeltal = Field(le=STORSTA_URVAL, json_schema_extra={"example": 25})

    def sokning(self) -> Sokning:
        """The looks that the sample is drawn from."""
        return Sokning(self.fran, self.tom, self.person, (self.arende_id,) if self.arende_id else None)


class Bedom(Indata):
    """What the reviewer finds of one look."""

    typ: Literal["bedom"]
    prov_id: Identitet
    utfall: Granskningsutfall = Field(json_schema_extra={"example": "befogad"})
    anteckning: KravdFritext | None = Field(None, json_schema_extra={"example": "Vikarierade för kollegan."})


class AvslutaGranskning(Indata):
    """What was found, and what is done about it; the latter is required when a look was not justified."""

    typ: Literal["avsluta"]
    slutsats: KravdFritext = Field(json_schema_extra={"example": "Alla uppslag har samband med arbetsuppgiften."})
    atgard: KravdFritext | None = Field(None, json_schema_extra={"example": "Samtal med närmaste chef."})


class FoljUpp(Indata):
    """What came of it."""

    typ: Literal["folj_upp"]
    uppfoljning: KravdFritext = Field(json_schema_extra={"example": "Behörigheten är ändrad."})


LogggranskningHandelse = Annotated[Bedom | AvslutaGranskning | FoljUpp, Field(discriminator="typ")]


class ProvUt(Utdata):
    """One look of the sample, and what was found of it."""

    id: UUID
    uppslag: UppslagUt
    utfall: Granskningsutfall | None = None
    anteckning: str | None = Field(None, json_schema_extra={"example": "Vikarierade för kollegan."})
    bedomd: Tidpunkt | None = None
    bedomd_av: str | None = Field(None, json_schema_extra={"example": "gunilla.granskare"})

    @classmethod
    def av(cls, par: Prov) -> Self:
        """From the sample's row and the look."""
        prov, atkomst = par
        falt = {namn: getattr(prov, namn) for namn in cls.model_fields if namn != "uppslag"}
        return cls.model_validate(falt | {"uppslag": UppslagUt.av(atkomst)}, by_name=True)


class Granskningsfalt(Utdata):
    """What is told of a review wherever it is shown."""

    status: Granskningsstatus = Field(json_schema_extra={"example": "pagar"})
    syfte: str = Field(json_schema_extra={"example": "Månadens stickprov"})
    fran: Datum
    tom: Datum
    urval: Granskningsurval
    granskare: str = Field(json_schema_extra={"example": "gunilla.granskare"})
    skapad: Tidpunkt
    population: Heltal = Field(description="Antal uppslag som urvalet drogs ur", json_schema_extra={"example": 61_204})
    avslutad: Tidpunkt | None = None
    uppfoljd: Tidpunkt | None = None


def _falt(g: Logggranskning) -> dict[str, Any]:
    return {namn: getattr(g, namn) for namn in Granskningsfalt.model_fields}


class LogggranskningUt(Granskningsfalt, Detalj):
    """One review with its sample."""

    person: str | None = Field(None, json_schema_extra=PERSON)
    arende_id: UUID | None = None
    slutsats: str | None = Field(None, json_schema_extra={"example": "Alla uppslag har samband med arbetsuppgiften."})
    atgard: str | None = Field(None, json_schema_extra={"example": "Samtal med närmaste chef."})
    avslutad_av: str | None = Field(None, json_schema_extra={"example": "gunilla.granskare"})
    uppfoljning: str | None = Field(None, json_schema_extra={"example": "Behörigheten är ändrad."})
    uppfoljd_av: str | None = Field(None, json_schema_extra={"example": "gunilla.granskare"})
    prov: list[ProvUt]

    @classmethod
    def av(cls, bild: Bild, adress: str) -> Self:
        """Detail for this caller."""
        g = bild.granskning
        egna = (
            "id", "version", "person", "arende_id", "slutsats", "atgard", "avslutad_av", "uppfoljning", "uppfoljd_av",
        )  # fmt: skip
        mer = {n: getattr(g, n) for n in egna} | {
            "prov": [ProvUt.av(par) for par in bild.prov],
            "lankar": lankar(adress, bild.mojligheter),
            "hinder": hinder(bild.mojligheter),
        }
        return cls.model_validate(_falt(g) | mer, by_name=True)


class LogggranskningRad(Granskningsfalt):
    """One review in a list."""

    id: UUID
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, g: Logggranskning, rot: str) -> Self:
        """Row of a stored review."""
        mer = {"id": g.id, "lankar": {"self": LankUt(href=f"{rot}/{g.id}", method="GET")}}
        return cls.model_validate(_falt(g) | mer, by_name=True)


class Logggranskningar(Lista):
    """One page of reviews."""

    granskningar: list[LogggranskningRad]
