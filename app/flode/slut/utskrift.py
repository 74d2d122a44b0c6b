"""A slutrapport on paper for the person it is about: what became of each goal, what comes next, and whom to ask.

What was handed in last, masked for who prints it (DP-27).
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import and_

from app.begrepp.parter import Part
from app.begrepp.tid import svensk_dag
from app.core.printed_page import Avsnitt, Blad, Tabell, dag, stycken
from app.core.unit_of_work import Arbete
from app.flode.bestallning import utskrift
from app.flode.bestallning.states import Avslutsorsak
from app.flode.plan.klartext import tid
from app.flode.progression.models import Matning
from app.flode.progression.tilltrade import krav_roll
from app.flode.progression.utskrift import TIMMAR, krav_inlamnad, matning, matta
from app.flode.slut.models import Slutinlamning, Slutrapport, slutrapporter_for
from app.flode.slut.states import Mal, Maluppfyllelse, SlutrapportStatus, Verifieringskalla

ORSAK = {
    Avslutsorsak.ARBETE: "Du har fått arbete",
    Avslutsorsak.STUDIER: "Du ska studera",
    Avslutsorsak.FLYTT: "Du flyttar",
    Avslutsorsak.KOMMUNENS_BESLUT: "Kommunen har bestämt det",
    Avslutsorsak.DELTAGARENS_VAL: "Du har själv valt det",
    Avslutsorsak.OVRIGA_SKAL: "Andra skäl",
    Avslutsorsak.PLANERAT_UTAN_RESULTAT: "Tiden är slut, som det var planerat",
    Avslutsorsak.UPPNATT_UNDANTAG: "Du är undantagen från att delta",
}
UPPFYLLELSE = {
    Maluppfyllelse.UPPNATT: "Du har nått målet.",
    Maluppfyllelse.DELVIS: "Du har nått en del av målet.",
    Maluppfyllelse.INTE_UPPNATT: "Du har inte nått målet.",
    Maluppfyllelse.INTE_AKTUELLT: "Målet är inte aktuellt längre.",
}
LAGE = {
    SlutrapportStatus.INLAMNAD: "Rapporten är inlämnad till kommunen.",
    SlutrapportStatus.KOMPLETTERING_BEGARD: "Kommunen har bett om en komplettering av rapporten.",
    SlutrapportStatus.GODKAND: "Kommunen har godkänt rapporten.",
    SlutrapportStatus.INAKTUELL: "Rapporten gäller inte längre, för insatsen fortsätter.",
}
BEKRAFTAT = {Verifieringskalla.ARBETSGIVARE: "arbetsgivaren", Verifieringskalla.SKOLA: "skolan"}


async def blad(arbete: Arbete, bestallning_id: UUID, slutrapport_id: UUID) -> Blad:
    """What was handed in last of a version; a read like any other of it."""
    await krav_roll(arbete, bestallning_id)
    inlamnat = and_(
        Slutinlamning.kommunkod == Slutrapport.kommunkod,
        Slutinlamning.slutrapport_id == Slutrapport.id,
        Slutinlamning.nummer == Slutrapport.antal_inlamningar,
    )
    egna = slutrapporter_for(bestallning_id, utkast=arbete.aktor.part is Part.UTFORARE)
    sats = egna.where(Slutrapport.id == slutrapport_id).add_columns(Slutinlamning).outerjoin(Slutinlamning, inlamnat)
    [rad], _, huvud = await utskrift.rader(arbete, bestallning_id, sats, Slutrapport, Slutinlamning, Matning)
    rapport, inlamning = rad[:2]
    arbete.har_last("slutrapport", arende=rapport.arende_id, objekt=rapport.id)
    krav_inlamnad(inlamning)
    return slutblad(rapport, inlamning, huvud, [a for m in inlamning.nivaer for a in matning(arbete, m)])


def slutblad(
    rapport: Slutrapport, inlamning: Slutinlamning, huvud: utskrift.Brevhuvud, matningar: Sequence[Avsnitt]
) -> Blad:
    """The page."""
    return Blad(
        titel="Din slutrapport",
        tid=inlamning.inlamnad,
        ingress=(f"Det här är vad din vägledare skriver när insatsen är slut. {LAGE[_status(rapport)]}",),
        fakta=(
            *huvud.fakta,
            ("Varför insatsen slutar", ORSAK[Avslutsorsak(inlamning.avslutsorsak)] + _bekraftat(inlamning)),
            ("Inlämnad", dag(svensk_dag(inlamning.inlamnad))),
        ),
        avsnitt=(
            Avsnitt("Hur det har gått", stycken(inlamning.sammanfattning)),
            *_mal([Mal.las(m) for m in inlamning.mal]),
            Avsnitt("Vägen framåt", stycken(inlamning.rekommendation)),
            *_timmar(inlamning),
            *matningar,
            *huvud.slut({rapport.id: "rapporten", inlamning.id: "rapporten"} | matta(inlamning.nivaer)),
        ),
        sidfot=huvud.sidfot,
    )


def _status(rapport: Slutrapport) -> SlutrapportStatus:
    return SlutrapportStatus(rapport.status)


def _bekraftat(inlamning: Slutinlamning) -> str:
    """``; arbetsgivaren bekräftade det den 12 oktober 2026``."""
    vem = BEKRAFTAT.get(Verifieringskalla(inlamning.verifierat_av))
    return f"; {vem} bekräftade det den {dag(inlamning.verifierat)}" if vem and inlamning.verifierat else ""


def _mal(malen: Sequence[Mal]) -> Iterator[Avsnitt]:
    if malen:
        yield Avsnitt("Dina mål", punkter=tuple(" ".join(_malets_delar(m)) for m in malen))


def _malets_delar(mal: Mal) -> Iterator[str]:
    yield mal.mal if mal.mal.endswith((".", "!", "?")) else f"{mal.mal}."
    if mal.maluppfyllelse is not None:
        yield UPPFYLLELSE[Maluppfyllelse(mal.maluppfyllelse)]
    if mal.text:
        yield mal.text


def _timmar(inlamning: Slutinlamning) -> Iterator[Avsnitt]:
    """The whole time; nothing where nothing was planned."""
    minuter = {s["slag"]: s["minuter"] for s in inlamning.narvaro["summor"]}
    rader = tuple((namn, tid(minuter.get(slag.value, 0))) for slag, namn in TIMMAR.items())
    if any(minuter.get(slag.value) for slag in TIMMAR):
        yield Avsnitt("Dina timmar under hela insatsen", tabell=Tabell(("Vad", "Hur mycket"), rader))
