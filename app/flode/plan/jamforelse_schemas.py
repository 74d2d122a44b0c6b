"""JSON of two versions of a plan side by side."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from pydantic import Field

from app.core.schema_types import Utdata
from app.flode.plan.jamforelse import Skillnad
from app.flode.plan.models import Plan
from app.flode.plan.states import Andringsslag


class SkillnadUt(Utdata):
    """One thing that differs; without ``aktivitet`` it is of the plan itself."""

    slag: Andringsslag
    aktivitet: str | None = Field(None, json_schema_extra={"example": "Yrkessvenska"})
    falt: str | None = Field(None, json_schema_extra={"example": "minuterPerVecka"})
    fore: str | None = Field(None, json_schema_extra={"example": "900"})
    efter: str | None = Field(None, json_schema_extra={"example": "1200"})

    @classmethod
    def av(cls, rad: Skillnad) -> Self:
        """From the computed row; the field as it is called in JSON."""
        delar = (rad.falt or "").split("_")
        falt = delar[0] + "".join(d.capitalize() for d in delar[1:])
        return cls(slag=rad.slag, aktivitet=rad.aktivitet, falt=falt or None, fore=rad.fore, efter=rad.efter)


class JamforelseUt(Utdata):
    """What differs from the version that it is compared with; no ``med``: there is none, all of it is new."""

    plan_id: UUID
    nummer: int = Field(json_schema_extra={"example": 2})
    med: UUID | None = None
    med_nummer: int | None = Field(None, json_schema_extra={"example": 1})
    andringar: list[SkillnadUt]

    @classmethod
    def av(cls, plan: Plan, fore: Plan | None, rader: Iterable[Skillnad]) -> Self:
        """From the compared versions."""
        return cls(
            plan_id=plan.id,
            nummer=plan.nummer,
            med=fore.id if fore else None,
            med_nummer=fore.nummer if fore else None,
            andringar=[SkillnadUt.av(r) for r in rader],
        )
