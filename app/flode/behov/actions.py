"""Acts on needs and on questions to Försäkringskassan: record, replace, ask, answer, withdraw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.errors import KROCK, Faltfel, Konflikt, OgiltigtInnehall, hindrad
from app.core.journal import Handelse, historik
from app.core.paging import Sidfraga, Utsnitt
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.flode.arende.actions import hamta as hamta_arende
from app.flode.arende.actions import sida_under
from app.flode.arende.models import Arende
from app.flode.behov.models import (
    Behov,
    Behovsversion,
    FkAvstamning,
    avstamning_med,
    avstamningar_for,
    behov_for,
    version_av,
    version_med,
    versioner_for,
)
from app.flode.behov.states import BEHOV, FK_AVSTAMNING, BehovLage, BehovStatus, FkStatus, FkSvar, arende_oppet

INNEHALL = (
    "ta_med_barn", "deltid", "distans", "enbart_kvinnor", "sprak", "plats", "tider", "egna_ord", "barnomsorg_status",
    "barnomsorg_behov", "barnomsorg_behov_fran", "barnomsorg_beviljat", "barnomsorg_tider", "barnomsorg_fran",
    "barnomsorg_tom", "barnomsorg_kommentar",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bild:
    """The record with the version that holds now."""

    behov: Behov
    version: Behovsversion
    mojligheter: Mojligheter


@dataclass(frozen=True, slots=True)
class Avstamningsbild:
    """One question with what the caller may do next."""

    avstamning: FkAvstamning
    mojligheter: Mojligheter


def _lage(arende: Arende) -> BehovLage:
    return BehovLage(arende.status == "oppet")


def _krav_oppet(arende: Arende) -> None:
    if (hinder := arende_oppet(_lage(arende))) is not None:
        raise hindrad([hinder])


def _bild(arbete: Arbete, arende: Arende, behov: Behov, version: Behovsversion) -> Bild:
    return Bild(behov, version, arbete.mojligheter(BEHOV, behov, _lage(arende)))


async def registrera(arbete: Arbete, arende_id: UUID, **innehall: Any) -> Bild:
    """Begin the record of an ärende; there is one, which is changed from then on."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    _krav_oppet(arende)
    if await arbete.kanske(behov_for(arende.id)) is not None:
        raise Konflikt("Ärendet har redan ett behov. Ändra det.", kod=KROCK)
    behov = Behov(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=BehovStatus.REGISTRERAT.value,
        version=1,
        skapad=arbete.nu,
    )
    arbete.fodd(behov, "behov", "registrera")
    await arbete.session.flush()  # the record before its version, which refers to it
    return _bild(arbete, arende, behov, _ny_version(arbete, behov, innehall))


def _ny_version(arbete: Arbete, behov: Behov, innehall: Mapping[str, Any]) -> Behovsversion:
    return arbete.ny(
        Behovsversion(
            id=nytt_id(),
            kommunkod=behov.kommunkod,
            namnd_id=behov.namnd_id,
            behov_id=behov.id,
            arende_id=behov.arende_id,
            nummer=behov.version,
            registrerad=arbete.nu,
            person=arbete.aktor.person,
            **{falt: innehall[falt] for falt in INNEHALL},
        )
    )


async def _ladda(arbete: Arbete, arende_id: UUID) -> tuple[Arende, Behov, Behovsversion]:
    arende = await hamta_arende(arbete, arende_id, las=False)
    behov = await arbete.en(behov_for(arende.id))
    return arende, behov, await arbete.en(version_av(behov))


async def andra(arbete: Arbete, arende_id: UUID, **innehall: Any) -> Bild:
    """Replace the whole content by a new version; the händelse names the fields that differ, never the values."""
    arende, behov, tidigare = await _ladda(arbete, arende_id)
    andrade = [falt for falt in INNEHALL if getattr(tidigare, falt) != innehall[falt]]
    await arbete.utfor(BEHOV, behov, "andra", _lage(arende), uppgifter={"falt": andrade})
    return _bild(arbete, arende, behov, _ny_version(arbete, behov, innehall))


async def visa(arbete: Arbete, arende_id: UUID) -> Bild:
    """The record as it now reads."""
    arende, behov, version = await _ladda(arbete, arende_id)
    arbete.har_last("behov", arende=arende.id, objekt=behov.id)
    return _bild(arbete, arende, behov, version)


async def historia(arbete: Arbete, arende_id: UUID) -> list[Handelse]:
    """All händelser of the record."""
    bild = await visa(arbete, arende_id)
    return list(await arbete.alla(historik(bild.behov.id)))


