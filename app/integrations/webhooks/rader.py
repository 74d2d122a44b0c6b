"""Rows of the outbox for subscribers: one for each event, one for each challenge."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.core.edge.tracing import nytt_spar
from app.core.outbox import Utkorgsrad
from app.core.outbox_states import UtkorgStatus
from app.core.unit_of_work import Arbete
from app.vyer.prenumerationer.leveranser import BEKRAFTELSE, HANDELSE, MOTTAGARE, unikt_id
from app.vyer.prenumerationer.models import Prenumeration


def handelserad(arbete: Arbete, prenumeration: Prenumeration, arende_id: UUID, handelse: Mapping[str, Any]) -> None:
    """Queue an event; events of one ärende keep their order."""
    innehall = {"nummer": prenumeration.markor, "handelse": handelse}
    _lagg(arbete, prenumeration, HANDELSE, arende_id, prenumeration.omgang, innehall)


def bekraftelserad(arbete: Arbete, prenumeration: Prenumeration, handelse: Mapping[str, Any]) -> None:
    """Queue a challenge; it waits for no event."""
    innehall = {"handelse": handelse}
    _lagg(arbete, prenumeration, BEKRAFTELSE, prenumeration.id, prenumeration.utmaning, innehall)


def _lagg(
    arbete: Arbete,
    prenumeration: Prenumeration,
    objekttyp: str,
    arende_id: UUID,
    sandversion: int,
    innehall: Mapping[str, Any],
) -> None:
    """The next row to the subscription, which is held by the transaction: so are its running numbers."""
    prenumeration.lopnummer += 1
    handelse = innehall["handelse"]
    rad = Utkorgsrad(
        id=nytt_id(),
        kommunkod=prenumeration.kommunkod,
        namnd_id=prenumeration.mottagare_id,
        mottagare=MOTTAGARE,
        mottagare_id=prenumeration.id,
        typ=handelse["type"],
        sandversion=sandversion,
        unikt_id=unikt_id(UUID(handelse["id"]), prenumeration.id, sandversion),
        arende_id=arende_id,
        lopnummer=prenumeration.lopnummer,
        objekttyp=objekttyp,
        objekt_id=prenumeration.id,
        person="",
        spar=nytt_spar().traceparent,
        status=UtkorgStatus.KOAD.value,
        skapad=arbete.nu,
        nasta_forsok=arbete.nu,
    )
    rad.innehall = arbete.krypto.forsegla(json.dumps(innehall, ensure_ascii=False).encode(), rad.plats())
    arbete.ny(rad)
