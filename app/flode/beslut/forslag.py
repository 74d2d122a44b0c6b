"""Drafts a beslut from an assessment: words for a person to weigh, change and take; never a beslut (DP-31)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.begrepp.tid import Manad
from app.core.errors import hindrad
from app.core.unit_of_work import Arbete
from app.flode.bedomning import actions as bedomningar
from app.flode.bedomning.models import Bedomning
from app.flode.bedomning.states import BedomningStatus
from app.flode.beslut.krav import Beslutstyp, inte_faststalld
from app.regelverk.modell import Lagrum
from app.regelverk.motor.fraga import Utfall

# What only a person can say, whatever the type.
MANNISKANS = ("beslutsfattare", "foredragande", "ovrigaDeltagande")
TYP: Mapping[Utfall, Beslutstyp] = {
    Utfall.OMFATTAS: Beslutstyp.BEGARAN_ATT_DELTA,
    Utfall.UNDANTAG: Beslutstyp.UNDANTAG,
}


@dataclass(frozen=True, slots=True)
class Beslutsforslag:
    """Text and days that follow from the assessment, and what a person has to add; ``typ`` None: none follows."""

    bedomning: Bedomning
    typ: Beslutstyp | None
    galler_fran: date
    galler_tom: date | None
    innehall: str | None
    motivering: str
    saknas: tuple[str, ...]

    @property
    def falt(self) -> dict[str, Any]:
        """What the assessment itself doesn't carry, by the names of the answer."""
        return {
            "typ": self.typ,
            "galler_fran": self.galler_fran,
            "galler_tom": self.galler_tom,
            "innehall": self.innehall,
            "motivering": self.motivering,
            "saknas": list(self.saknas),
        }


async def foresla(arbete: Arbete, arende_id: UUID, bedomning_id: UUID) -> Beslutsforslag:
    """The draft for a final assessment; raises 409 for one that does not hold."""
    bedomning = (await bedomningar.hamta(arbete, arende_id, bedomning_id)).bedomning
    if bedomning.status != BedomningStatus.FASTSTALLD.value:
        raise hindrad([inte_faststalld(bedomning.lagrum)])
    typ = TYP.get(Utfall(bedomning.utfall)) if bedomning.utfall else None
    manad = Manad.tolka(bedomning.avser_manad)
    return Beslutsforslag(
        bedomning,
        typ,
        max(arbete.idag, manad.forsta) if arbete.idag <= manad.sista else manad.forsta,
        _slut(bedomning) if typ is Beslutstyp.UNDANTAG else None,
        _innehall(bedomning, typ),
        _motivering(bedomning),
        tuple(_saknas(bedomning, typ)),
    )


def _slut(bedomning: Bedomning) -> date | None:
    """The last day of the exemption that the prövning found."""
    upphor = (bedomning.provning or {}).get("undantag_upphor")
    return date.fromisoformat(upphor) - timedelta(days=1) if upphor else None


def _innehall(bedomning: Bedomning, typ: Beslutstyp | None) -> str | None:
    if typ is Beslutstyp.BEGARAN_ATT_DELTA:
        timmar = bedomning.timmar_per_vecka or 0
        eget = bedomning.eget_jobbsokande or 0
        sjalv = f" {eget} av dem är tid för ditt eget jobbsökande." if eget else ""
        return f"Du ska delta i aktiviteter {timmar} timmar i veckan.{sjalv}"
    return "Du är undantagen från kravet att delta i aktiviteter." if typ is Beslutstyp.UNDANTAG else None


def _motivering(bedomning: Bedomning) -> str:
    """AK-24: the rules tried, what they came to, and the deciding facts as the assessment states them."""
    rader = [f"Beslutet prövas enligt {Lagrum(bedomning.lagrum).text}.", *_provat(bedomning), bedomning.skal]
    if bedomning.avvikelse_motivering:
        rader.append(bedomning.avvikelse_motivering)
    if bedomning.timmar_motivering:
        rader.append(bedomning.timmar_motivering)
    return "\n".join(rader)


def _provat(bedomning: Bedomning) -> Iterator[str]:
    """One sentence for each rule that was tried, without what was not in question."""
    regler: Iterable[dict[str, Any]] = (bedomning.provning or {}).get("regler", ())
    for regel in regler:
        if regel["resultat"] != "inte_aktuell":
            yield f"{regel['fraga']} {regel['svar']}"


def _saknas(bedomning: Bedomning, typ: Beslutstyp | None) -> Iterator[str]:
    """Parts that the law demands and that the assessment cannot give."""
    yield from MANNISKANS
    if typ is None:
        yield "typ"
    if bedomning.lagrum == Lagrum.SOL_12_4.value and typ is Beslutstyp.BEGARAN_ATT_DELTA:
        yield "ingenLampligAtgard"
