"""Paths of the delegationer: which systems may act for the organisation that asks."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.begrepp.parter import systemaktor
from app.core.http import ROT, Anrop, Mottagaranrop, historik, op, rutter
from app.core.journal import Handelse
from app.core.journal import historik as handelser_for
from app.core.paging import Sida
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.katalog import delegation_actions as actions
from app.katalog import delegation_schemas as schemas
from app.katalog.delegation_actions import Bild
from app.katalog.register import Register

LAS, SKRIV = "delegation:las", "delegation:skriv"
DelegationId = Annotated[UUID, Path(alias="delegationId")]
router = rutter("/delegationer", "delegationer")


def _adress(delegation_id: UUID) -> str:
    return f"{ROT}/delegationer/{delegation_id}"


def _detalj(_arbete: Arbete, bild: Bild) -> schemas.DelegationUt:
    return schemas.DelegationUt.av(bild, _adress(bild.delegation.id))


async def _galler_nu(anrop: Anrop, svar: Response) -> Response:
    """This process knows of the change at once, the others when they next read the register."""
    register = anrop.tjanster.register
    if isinstance(register, Register):
        await register.las_om(anrop.tjanster.transaktioner)
    return svar


@router.post(
    "",
    **op(
        SKRIV,
        "registrera_delegation",
        "Registrera delegation",
        "Vilket system som får handla för organisationen, i vilka roller, med vilka behörigheter, hur länge och på "
        "vilken säkerhetsnivå. Högst vad organisationen själv har. Gäller först när den aktiveras. För "
        "systemadministratören. / Registers what a system may do for the organisation.",
        schemas.DelegationUt,
        201,
        regel="DP-04",
    ),
)
async def registrera_delegation(anrop: Mottagaranrop, indata: schemas.RegistreraDelegation) -> Response:
    """For the own organisation only: there is no field for another."""
    ny = actions.NyDelegation(**{falt: getattr(indata, falt) for falt in actions.NyDelegation.__slots__})
    return await anrop.skriv(
        lambda a: actions.registrera(a, anrop.mottagare, ny),
        _detalj,
        status=201,
        plats=lambda bild: _adress(bild.delegation.id),
    )


@router.get(
    "",
    **op(LAS, "lista_delegationer", "Lista delegationer", "De egna, nyast först. / Own.", schemas.Delegationer),
)
async def lista_delegationer(anrop: Mottagaranrop, fraga: Sida) -> Response:
    """The organisation's own."""
    return await anrop.lista(
        lambda a: actions.lista(a, fraga),
        lambda _a, d: schemas.DelegationRad.av(d, f"{ROT}/delegationer"),
        schemas.Delegationer,
        namn="delegationer",
    )


@router.get(
    "/{delegationId}",
    **op(LAS, "hamta_delegation", "Hämta delegation", "Vad systemet får göra. / One.", schemas.DelegationUt),
)
async def hamta_delegation(anrop: Mottagaranrop, delegation_id: DelegationId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, delegation_id), _detalj)


@router.get(
    "/{delegationId}/handelser",
    **op(LAS, "lista_delegationens_handelser", "Delegationens historik", "Äldst först. / History.", Handelser),
)
async def lista_delegationens_handelser(anrop: Mottagaranrop, delegation_id: DelegationId) -> Response:
    """Who gave what, and who stopped it: rows that the administrator's own sight does not hold."""
    await anrop.transaktion(lambda a: actions.ladda(a, delegation_id))

    async def hamta(arbete: Arbete) -> list[Handelse]:
        return list(await arbete.alla(handelser_for(delegation_id)))

    return await anrop.med_syn(systemaktor("delegationer")).las(hamta, historik(anrop))


@router.post(
    "/{delegationId}/handelser",
    **op(
        SKRIV,
        "handelse_delegation",
        "Händelse på delegation",
        "`aktivera`, `andra`, `sparra` (systemets token slutar gälla inom det intervall som registret läses om), "
        "`hav_sparr` eller `avsluta`. / Post an event.",
        schemas.DelegationUt,
    ),
)
async def handelse_delegation(
    anrop: Mottagaranrop, delegation_id: DelegationId, indata: schemas.DelegationHandelse
) -> Response:
    """Needs If-Match."""
    svar = await anrop.skriv(lambda a: _handla(a, delegation_id, indata), _detalj, kraver_version=True)
    return await _galler_nu(anrop, svar)


async def _handla(arbete: Arbete, delegation_id: UUID, indata: schemas.DelegationHandelse) -> Bild:
    match indata:
        case schemas.Andra():
            givna = indata.model_dump(exclude={"typ"}, exclude_unset=True)
            andringar = {falt: varde for falt, varde in givna.items() if varde is not None or falt == "tom"}
            return await actions.andra(arbete, delegation_id, andringar)
        case schemas.Sparra():
            return await actions.stega(arbete, delegation_id, "sparra", orsak=indata.orsak)
        case _:
            return await actions.stega(arbete, delegation_id, indata.typ)
