"""Paths of reports about many occasions, and of the lists to fill in."""

from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.begrepp.aktiviteter import Aktivitetskategori
from app.core.csv_table import MEDIATYP
from app.core.edge.content import Innehall
from app.core.edge.negotiation import vikter
from app.core.http import Anrop, Bildning, Kommunanrop, op, rutter
from app.core.openapi_parts import modellschema
from app.core.representations import LankUt
from app.core.schema_types import KortText
from app.core.unit_of_work import Arbete
from app.flode.narvaro import narvarolista, rapporter, rapportfil
from app.flode.narvaro import rapport_schemas as schemas
from app.flode.narvaro.narvarolista import Listrad
from app.flode.narvaro.router import LAS, SKRIV, sena_dagar

lista = rutter("/{kommunkod}/narvarolistor", "narvaro")
rapport = rutter("/{kommunkod}/narvarorapporter", "narvaro")
CSV_HUVUDEN = {
    "content-type": f"{MEDIATYP}; charset=utf-8",
    "cache-control": "private, no-store",
    "content-disposition": 'attachment; filename="narvarolista.csv"',
}
OM_RAPPORTEN = (
    "Upp till 1 000 tillfällen ur många beställningar som JSON eller CSV (UTF-8, rubrikrad, semikolon eller komma): en "
    "vägledares egna, en samordnares hela organisationens. Varje rad får sitt eget utfall och en felaktig rad stoppar "
    "ingen annan. Samma sak igen ändrar ingenting; något annat är en krock, om inte raden säger varför den rättar. "
    "/ Reports attendance in bulk; repeatable row by row."
)
TILLFALLE = "0199b1f4-5c2e-7a31-9d40-5f6a7b8c9d0e"
EXEMPEL_CSV = f"tillfalle_id;utfall;narvarande_fran;narvarande_till\n{TILLFALLE};sen;09:20;12:00\n"
EXEMPEL_JSON: dict[str, Any] = {
    "rader": [{"tillfalleId": TILLFALLE, "utfall": "sen", "narvarandeFran": "09:20", "narvarandeTill": "12:00"}]
}
RAPPORT = Innehall(
    {
        rapportfil.JSON: {"schema": modellschema(schemas.Rapportkropp), "example": EXEMPEL_JSON},
        MEDIATYP: {"schema": {"type": "string"}, "example": EXEMPEL_CSV},
    },
    granser="import",
)


@rapport.post(
    "",
    **RAPPORT.pa(
        op(SKRIV, "rapportera_narvaro", "Rapportera närvaro för många", OM_RAPPORTEN, schemas.RapportresultatUt)
    ),
)
async def rapportera_narvaro(anrop: Kommunanrop) -> Response:
    """Rows are numbered from 1, the header of a CSV not counted."""
    innehall = await anrop.request.body()
    mediatyp = anrop.request.headers["content-type"].partition(";")[0].strip().lower()
    rader = rapportfil.las(innehall, mediatyp)
    return await anrop.skriv(
        lambda a: rapporter.rapportera(a, rader, sena_dagar(anrop)),
        lambda _a, resultat: schemas.RapportresultatUt.av(resultat, anrop.adress),
    )


class Listfraga(BaseModel):
    """Which week, and whose."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    vecka: KortText | None = Field(
        None,
        description="ISO-vecka; utelämnad: den som pågår",
        json_schema_extra={"example": "2026-W42", "pattern": "^[0-9]{4}-W[0-9]{2}$"},
    )
    kategori: Aktivitetskategori | None = None
    vagledare: KortText | None = Field(None, description="För samordnare: en vägledares tillfällen")


@lista.get(
    "",
    **op(
        LAS,
        "hamta_narvarolista",
        "Närvarolista att fylla i",
        "En veckas omarkerade tillfällen. Med `Accept: text/csv` som tabell att fylla i och sända till "
        "`narvarorapporter`. Personer med skyddade uppgifter står inte i listan (DP-15). / A week's list to fill in.",
        schemas.Narvarolista,
    ),
    responses={200: {"content": {MEDIATYP: {"schema": {"type": "string"}, "example": EXEMPEL_CSV}}}},
)
async def hamta_narvarolista(anrop: Kommunanrop, fraga: Annotated[Listfraga, Query()]) -> Response:
    """Both forms are logged as a read."""
    rader: list[Listrad] = []

    async def hamta(arbete: Arbete) -> list[Listrad]:
        rader[:] = await narvarolista.hamta(arbete, fraga.vecka, kategori=fraga.kategori, vagledare=fraga.vagledare)
        return rader

    svar = await anrop.las(hamta, _lista(anrop))
    vikt = vikter(anrop.request.headers.get("accept", ""))
    if svar.status_code == 200 and 0 < vikt.get(MEDIATYP, 0.0) >= vikt.get("application/json", 0.0):
        svar = Response(narvarolista.som_csv(rader), 200, CSV_HUVUDEN)
    svar.headers["vary"] = "Accept"
    return svar


def _lista(anrop: Anrop) -> Bildning[list[Listrad]]:
    return lambda _a, rader: schemas.Narvarolista(
        rader=[schemas.ListradUt.av(rad) for rad in rader], lankar={"self": LankUt(href=anrop.adress, method="GET")}
    )
