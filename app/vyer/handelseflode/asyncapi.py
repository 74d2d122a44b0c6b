"""The AsyncAPI document of the events: one message for each händelse that a receiver can be told of.

Made from the transition tables, so that a new händelse is in it by itself. The channels are the feed that receivers
read and the webhooks that are sent to them; both carry the same CloudEvents.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic.json_schema import models_json_schema

from app import __version__
from app.core.http import ROT
from app.core.openapi_parts import KONTAKT, LICENS
from app.core.transitions import Tillstandsmaskin
from app.vyer.handelseflode.amnen import AMNEN, UTAN_RAD, for_utforare
from app.vyer.handelseflode.schemas import LANGST_VANTAN, TYPPREFIX, Handelseflode, Molnhandelse

Objekt = dict[str, Any]
Maskiner = Iterable[Tillstandsmaskin[Any]]
MOLNHANDELSE = "application/cloudevents+json"
EXEMPEL: Objekt = Molnhandelse.model_json_schema(mode="serialization")["properties"]

BESKRIVNING = """\
Händelser i Stegvis, som mottagaren läser i sitt flöde eller får till sin webhook. Varje händelse är en CloudEvent 1.0 \
och bär bara id: läs resursen på `subject` för att få veta mer. Flödet är numrerat utan luckor (`sequence`) och tas \
aldrig bort; den som har missat något läser om från det nummer som senast lästes. Samma händelse har samma `id` i alla \
försök och kanaler. Nya händelsetyper kan tillkomma; bortse från dem som inte känns igen.

---

