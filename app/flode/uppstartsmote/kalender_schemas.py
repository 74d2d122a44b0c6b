"""JSON of the calendar subscriptions."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.representations import Detalj, Lankar, LankUt, Lista, hinder, lankar
from app.core.schema_types import Indata, KortText, Tidpunkt, Utdata
from app.core.transitions import Mojligheter
from app.flode.uppstartsmote.kalender_models import Kalender
from app.flode.uppstartsmote.states import KalenderStatus

ADRESS = "https://stegvis.example/stegvis/v1/kalenderfloden/aT0q3nX8wJ5vYc1LrK7sEo2HuZ9dMf4GpBiQyVxWk6N.ics"

NAMN = "Telefonen"


class NyKalender(Indata):
    """What the owner tells it from others by; it is always the caller's own."""

    namn: KortText = Field(json_schema_extra={"example": NAMN})


class BytAdress(Indata):
    """Another address instead of one that is lost or known to others."""

    typ: Literal["byt_adress"]


class Aterkalla(Indata):
    """The address shall not answer any more."""

    typ: Literal["aterkalla"]


KalenderHandelse = Annotated[BytAdress | Aterkalla, Field(discriminator="typ")]


class KalenderUt(Detalj):
    """A subscription; ``adress`` only in the answer that made it."""

    namn: str = Field(json_schema_extra={"example": NAMN})
    status: KalenderStatus
    skapad: Tidpunkt
    adress_fran: Tidpunkt
    adress: str | None = Field(
        None,
        description="Den hemliga adressen. Den visas bara här och nu, och lagras inte.",
        json_schema_extra={"example": ADRESS},
    )

    @classmethod
    def av(cls, kalender: Kalender, mojligheter: Mojligheter, plats: str, adress: str | None) -> Self:
        """``plats`` is where it is read, ``adress`` what a calendar reads."""
        return cls(
            id=kalender.id,
            version=kalender.version,
            namn=kalender.namn,
            status=KalenderStatus(kalender.status),
            skapad=kalender.skapad,
            adress_fran=kalender.adress_fran,
            adress=adress,
            lankar=lankar(plats, mojligheter),
            hinder=hinder(mojligheter),
        )


class KalenderRad(Utdata):
    """A subscription in the list of one's own."""

    id: UUID
    namn: str = Field(json_schema_extra={"example": NAMN})
    status: KalenderStatus
    skapad: Tidpunkt
    adress_fran: Tidpunkt
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, kalender: Kalender, plats: str) -> Self:
        """From the stored row."""
        return cls(
            id=kalender.id,
            namn=kalender.namn,
            status=KalenderStatus(kalender.status),
            skapad=kalender.skapad,
            adress_fran=kalender.adress_fran,
            lankar={"self": LankUt(href=plats, method="GET")},
        )


class Kalendrar(Lista):
    """One page of one's own subscriptions."""

    kalendrar: list[KalenderRad]
