"""Paths of a nämnd's catalogue of aktiviteter."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field
from pydantic.alias_generators import to_camel

from app.begrepp.aktiviteter import Aktivitetsform, Aktivitetskategori, Deltagandeform
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.schema_types import ParameterBool
from app.core.unit_of_work import Arbete
from app.katalog import aktivitet_actions as actions
from app.katalog import aktivitet_schemas as schemas
from app.katalog.aktivitet_states import AktivitetStatus, Arrangorstyp
from app.katalog.aktiviteter import Aktivitet, Aktivitetsfilter

router = rutter("/{kommunkod}/aktiviteter", "aktiviteter")
LAS, SKRIV = "utbud:las", "utbud:skriv"
AktivitetId = Annotated[UUID, Path(alias="aktivitetId")]
# No digits: no number of a person comes into an address.
SOKBART = r"^[^0-9\x00-\x1f]{1,100}$"


class Aktivitetssokning(Sidfraga):
    """By what an aktivitet is like; every condition must be met."""

    status: AktivitetStatus | None = None
    kategori: Aktivitetskategori | None = None
    niva: str | None = Field(None, max_length=30, pattern="^[a-z_]{1,30}$")
    deltagandeform: Deltagandeform | None = None
    sprak: str | None = Field(None, max_length=40, pattern=r"^[^0-9\x00-\x1f]{1,40}$")
    form: Aktivitetsform | None = None
    arrangorstyp: Arrangorstyp | None = None
    lediga_platser: ParameterBool | None = Field(None, alias="ledigaPlatser", description="En plats kan bokas nu")
    paverkar_foraldrapenning: ParameterBool | None = Field(None, alias="paverkarForaldrapenning")
    barnomsorg: ParameterBool | None = Field(None, description="Barnomsorg på plats")
    arbetslivsanknytning: ParameterBool | None = None
    fritext: str | None = Field(
        None,
        max_length=100,
        pattern=SOKBART,
        description="Ord på svenska; alla ska finnas. Böjningar och början av ord räcker, å, ä och ö får utelämnas",
    )

    def filter(self) -> Aktivitetsfilter:
        """What it asks for."""
        return Aktivitetsfilter(**{n: getattr(self, n) for n in Aktivitetsfilter.__dataclass_fields__})

    def parametrar(self) -> dict[str, str | None]:
        """As query parameters, for the links to other pages."""
        return {to_camel(n): _text(v) for n, v in asdict(self.filter()).items()}


def _text(varde: Any) -> str | None:
    match varde:
        case None:
            return None
        case bool():
            return str(varde).lower()
        case _:
            return str(varde)


def _bild(anrop: Anrop) -> Bildning[actions.Bild]:
    return lambda _arbete, b: schemas.AktivitetUt.av(
        b.aktivitet, b.mojligheter, anrop.lank("aktiviteter", b.aktivitet.id)
    )


def _rad(anrop: Anrop) -> Bildning[Aktivitet]:
    return lambda _arbete, rad: schemas.AktivitetRad.av(rad, anrop.lank("aktiviteter", rad.id))


@router.get(
    "",
    **op(
        LAS,
        "lista_aktiviteter",
        "Sök i utbudet",
        "Nämndens aktiviteter, nyast först; en utförare ser de publicerade och sina egna. / Searches the catalogue.",
        schemas.Aktiviteter,
    ),
)
async def lista_aktiviteter(anrop: Kommunanrop, fraga: Annotated[Aktivitetssokning, Query()]) -> Response:
    """About no person, so that no read is logged."""
    return await anrop.lista(
        lambda a: actions.lista(a, fraga, fraga.filter()),
        _rad(anrop),
        schemas.Aktiviteter,
        namn="aktiviteter",
        filter_=fraga.parametrar(),
    )


@router.post(
    "",
    **op(
        SKRIV,
        "registrera_aktivitet",
        "Registrera aktivitet",
        "Ett utkast i nämndens utbud, eller en utförares egen aktivitet. / Registers an activity.",
        schemas.AktivitetUt,
        201,
    ),
)
async def registrera_aktivitet(anrop: Kommunanrop, indata: schemas.NyAktivitet) -> Response:
    """Seen by others when published."""
    return await anrop.skriv(
        lambda a: actions.registrera(a, **indata.falt()),
        _bild(anrop),
        status=201,
        plats=lambda b: anrop.lank("aktiviteter", b.aktivitet.id),
    )


@router.get(
    "/{aktivitetId}",
    **op(LAS, "hamta_aktivitet", "Hämta aktivitet", "En aktivitet. / One activity.", schemas.AktivitetUt),
)
async def hamta_aktivitet(anrop: Kommunanrop, aktivitet_id: AktivitetId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, aktivitet_id), _bild(anrop))


@router.get(
    "/{aktivitetId}/handelser",
    **op(
        LAS,
        "lista_aktivitetens_handelser",
        "Aktivitetens historik",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_aktivitetens_handelser(anrop: Kommunanrop, aktivitet_id: AktivitetId) -> Response:
    """Every change of one aktivitet."""
    return await anrop.las(lambda a: actions.historia(a, aktivitet_id), historik(anrop))


@router.post(
    "/{aktivitetId}/handelser",
    **op(
        SKRIV,
        "handelse_aktivitet",
        "Händelse på aktivitet",
        "Ändra, publicera, stäng, öppna eller avveckla. / Post an event.",
        schemas.AktivitetUt,
    ),
)
async def handelse_aktivitet(
    anrop: Kommunanrop, aktivitet_id: AktivitetId, indata: schemas.AktivitetHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(lambda a: _utfor(a, aktivitet_id, indata), _bild(anrop), kraver_version=True)


async def _utfor(arbete: Arbete, aktivitet_id: UUID, indata: schemas.AktivitetHandelse) -> actions.Bild:
    match indata:
        case schemas.AndraAktivitet():
            return await actions.andra(arbete, aktivitet_id, **indata.falt())
        case schemas.PubliceraAktivitet():
            return await actions.publicera(arbete, aktivitet_id)
        case schemas.StangAktivitet():
            return await actions.stang(arbete, aktivitet_id, skal=indata.skal)
        case schemas.OppnaAktivitet():
            return await actions.oppna(arbete, aktivitet_id)
        case schemas.AvvecklaAktivitet():
            return await actions.avveckla(arbete, aktivitet_id, skal=indata.skal)