Events of Stegvis, read from the receiver's feed or sent to its webhook. Every event is a CloudEvent 1.0 with ids \
only: read the resource at `subject` to learn more. The feed is numbered without gaps (`sequence`) and never cleared; \
whoever missed something reads again from the number last read. The same event has the same `id` in every attempt and \
channel. New types may be added; ignore those that you do not know.
"""


def bygg_asyncapi(maskiner: Maskiner) -> Objekt:
    """The document, the same each time."""
    meddelanden = dict(_meddelanden(maskiner))
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Stegvis händelser",
            "version": __version__,
            "description": BESKRIVNING,
            "contact": KONTAKT,
            "license": LICENS,
        },
        "defaultContentType": "application/json",
        "servers": _servrar(),
        "channels": {"handelseflode": _flodet(), "webhook": _webhook(meddelanden)},
        "operations": _operationer(),
        "components": {
            "messages": {"handelseflode": _flodessvar(), **meddelanden},
            "schemas": {**_scheman(), "Webhookhuvuden": _huvuden()},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def handelsetyper(maskiner: Maskiner) -> Iterator[tuple[str, str, str]]:
    """Kind of object, händelse, and what follows of it in plain words, of all that receivers are told."""
    for maskin in maskiner:
        if AMNEN[maskin.namn] is None:
            continue
        effekter = {o.handelse: o.effekt for o in reversed(maskin.overgangar)}
        for handelse in dict.fromkeys((*UTAN_RAD.get(maskin.namn, ()), *(o.handelse for o in maskin.overgangar))):
            yield maskin.namn, handelse, effekter.get(handelse, "")


def _meddelanden(maskiner: Maskiner) -> Iterator[tuple[str, Objekt]]:
    for objekttyp, handelse, effekt in handelsetyper(maskiner):
        namn = f"{objekttyp}.{handelse}"
        mottagare = "nämnden och utföraren" if for_utforare(objekttyp) else "nämnden"
        yield (
            namn,
            {
                "name": f"{TYPPREFIX}.{namn}",
                "title": f"{objekttyp}: {handelse}",
                "summary": f"Till {mottagare}." + (f" Följd: {effekt}." if effekt else ""),
                "contentType": MOLNHANDELSE,
                "headers": {"$ref": "#/components/schemas/Webhookhuvuden"},
                "payload": _innehall(objekttyp, handelse),
                "examples": [{"name": namn, "payload": _exempel(objekttyp, handelse)}],
            },
        )


def _innehall(objekttyp: str, handelse: str) -> Objekt:
    """A CloudEvent of this type and no other."""
    data = {"objekttyp": {"const": objekttyp}, "handelse": {"const": handelse}}
    egna = {"type": {"const": f"{TYPPREFIX}.{objekttyp}.{handelse}"}, "data": {"properties": data}}
    return {"allOf": [{"$ref": "#/components/schemas/Molnhandelse"}, {"properties": egna}]}


def _exempel(objekttyp: str, handelse: str) -> Objekt:
    amne = AMNEN[objekttyp]
    assert amne is not None
    ett_id = EXEMPEL["id"]["example"]
    namngivet = {"arende": ett_id, "objekt": ett_id, "bestallning_id": ett_id, "kod": "stegvis", "nummer": 2}
    falt = ("specversion", "id", "source", "datacontenttype", "sequence")
    return {namn: EXEMPEL[namn]["example"] for namn in falt} | {
        "type": f"{TYPPREFIX}.{objekttyp}.{handelse}",
        "subject": f"{ROT}/0484/{amne.vag.format(**namngivet)}",
        "time": "2026-10-12T08:00:00Z",
        "data": {
            "kommunkod": "0484",
            "objekttyp": objekttyp,
            "objektId": ett_id,
            "version": 3,
            "handelse": handelse,
        },
    }


def _servrar() -> Objekt:
    return {
        "stegvis": {
            "host": "stegvis.example",
            "pathname": ROT,
            "protocol": "https",
            "description": "Tjänsten, där flödet läses / the service, where the feed is read",
            "security": [{"$ref": "#/components/securitySchemes/bearer"}],
        },
        "mottagaren": {
            "host": "{vard}",
            "protocol": "https",
            "description": "Mottagarens egen server, dit webhookar sänds / the receiver's own server",
            "variables": {"vard": {"description": "Ur prenumerationens adress / of the subscription's address"}},
        },
    }


def _flodet() -> Objekt:
    return {
        "address": "/handelser",
        "title": "Händelseflödet",
        "description": "Den egna organisationens händelser i nummerordning. / The receiver's own events in order.",
        "servers": [{"$ref": "#/servers/stegvis"}],
        "messages": {"handelseflode": {"$ref": "#/components/messages/handelseflode"}},
    }


def _webhook(meddelanden: Objekt) -> Objekt:
    return {
        "address": None,
        "title": "Webhookar",
        "description": "En händelse i taget till prenumerationens adress, signerad enligt Standard Webhooks. / One "
        "event at a time to the subscription's address, signed as Standard Webhooks says.",
        "servers": [{"$ref": "#/servers/mottagaren"}],
        "messages": {namn: {"$ref": f"#/components/messages/{namn}"} for namn in meddelanden},
    }


def _operationer() -> Objekt:
    fraga = {
        "type": "object",
        "properties": {
            "efter": {"type": "string", "pattern": "^([0-9]{1,18}|senaste)$", "default": "0"},
            "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 20},
            "vanta": {"type": "integer", "minimum": 0, "maximum": LANGST_VANTAN, "default": 0},
        },
    }
    return {
        "lamna_flode": {
            "action": "send",
            "channel": {"$ref": "#/channels/handelseflode"},
            "summary": "Svarar på GET med nästa händelser; med vanta dröjer svaret tills något nytt finns.",
            "bindings": {"http": {"method": "GET", "query": fraga, "bindingVersion": "0.3.0"}},
        },
        "sand_webhook": {
            "action": "send",
            "channel": {"$ref": "#/channels/webhook"},
            "summary": "Sänder en händelse med POST; försöker igen tills mottagaren svarar 2xx.",
            "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
        },
    }


def _flodessvar() -> Objekt:
    svar = {
        "handelser": [_exempel("bestallning", "bekrafta")],
        "_meta": {"limit": 20, "count": 1},
        "_links": {"next": {"href": f"{ROT}/handelser?efter=17&limit=20", "method": "GET"}},
    }
    return {
        "name": "handelseflode",
        "title": "Ett svar ur flödet",
        "summary": "Händelser i nummerordning, och länken där nästa svar läses.",
        "contentType": "application/json",
        "payload": {"$ref": "#/components/schemas/Handelseflode"},
        "examples": [{"name": "ettSvar", "payload": svar}],
    }


def _scheman() -> Objekt:
    _, alla = models_json_schema(
        [(Handelseflode, "serialization"), (Molnhandelse, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    return dict(alla["$defs"])


def _huvuden() -> Objekt:
    """As https://www.standardwebhooks.com has them."""
    return {
        "type": "object",
        "description": "Bara i webhookar, enligt Standard Webhooks. / In webhooks only.",
        "properties": {
            "webhook-id": {"type": "string", "description": "Händelsens id, samma i alla försök"},
            "webhook-timestamp": {"type": "string", "description": "När försöket gjordes, sekunder sedan 1970"},
            "webhook-signature": {
                "type": "string",
                "description": "En eller flera signaturer (v1,…) åtskilda med blanksteg; två medan hemligheten byts",
            },
        },
    }
