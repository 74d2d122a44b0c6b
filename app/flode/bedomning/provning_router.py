"""Paths of the prövning: try cases without storing, and see the clocks."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from app.core.http import Kommunanrop, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import LankUt
from app.core.schema_types import ManadStr
from app.flode.bedomning import provning_schemas as schemas
from app.flode.bedomning import provningar

provning = rutter("/{kommunkod}/bedomningar", "bedomningar")
arendeklocka = rutter("/{kommunkod}/arenden/{arendeId}/kravklocka", "kravklockor")
klockor = rutter("/{kommunkod}/kravklockor", "kravklockor")
LAS = "bedomning:las"


class Klockfilter(Sidfraga):
    """By the month of the requirement."""

    krav_manad: ManadStr | None = Field(None, alias="kravManad")


@provning.post(
    "/prova",
    **op(
        LAS,
        "prova_bedomning",
        "Pröva utan att spara",
        "Prövar reglerna på ett ärende, eller på uppgifter om någon som inte behöver finnas, för valfri månad, dag "
        "och regelverk; antaganden svarar på vad som händer om ett värde ändras. Inget sparas och inget beslutas "
        "(DP-31). / Tries the rules on cases; stores nothing.",
        schemas.Provningar,
        idempotens=False,
    ),
)
async def prova_bedomning(anrop: Kommunanrop, indata: schemas.Provningsbegaran) -> Response:
    """Changes nothing, so it needs no Idempotency-Key."""
    begaran = provningar.Begaran(
        indata.avser_manad,
        indata.fran,
        indata.kand_dag,
        indata.regelverk,
        indata.antaganden_som_data,
        [
            provningar.Fall(f.referens, f.arende_id, f.uppgifter.som_data() if f.uppgifter else None)
            for f in indata.fall
        ],
    )
    return await anrop.las(
        lambda a: provningar.prova_fall(a, begaran),
        lambda _arbete, svar: schemas.Provningar(resultat=[_resultat(p) for p in svar]),
    )


def _resultat(provat: provningar.Provat) -> schemas.Provningsresultat:
    return schemas.Provningsresultat(
        referens=provat.fall.referens,
        arende_id=provat.fall.arende_id,
        kontrollsumma=provat.kontrollsumma,
        provning=schemas.ProvningUt.av(provat.provning),
    )


@arendeklocka.get(
    "",
    **op(
        LAS,
        "hamta_kravklocka",
        "Kravklocka",
        "Från vilken månad kravet gäller, senaste dag för beslut och vilka månader som räknas, som det ser ut i dag "
        "(T-01, T-02). / The clock of one case, as of today.",
        schemas.ArendeklockaUt,
    ),
)
async def hamta_kravklocka(anrop: Kommunanrop, arende_id: Annotated[UUID, Path(alias="arendeId")]) -> Response:
    """Computed as it is read."""
    arende = anrop.lank("arenden", arende_id)
    lankar = {
        "self": LankUt(href=anrop.adress, method="GET"),
        "arende": LankUt(href=arende, method="GET"),
    }
    return await anrop.las(
        lambda a: provningar.klocka(a, arende_id),
        lambda _arbete, p: schemas.ArendeklockaUt(provning=schemas.ProvningUt.av(p), lankar=lankar),
    )


@klockor.get(
    "",
    **op(
        LAS,
        "lista_kravklockor",
        "Lista kravklockor",
        "Nämndens öppna ärenden med kravmånad och senaste dag för beslut, som de senast beräknades. / Clocks.",
        schemas.Kravklockor,
    ),
)
async def lista_kravklockor(anrop: Kommunanrop, fraga: Annotated[Klockfilter, Query()]) -> Response:
    """Handläggare see their own ärenden."""
    return await anrop.lista(
        lambda a: provningar.lista_klockor(a, fraga, krav_manad=fraga.krav_manad),
        lambda arbete, rad: schemas.KlockradUt.av(rad, anrop.lank("arenden"), arbete.idag),
        schemas.Kravklockor,
        namn="kravklockor",
        filter_={"kravManad": fraga.krav_manad},
    )
