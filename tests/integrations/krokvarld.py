"""A receiver of webhooks written with the standard's own package, and a world that sends to it."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import time_machine
from sqlalchemy import select
from standardwebhooks import Webhook

from app.begrepp.parter import Mottagare as Flodesmottagare
from app.core.outbox import Utkorgsrad
from app.core.unit_of_work import Arbete
from app.integrations.arbetare import Arbetare
from app.integrations.webhooks.anrop import Anropare
from app.integrations.webhooks.kanal import Webhookkanal
from app.integrations.webhooks.utlaggning import Utlaggare
from app.katalog import rollista
from app.katalog.register import RIKET
from app.vyer.handelseflode.models import Flodeshuvud, Flodespost, huvuden_for
from app.vyer.handelseflode.sekvenserare import Sekvenserare

VAG = "/stegvis/v1/prenumerationer"
URL = "https://krok.utforare.example/stegvis"
OPPEN, ANNAN = "93.184.215.14", "93.184.215.99"


@dataclass
class Mottagare:
    """Somebody else's server: verifies all that comes, answers challenges, and breaks when told to."""

    klocka: Any
    hemligheter: list[str] = field(default_factory=list)
    svar: list[httpx.Response] = field(default_factory=list)
    alltid: httpx.Response | None = None
    fel_utmaning: bool = False
    mottaget: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    anrop: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.anrop.append(request)
        handelse = self.verifierad(request)
        if handelse["type"] == "se.stegvis.prenumeration.bekraftelse":
            if self.alltid is not None:
                return self.alltid
            return httpx.Response(200, json={"utmaning": "nej" if self.fel_utmaning else handelse["data"]["utmaning"]})
        svar = self.svar.pop(0) if self.svar else self.alltid or httpx.Response(204)
        if svar.is_success:
            self.mottaget.append((request.headers["webhook-id"], handelse))
        return svar

    def verifierad(self, request: httpx.Request) -> dict[str, Any]:
        """The event, by every secret that the receiver knows; raises where one does not hold."""
        with time_machine.travel(self.klocka.nu(), tick=False):
            for hemlighet in self.hemligheter:
                Webhook(hemlighet).verify(request.content, dict(request.headers))
        return json.loads(request.content)

    @property
    def idn(self) -> list[str]:
        """The ids of what has been taken, in order."""
        return [webhook_id for webhook_id, _ in self.mottaget]


async def namnserver(vard: str, _port: int) -> list[str]:
    """Every name is somewhere on the open internet."""
    return [ANNAN if vard == "annan.utforare.example" else OPPEN]


class Krokvarld:
    """One subscription of a member of the cast, its receiver and the service's loops, a turn at a time."""

    def __init__(self, varld: Any, router: Any, namn: str = "kajsa", ip: str = OPPEN) -> None:
        self.varld = varld
        self.admin = varld.som(namn)
        self.mottagare = Mottagare(varld.klocka)
        router.route(host=ip).mock(side_effect=self.mottagare)
        anropare = Anropare(varld.settings, namnserver)
        self.arbetare = Arbetare(varld.tjanster, Webhookkanal(varld.tjanster, anropare))
        self.utlaggare = Utlaggare(varld.tjanster)
        self.hos = Flodesmottagare(RIKET, rollista.rollinnehavare(namn).organisation_id)
        self.vag = ""

    async def prenumerera(self, **mer: Any) -> dict[str, Any]:
        """A new subscription, whose receiver knows the secret."""
        ny = await self.admin.skapa(VAG, {"url": URL} | mer)
        self.vag = f"{VAG}/{ny['id']}"
        self.mottagare.hemligheter = [ny["hemlighet"]]
        return ny

    async def aktiv(self, **mer: Any) -> None:
        """A subscription that has been confirmed."""
        await self.prenumerera(**mer)
        await self.varv()
        assert (await self.las())["status"] == "aktiv"

    async def las(self) -> dict[str, Any]:
        return (await self.admin.hamta(self.vag)).json()

    async def leveranser(self, status: str = "parkerad") -> list[dict[str, Any]]:
        return (await self.admin.hamta(f"{self.vag}/leveranser?status={status}&limit=200")).json()["leveranser"]

    async def floda(self) -> None:
        """Number what has happened."""
        await Sekvenserare(self.varld.tjanster).omgang()

    async def varv(self, antal: int = 1) -> None:
        """All loops once each: number, lay out, send until nothing more may be sent now."""
        for _ in range(antal):
            await self.floda()
            while await self.utlaggare.omgang() or await self.arbetare.omgang():
                pass

    async def om(self, **tid: Any) -> None:
        """The same some time later."""
        self.varld.klocka.flytta(timedelta(**tid))
        await self.varv()

    async def hander(self, *arenden: UUID, typ: str = "skicka") -> list[str]:
        """One more event in the receiver's log for each ärende; their ids."""

        async def steg(arbete: Arbete) -> list[str]:
            huvud = await arbete.kanske(huvuden_for([self.hos])) or arbete.ny(
                Flodeshuvud(kommunkod=self.hos.kommunkod, mottagare_id=self.hos.id, senaste=0)
            )
            poster = []
            for arende in arenden:
                huvud.senaste += 1
                poster.append(self._post(huvud.senaste, arende, typ))
            arbete.session.add_all(poster)
            return [str(post.handelse_id) for post in poster]

        return await self.varld.i_databasen(steg)

    def _post(self, nummer: int, arende: UUID, typ: str) -> Flodespost:
        return Flodespost(
            kommunkod=self.hos.kommunkod,
            mottagare_id=self.hos.id,
            nummer=nummer,
            handelse_id=uuid4(),
            tid=self.varld.klocka.nu(),
            galler_kommun="0484",
            arende_id=arende,
            objekttyp="bestallning",
            objekt_id=arende,
            version=1,
            typ=typ,
            amne=f"0484/bestallningar/{arende}",
        )

    async def rader(self) -> list[Utkorgsrad]:
        """The rows of the outbox for the subscription, in the order that they were laid out."""
        sats = select(Utkorgsrad).where(Utkorgsrad.mottagare == "prenumeration").order_by(Utkorgsrad.lopnummer)
        return list(await self.varld.i_databasen(lambda arbete: arbete.alla(sats)))
