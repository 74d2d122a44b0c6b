"""Acts on a bedömning: draft, change, make final, declare out of date."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.tid import Manad
from app.core.errors import Faltfel, OgiltigtInnehall, Saknas, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import hamta as hamta_arende
from app.flode.arende.actions import sida_under
from app.flode.arende.models import Arende, Bistandsmanad, gallande, manader
from app.flode.bedomning.fakta import fakta_for, fraga_om
from app.flode.bedomning.models import Bedomning, bedomning_med, bedomningar_for, faststalld_for, med_gallande
from app.flode.bedomning.states import BEDOMNING, OFORANDERLIG, UPPRATTA, BedomningLage, BedomningStatus, Slag
from app.flode.undantag.models import Undantagspost, gallande_undantag
from app.katalog.tolkningar import tolkning_nu
from app.regelverk.modell import Regelverk
from app.regelverk.motor.fraga import Fraga, Provning, Utfall, kontrollsumma
from app.regelverk.motor.provning import prova
from app.regelverk.motor.timmar import barn_under_atta
from app.regelverk.motor.tolkning import Tolkning
from app.regelverk.urval import RegelverkSaknas, regelverk_for, regelverk_med

INNEHALL = (
    "slag",
    "avser_manad",
    "undantag_provat",
    "fakta",
    "timmar_per_vecka",
    "eget_jobbsokande",
    "timmar_motivering",
    "egna_synpunkter",
    "barnets_basta",
    "skal",
    "orsak",
    "avvakta_till",
    "avvikelse_motivering",
)


@dataclass(frozen=True, slots=True)
class Underlag:
    """What an assessment is held against: the ärende, its months as now known, the final assessment so far."""

    arende: Arende
    manader: list[Bistandsmanad]
    gallande: Bedomning | None
    undantag: list[Undantagspost]
    tolkning: Tolkning


@dataclass(frozen=True, slots=True)
class Bild:
    """An assessment with what the caller may do next."""

    bedomning: Bedomning
    mojligheter: Mojligheter


@dataclass(frozen=True, slots=True)
class Omprovning:
    """A stored question put again: what was answered, and what is answered now."""

    bedomning: Bedomning
    nu: Provning

    @property
    def kontrollsumma_nu(self) -> str:
        """Of today's answer."""
        return kontrollsumma(self.nu.som_data())


async def _manader(arbete: Arbete, arende: Arende) -> list[Bistandsmanad]:
    return gallande(await arbete.alla(manader(arende.id)))


async def _underlag(arbete: Arbete, arende: Arende, lagrum: str) -> Underlag:
    """For an assessment on a ground that is just being chosen."""
    return await _med_fakta(arbete, arende, await arbete.kanske(faststalld_for(arende.id, lagrum)))


async def _med_fakta(arbete: Arbete, arende: Arende, gallande_nu: Bedomning | None) -> Underlag:
    undantag = list(await arbete.alla(gallande_undantag([arende.id])))
    return Underlag(arende, await _manader(arbete, arende), gallande_nu, undantag, await tolkning_nu(arbete))


def _fraga(arbete: Arbete, bedomning: Bedomning, underlag: Underlag) -> Fraga:
    """What the engine is asked for this assessment, as known today."""
    fakta = fakta_for(underlag.arende, underlag.manader, underlag.undantag, bedomning.angivet, arbete.krypto)
    manad = Manad.tolka(bedomning.avser_manad)
    return fraga_om(fakta, manad, bedomning.regelverk, arbete.idag, underlag.tolkning)


def _prova(arbete: Arbete, bedomning: Bedomning, underlag: Underlag) -> Provning:
    """Put the question and keep it with its answer, so that it can be put again in years."""
    fraga = _fraga(arbete, bedomning, underlag)
    provning = prova(fraga)
    bedomning.provningsfraga, bedomning.provning = fraga.som_data(), provning.som_data()
    bedomning.kontrollsumma = kontrollsumma(bedomning.provning)
    return provning


def _regelverk(kod: str | None, manad: Manad) -> Regelverk:
    """The named ruleset, or the one that the month gives."""
    try:
        regelverk = regelverk_for(manad) if kod is None else regelverk_med(kod)
    except RegelverkSaknas:
        regelverk = None
    if regelverk is not None:
        return regelverk
    raise OgiltigtInnehall(
        "Det finns inget sådant regelverk för månaden.",
        regel="AK-01",
        fel=[Faltfel("/regelverk" if kod else "/avserManad", "regelverk_saknas", "Inget regelverk")],
    )