async def versioner(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[Behovsversion]:
    """One page of the versions, newest first."""
    return await sida_under(arbete, arende_id, versioner_for(arende_id), Behovsversion.id, fraga, "behov")


async def visa_version(arbete: Arbete, arende_id: UUID, version_id: UUID) -> Behovsversion:
    """One version as it was said then."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    version = await arbete.en(version_med(arende.id, version_id))
    arbete.har_last("behov", arende=arende.id, objekt=version.behov_id)
    return version


# --- Försäkringskassan -----------------------------------------------------------------------------


async def fraga_fk(arbete: Arbete, arende_id: UUID, *, fraga_datum: date, **uppgifter: str) -> Avstamningsbild:
    """Record that FK was asked; ``uppgifter``: kanal, fraga, and grund and lagrum for the disclosure (DP-09)."""
    arende = await hamta_arende(arbete, arende_id, las=False)
    _krav_oppet(arende)
    _krav_dag(fraga_datum <= arbete.idag, "/fragaDatum", "framtid", "Ange i dag eller tidigare")
    avstamning = FkAvstamning(
        id=nytt_id(),
        kommunkod=arende.kommunkod,
        namnd_id=arende.namnd_id,
        arende_id=arende.id,
        status=FkStatus.FRAGA_STALLD.value,
        version=1,
        skapad=arbete.nu,
        person=arbete.aktor.person,
        fraga_datum=fraga_datum,
        **uppgifter,
    )
    arbete.fodd(avstamning, FK_AVSTAMNING.namn, "fraga", kanal=avstamning.kanal)
    return _avstamningsbild(arbete, avstamning)


def _krav_dag(stammer: bool, falt: str, kod: str, text: str) -> None:  # noqa: FBT001 - the condition itself
    if not stammer:
        raise OgiltigtInnehall("Dagen kan inte stämma.", fel=[Faltfel(falt, kod, text)])


def _avstamningsbild(arbete: Arbete, avstamning: FkAvstamning) -> Avstamningsbild:
    return Avstamningsbild(avstamning, arbete.mojligheter(FK_AVSTAMNING, avstamning, BehovLage()))


async def _ladda_avstamning(arbete: Arbete, arende_id: UUID, avstamning_id: UUID) -> FkAvstamning:
    arende = await hamta_arende(arbete, arende_id, las=False)
    return await arbete.en(avstamning_med(arende.id, avstamning_id))


async def visa_avstamning(arbete: Arbete, arende_id: UUID, avstamning_id: UUID) -> Avstamningsbild:
    """One question with its answer."""
    avstamning = await _ladda_avstamning(arbete, arende_id, avstamning_id)
    arbete.har_last(FK_AVSTAMNING.namn, arende=arende_id, objekt=avstamning.id)
    return _avstamningsbild(arbete, avstamning)


async def lista_avstamningar(arbete: Arbete, arende_id: UUID, fraga: Sidfraga) -> Utsnitt[FkAvstamning]:
    """One page of an ärende's questions, newest first."""
    sats = avstamningar_for(arende_id)
    return await sida_under(arbete, arende_id, sats, FkAvstamning.id, fraga, FK_AVSTAMNING.namn)


async def avstamningens_historia(arbete: Arbete, arende_id: UUID, avstamning_id: UUID) -> list[Handelse]:
    """All händelser of one question."""
    bild = await visa_avstamning(arbete, arende_id, avstamning_id)
    return list(await arbete.alla(historik(bild.avstamning.id)))


async def besvara(
    arbete: Arbete,
    arende_id: UUID,
    avstamning_id: UUID,
    *,
    svar_datum: date,
    svar: FkSvar,
    galler_tom: date | None,
    **uppgifter: str,
) -> Avstamningsbild:
    """Record what FK answered; ``uppgifter``: svar_text and svar_vem."""
    avstamning = await _ladda_avstamning(arbete, arende_id, avstamning_id)
    _krav_dag(svar_datum <= arbete.idag, "/svarDatum", "framtid", "Ange i dag eller tidigare")
    _krav_dag(svar_datum >= avstamning.fraga_datum, "/svarDatum", "fore_fragan", "Ligger före frågan")
    _krav_dag(galler_tom is None or galler_tom >= svar_datum, "/gallerTom", "fore_svaret", "Ligger före svaret")
    await arbete.utfor(FK_AVSTAMNING, avstamning, "besvara", BehovLage())
    avstamning.svar_datum, avstamning.svar, avstamning.galler_tom = svar_datum, svar.value, galler_tom
    avstamning.svar_text, avstamning.svar_vem = uppgifter["svar_text"], uppgifter["svar_vem"]
    avstamning.besvarad, avstamning.besvarad_av = arbete.nu, arbete.aktor.person
    return _avstamningsbild(arbete, avstamning)


async def aterkalla(arbete: Arbete, arende_id: UUID, avstamning_id: UUID, *, skal: str) -> Avstamningsbild:
    """Withdraw a question that needs no answer any more."""
    avstamning = await _ladda_avstamning(arbete, arende_id, avstamning_id)
    await arbete.utfor(FK_AVSTAMNING, avstamning, "aterkalla", BehovLage())
    avstamning.skal = skal
    return _avstamningsbild(arbete, avstamning)
