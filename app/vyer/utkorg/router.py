"""Paths of the outbox, for the systemadministrator."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.errors import Saknas
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.outbox import ARBETSFORMEDLINGEN, ENDA
from app.core.outbox_figures import mottagarstatus
from app.core.outbox_states import OFARDIGA, UtkorgStatus
from app.core.representations import Handelser, LankUt
from app.vyer.utkorg import actions, schemas
from app.vyer.utkorg.actions import Bild, Lage, Omsandning

LAS, SKRIV = "organisation:las", "utkorg:skriv"
MeddelandeId = Annotated[UUID, Path(alias="utkorgsmeddelandeId")]
router = rutter("/{kommunkod}/utkorg", "utkorg")


def _driften(anrop: Anrop) -> Anrop:
    """The same call with the service's sight."""
    syn = anrop.med_syn(actions.driften(anrop.aktor))
    anrop.krav_roll("Utkorgen visas för systemadministratören.")
    return syn


def _meddelandet(anrop: Anrop) -> Anrop:
    """The same of a call about one message, which for other roles is not there (404)."""
    if not anrop.rollen_far:
        raise Saknas
    return _driften(anrop)


def _detalj(anrop: Anrop) -> Bildning[Bild]:
    rot = anrop.lank("utkorg", "meddelanden")
    return lambda _a, bild: schemas.UtkorgsmeddelandeUt.av(bild.rad, bild.mojligheter, f"{rot}/{bild.rad.id}")


@router.get(
    "",
    **op(
        LAS,
        "hamta_utkorg",
        "Utkorgens läge",
        "Kölängd, äldsta väntande och läge per mottagare; inga innehåll. / Queue figures, no contents.",
        schemas.UtkorgUt,
    ),
)
async def hamta_utkorg(anrop: Kommunanrop) -> Response:
    """For the systemadministrator, who sees no person."""
    adress = anrop.adress
    return await _driften(anrop).las(actions.visa_lage, lambda _arbete, lage: _lage(lage, adress))


def _lage(lage: Lage, adress: str) -> schemas.UtkorgUt:
    vantande = [r for r in lage.antal if r.status in OFARDIGA]
    enda = [rad for rad in lage.bild.lagen if rad.mottagare_id == ENDA]
    return schemas.UtkorgUt(
        vantande=sum(r.antal for r in vantande),
        aldsta_vantande=min((r.aldsta for r in vantande if r.aldsta), default=None),
        parkerade=sum(r.antal for r in lage.antal if r.status == UtkorgStatus.PARKERAD.value),
        forsenade=sum(r.aldre_an_ett_dygn for r in vantande),
        af_lage=lage.bild.lage_for(ARBETSFORMEDLINGEN),
        mottagare=[schemas.MottagareUt.av(rad, mottagarstatus(rad, lage.bild.nu)) for rad in enda],
        per_mottagare=[schemas.AntalUt.model_validate(r) for r in lage.antal],
        lankar={
            "self": LankUt(href=adress, method="GET"),
            "meddelanden": LankUt(href=f"{adress}/meddelanden", method="GET"),
            "sand_om": LankUt(href=f"{adress}/handelser", method="POST"),
        },
    )


@router.post(
    "/handelser",
    **op(
        SKRIV,
        "handelse_utkorg",
        "Sänd om parkerade meddelanden",
        "Alla som en mottagare har avvisat med en felkod, högst hundra åt gången; `fler` säger om det finns kvar. "
        "Varje meddelande får en händelse med vem och varför. / Replays set-aside messages.",
        schemas.OmsandningUt,
        **{"if-match": False},
    ),
)
async def handelse_utkorg(anrop: Kommunanrop, indata: schemas.SandOmAlla) -> Response:
    """Each message as it is, under its id."""
    uppgifter = indata.model_dump(exclude={"typ"})
    return await _driften(anrop).skriv(
        lambda a: actions.sand_om_alla(a, **uppgifter), lambda _a, utfall: _omsandning(utfall)
    )


def _omsandning(utfall: Omsandning) -> schemas.OmsandningUt:
    return schemas.OmsandningUt(antal=utfall.antal, fler=utfall.fler)


@router.get(
    "/meddelanden",
    **op(
        LAS,
        "lista_utkorgsmeddelanden",
        "Lista meddelanden i utkorgen",
        "De som inte är färdiga, i ett tillstånd, nyast först; utan innehåll och utan person. / Unfinished messages.",
        schemas.Utkorgsmeddelanden,
    ),
)
async def lista_utkorgsmeddelanden(anrop: Kommunanrop, fraga: Annotated[schemas.Meddelandefraga, Query()]) -> Response:
    """Those that were set aside, unless another status is asked for."""
    rot, status = anrop.lank("utkorg", "meddelanden"), UtkorgStatus(fraga.status)
    return await _driften(anrop).lista(
        lambda a: actions.lista(a, fraga, status),
        lambda _a, rad: schemas.UtkorgsmeddelandeRad.av(rad, rot),
        schemas.Utkorgsmeddelanden,
        namn="meddelanden",
        filter_={"status": fraga.status},
    )


@router.get(
    "/meddelanden/{utkorgsmeddelandeId}",
    **op(
        LAS,
        "hamta_utkorgsmeddelande",
        "Hämta meddelande i utkorgen",
        "Var det är, hur många försök som gjorts och med vilken felkod; utan innehåll. / One message.",
        schemas.UtkorgsmeddelandeUt,
    ),
)
async def hamta_utkorgsmeddelande(anrop: Kommunanrop, meddelande_id: MeddelandeId) -> Response:
    """Detail answer with ``_links``."""
    return await _meddelandet(anrop).las(lambda a: actions.visa(a, meddelande_id), _detalj(anrop))


@router.get(
    "/meddelanden/{utkorgsmeddelandeId}/handelser",
    **op(
        LAS,
        "lista_utkorgsmeddelandets_handelser",
        "Meddelandets historik",
        "Vem som har sänt om det, och varför. / History.",
        Handelser,
    ),
)
async def lista_utkorgsmeddelandets_handelser(anrop: Kommunanrop, meddelande_id: MeddelandeId) -> Response:
    """What operators have done."""
    return await _meddelandet(anrop).las(lambda a: actions.historia(a, meddelande_id), historik(anrop))


@router.post(
    "/meddelanden/{utkorgsmeddelandeId}/handelser",
    **op(
        SKRIV,
        "handelse_utkorgsmeddelande",
        "Sänd om ett parkerat meddelande",
        "Som det är, under samma id; objektet det handlar om får veta att det är köat igen. / Replays one message.",
        schemas.UtkorgsmeddelandeUt,
    ),
)
async def handelse_utkorgsmeddelande(
    anrop: Kommunanrop, meddelande_id: MeddelandeId, indata: schemas.SandOm
) -> Response:
    """Needs If-Match."""
    return await _meddelandet(anrop).skriv(
        lambda a: actions.sand_om(a, meddelande_id, skal=indata.skal), _detalj(anrop), kraver_version=True
    )
