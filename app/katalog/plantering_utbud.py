"""Made-up aktiviteter of the fixed cast: something to search, book and propose. Never in production."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from app.core.unit_of_work import Arbete
from app.katalog.aktiviteter import Aktivitet, ord_av
from app.katalog.rollista import BOTKYRKA, ESKILSTUNA, KLIVET, NAMND_BOTKYRKA, NAMND_ESKILSTUNA, fast_id

SKAPAD = datetime(2026, 6, 1, tzinfo=UTC)
FORSKOLAN, DISTANSKURSEN, KVINNOGRUPPEN, PRAKTIKEN, DATASTUGAN, BOTKYRKAS = (fast_id(201 + i) for i in range(6))
FORMIDDAGAR = ("mandag", "onsdag", "fredag")


def _pass(fran: str, till: str, *dagar: str) -> list[dict[str, str]]:
    return [{"veckodag": dag, "fran": fran, "till": till} for dag in dagar]


GRUND: dict[str, Any] = {
    "nivaer": [], "malgrupp": "allman", "malgrupp_text": None, "ta_med_barn": False, "deltid": False, "distans": False,
    "enbart_kvinnor": False, "form": "pa_plats", "sprak": ["svenska"], "vantetid_veckor": 0, "stangda_perioder": [],
    "barnomsorg_pa_plats": False, "oppen_for_anmalan": True, "paverkar_foraldrapenning": False,
    "arbetslivsanknytning": False, "arrangor_typ": "kommun", "arrangor_namn": None, "utforare_id": None,
    "galler_fran": date(2026, 8, 17), "galler_tom": None, "upptagna": 0, "i_ko": 0,
}  # fmt: skip
JULLOV = {"fran": "2026-12-21", "tom": "2027-01-08", "skal": "Jullov"}

UTBUD: tuple[tuple[UUID, Mapping[str, Any]], ...] = (
    (FORSKOLAN, {
        "namn": "Öppen förskola Tallkotten med svenska",
        "beskrivning": "Samtal på enkel svenska medan barnen leker. Personal som talar arabiska finns på plats.",
        "kategori": "sprak", "nivaer": ["orange", "gul"], "malgrupp": "specifik",
        "malgrupp_text": "Föräldralediga som lär sig svenska", "ta_med_barn": True, "deltid": True,
        "minuter_per_vecka": 540, "tider": _pass("09:00", "12:00", *FORMIDDAGAR),
        "plats": "Tallkottsvägen 2, Fröslunda", "sprak": ["svenska", "arabiska"], "antal_platser": 12,
        "stangda_perioder": [JULLOV], "barnomsorg_pa_plats": True, "arrangor_namn": "Familjecentralen Tallkotten",
    }),
    (DISTANSKURSEN, {
        "namn": "Yrkessvenska på distans",
        "beskrivning": "Studier hemifrån i egen takt med handledning på kvällstid, för arbete inom vård och omsorg.",
        "kategori": "sprak", "nivaer": ["gul", "gron"], "deltid": True, "distans": True, "form": "distans",
        "minuter_per_vecka": 900, "tider": [], "plats": None, "antal_platser": 30, "paverkar_foraldrapenning": True,
        "arbetslivsanknytning": True, "arrangor_typ": "studieforbund", "arrangor_namn": "Studieförbundet Läslampan",
    }),
    (KVINNOGRUPPEN, {
        "namn": "Kvinnogruppen Solrosen",
        "beskrivning": "Motivation, hälsa och samhällskunskap i en liten grupp för kvinnor. Barn får följa med.",
        "kategori": "motivation_formaga", "nivaer": ["orange"], "malgrupp": "specifik",
        "malgrupp_text": "Kvinnor som stått länge utanför arbetslivet", "ta_med_barn": True, "deltid": True,
        "enbart_kvinnor": True, "minuter_per_vecka": 480, "tider": _pass("09:30", "13:30", "tisdag", "torsdag"),
        "plats": "Solrosvägen 7, Nyfors", "sprak": ["svenska", "somaliska"], "antal_platser": 8, "vantetid_veckor": 2,
        "arrangor_typ": "frivilligorganisation", "arrangor_namn": "Föreningen Solrosen",
    }),
    (PRAKTIKEN, {
        "namn": "Praktik i kök och service",
        "beskrivning": "Arbetsträning med handledare i storkök, servering och lokalvård.",
        "kategori": "arbetsplatsforlagd", "nivaer": ["gul", "gron"], "minuter_per_vecka": 1500,
        "tider": _pass("08:00", "13:00", "mandag", "tisdag", "onsdag", "torsdag", "fredag"),
        "plats": "Provgatan 5, Eskilstuna", "antal_platser": 6, "paverkar_foraldrapenning": True,
        "arbetslivsanknytning": True, "arrangor_typ": "utforare", "arrangor_namn": "Klivet AB", "utforare_id": KLIVET,
        "delad_med": KLIVET,
    }),
    (DATASTUGAN, {
        "namn": "Datastugan",
        "beskrivning": "Digital kompetens från grunden: e-legitimation, jobbsökning på nätet och e-tjänster.",
        "kategori": "jobbsokande", "deltid": True, "distans": True, "form": "kombinerat", "minuter_per_vecka": 360,
        "tider": _pass("13:00", "16:00", "tisdag", "torsdag"), "plats": "Biblioteket Bokskogen, Eskilstuna",
        "antal_platser": None, "arbetslivsanknytning": True, "arrangor_namn": "Biblioteket Bokskogen",
    }),
    (BOTKYRKAS, {
        "kommunkod": BOTKYRKA, "namnd_id": NAMND_BOTKYRKA, "namn": "Språkkafé Fjärilen",
        "beskrivning": "Samtal på svenska över en kopp kaffe.", "kategori": "sprak", "deltid": True,
        "minuter_per_vecka": 240, "tider": _pass("10:00", "12:00", "tisdag", "torsdag"), "plats": "Fjärilsgränd 1",
        "antal_platser": 20,
    }),
)  # fmt: skip


async def plantera_utbud(arbete: Arbete) -> None:
    """Published aktiviteter of the nämnder of the cast, one registered by an utförare; nothing has happened to them."""
    egna = {"kommunkod": ESKILSTUNA, "namnd_id": NAMND_ESKILSTUNA, "delad_med": None}
    fast = {"status": "publicerad", "publik": True, "version": 1, "utgava": 1, "skapad": SKAPAD}
    alla = [Aktivitet(id=id_, **(egna | fast | GRUND | dict(falt))) for id_, falt in UTBUD]
    arbete.session.add_all(alla)
    await arbete.session.flush()  # the aktiviteter before their words, which refer to them
    for aktivitet in alla:
        arbete.session.add_all(ord_av(aktivitet))
