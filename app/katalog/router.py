"""Paths of reference data: national organisationer, the own people, a kommun's avtal."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.http import ROT, Anrop, Bildning, Kommunanrop, Riksanrop, op, rutter
from app.core.paging import Sida, Sidfraga
from app.core.representations import LankUt
from app.katalog import actions, schemas
from app.katalog.organisationer import Avtal, Organisation, Organisationstyp

organisationer = rutter("/organisationer", "organisationer")
medarbetare = rutter("/medarbetare", "medarbetare")
avtal = rutter("/{kommunkod}/avtal", "avtal")
LAS, SKRIV = "organisation:las", "organisation:skriv"
AvtalId = Annotated[UUID, Path(alias="avtalId")]
OrganisationId = Annotated[UUID, Path(alias="organisationId")]


class Organisationsfilter(Sidfraga):
    """By kind of party."""

    typ: Organisationstyp | None = None


def _organisation() -> Bildning[Organisation]:
    return lambda _a, rad: schemas.OrganisationUt.av(rad, f"{ROT}/organisationer/{rad.id}")


def _avtal(anrop: Anrop) -> Bildning[Avtal]:
    return lambda _a, rad: schemas.AvtalUt.av(rad, anrop.lank("avtal", rad.id))


@organisationer.get(
    "",
    **op(
        LAS,
        "lista_organisationer",
        "Lista organisationer",
        "Kommuner, utförare och AF. / Parties.",
        schemas.Organisationer,
    ),
)
async def lista_organisationer(anrop: Riksanrop, fraga: Annotated[Organisationsfilter, Query()]) -> Response:
    """Public facts about authorities and companies."""
    return await anrop.lista(
        lambda a: actions.lista_organisationer(a, fraga, fraga.typ),
        _organisation(),
        schemas.Organisationer,
        namn="organisationer",
        filter_={"typ": fraga.typ},
    )


@organisationer.post(
    "",
    **op(
        SKRIV,
        "registrera_organisation",
        "Registrera utförare",
        "Lägger till en utförare. / Registers a provider.",
        schemas.OrganisationUt,
        201,
    ),
)
async def registrera_organisation(anrop: Riksanrop, indata: schemas.NyOrganisation) -> Response:
    """Systemadministratörer of a kommun."""
    falt = {n: getattr(indata, n) for n in type(indata).model_fields} | {
        "organisationsnummer": str(indata.organisationsnummer)
    }
    return await anrop.skriv(
        lambda a: actions.registrera_organisation(a, **falt),
        _organisation(),
        status=201,
        plats=lambda rad: f"{ROT}/organisationer/{rad.id}",
    )


@organisationer.get(
    "/{organisationId}",
    **op(LAS, "hamta_organisation", "Hämta organisation", "En part. / One party.", schemas.OrganisationUt),
)
async def hamta_organisation(anrop: Riksanrop, organisation_id: OrganisationId) -> Response:
    """One party."""
    return await anrop.las(lambda a: actions.hamta_organisation(a, organisation_id), _organisation())


@medarbetare.get(
    "",
    **op(
        LAS,
        "lista_medarbetare",
        "Lista medarbetare",
        "Den egna organisationens. / Own staff.",
        schemas.MedarbetareLista,
    ),
)
async def lista_medarbetare(anrop: Riksanrop) -> Response:
    """People who can be assigned."""
    return await anrop.las(
        actions.lista_medarbetare,
        lambda _a, rader: schemas.MedarbetareLista(
            medarbetare=[schemas.MedarbetareUt.av(r) for r in rader],
            lankar={"self": LankUt(href=anrop.adress, method="GET")},
        ),
    )


@medarbetare.post(
    "",
    **op(
        SKRIV,
        "registrera_medarbetare",
        "Lägg till medarbetare",
        "I den egna organisationen. / Adds own staff.",
        schemas.MedarbetareUt,
        201,
    ),
)
async def registrera_medarbetare(anrop: Riksanrop, indata: schemas.NyMedarbetare) -> Response:
    """By the own systemadministratör or samordnare."""
    return await anrop.skriv(
        lambda a: actions.registrera_medarbetare(a, **indata.model_dump()),
        lambda _a, rad: schemas.MedarbetareUt.av(rad),
        status=201,
        plats=lambda _rad: f"{ROT}/medarbetare",
    )


@avtal.get(
    "", **op(LAS, "lista_avtal", "Lista avtal", "Nämndens eller utförarens egna. / Own agreements.", schemas.AvtalLista)
)
async def lista_avtal(anrop: Kommunanrop, fraga: Sida) -> Response:
    """Only the caller's own."""
    return await anrop.lista(lambda a: actions.lista_avtal(a, fraga), _avtal(anrop), schemas.AvtalLista, namn="avtal")


@avtal.post(
    "",
    **op(
        SKRIV,
        "teckna_avtal",
        "Registrera avtal",
        "Mellan nämnden och en utförare. / Registers an agreement.",
        schemas.AvtalUt,
        201,
    ),
)
async def teckna_avtal(anrop: Kommunanrop, indata: schemas.NyttAvtal) -> Response:
    """Systemadministratörer of the kommun."""
    return await anrop.skriv(
        lambda a: actions.teckna_avtal(a, **indata.model_dump()),
        _avtal(anrop),
        status=201,
        plats=lambda rad: anrop.lank("avtal", rad.id),
    )


@avtal.get("/{avtalId}", **op(LAS, "hamta_avtal", "Hämta avtal", "Ett avtal. / One agreement.", schemas.AvtalUt))
async def hamta_avtal(anrop: Kommunanrop, avtal_id: AvtalId) -> Response:
    """Only the caller's own."""
    return await anrop.las(lambda a: actions.hamta_avtal(a, avtal_id), _avtal(anrop))


@avtal.post(
    "/{avtalId}/handelser",
    **op(SKRIV, "avsluta_avtal", "Avsluta avtal", "Sätter sista dag. / Sets the last day.", schemas.AvtalUt),
)
async def avsluta_avtal(anrop: Kommunanrop, avtal_id: AvtalId, indata: schemas.AvslutaAvtal) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: actions.avsluta_avtal(a, avtal_id, tom=indata.tom), _avtal(anrop), kraver_version=True
    )
