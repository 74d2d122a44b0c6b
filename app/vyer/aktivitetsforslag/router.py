"""The path of an aktivitetsförslag, under the ärende."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.core.http import Anrop, Bildning, Kommunanrop, op, rutter
from app.core.unit_of_work import Arbete
from app.vyer.aktivitetsforslag import schemas
from app.vyer.aktivitetsforslag.underlag import Forslag, Fraga, foresla

router = rutter("/{kommunkod}/arenden/{arendeId}/aktivitetsforslag", "aktivitetsforslag")
# It tells the person's wishes and household, so that whoever asks must be let in to them.
LAS = "behov:las"
ArendeId = Annotated[UUID, Path(alias="arendeId")]


def _bild(anrop: Anrop) -> Bildning[Forslag]:
    def bild(_arbete: Arbete, f: Forslag) -> schemas.AktivitetsforslagUt:
        underlag = schemas.UnderlagUt.av(f.person, f.utfall)
        adresser = anrop.lank("arenden", f.arende_id), anrop.lank("aktiviteter")
        return schemas.AktivitetsforslagUt.av(f.ordning, underlag, adresser, fler_finns=f.fler_finns)

    return bild


@router.post(
    "",
    **op(
        LAS,
        "foresla_aktiviteter",
        "Aktivitetsförslag",
        "Rangordnar utbudet för personens behov, med skälen för varje plats och varför annat faller bort. Inget sparas "
        "och inget beslutas (DP-31). / Ranks the catalogue for one person with reasons; stores nothing.",
        schemas.AktivitetsforslagUt,
        idempotens=False,
    ),
)
async def foresla_aktiviteter(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.Forslagsbegaran) -> Response:
    """Changes nothing, so it needs no Idempotency-Key."""

    async def steg(arbete: Arbete) -> Forslag:
        fraga = Fraga(indata.fran or arbete.idag, frozenset(indata.kategorier), indata.niva)
        return await foresla(arbete, arende_id, fraga)

    return await anrop.las(steg, _bild(anrop))