def _lage(bedomning: Bedomning, underlag: Underlag | None, provat: Utfall | None = None) -> BedomningLage:
    """Facts for the guards; without ``underlag`` only those that a settled assessment needs."""
    manad = Manad.tolka(bedomning.avser_manad)
    regelverk = _regelverk(bedomning.regelverk, manad)
    slag, utfall = Slag(bedomning.slag), Utfall(bedomning.utfall) if bedomning.utfall else None
    if underlag is None:
        return BedomningLage(regelverk, manad, slag, utfall)
    return BedomningLage(
        regelverk,
        manad,
        slag,
        utfall,
        arende_oppet=underlag.arende.status == "oppet",
        manader=len(underlag.manader),
        manader_med_stod=sum(m.forsorjningsstod for m in underlag.manader),
        undantag_provat=bedomning.undantag_provat,
        undantag=bedomning.undantagsgrunder,
        har_barn=underlag.arende.har_barn,
        barn_under_atta=barn_under_atta(underlag.arende.yngsta_barn_fyller_atta, manad.forsta),
        barnets_basta=bedomning.barnets_basta is not None,
        formaga=bool(bedomning.fakta.get("formaga")),
        egna_synpunkter=bedomning.egna_synpunkter is not None,
        timmar=bedomning.timmar_per_vecka,
        orsak=bedomning.orsak,
        avvakta_till=bedomning.avvakta_till,
        foljer=bedomning.foljer_id,
        gallande=underlag.gallande.id if underlag.gallande else None,
        provat=provat,
        avvikelse_motiverad=bedomning.avvikelse_motivering is not None,
    )


def _bild(arbete: Arbete, bedomning: Bedomning, lage: BedomningLage) -> Bild:
    return Bild(bedomning, arbete.mojligheter(BEDOMNING, bedomning, lage))


async def skapa(arbete: Arbete, arende_id: UUID, **innehall: Any) -> Bild:
    """Draft an assessment; without ``foljer_id`` it follows the one that holds now."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    regelverk = _regelverk(innehall["regelverk"], Manad.tolka(innehall["avser_manad"]))
    underlag = await _underlag(arbete, arende, regelverk.lagrum.value)
    bedomning = Bedomning(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=BedomningStatus.UTKAST.value,
        version=1,
        skapad=arbete.nu,
    )
    lage = _fyll(arbete, bedomning, regelverk, underlag, innehall)
    if hinder := UPPRATTA.hinder(lage):
        raise hindrad(hinder)
    arbete.fodd(bedomning, "bedomning", UPPRATTA.handelse)
    return _bild(arbete, bedomning, lage)


def _fyll(
    arbete: Arbete, bedomning: Bedomning, regelverk: Regelverk, underlag: Underlag, innehall: dict[str, Any]
) -> BedomningLage:
    """Set the whole content of a draft."""
    for falt in INNEHALL:
        setattr(bedomning, falt, innehall[falt])
    bedomning.regelverk, bedomning.lagrum = regelverk.kod, regelverk.lagrum.value
    bedomning.utfall = _utfall(innehall)
    bedomning.undantag = _daterade(arbete, innehall["undantag"])
    bedomning.foljer_id = innehall["foljer_id"] or (underlag.gallande.id if underlag.gallande else None)
    bedomning.manadsunderlag = _manadsunderlag(underlag)
    lage = _lage(bedomning, underlag, _prova(arbete, bedomning, underlag).utfall)
    bedomning.timtak = lage.timtak
    return lage


def _utfall(innehall: dict[str, Any]) -> str | None:
    """The outcome: stated for ``ny``, else what the kind says."""
    slag, utfall = innehall["slag"], innehall["utfall"]
    if slag == Slag.NY.value:
        return str(utfall) if utfall else None
    if utfall not in {None, slag}:
        raise OgiltigtInnehall(
            "Utfallet stämmer inte med bedömningens slag.",
            regel="AK-27",
            fel=[Faltfel("/utfall", "utfall_mot_slag", "Utelämna utfallet eller ange samma som slaget")],
        )
    return str(slag)


def _daterade(arbete: Arbete, rader: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Grounds of exemption with who assessed them and when."""
    idag = arbete.idag.isoformat()
    if any((u["bedomd_datum"] or idag) > idag for u in rader):
        raise OgiltigtInnehall(
            "Ett undantag kan inte vara bedömt i framtiden.", fel=[Faltfel("/undantag", "framtid", "Senast i dag")]
        )
    return [u | {"bedomd_datum": u["bedomd_datum"] or idag, "bedomd_av": arbete.aktor.person} for u in rader]


def _manadsunderlag(underlag: Underlag) -> list[dict[str, Any]]:
    return [{"manad": m.manad, "forsorjningsstod": m.forsorjningsstod} for m in underlag.manader]


