"""What stands beside every record about a person: a link in the record's detail answer, whatever step it is of.

``wiring`` says what there is, and only a role that may read it is shown the way. Must not know any step.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from app.core.permissions import far_anropa
from app.core.person_rows import postslag
from app.core.representations import LankUt
from app.core.unit_of_work import Arbete

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Granne:
    """The link's name, the operation that it leads to, and its address by kommun, ärende and record."""

    namn: str
    operation: str
    adress: Callable[[str, UUID, UUID], str]


_GRANNAR: dict[str, Granne] = {}


def anslut(granne: Granne) -> None:
    """Connect one; connecting the same one twice has no effect."""
    _GRANNAR[granne.namn] = granne


def bildad(bild: Callable[[Arbete, T], BaseModel], arbete: Arbete, resultat: T, roll: str) -> BaseModel:
    """The picture of what was read or written, with what stands beside its record; not beside one of the past."""
    modell = bild(arbete, resultat)
    synliga = [granne for granne in _GRANNAR.values() if far_anropa(roll, granne.operation)]
    lankar: Any = getattr(modell, "lankar", None)
    if not synliga or lankar is None or getattr(modell, "tid", None) is not None:
        return modell
    plats = _plats(getattr(modell, "id", None), arbete)
    if plats is None:
        return modell
    nya = {granne.namn: LankUt(href=granne.adress(*plats), method="GET") for granne in synliga}
    return modell.model_copy(update={"lankar": nya | lankar})


def _plats(objekt_id: UUID | None, arbete: Arbete) -> tuple[str, UUID, UUID] | None:
    """Kommun, ärende and id of the record under the id, if it is about a person; the result keeps its rows at hand.

    None for a record whose readers are not told which ärende it is of: ``doljer_arendet`` on its class.
    """
    rader: Iterable[Any] = arbete.session.identity_map.values()
    for rad in rader:
        slag = postslag().get(rad.__tablename__)
        if slag is not None and rad.id == objekt_id and (arende_id := slag.arende(rad)) is not None:
            return None if getattr(rad, "doljer_arendet", False) else (rad.kommunkod, arende_id, rad.id)
    return None
