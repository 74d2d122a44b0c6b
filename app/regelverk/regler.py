"""Every rule and ruling that code, tests and refusals cite by id (AK-, T-, TOLK-).

``docs/regler.md`` is made from here, and a refusal that names only its rule gets the section of law
from here. Must not know what the rest of the service does with a rule beyond what ``tjansten`` says.
"""

from app.regelverk.regler_arbetsformedlingen import ARBETSFORMEDLINGEN
from app.regelverk.regler_beslut import BESLUTET
from app.regelverk.regler_genomforande import GENOMFORANDET
from app.regelverk.regler_kravet import KRAVET
from app.regelverk.regler_modell import Omrade, Regel
from app.regelverk.regler_tider import TIDERNA
from app.regelverk.regler_uppgifter import UPPGIFTERNA

OMRADEN: tuple[Omrade, ...] = (KRAVET, GENOMFORANDET, ARBETSFORMEDLINGEN, BESLUTET, UPPGIFTERNA, TIDERNA)
REGLER: dict[str, Regel] = {
    regel.id: regel for regel in sorted((r for omrade in OMRADEN for r in omrade.regler), key=lambda r: r.id)
}


EFTER_GRUNDEN = "12 kap. 4 § eller 4 a § SoL"


def lagrum_for(regel_id: str | None) -> str | None:
    """The section of law to name in a refusal that does not know the ground of the case."""
    regel = REGLER.get(regel_id or "")
    if regel is None:
        return None
    return EFTER_GRUNDEN if regel.foljer_grunden else regel.lagrum
