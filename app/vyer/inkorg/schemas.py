"""JSON of the inbox: ids and days."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from app.core.http import ROT
from app.core.representations import Lankar, LankUt, Lista
from app.core.schema_types import Datum, Identitet, Utdata
from app.vyer.inkorg.frister import Fristsort
from app.vyer.inkorg.models import INGEN_FRIST, Inkorgspost


class Frist(Utdata):
    """Something that the utförare is to do, and by when."""

    sort: Fristsort = Field(json_schema_extra={"example": "svar"})
    senast: Datum


class Inkorgsrad(Utdata):
    """One open order; read ``self`` for the rest."""

    kommunkod: str = Field(json_schema_extra={"example": "0484"})
    bestallning_id: Identitet
    nasta_frist: Datum | None = Field(description="Den tidigaste av fristerna; saknas när inget väntas")
    frister: list[Frist]
    lankar: Lankar = Field(alias="_links")

    @classmethod
    def av(cls, post: Inkorgspost) -> Self:
        """From the stored post."""
        return cls(
            kommunkod=post.galler_kommun,
            bestallning_id=post.id,
            nasta_frist=None if post.nasta == INGEN_FRIST else post.nasta,
            frister=[Frist(sort=Fristsort(f["sort"]), senast=date.fromisoformat(f["senast"])) for f in post.frister],
            lankar={"self": LankUt(href=_adress(post.galler_kommun, post.id), method="GET")},
        )


def _adress(kommunkod: str, bestallning_id: UUID) -> str:
    return f"{ROT}/{kommunkod}/bestallningar/{bestallning_id}"


class Inkorg(Lista):
    """Page of the inbox."""

    inkorg: list[Inkorgsrad]
