"""The facts of an ärende as the engine reads them; loads what is recorded and changes nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.begrepp.tid import Manad
from app.core.crypto import Krypto
from app.flode.arende.models import Arende, Bistandsmanad
from app.flode.undantag.models import Undantagspost
from app.regelverk.motor.fakta import Fakta, Forman, Sysselsattning, Undantag
from app.regelverk.motor.fraga import Fraga
from app.regelverk.motor.tolkning import Tolkning
from app.regelverk.urval import REGELVERK, RegelverkSaknas, regelverk_for


def fakta_for(
    arende: Arende,
    manader: Sequence[Bistandsmanad],
    undantag: Sequence[Undantagspost],
    angivet: Mapping[str, Any],
    krypto: Krypto,
) -> Fakta:
    """What is recorded in the ärende together with what an assessment states.

    ``angivet`` has ``fakta`` (occupations, benefits, förmåga), ``undantag`` and ``eget_jobbsokande`` as they are
    stored with a bedömning.
    """
    fakta = angivet.get("fakta") or {}
    formaga = fakta.get("formaga") or {}
    return Fakta(
        fodd=arende.personnummer(krypto).fodelsedag,
        manader={Manad.tolka(m.manad): m.forsorjningsstod for m in manader},
        undantag=(
            *(u.som_undantag for u in undantag if u.raknas),
            *(Undantag.ur(u) for u in angivet.get("undantag") or ()),
        ),
        sysselsattningar=tuple(Sysselsattning.ur(s) for s in fakta.get("sysselsattningar", ())),
        formaner=tuple(Forman.ur(f) for f in fakta.get("formaner", ())),
        formaga_timmar=formaga.get("timmar_per_vecka"),
        eget_jobbsokande=angivet.get("eget_jobbsokande") or 0,
        antal_barn=arende.antal_barn,
        yngsta_barn_fyller_ett=arende.yngsta_barn_fyller_ett,
        yngsta_barn_fyller_atta=arende.yngsta_barn_fyller_atta,
    )


def fraga_om(fakta: Fakta, manad: Manad, regelverk: str, idag: date, tolkning: Tolkning) -> Fraga:
    """The question of a stored assessment: the whole month, as known today, by the rulesets there are today."""
    return Fraga(
        fakta,
        manad,
        manad.forsta,
        idag,
        None if regelverk == _manadens(manad) else regelverk,
        tolkning,
        kanda_regelverk=tuple(r.kod for r in REGELVERK),
    )


def _manadens(manad: Manad) -> str | None:
    try:
        return regelverk_for(manad).kod
    except RegelverkSaknas:
        return None
