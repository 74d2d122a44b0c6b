"""What an utförare is given of a person and of an order's history (DP-09, DP-14, DP-26)."""

from app.core.journal import Handelse
from app.core.unit_of_work import Arbete
from app.flode.arende.models import Arende
from app.flode.bestallning.models import Bestallning
from app.katalog.organisationer import Avtal

KONTAKT = frozenset({"telefon", "epost", "adress"})


def lamna_ut(arbete: Arbete, bestallning: Bestallning, arende: Arende, avtal: Avtal) -> None:
    """The utförare sees the order from now on, with a copy of what the avtal releases."""
    bestallning.delad_med, bestallning.skickad = bestallning.utforare_id, arbete.nu
    bestallning.skyddad = arende.skyddad
    slapp(arbete, bestallning, arende, {str(f) for f in avtal.slappta_falt})
    _dela_historiken(arbete, bestallning)


def slapp(arbete: Arbete, bestallning: Bestallning, arende: Arende, falt: set[str]) -> None:
    """Copy what the avtal releases; of a protected person only what was released of this order besides (DP-14)."""
    if arende.skyddad:
        falt &= set(bestallning.frislappta_falt or ())
    slappta = falt & {"sprak", "tolkbehov", "anpassningar", *KONTAKT}
    bestallning.deltagare = {n: v for n in sorted(slappta) if (v := getattr(arende, n)) not in (None, "")}
    if "namn" in falt:
        bestallning.deltagare |= {"fornamn": arende.fornamn, "efternamn": arende.efternamn}
    if "personnummer" in falt:
        bestallning.slapp_personnummer(arende.personnummer(arbete.krypto), arbete.krypto)


def dolj(bestallning: Bestallning) -> None:
    """Of a person who becomes protected the released copy loses what tells where they are (DP-15)."""
    bestallning.personnummer_forseglat = None
    if bestallning.deltagare is not None:
        bestallning.deltagare = {n: v for n, v in bestallning.deltagare.items() if n not in KONTAKT}


def byt_namn(bestallning: Bestallning, arende: Arende) -> None:
    """The copy of a protected person's name is never an older one."""
    if arende.skyddad and "fornamn" in (bestallning.deltagare or {}):
        namn = {"fornamn": arende.fornamn, "efternamn": arende.efternamn}
        bestallning.deltagare = (bestallning.deltagare or {}) | namn


def _dela_historiken(arbete: Arbete, bestallning: Bestallning) -> None:
    """The utförare reads the order's history from ``skicka`` on, not its life as a draft."""
    for rad in _nya_handelser(arbete, bestallning):
        rad.delad_med = bestallning.delad_med if rad.typ == "skicka" else None


def bara_namnden(arbete: Arbete, bestallning: Bestallning) -> None:
    """What has just been noted of the order is not for its utförare: it is about another one."""
    for rad in _nya_handelser(arbete, bestallning):
        rad.delad_med = None


def _nya_handelser(arbete: Arbete, bestallning: Bestallning) -> list[Handelse]:
    return [r for r in arbete.session.new if isinstance(r, Handelse) and r.objekt_id == bestallning.id]
