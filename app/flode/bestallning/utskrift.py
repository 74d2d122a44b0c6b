"""What every printed page about an order says: who it is about, whom to ask, and what to do when something is wrong.

With protected identity it says nothing of where the person can be found: no utförare, names or numbers (DP-15).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_
from sqlalchemy.orm import aliased

from app.core.errors import Saknas
from app.core.printed_page import Avsnitt
from app.core.unit_of_work import Arbete
from app.flode.arende import actions as arenden
from app.flode.bestallning import actions as bestallningar
from app.flode.bestallning.models import Bestallning
from app.flode.invandning.models import Invandning, om_slagen
from app.flode.invandning.utskrift import synpunkter
from app.katalog.organisationer import Medarbetare, Namnd, Organisation

_HANDLAGGARE, _KOMMUN = aliased(Medarbetare), aliased(Organisation)
FEL = Avsnitt(
    "Om något inte stämmer",
    (
        "Säg till din vägledare eller din handläggare om något här är fel eller saknas.",
        "Om du tycker att en uppgift är fel ska det skrivas ned vad du säger, även om kommunen inte håller med.",
        "Du har rätt att se vad som står om dig hos kommunen. Fråga din handläggare.",
    ),
)


@dataclass(frozen=True, slots=True)
class Brevhuvud:
    """Who is who on a page; without ``utforare`` for a person with protected identity."""

    namn: str | None
    nummer: str
    kommun: str
    handlaggare: str | None = None
    utforare: str | None = None
    vagledare: str | None = None
    telefon: str | None = None
    epost: str | None = None
    sagt: tuple[Invandning, ...] = ()

    @property
    def fakta(self) -> tuple[tuple[str, str], ...]:
        """Name and order, to stand under the title."""
        namn = (("Namn", self.namn),) if self.namn else ()
        utforare = (("Insatsen finns hos", self.utforare),) if self.utforare else ()
        return (*namn, *utforare, ("Kommun", self.kommun))

    @property
    def sidfot(self) -> str:
        """Nothing about the person, for a page that is left lying."""
        return f"Beställning {self.nummer}"

    def slut(self, om: Mapping[UUID, str]) -> tuple[Avsnitt, ...]:
        """What every page ends with; ``om`` is what the records on it are called there."""
        return (*synpunkter(self.sagt, om), self._kontakt, FEL)

    @property
    def _kontakt(self) -> Avsnitt:
        """Whom to ask about what."""
        handlaggaren = f"Din handläggare på {self.kommun}" + (f" är {self.handlaggare}" if self.handlaggare else "")
        om = "Fråga handläggaren om beslut, om pengar och om planen."
        if self.utforare is None:
            return Avsnitt("Vem kan jag fråga?", (f"{handlaggaren}. {om} Där får du också veta tider och platser.",))
        vagledaren = f"Din vägledare hos {self.utforare}" + (f" är {self.vagledare}" if self.vagledare else "")
        vagar = [f"telefon {self.telefon}"] * bool(self.telefon) + [f"e-post {self.epost}"] * bool(self.epost)
        na = f" Du når {self.utforare} på {' eller '.join(vagar)}." if vagar else ""
        return Avsnitt(
            "Vem kan jag fråga?",
            (
                f"{vagledaren}. Fråga vägledaren om det du ska göra, om tider och om du inte kan komma.{na}",
                f"{handlaggaren}. {om} Säg att det gäller beställning {self.nummer}.",
            ),
        )


async def rader(
    arbete: Arbete, bestallning_id: UUID, sats: Any, sida: type[Any], *delar: type[Any]
) -> tuple[Sequence[Any], Bestallning, Brevhuvud]:
    """The rows of ``sats``, with their order and its page's head, in one statement; 404 and 403 as for the order.

    ``sida`` is what the page is of, ``delar`` what else stands on it that the person may have a view of.
    """
    alla = (await arbete.session.execute(_med_huvud(sats, sida, delar))).all()
    if not alla:
        await bestallningar.hamta(arbete, bestallning_id, las=False)
        raise Saknas
    bestallning: Bestallning = alla[0][-6]
    await arenden.krav_tilldelad(arbete, bestallning.arende_id, bestallning.handlaggare)
    arbete.inom(bestallning)
    sagt = tuple(dict.fromkeys(rad[-1] for rad in alla if rad[-1] is not None))
    egna = list(dict.fromkeys(tuple(rad[:-6]) for rad in alla))  # each was read once for each view
    return egna, bestallning, replace(huvud(*alla[0][-6:-1]), sagt=sagt)


def _med_huvud(sats: Any, sida: type[Any], delar: Sequence[type[Any]]) -> Any:
    order = and_(Bestallning.kommunkod == sida.kommunkod, Bestallning.id == sida.bestallning_id)
    vagledare = and_(
        Medarbetare.organisation_id == Bestallning.utforare_id, Medarbetare.person == Bestallning.vagledare
    )
    namnd = and_(Namnd.kommunkod == Bestallning.kommunkod, Namnd.id == Bestallning.namnd_id)
    handlaggare = and_(
        _HANDLAGGARE.organisation_id == Namnd.organisation_id, _HANDLAGGARE.person == Bestallning.handlaggare
    )
    return (
        sats.add_columns(Bestallning, Organisation, Medarbetare.namn, _KOMMUN.namn, _HANDLAGGARE.namn, Invandning)
        .join(Bestallning, order)
        .join(Organisation, Organisation.id == Bestallning.utforare_id)
        .outerjoin(Medarbetare, vagledare)
        .join(Namnd, namnd)
        .join(_KOMMUN, _KOMMUN.id == Namnd.organisation_id)
        .outerjoin(_HANDLAGGARE, handlaggare)
        .outerjoin(Invandning, om_slagen(Bestallning, (sida, *delar)))
    )


def huvud(
    bestallning: Bestallning, utforare: Organisation, vagledare: str | None, kommun: str, handlaggare: str | None
) -> Brevhuvud:
    """Of what is released of the person, so that both parties print the same page (DP-26)."""
    slappt = bestallning.deltagare or {}
    namn = " ".join(slappt[n] for n in ("fornamn", "efternamn") if slappt.get(n)) or None
    allman = Brevhuvud(namn, bestallning.nummer, kommun, handlaggare)
    if bestallning.skyddad:
        return allman
    return replace(allman, utforare=utforare.namn, vagledare=vagledare, telefon=utforare.telefon, epost=utforare.epost)
