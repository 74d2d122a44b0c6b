"""Answers to samråd are asked for again: AF's own word of them may be lost for ever.

What AF says is received as the event that would have told of it, so that both together have effect once. No
transaction is open while AF is waited for; while AF is taken to be down nobody asks.
"""

import json
from collections.abc import Sequence
from datetime import timedelta

from app.begrepp.parter import Aktor
from app.core.edge.logging import varna
from app.core.outbox import ARBETSFORMEDLINGEN, ENDA
from app.core.outbox_recipients import lage_av
from app.core.services import Tjanster
from app.core.unit_of_work import Arbete
from app.flode.samrad.models import ObesvaradFraga, obesvarade_fragor
from app.integrations.arbetsformedlingen import kontrakt, mottagning
from app.integrations.arbetsformedlingen.klient import AfKlient
from app.integrations.arbetsformedlingen.kontrakt import OtolkbartSvar
from app.integrations.utfall import Uteblivet

FLEST_PER_OMGANG = 50
# When the day of the answer is here or tomorrow, a question is asked about this often.
NARA_SVARSDAGEN = timedelta(days=1)
MELLANRUM_NARA = timedelta(hours=1)


async def fraga_efter_svar(tjanster: Tjanster, aktor: Aktor, kommunkod: str) -> int:
    """Ask AF about a kommun's questions that have waited long enough; how many answers there were."""
    fragor = await tjanster.transaktioner.kor(aktor, kommunkod, lambda arbete: _ta_fragor(tjanster, arbete))
    if not fragor:
        return 0
    klient = AfKlient(tjanster.settings, tjanster.klocka)
    try:
        return await _fraga(tjanster, klient, fragor)
    finally:
        await klient.stang()


async def _ta_fragor(tjanster: Tjanster, arbete: Arbete) -> Sequence[ObesvaradFraga]:
    """The questions to ask about now; noted as asked, so that nobody else asks at the same time."""
    if (await lage_av(arbete, ARBETSFORMEDLINGEN, ENDA)).nere:
        return []
    sats = obesvarade_fragor(
        senast=arbete.nu - timedelta(seconds=tjanster.settings.af_fraga_efter),
        senast_nara=arbete.nu - MELLANRUM_NARA,
        nara=arbete.idag + NARA_SVARSDAGEN,
        antal=FLEST_PER_OMGANG,
    )
    fragor = []
    for samrad, unikt_id, af_referens in (await arbete.session.execute(sats)).all():
        samrad.af_efterfragad = arbete.nu
        if af_referens is not None:
            fragor.append(ObesvaradFraga(unikt_id, af_referens))
    return fragor


async def _fraga(tjanster: Tjanster, klient: AfKlient, fragor: Sequence[ObesvaradFraga]) -> int:
    """One call at a time; the first that AF does not answer ends the round."""
    antal = 0
    for fraga in fragor:
        svar = await klient.las_samrad(fraga.af_referens)
        if isinstance(svar, Uteblivet):
            varna("af_efterfragan_uteblev", kod=svar.kod)
            break
        antal += await _ta_emot(tjanster, fraga, svar)
    return antal


async def _ta_emot(tjanster: Tjanster, fraga: ObesvaradFraga, svar: object) -> bool:
    """Receive what AF says as an event; tells whether there was an answer."""
    try:
        handelse = kontrakt.svar_pa_fraga(fraga.unikt_id, fraga.af_referens, svar)
    except OtolkbartSvar:
        varna("af_efterfragan_otolkbar")
        return False
    if handelse is None:
        return False
    await mottagning.ta_emot(tjanster, json.dumps(handelse).encode())
    return True
