"""Ärende: open until closed; closed only when nothing is on its way (pure)."""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.errors import Hinder
from app.core.transitions import Overgang, Tillstandsmaskin

HANDLAGGARE = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE})


class ArendeStatus(StrEnum):
    """Whether the nämnd still handles the matter."""

    OPPET = "oppet"
    AVSLUTAT = "avslutat"


class Skyddsniva(StrEnum):
    """Protected identity (DP-15)."""

    INGEN = "ingen"
    SEKRETESSMARKERING = "sekretessmarkering"
    SKYDDAD_FOLKBOKFORING = "skyddad_folkbokforing"
    FINGERADE = "fingerade"


class Forsorjningshinder(StrEnum):
    """Why the person lacks support of their own, per adult and month (AK-36)."""

    ARBETSLOS = "arbetslos"
    ARBETSLOS_ETABLERINGSERSATTNING = "arbetslos_etableringsersattning"
    SJUKSKRIVEN = "sjukskriven"
    SJUK_ELLER_AKTIVITETSERSATTNING = "sjuk_eller_aktivitetsersattning"
    ARBETSHINDER_SOCIALA_SKAL = "arbetshinder_sociala_skal"
    FORALDRALEDIG = "foraldraledig"
    ARBETAR_DELTID = "arbetar_deltid"
    ARBETAR_HELTID_OTILLRACKLIG_INKOMST = "arbetar_heltid_otillracklig_inkomst"
    SPRAKHINDER = "sprakhinder"
    UTAN_FORSORJNINGSHINDER = "utan_forsorjningshinder"
    ANNAT = "annat"


class Radstatus(StrEnum):
    """What an import did with one row."""

    SKAPAD = "skapad"
    OFORANDRAD = "oforandrad"
    RATTAD = "rattad"
    FEL = "fel"


@dataclass(frozen=True, slots=True)
class ArendeLage:
    """Facts the guards look at."""

    aktiva_bestallningar: int = 0


def inga_aktiva_bestallningar(lage: ArendeLage) -> Hinder | None:
    """A beställning on its way would lose its owner."""
    if lage.aktiva_bestallningar == 0:
        return None
    return Hinder("bestallning_pagar", "Ärendet har en beställning som inte är avslutad.")


ARENDE: Tillstandsmaskin[ArendeLage] = Tillstandsmaskin(
    namn="arende",
    start="oppet",
    slut=frozenset({"avslutat"}),
    overgangar=(
        Overgang("andra", ("oppet",), "oppet", HANDLAGGARE, effekt="uppgifter om deltagaren ändras"),
        Overgang("byt_handlaggare", ("oppet",), "oppet", HANDLAGGARE, effekt="ärendet tilldelas en annan handläggare"),
        Overgang("byt_enhet", ("oppet",), "oppet", HANDLAGGARE, effekt="ärendet hör till en annan enhet i nämnden"),
        Overgang("avsluta", ("oppet",), "avslutat", HANDLAGGARE, (inga_aktiva_bestallningar,)),
        Overgang("ateroppna", ("avslutat",), "oppet", HANDLAGGARE),
    ),
)
