"""R6: whatever the order, and however often, the events of one message and its receipt end in the same state."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.begrepp.parter import Roll
from app.core.crypto import Krypto
from app.core.keyset import enkel_ring
from app.core.outbox import Kvittens
from app.flode.overlamning import kvittenser
from app.flode.overlamning.kvittenser import AfOrd
from app.flode.overlamning.models import Overlamning
from app.flode.samrad import actions as samrad
from app.flode.samrad.models import Samrad
from tests.integrations.test_inkommande import skicka
from tests.mockad_af import Handelsetyp

NU = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
TYPER = ("inkommen", "godkand", "ej_godkand", "avaktualiserad", "insats_beslutad")
TIDER = st.integers(0, 3).map(lambda minut: NU + timedelta(minutes=minut))
KVITTENS = Kvittens("AF-1", NU, {})
ORD = st.builds(lambda typ, tid: AfOrd(typ, tid, "AF-1", 0), st.sampled_from(TYPER), TIDER)
SVAR = st.builds(lambda kassa, tid: ({"medlem_i_arbetsloshetskassa": kassa}, tid), st.booleans(), TIDER)
KRYPTO = Krypto(enkel_ring({"k": bytes(32)}, bytes(32)))


class Enkelt:
    """The one transaction that the acts need: the object at hand, stepped by its real table."""

    nu = NU
    krypto = KRYPTO

    def __init__(self, objekt):
        self.objekt = objekt

    async def en(self, sats):
        return self.objekt if sats.column_descriptions[0]["entity"] is type(self.objekt) else SimpleNamespace()

    async def utfor(self, maskin, objekt, handelse, lage, **_):
        objekt.status = maskin.valj(objekt.status, handelse, Roll.SYSTEM, lage).till


async def _overlamnat(ord_som_kom):
    rad = Overlamning(id=uuid4(), kommunkod="0484", status="i_ko", kanal="api", grund="samtycke", sandversion=0)
    arbete = Enkelt(rad)
    for ett in ord_som_kom:
        if isinstance(ett, Kvittens):
            await kvittenser.kvitterad(arbete, rad.id, ett)
        else:
            await kvittenser.af_handelse(arbete, rad.id, ett)
    return rad.status, rad.af_handelse, rad.af_handelse_tid, rad.af_besked, rad.af_referens, rad.af_kvitterad


async def _samrad(ord_som_kom):
    rad = Samrad(
        id=uuid4(), kommunkod="0484", arende_id=uuid4(), status="begart", leverans="i_ko", sandversion=0, svar_senast=NU
    )
    arbete = Enkelt(rad)
    arbete.idag = NU.date()
    for ett in ord_som_kom:
        if isinstance(ett, Kvittens):
            await samrad.kvitterad(arbete, rad.id, ett)
        elif isinstance(ett, AfOrd):
            await samrad.avvisad(arbete, rad.id, 0)
        else:
            await samrad.ta_emot_svar(arbete, rad.id, *ett)
    return rad.status, rad.leverans, rad.af_referens, rad.af_svar_tid, samrad.svar(arbete, rad)


def klart(uppgift):
    """What a coroutine that waits for nothing ends in."""
    try:
        uppgift.send(None)
    except StopIteration as slut:
        return slut.value
    raise AssertionError("den väntade på något")


def _upprepat(draw, ord_):
    """All of them in another order, some of them more than once."""
    return draw(st.permutations([*ord_, *draw(st.lists(st.sampled_from(ord_), max_size=3))]))


@settings(deadline=None)
@given(st.data(), st.lists(ORD, min_size=1, max_size=5))
def test_overlamningens_lage_beror_inte_pa_ordningen(data, ord_):
    alla = [*ord_, KVITTENS]
    i_tidsordning = sorted(ord_, key=lambda o: (o.tid, kvittenser.ORDNING.index(o.typ)))
    vantat = klart(_overlamnat([KVITTENS, *i_tidsordning]))
    assert klart(_overlamnat(_upprepat(data.draw, alla))) == vantat
    besked = [o.typ for o in i_tidsordning if o.typ in kvittenser.BESKED]
    assert vantat[0] == ("avvisad" if besked and besked[-1] == "ej_godkand" else "kvitterad")


@settings(deadline=None)
@given(st.data(), st.lists(SVAR, max_size=4), st.booleans())
def test_samradets_lage_beror_inte_pa_ordningen(data, svar, avvisat):
    avvisning = [AfOrd("ej_godkand", NU, "AF-1", 0)] if avvisat else []
    alla = [KVITTENS, *svar, *avvisning]
    vantat = klart(_samrad([KVITTENS, *sorted(svar, key=lambda s: s[1]), *avvisning]))
    assert klart(_samrad(_upprepat(data.draw, alla))) == vantat
    assert vantat[:2] == ("besvarat" if svar else "begart", "avvisad" if avvisat else "mottagen")


@pytest.mark.anyio
async def test_genom_tjansten_ger_varje_ordning_samma_lage(af, arbetare, fall, varld):
    ordningar = list(permutations((Handelsetyp.INKOMMEN, Handelsetyp.EJ_GODKAND, Handelsetyp.INSATS_BESLUTAD)))
    vagar = [await fall.underratta() for _ in ordningar]
    while await arbetare.omgang():
        pass
    lagen = set()
    for vag, ordning in zip(vagar, ordningar, strict=True):
        start = varld.klocka.nu()
        kroppar = {}
        for minut, typ in enumerate(sorted(ordning)):
            tid = (start + timedelta(minutes=minut)).isoformat()
            kroppar[typ] = af.handelse(f"{vag.rpartition('/')[2]}_0", typ) | {"tid": tid}
        for typ in (*ordning, ordning[0]):
            await skicka(varld.som("af"), kroppar[typ])
        notis = await fall.las(vag)
        lagen.add((notis["status"], notis["af"]["handelse"]))
    assert lagen == {("avvisad", "insats_beslutad")}
