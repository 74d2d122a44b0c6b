"""JSON of the registerutdrag."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import (
    Antal,
    Bool,
    Datum,
    Identitet,
    Indata,
    KortText,
    LangText,
    PersonnummerIn,
    Tidpunkt,
    Utdata,
)
from app.vyer.registerutdrag import ord as orden
from app.vyer.registerutdrag.actions import Begaran, Bild
from app.vyer.registerutdrag.innehall import Avsnitt, Innehall, Post, Utlamnande
from app.vyer.registerutdrag.models import Registerutdrag, Registerutdragsdold
from app.vyer.registerutdrag.states import (
    Identitetskontroll,
    Leveranssatt,
    RegisterutdragStatus,
    Sokande,
)


class NyttRegisterutdrag(Indata):
    """Who asks, how the identity was checked, and how it is to be delivered."""

    personnummer: PersonnummerIn | None = Field(None, description="Nämnden anger den enskildes personnummer")
    bestallning_id: Identitet | None = Field(None, description="Utföraren anger en beställning som den har")
    begart: Datum = Field(description="Dagen då begäran kom in", json_schema_extra={"example": "2026-10-12"})
    sokande: Sokande = Field(json_schema_extra={"example": "den_enskilde"})
    identitet: Identitetskontroll = Field(json_schema_extra={"example": "e_legitimation"})
    leveranssatt: Leveranssatt = Field(json_schema_extra={"example": "overlamnas"})

    def begaran(self) -> Begaran:
        """As the action takes it."""
        return Begaran(
            self.begart, self.sokande, self.identitet, self.leveranssatt, self.personnummer, self.bestallning_id
        )


class Dolj(Indata):
    """The person may not see a record, or one of its fields."""

    typ: Literal["dolj"]
    slag: KortText = Field(json_schema_extra={"example": "meddelanden"})
    post_id: Identitet
    falt: KortText | None = Field(None, description="Utelämnat: hela posten", json_schema_extra={"example": "text"})
    lagrum: KortText = Field(json_schema_extra={"example": "26 kap. 5 § OSL"})
    skal: LangText = Field(json_schema_extra={"example": "Uppgiften röjer vem som gjort anmälan."})


class TaFram(Indata):
    """It was hidden by mistake."""

    typ: Literal["ta_fram"]
    dold_id: Identitet


class UtanMer(Indata):
    """Read through, open again, or make anew."""

    typ: Literal["granska", "oppna", "framstall_om"]


class Forlang(Indata):
    """The month is not enough."""

    typ: Literal["forlang"]
    skal: LangText = Field(json_schema_extra={"example": "Flera ärenden med många handlingar."})


class LamnaUt(Indata):
    """It has reached the person."""

    typ: Literal["lamna_ut"]
    till: KortText = Field(json_schema_extra={"example": "Den enskilde, mot legitimation"})


class Avsla(Indata):
    """The person does not get it."""

    typ: Literal["avsla"]
    lagrum: KortText = Field(json_schema_extra={"example": "artikel 12.5 i dataskyddsförordningen"})
    skal: LangText = Field(json_schema_extra={"example": "Samma utdrag lämnades i går."})


RegisterutdragHandelse = Annotated[Dolj | TaFram | UtanMer | Forlang | LamnaUt | Avsla, Field(discriminator="typ")]


class DoldUt(Utdata):
    """What the person may not see."""

    id: UUID
    slag: str = Field(json_schema_extra={"example": "meddelanden"})
    post_id: UUID
    falt: str | None = Field(None, json_schema_extra={"example": "text"})
    lagrum: str = Field(json_schema_extra={"example": "26 kap. 5 § OSL"})
    skal: str = Field(json_schema_extra={"example": "Uppgiften röjer vem som gjort anmälan."})
    dold: Tidpunkt
    dold_av: str = Field(json_schema_extra={"example": "anna.handlaggare"})

    @classmethod
    def av(cls, dold: Registerutdragsdold) -> Self:
        """From the stored row."""
        return cls.model_validate({namn: getattr(dold, namn) for namn in cls.model_fields}, by_name=True)


class Utdragsfalt(Utdata):
    """What is told of a registerutdrag wherever it is shown; nothing of whose it is."""

    status: RegisterutdragStatus
    begart: Datum
    svar_senast: Datum
    forsenat: Bool
    skapad: Tidpunkt
    begart_av: str = Field(json_schema_extra={"example": "anna.handlaggare"})
    leveranssatt: Leveranssatt


class RegisterutdragUt(Detalj, Utdragsfalt):
    """One request and how far it has come."""

    sokande: Sokande
    identitet: Identitetskontroll
    forlangt: Tidpunkt | None = None
    forlangt_skal: str | None = Field(None, json_schema_extra={"example": "Flera ärenden."})
    antal_poster: Antal = Field(json_schema_extra={"example": 218})
    framstallt: Tidpunkt | None = None
    utgar: Datum | None = Field(None, description="Sista dagen då innehållet finns")
    utgatt: Tidpunkt | None = None
    kontrollsumma: str | None = Field(None, description="SHA-256", json_schema_extra={"example": "9f86d081" * 8})
    granskat: Tidpunkt | None = None
    granskat_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})
    dolda: list[DoldUt]
    avslutat: Tidpunkt | None = None
    avslutat_av: str | None = Field(None, json_schema_extra={"example": "anna.handlaggare"})
    utlamnat_till: str | None = Field(None, json_schema_extra={"example": "Den enskilde, mot legitimation"})
    avslag_skal: str | None = Field(None, json_schema_extra={"example": "Samma utdrag lämnades i går."})
    avslag_lagrum: str | None = Field(None, json_schema_extra={"example": "artikel 12.5 i dataskyddsförordningen"})
    overklagande: str | None = Field(None, json_schema_extra={"example": "Beslutet kan överklagas."})
    fel: str | None = Field(None, description="Felkod när det misslyckades", json_schema_extra={"example": "krock"})

    @classmethod
    def av(cls, bild: Bild, adress: str) -> Self:
        """Detail for this caller."""
        falt = {namn: getattr(bild.utdrag, namn) for namn in cls.model_fields if hasattr(bild.utdrag, namn)}
        under = {"innehall": f"{adress}/innehall"} if bild.har_innehall else {}
        ram = {
            "forsenat": bild.forsenat,
            "overklagande": bild.overklagande,
            "dolda": [DoldUt.av(dold) for dold in bild.dolda],
            "lankar": lankar(adress, bild.mojligheter, **under),
            "hinder": hinder(bild.mojligheter),
        }
        return cls.model_validate(falt | ram, by_name=True)


class RegisterutdragRad(Utdragsfalt):
    """One among others."""

    id: UUID
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, utdrag: Registerutdrag, idag: date, rot: str) -> Self:
        """Row of a stored request."""
        falt = {namn: getattr(utdrag, namn) for namn in cls.model_fields if namn not in {"lankar", "forsenat"}}
        lank = {"self": LankUt(href=f"{rot}/{utdrag.id}", method="GET")}
        return cls.model_validate(falt | {"lankar": lank, "forsenat": utdrag.forsenat(idag)}, by_name=True)


class RegisterutdragLista(Lista):
    """One page."""

    registerutdragen: list[RegisterutdragRad]


# --- the content ----------------------------------------------------------------------------------


class UppgiftUt(Utdata):
    """One fact of a record."""

    namn: str = Field(json_schema_extra={"example": "galler_fran"})
    rubrik: str = Field(json_schema_extra={"example": "Gäller från"})
    varde: Any = Field(json_schema_extra={"example": "2026-10-12"})


class PostUt(Utdata):
    """One record."""

    id: UUID
    uppgifter: list[UppgiftUt]

    @classmethod
    def av(cls, post: Post) -> Self:
        """With the words of its columns."""
        uppgifter = [
            UppgiftUt(namn=namn, rubrik=orden.falt(namn), varde=varde) for namn, varde in post.items() if namn != "id"
        ]
        return cls(id=UUID(post["id"]), uppgifter=uppgifter)


class AvsnittUt(Utdata):
    """All records of one kind: what they are, where they come from, how long they are kept."""

    slag: str = Field(json_schema_extra={"example": "bistandsmanader"})
    rubrik: str = Field(json_schema_extra={"example": "Biståndsmånader"})
    beskrivning: str = Field(json_schema_extra={"example": "En månad med ekonomiskt bistånd."})
    kalla: str = Field(json_schema_extra={"example": "Nämnden"})
    lagringstid: str = Field(json_schema_extra={"example": "Gallras fem år efter den sista anteckningen."})
    antal_dolda: Antal = Field(json_schema_extra={"example": 0})
    poster: list[PostUt]

    @classmethod
    def av(cls, avsnitt: Avsnitt) -> Self:
        """As JSON."""
        return cls(
            slag=avsnitt.slag,
            rubrik=avsnitt.rubrik,
            beskrivning=avsnitt.beskrivning,
            kalla=avsnitt.kalla,
            lagringstid=avsnitt.lagringstid,
            antal_dolda=avsnitt.dolda,
            poster=[PostUt.av(post) for post in avsnitt.poster],
        )


class UtlamnandeUt(Utdata):
    """What was released to somebody."""

    slag: str = Field(json_schema_extra={"example": "Beställningar"})
    till: str = Field(json_schema_extra={"example": "Klivet AB"})
    grund: str = Field(json_schema_extra={"example": "nödvändigt"})
    lagrum: str = Field(json_schema_extra={"example": "10 kap. 2 § OSL"})
    nar: str = Field(json_schema_extra={"example": "2026-10-12T08:00:00Z"})

    @classmethod
    def av(cls, utlamnande: Utlamnande) -> Self:
        """As JSON."""
        return cls(**{namn: getattr(utlamnande, namn) for namn in cls.model_fields})


class RegisterutdragInnehall(Utdata):
    """Everything that is handed over. ``version`` is that of the request, for the ETag."""

    version: Antal = Field(json_schema_extra={"example": 4})
    personnummer: str = Field(json_schema_extra={"example": "198502139804"})
    personuppgiftsansvarig: str = Field(json_schema_extra={"example": "Arbetsmarknads- och vuxenutbildningsnämnden"})
    begart: Datum
    framstallt: Tidpunkt
    andamal: str = Field(json_schema_extra={"example": "Handläggning av ärenden om ekonomiskt bistånd."})
    rattigheter: list[str] = Field(json_schema_extra={"example": ["Du kan klaga hos tillsynsmyndigheten."]})
    kontrollsumma: str = Field(json_schema_extra={"example": "9f86d081" * 8})
    utlamnanden: list[UtlamnandeUt]
    avsnitt: list[AvsnittUt]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, innehall: Innehall, adress: str) -> Self:
        """As JSON."""
        falt = {
            "version": innehall.utdrag.version,
            "personnummer": innehall.personnummer,
            "personuppgiftsansvarig": innehall.ansvarig,
            "begart": innehall.utdrag.begart,
            "framstallt": innehall.utdrag.framstallt,
            "andamal": innehall.andamal,
            "rattigheter": list(innehall.rattigheter),
            "kontrollsumma": innehall.kontrollsumma,
            "utlamnanden": [UtlamnandeUt.av(u) for u in innehall.utlamnanden],
            "avsnitt": [AvsnittUt.av(a) for a in innehall.avsnitt],
            "lankar": {"self": LankUt(href=adress, method="GET")},
        }
        return cls.model_validate(falt, by_name=True)