async def _ladda(arbete: Arbete, arende_id: UUID, bedomning_id: UUID) -> tuple[Bedomning, Underlag | None]:
    """An assessment of an ärende that the caller is assigned to; drafts come with what they are held against."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    rader = await arbete.alla(med_gallande(arende.id, bedomning_id))
    bedomning = next((b for b in rader if b.id == bedomning_id), None)
    if bedomning is None:
        raise Saknas
    if bedomning.status != BedomningStatus.UTKAST.value:
        return bedomning, None
    gallande_nu = next((b for b in rader if b.lagrum == bedomning.lagrum and b.id != bedomning.id), None)
    return bedomning, await _med_fakta(arbete, arende, gallande_nu)


async def hamta(arbete: Arbete, arende_id: UUID, bedomning_id: UUID) -> Bild:
    """One assessment."""
    bedomning, underlag = await _ladda(arbete, arende_id, bedomning_id)
    arbete.har_last("bedomning", arende=arende_id, objekt=bedomning.id)
    provat = None if underlag is None else prova(_fraga(arbete, bedomning, underlag)).utfall
    return _bild(arbete, bedomning, _lage(bedomning, underlag, provat))


async def lista(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Bedomning]:
    """One page of an ärende's assessments, newest first."""
    return await sida_under(arbete, arende_id, bedomningar_for(arende_id), Bedomning.id, fraga, "bedomning")


async def historia(arbete: Arbete, arende_id: UUID, bedomning_id: UUID) -> list[Handelse]:
    """All händelser of one assessment."""
    await hamta_arende(arbete, arende_id, las=False)
    bedomning = await arbete.en(bedomning_med(arende_id, bedomning_id))
    arbete.har_last("bedomning", arende=arende_id, objekt=bedomning.id)
    return list(await arbete.alla(historik(bedomning.id)))


async def andra(arbete: Arbete, arende_id: UUID, bedomning_id: UUID, **innehall: Any) -> Bild:
    """Replace the content of a draft; a final one is never changed."""
    bedomning, underlag = await _ladda(arbete, arende_id, bedomning_id)
    if underlag is None:
        raise hindrad([OFORANDERLIG])
    regelverk = _regelverk(innehall["regelverk"], Manad.tolka(innehall["avser_manad"]))
    if regelverk.lagrum.value != bedomning.lagrum:
        underlag = await _underlag(arbete, underlag.arende, regelverk.lagrum.value)
    lage = _fyll(arbete, bedomning, regelverk, underlag, innehall)
    await arbete.utfor(BEDOMNING, bedomning, "andra", lage)
    return _bild(arbete, bedomning, lage)


async def faststall(arbete: Arbete, arende_id: UUID, bedomning_id: UUID) -> Bild:
    """Make a draft final; the one it follows is replaced in the same transaction."""
    bedomning, underlag = await _ladda(arbete, arende_id, bedomning_id)
    provat = None if underlag is None else _prova(arbete, bedomning, underlag).utfall
    lage = _lage(bedomning, underlag, provat)
    if underlag is not None:
        await _ersatt(arbete, underlag.gallande, bedomning)
        bedomning.manadsunderlag, bedomning.timtak = _manadsunderlag(underlag), lage.timtak
    await arbete.utfor(BEDOMNING, bedomning, "faststall", lage)
    bedomning.faststalld, bedomning.faststalld_av = arbete.nu, arbete.aktor.person
    return _bild(arbete, bedomning, _lage(bedomning, None))


async def _ersatt(arbete: Arbete, gammal: Bedomning | None, ny: Bedomning) -> None:
    """Step the earlier final assessment aside, in the database first: only one may hold at a time."""
    if gammal is None or gammal.id != ny.foljer_id:
        return
    gammal.status = BedomningStatus.ERSATT.value
    arbete.andrad(gammal, BEDOMNING.namn, "ersatt", BedomningStatus.FASTSTALLD.value, {"ersattAv": str(ny.id)})
    await arbete.session.flush()


async def inaktualisera(arbete: Arbete, arende_id: UUID, bedomning_id: UUID, *, skal: str) -> Bild:
    """Put a draft aside, or say that a final assessment no longer holds."""
    bedomning, underlag = await _ladda(arbete, arende_id, bedomning_id)
    lage = _lage(bedomning, underlag)
    await arbete.utfor(BEDOMNING, bedomning, "inaktualisera", lage)
    bedomning.inaktuell_skal = skal
    return _bild(arbete, bedomning, lage)


async def omprovning(arbete: Arbete, arende_id: UUID, bedomning_id: UUID) -> Omprovning:
    """The stored question put to the engine again; raises 404 for one made before questions were kept."""
    bild = await hamta(arbete, arende_id, bedomning_id)
    if bild.bedomning.provningsfraga is None:
        raise Saknas
    return Omprovning(bild.bedomning, prova(Fraga.ur(bild.bedomning.provningsfraga)))
