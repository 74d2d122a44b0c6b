"""The channel to subscribers: the event of the feed, signed, to the address that the subscription has now."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.begrepp.parter import systemaktor
from app.core.outbox import Avvisning, Kvittens, Utkorgsrad
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.integrations.arbetsformedlingen.kontrakt import vantetid
from app.integrations.http_client import EjFramme, Fel, KortSvar
from app.integrations.kanal import Sandregler
from app.integrations.utfall import Avvisat, Kvitterat, Uteblivet, Utfall
from app.integrations.webhooks.anrop import Anropare
from app.integrations.webhooks.handelser import som_bytes
from app.integrations.webhooks.signatur import signerade_huvuden
from app.integrations.webhooks.uppslag import NamnSaknas
from app.vyer.prenumerationer.adress import OtillatenAdress
from app.vyer.prenumerationer.kvittenser import BORTA
from app.vyer.prenumerationer.leveranser import BEKRAFTELSE, MOTTAGARE
from app.vyer.prenumerationer.models import Prenumeration, prenumeration_med
from app.vyer.prenumerationer.states import SANDANDE, PrenumerationStatus

SYSTEM = systemaktor("webhooks")
# An answer to the challenge is no longer than this; no other answer is read at all.
STORST_UTMANING = 4096
VILA = 60.0
# No number of failures is enough, only time.
ALDRIG = 1_000_000_000


class Webhookkanal:
    """Calls each subscription's own address; what is not 2xx is tried again."""

    mottagare = MOTTAGARE

    def __init__(self, tjanster: Tjanster, anropare: Anropare | None = None) -> None:
        self._tjanster = tjanster
        self._anropare = anropare or Anropare(tjanster.settings)

    @property
    def samtidighet(self) -> int:
        """Calls at once in this process."""
        return self._tjanster.settings.webhook_samtidighet

    @property
    def regler(self) -> Sandregler:
        """Retried for days, whatever else the receiver answers meanwhile."""
        settings = self._tjanster.settings
        return Sandregler(
            forsta_vantan=settings.webhook_forsta_vantan,
            langsta_vantan=settings.webhook_langsta_vantan,
            lan=settings.webhook_lan,
            flest_forsok=ALDRIG,
            langsta_tid=timedelta(days=settings.webhook_ger_upp_dagar),
            brytare_fel=settings.webhook_brytare_fel,
            brytare_vila=settings.webhook_brytare_vila,
        )

    async def stang(self) -> None:
        """Close what is open."""
        await self._anropare.stang()

    async def sand(self, rad: Utkorgsrad, innehall: Mapping[str, Any]) -> Utfall:
        """Try to deliver once, unless the subscription has been paused or ended since."""
        prenumeration = await self._prenumeration(rad)
        if not _ska_sandas(rad, prenumeration):
            return Uteblivet("prenumerationen_vilar", str(uuid4()), vanta=VILA, eget_fel=True)
        kropp = som_bytes(innehall["handelse"])
        try:
            svar = await self._anropa(rad, prenumeration, kropp)
        except OtillatenAdress as fel:
            return _otillaten(rad, fel)
        except NamnSaknas:
            return Uteblivet("namnet_finns_inte", str(uuid4()))
        except EjFramme:
            return Uteblivet("nas_inte", str(uuid4()))
        except (Fel, TimeoutError):
            return Uteblivet("svarar_inte", str(uuid4()), kan_vara_framme=True)
        return self._utfall(rad, innehall, svar)

    async def _prenumeration(self, rad: Utkorgsrad) -> Prenumeration:
        async def steg(arbete: Arbete) -> Prenumeration:
            return await arbete.en(prenumeration_med(rad.mottagare_id))

        return await self._tjanster.transaktioner.kor(SYSTEM, rad.kommunkod, steg)

    async def _anropa(self, rad: Utkorgsrad, prenumeration: Prenumeration, kropp: bytes) -> KortSvar:
        nu = self._tjanster.klocka.nu()
        webhook_id = rad.unikt_id.partition("_")[0]
        hemligheter = prenumeration.gallande(self._tjanster.krypto, nu)
        huvuden = {"content-type": "application/cloudevents+json"}
        huvuden |= signerade_huvuden(webhook_id, nu, kropp, hemligheter)
        storst = STORST_UTMANING if rad.objekttyp == BEKRAFTELSE else 0
        return await self._anropare.posta(prenumeration.url, rad.kommunkod, huvuden, kropp, storst=storst)

    def _utfall(self, rad: Utkorgsrad, innehall: Mapping[str, Any], svar: KortSvar) -> Utfall:
        kod = f"http_{svar.status}"
        if 200 <= svar.status < 300:
            ratt = rad.objekttyp != BEKRAFTELSE or _svarade_ratt(svar, innehall["handelse"]["data"]["utmaning"])
            return self._kvitterat(svar) if ratt else _avvisat("fel_utmaning")
        if kod == BORTA:
            return _avvisat(kod)
        vanta = vantetid(svar.huvuden.get("retry-after"), self._tjanster.klocka.nu())
        return Uteblivet(kod, str(uuid4()), vanta=vanta, ber_om_paus=svar.status == 429)

    def _kvitterat(self, svar: KortSvar) -> Kvitterat:
        kod = f"http_{svar.status}"
        return Kvitterat(Kvittens(kod, self._tjanster.klocka.nu(), {"status": svar.status}))


def _ska_sandas(rad: Utkorgsrad, prenumeration: Prenumeration) -> bool:
    if rad.objekttyp == BEKRAFTELSE:
        return prenumeration.status == PrenumerationStatus.VANTAR_PA_BEKRAFTELSE.value
    return prenumeration.status in SANDANDE


def _otillaten(rad: Utkorgsrad, fel: OtillatenAdress) -> Utfall:
    """An address that may not be called never confirms; one that did may come back."""
    return _avvisat(fel.kod) if rad.objekttyp == BEKRAFTELSE else Uteblivet(fel.kod, str(uuid4()))


def _avvisat(kod: str) -> Avvisat:
    return Avvisat(Avvisning(kod, None, str(uuid4())))


def _svarade_ratt(svar: KortSvar, utmaning: str) -> bool:
    """Whether the answer is JSON that holds the challenge."""
    try:
        kropp = json.loads(svar.borjan)
    except (ValueError, RecursionError):
        return False
    return isinstance(kropp, dict) and kropp.get("utmaning") == utmaning
