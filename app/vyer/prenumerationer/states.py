"""Prenumeration: confirmed by the receiver's own server, then active, paused or over (pure)."""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

ADMIN = frozenset({Roll.SYSTEMADMINISTRATOR})
SYSTEM = frozenset({Roll.SYSTEM})


class PrenumerationStatus(StrEnum):
    """Whether events are sent."""

    VANTAR_PA_BEKRAFTELSE = "vantar_pa_bekraftelse"
    AKTIV = "aktiv"
    PAUSAD = "pausad"
    PAUSAD_AUTOMATISKT = "pausad_automatiskt"
    AVSLUTAD = "avslutad"


OPPNA = tuple(s.value for s in PrenumerationStatus if s is not PrenumerationStatus.AVSLUTAD)
BEKRAFTADE = OPPNA[1:]
# In which events are sent; of an automatically paused one only a probe at a time.
SANDANDE = (PrenumerationStatus.AKTIV.value, PrenumerationStatus.PAUSAD_AUTOMATISKT.value)


@dataclass(frozen=True, slots=True)
class PrenumerationLage:
    """Facts the guards look at. ``tva_hemligheter``: the one before the newest still signs."""

    tva_hemligheter: bool = False


def har_tva_hemligheter(lage: PrenumerationLage) -> Hinder | None:
    """There is an old secret to end."""
    if lage.tva_hemligheter:
        return None
    return Hinder("en_hemlighet", "Det finns bara en hemlighet. Rotera den först.")


def har_en_hemlighet(lage: PrenumerationLage) -> Hinder | None:
    """Two at a time are enough: a third would end one that the receiver may still use."""
    if not lage.tva_hemligheter:
        return None
    return Hinder("rotation_pagar", "Två hemligheter gäller redan. Avsluta den gamla först.")


def _kvar(handelse: str, fran: tuple[str, ...], *krav: object, effekt: str) -> tuple[Overgang[PrenumerationLage], ...]:
    """Rows of a händelse that changes something else than the state."""
    return tuple(Overgang(handelse, (s,), s, ADMIN, krav, effekt) for s in fran)  # type: ignore[arg-type]  # guards


PRENUMERATION: Tillstandsmaskin[PrenumerationLage] = Tillstandsmaskin(
    namn="prenumeration",
    start="vantar_pa_bekraftelse",
    slut=frozenset({"avslutad"}),
    beskrivning="Ingenting skickas förrän mottagarens server har svarat med den utmaning som den fick.",
    overgangar=(
        Overgang("skapa", (), "vantar_pa_bekraftelse", ADMIN, effekt="en signerad utmaning skickas till adressen"),
        Overgang("bekrafta", ("vantar_pa_bekraftelse",), "aktiv", SYSTEM, effekt="mottagaren svarade rätt"),
        Overgang(
            "neka", ("vantar_pa_bekraftelse",), "vantar_pa_bekraftelse", SYSTEM, effekt="svaret var fel; skälet visas"
        ),
        Overgang(
            "bekrafta_igen", ("vantar_pa_bekraftelse",), "vantar_pa_bekraftelse", ADMIN, effekt="en ny utmaning skickas"
        ),
        Overgang(
            "byt_adress", OPPNA, "vantar_pa_bekraftelse", ADMIN, effekt="en utmaning skickas till den nya adressen"
        ),
        *_kvar("andra", OPPNA, effekt="urval eller beskrivning ändras"),
        *_kvar("rotera_hemlighet", OPPNA, har_en_hemlighet, effekt="två hemligheter signerar en tid"),
        *_kvar("avsluta_gammal_hemlighet", OPPNA, har_tva_hemligheter, effekt="bara den nya signerar"),
        *_kvar("spela_om", ("aktiv",), effekt="skickas igen från ett nummer i flödet"),
        *_kvar("sand_om", BEKRAFTADE, effekt="en leverans som gavs upp försöks igen"),
        Overgang("pausa", ("aktiv", "pausad_automatiskt"), "pausad", ADMIN, effekt="ingenting skickas"),
        Overgang("ateruppta", ("pausad", "pausad_automatiskt"), "aktiv", ADMIN, effekt="hämtar in ur flödet"),
        Overgang("pausa_automatiskt", ("aktiv",), "pausad_automatiskt", SYSTEM, effekt="bara prov skickas"),
        Overgang("ateruppta_automatiskt", ("pausad_automatiskt",), "aktiv", SYSTEM, effekt="ett prov kom fram"),
        Overgang("avsluta", OPPNA, "avslutad", ADMIN, effekt="det som inte är framme tas tillbaka"),
        Overgang("upphor", OPPNA, "avslutad", SYSTEM, effekt="mottagaren svarade 410"),
    ),
)
