"""A message in the outbox: queued, sent without an answer, acknowledged, set aside or taken back (pure).

What the worker learns is stepped by the same table as what an operator does, but only the operator's acts
are händelser: the attempts are counted on the row, and what came of them stands in the object's history.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.begrepp.parter import Roll
from app.core.transitions import Overgang, Tillstandsmaskin

SYSTEM = frozenset({Roll.SYSTEM})
OPERATOR = frozenset({Roll.SYSTEMADMINISTRATOR, Roll.SYSTEM})
NAMNDEN = frozenset({Roll.HANDLAGGARE, Roll.ARBETSLEDARE, Roll.SYSTEM})


class UtkorgStatus(StrEnum):
    """Where a message is on its way; ``kvitterad`` and ``aterkallad`` let the next one go.

    ``skickad``: it has left and may have arrived, but its answer is missing; it is sent again under the same id.
    """

    KOAD = "koad"
    SKICKAD = "skickad"
    KVITTERAD = "kvitterad"
    PARKERAD = "parkerad"
    ATERKALLAD = "aterkallad"


FARDIGA = (UtkorgStatus.KVITTERAD.value, UtkorgStatus.ATERKALLAD.value)
PA_VAG = (UtkorgStatus.KOAD.value, UtkorgStatus.SKICKAD.value)
OFARDIGA = (*PA_VAG, UtkorgStatus.PARKERAD.value)


@dataclass(frozen=True, slots=True)
class Meddelandelage:
    """No guard looks at more than the status."""


UTKORGSMEDDELANDE: Tillstandsmaskin[Meddelandelage] = Tillstandsmaskin(
    namn="utkorgsmeddelande",
    start="koad",
    slut=frozenset(FARDIGA),
    overgangar=(
        Overgang("lagg_i_utkorg", (), "koad", NAMNDEN, effekt="i samma transaktion som orsaken, med löpnummer"),
        Overgang("uteblev", ("koad",), "koad", SYSTEM, effekt="nytt försök efter en slumpad, växande väntan"),
        Overgang("kan_vara_framme", PA_VAG, "skickad", SYSTEM, effekt="svaret uteblev; sänds igen under samma id"),
        Overgang("uteblev", ("skickad",), "skickad", SYSTEM, effekt="nytt försök under samma id"),
        Overgang("kvittera", (*OFARDIGA, "aterkallad"), "kvitterad", SYSTEM, effekt="nästa i ärendet får gå"),
        Overgang("parkera", PA_VAG, "parkerad", SYSTEM, effekt="visas på objektet; bara det egna ärendet väntar"),
        Overgang("sand_om", ("parkerad",), "koad", NAMNDEN | OPERATOR, effekt="samma id, nummer och innehåll"),
        Overgang("aterkalla", OFARDIGA, "aterkallad", NAMNDEN, effekt="nästa i ärendet får gå"),
    ),
)
