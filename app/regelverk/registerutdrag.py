"""When a registerutdrag is answered, how it is appealed, and how long each kind of record is kept; pure.

Sources: dataskyddsförordningen (EU) 2016/679 art. 12.3, 15-22 and 77; lag 2018:218 7 kap. 2 §; SoL 16 and 17 kap.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from app.begrepp.tid import plus_manader

_SVAR_MANADER = 1
_FORLANGNING_MANADER = 2

RATTIGHETER = (
    "Du har rätt att få felaktiga uppgifter rättade och ofullständiga kompletterade (artikel 16).",
    "Tycker du att en uppgift är fel ska det antecknas, också om den inte rättas.",
    (
        "Uppgifter i allmänna handlingar raderas bara genom gallring. Rätten till radering och att invända mot "
        "behandlingen gäller inte här (artiklarna 17.3 b och 21)."
    ),
    "Du kan begära att behandlingen begränsas medan en uppgift utreds (artikel 18).",
    "Inget beslut om dig fattas av en maskin (artikel 22).",
    "Du kan klaga hos Integritetsskyddsmyndigheten (artikel 77).",
)
ANDAMAL = (
    "Handläggning av ärenden om ekonomiskt bistånd och aktivitetskrav enligt socialtjänstlagen, "
    "uppföljning och tillsyn (SoLPuL 6 §)."
)
OVERKLAGAS = (
    "Beslutet kan överklagas till förvaltningsrätten inom tre veckor från den dag du fick del av det "
    "(7 kap. 2 § lagen 2018:218, 44 § förvaltningslagen). Skriv till nämnden."
)
KLAGAS = "Du kan klaga hos Integritetsskyddsmyndigheten, och väcka talan i domstol (artiklarna 77 och 79)."

PERSONAKT = "Gallras fem år efter den sista anteckningen, senast kalenderåret efter (16 kap. SoL)."
HOS_UTFORAREN = "Gallras två år efter den sista anteckningen, eller lämnas till nämnden (17 kap. SoL)."
_EGNA: Mapping[str, str] = MappingProxyType(
    {
        "atkomstlogg": "Så länge som personakten finns (10 § SoLPuL).",
        "utkorg": "Så länge som personakten finns; kopior hos mottagaren har egna tider.",
        "registerutdrag": "Innehållet tas bort kort efter utlämnandet, begäran gallras med personakten.",
    }
)


def lagringstid(slag: str, *, hos_utforare: bool) -> str:
    """How long records of one kind are kept."""
    return _EGNA.get(slag, HOS_UTFORAREN if hos_utforare else PERSONAKT)


def svar_senast(begart: date, *, forlangt: bool = False) -> date:
    """Art. 12.3: a month from the request, and two more when it has been extended."""
    return plus_manader(begart, _SVAR_MANADER + (_FORLANGNING_MANADER if forlangt else 0))


def overklagande(*, myndighet: bool) -> str:
    """How a refusal is appealed: a nämnd's in court, a private utförare's through the supervisory authority."""
    return OVERKLAGAS if myndighet else KLAGAS
