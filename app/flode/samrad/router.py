"""Paths of the samråd step."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core import pictures
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.samrad import actions, handelse_schemas, schemas
from app.flode.samrad.models import Samrad
from app.flode.samrad.paket_schemas import SamradspaketUt
from app.flode.samrad.utskrift import Paket, samradets_paket, som_blad

router = rutter("/{kommunkod}/arenden/{arendeId}/samrad", "samrad")
LAS, SKRIV = "samrad:las", "samrad:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
SamradId = Annotated[UUID, Path(alias="samradId")]


def _adress(anrop: Anrop, arende_id: UUID, *delar: object) -> str:
    return anrop.lank("arenden", arende_id, "samrad", *delar)


def _samrad(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    """Detail picture: the answer is opened for the nämnd only."""

    def bild(arbete: Arbete, b: actions.Bild) -> schemas.SamradUt:
        adress = _adress(anrop, arende_id, b.samrad.id)
        return schemas.SamradUt.av(b.samrad, actions.svar(arbete, b.samrad), b.noteringar, b.mojligheter, adress)

    return bild


def _rad(anrop: Anrop, arende_id: UUID) -> Bildning[Samrad]:
    return lambda _arbete, samrad: schemas.SamradRad.av(samrad, _adress(anrop, arende_id))


def _kontakt(indata: schemas.KontaktIn | None) -> actions.Kontakt | None:
    return None if indata is None else actions.Kontakt(indata.datum, indata.vem, indata.anteckning)


@router.get(
    "",
    **op(
        LAS,
        "lista_samrad",
        "Lista samråd",
        "Ärendets samråd med Arbetsförmedlingen, nyast först. / Consultations of the case.",
        schemas.SamradLista,
    ),
)
async def lista_samrad(anrop: Kommunanrop, arende_id: ArendeId, fraga: Annotated[Sidfraga, Query()]) -> Response:
    """Newest first."""
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga), _rad(anrop, arende_id), schemas.SamradLista, namn="samrad"
    )


@router.post(
    "",
    **op(
        SKRIV,
        "begar_samrad",
        "Begär samråd",
        "Frågar Arbetsförmedlingen före beslut (AK-14). Kanalen api lägger frågan i utkorgen, övriga kanaler "
        "dokumenterar kontakten. / Asks AF before a decision.",
        schemas.SamradUt,
        201,
    ),
)
async def begar_samrad(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyttSamrad) -> Response:
    """Nothing is sent inside the request."""
    return await anrop.skriv(
        lambda a: actions.begar(
            a,
            arende_id,
            kanal=indata.kanal,
            svar_senast=indata.svar_senast,
            kontakt=_kontakt(indata.kontakt),
            syfte=indata.syfte,
            fraga=indata.fraga,
            grund=indata.utlamnande_grund.value,
            lagrum=indata.utlamnande_lagrum,
        ),
        _samrad(anrop, arende_id),
        status=201,
        plats=lambda b: _adress(anrop, arende_id, b.samrad.id),
    )


@router.get(
    "/{samradId}",
    **op(LAS, "hamta_samrad", "Hämta samråd", "Ett samråd med svar. / One consultation.", schemas.SamradUt),
)
async def hamta_samrad(anrop: Kommunanrop, arende_id: ArendeId, samrad_id: SamradId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, arende_id, samrad_id), _samrad(anrop, arende_id))


@router.get(
    "/{samradId}/paket",
    **op(
        LAS,
        "hamta_samradets_paket",
        "Samrådets paket",
        "Precis det som lämnas till Arbetsförmedlingen, med funktionsadress, referens och vad som ska skrivas in för "
        "hand. Med `Accept: application/pdf` som blad för SDK-klienten. / Exactly what leaves for AF.",
        SamradspaketUt,
    ),
    responses=pictures.SOM_BLAD,
)
async def hamta_samradets_paket(anrop: Kommunanrop, arende_id: ArendeId, samrad_id: SamradId) -> Response:
    """Both forms are logged as a read."""
    adress = anrop.tjanster.settings.af_funktionsadress

    async def paket(arbete: Arbete) -> Paket:
        return await samradets_paket(arbete, arende_id, samrad_id, adress)

    return await pictures.eller_blad(
        anrop, paket, lambda _arbete, p: SamradspaketUt.av(p), lambda a: som_blad(paket(a))
    )


@router.get(
    "/{samradId}/handelser",
    **op(LAS, "lista_samradets_handelser", "Samrådets historik", "Alla händelser, äldst först. / History.", Handelser),
)
async def lista_samradets_handelser(anrop: Kommunanrop, arende_id: ArendeId, samrad_id: SamradId) -> Response:
    """Every change of the samråd, by people and by AF's system."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, samrad_id), historik(anrop))


@router.post(
    "/{samradId}/handelser",
    **op(
        SKRIV,
        "handelse_samrad",
        "Händelse på samråd",
        "Svar, utan svar, återkallelse, omsändning, notering. / Post an event.",
        schemas.SamradUt,
    ),
)
async def handelse_samrad(
    anrop: Kommunanrop, arende_id: ArendeId, samrad_id: SamradId, indata: handelse_schemas.SamradHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, arende_id, samrad_id, indata), _samrad(anrop, arende_id), kraver_version=True
    )


async def _utfor(
    arbete: Arbete, arende_id: UUID, samrad_id: UUID, indata: handelse_schemas.SamradHandelse
) -> actions.Bild:
    if isinstance(indata, handelse_schemas.Leveransen):
        return await _lamna(arbete, arende_id, samrad_id, indata)
    if isinstance(indata, handelse_schemas.Utred):
        return await actions.utred(arbete, arende_id, samrad_id)
    if isinstance(indata, handelse_schemas.Besvara):
        kontakt = actions.Kontakt(indata.kontakt.datum, indata.kontakt.vem, indata.kontakt.anteckning)
        uppgifter = indata.svar.uppgifter() if indata.svar else None
        return await actions.besvara(arbete, arende_id, samrad_id, kontakt=kontakt, uppgifter=uppgifter)
    if isinstance(indata, handelse_schemas.UtanSvar):
        return await actions.ga_vidare_utan_svar(arbete, arende_id, samrad_id, skal=indata.skal)
    if isinstance(indata, handelse_schemas.Aterkalla):
        return await actions.aterkalla(arbete, arende_id, samrad_id, skal=indata.skal)
    return await actions.notera(
        arbete, arende_id, samrad_id, kalla=indata.kalla.value, hamtad=indata.hamtad, text=indata.text
    )


async def _lamna(arbete: Arbete, arende_id: UUID, samrad_id: UUID, indata: handelse_schemas.Leveransen) -> actions.Bild:
    """How the question reaches AF: sent again, typed in by a person, or by the kommun's SDK client."""
    vem = (arbete, arende_id, samrad_id)
    if isinstance(indata, handelse_schemas.SandOm):
        return await actions.sand_om(*vem, syfte=indata.syfte, fraga=indata.fraga)
    if isinstance(indata, handelse_schemas.LamnaManuellt):
        return await actions.lamna_manuellt(*vem, datum=indata.datum, kvittensnummer=indata.kvittensnummer)
    if isinstance(indata, handelse_schemas.MarkeraSand):
        return await actions.markera_sand(*vem, datum=indata.datum)
    return await actions.registrera_kvittens(*vem, kvittensnummer=indata.kvittensnummer)
