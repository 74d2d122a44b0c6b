"""The path by which Arbetsförmedlingen tells of events: at least once, in any order."""

from uuid import UUID

from fastapi import Response
from pydantic import Field

from app.begrepp.parter import Part
from app.core.edge.content import Innehall
from app.core.http import JSON_HUVUDEN, Riksanrop, krav_part, op, rutter
from app.core.schema_types import Tidpunkt, Utdata
from app.core.unit_of_work import avbrytbar
from app.integrations.arbetsformedlingen import mottagning

router = rutter("/af/handelser", "arbetsformedlingen")

EXEMPEL = {
    "handelse_id": "6f3f4f0e-0c1f-4a3e-9d56-1d6f3c1b9a11",
    "typ": "godkand",
    "tid": "2026-10-13T08:00:00.000Z",
    "kommentar": None,
    "af_referens": "AF-4F1C22A90B7E",
    "unikt_id": "0199d2c4-8a51-7c3e-9b57-3f0f5f0a1c13_0",
}
BESKRIVNING = "Händelsen, så som Arbetsförmedlingen skriver den. Också det som inte går att läsa tas emot och sparas."
# Read here and not by the framework: what is no JSON is kept too, and flagged.
HANDELSE = Innehall({"application/json": {"schema": {"description": BESKRIVNING}, "example": EXEMPEL}}, "handelse")


class MottagenUt(Utdata):
    """The event is kept; the same answer each time it is sent."""

    handelse_id: UUID = Field(json_schema_extra={"example": EXEMPEL["handelse_id"]})
    mottagen: Tidpunkt


@router.post(
    "",
    **HANDELSE.pa(
        op(
            "af:handelser",
            "ta_emot_af_handelse",
            "Händelse från Arbetsförmedlingen",
            "Tas emot minst en gång, i vilken ordning som helst; handelse_id avgör vad som är en dubblett. Sparas "
            "krypterad innan den tolkas, och en som inte går att tolka behålls. / Receives an event from AF.",
            MottagenUt,
            202,
            **{"idempotens": False, "if-match": False},
        )
    ),
)
async def ta_emot_af_handelse(anrop: Riksanrop) -> Response:
    """No Idempotency-Key: AF's own event id is the key."""
    krav_part(anrop.aktor, Part.ARBETSFORMEDLINGEN)
    ratt = await anrop.request.body()
    mottagen = await avbrytbar(mottagning.ta_emot(anrop.tjanster, ratt))
    svar = MottagenUt(handelse_id=mottagen.handelse_id, mottagen=mottagen.tid)
    return Response(svar.model_dump_json(by_alias=True).encode(), 202, dict(JSON_HUVUDEN))
