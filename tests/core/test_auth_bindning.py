"""Tokens bound to a key or a certificate: who may send them, and what whoever may not is told."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.begrepp.tid import StallbarKlocka
from app.core.auth import Medskickat, StatiskNyckelkalla, Tokenverifierare, kraver_scope
from app.core.auth_dpop import tokenavtryck
from app.core.auth_klienter import Sakerhetsniva
from app.core.errors import Forbjuden, Oautentiserad, OgiltigBegaran
from app.settings import Lage
from tests.core.tokens import BETRODD, EC, INSTALLNINGAR, KLIENT, NU, NYCKLAR, OKP, START, Register, ihopsatt, token

pytestmark = [pytest.mark.anyio, pytest.mark.krav("S16", "ASVS 10.3.5")]
ADRESS = "https://stegvis.example/stegvis/v1/0484/arenden"
JKT, X5T = EC.thumbprint(), "a" * 43
TILL_NYCKEL, TILL_CERTIFIKAT = token(cnf={"jkt": JKT}), token(cnf={"x5t#S256": X5T})


@pytest.fixture
def anyio_backend():
    return "asyncio"


class Minne:
    def __init__(self):
        self.anvanda = set()

    async def forsta_gangen(self, klient_id, bevis):
        ny = (klient_id, bevis.avtryck) not in self.anvanda
        self.anvanda.add((klient_id, bevis.avtryck))
        return ny


class Fragat(Register):
    """Remembers what it was asked for."""

    fragor = ()

    def klient(self, klient_id, organisation):
        self.fragor += ((klient_id, organisation),)
        return super().klient(klient_id, organisation)


@pytest.fixture
def register():
    return Fragat()


@pytest.fixture
def verifierare(register):
    return Tokenverifierare(INSTALLNINGAR, StatiskNyckelkalla(NYCKLAR), register, StallbarKlocka(START), Minne())


def med_bevis(ratt, nyckel=EC, alg="ES256", **andrat):
    """What a request with a proof for the token says of its sender."""
    huvud = {"alg": alg, "typ": "dpop+jwt", "jwk": nyckel.as_dict(private=False)}
    klaim = {"htm": "GET", "htu": ADRESS, "iat": NU, "jti": "j-1", "ath": tokenavtryck(ratt)} | andrat
    return Medskickat("GET", ADRESS, bevis=ihopsatt(huvud, klaim, nyckel, alg))


def utmaning(schema, felord, beskrivning):
    algoritmer = ', algs="ES256 EdDSA PS256 RS256"' if schema == "DPoP" else ""
    return f'{schema} realm="stegvis", error="{felord}", error_description="{beskrivning}"{algoritmer}'


async def test_den_som_har_nyckeln_slapps_in_en_gang_per_bevis(verifierare):
    aktor = await verifierare.aktor(f"DPoP  {TILL_NYCKEL} ", med_bevis(TILL_NYCKEL))
    assert (aktor.klient_id, aktor.nyckelbunden, aktor.hog_niva) == (KLIENT, True, True)
    with pytest.raises(Oautentiserad) as fangat:
        await verifierare.aktor(f"dpop {TILL_NYCKEL}", med_bevis(TILL_NYCKEL))
    assert fangat.value.detalj == "Beviset (DPoP) har redan använts. Gör ett nytt för varje begäran."
    assert fangat.value.huvuden == {"WWW-Authenticate": utmaning("DPoP", "invalid_dpop_proof", "proof used before")}
    assert await verifierare.aktor(f"DPoP {TILL_NYCKEL}", med_bevis(TILL_NYCKEL, jti="j-2"))


async def test_utan_minne_av_bevisen_slapps_ingen_med_bevis_in(register):
    utan = Tokenverifierare(INSTALLNINGAR, StatiskNyckelkalla(NYCKLAR), register, StallbarKlocka(START))
    with pytest.raises(Oautentiserad):
        await utan.aktor(f"DPoP {TILL_NYCKEL}", med_bevis(TILL_NYCKEL))


FEL_SCHEMA = ("En token bunden till en nyckel anges med DPoP, andra med Bearer.", "wrong scheme")
OREGISTRERAD = ("Nyckeln eller certifikatet är inte registrerat för klienten.", "unregistered key")
KRAVER_BUNDEN = (
    "Klienten ska använda token bunden till sin nyckel (DPoP) eller sitt certifikat.",
    "sender-constrained token required",
)
OKAND = ("Klienten är inte registrerad för organisationen eller är avstängd.", "client not registered")
ANNAN_NYCKEL = ("Beviset (DPoP) är gjort med en annan nyckel än tokens.", "proof by another key")
FEL_CERTIFIKAT = ("Klientens certifikat är inte det som token är bunden till.", "certificate mismatch")


@pytest.mark.parametrize(
    ("anrop", "medskickat", "klienten", "skal", "schema"),
    [
        (f"Bearer {TILL_NYCKEL}", med_bevis(TILL_NYCKEL), {}, FEL_SCHEMA, "DPoP"),
        (f"DPoP {token()}", Medskickat(), {}, FEL_SCHEMA, "DPoP"),
        (f"DPoP {TILL_CERTIFIKAT}", Medskickat(certifikat=X5T), {}, FEL_SCHEMA, "DPoP"),
        (f"Bearer {TILL_CERTIFIKAT}", Medskickat(certifikat="b" * 43), {}, FEL_CERTIFIKAT, "Bearer"),
        (f"DPoP {TILL_NYCKEL}", med_bevis(TILL_NYCKEL, OKP, "EdDSA"), {}, ANNAN_NYCKEL, "DPoP"),
        (f"Bearer {token()}", Medskickat(), {"sakerhetsniva": Sakerhetsniva.HOG}, KRAVER_BUNDEN, "DPoP"),
        (f"Bearer {TILL_CERTIFIKAT}", Medskickat(certifikat=X5T), {"avtryck": {JKT}}, OREGISTRERAD, "Bearer"),
        (f"Bearer {token()}", Medskickat(), {"tom": date(2026, 10, 4)}, OKAND, "Bearer"),
        (f"Bearer {token()}", Medskickat(), {"fran": date(2026, 10, 6)}, OKAND, "Bearer"),
    ],
    ids=[
        "till_nyckel_som_bearer",
        "obunden_som_dpop",
        "till_certifikat_som_dpop",
        "annat_certifikat",
        "annan_nyckel",
        "obunden_fran_hog_niva",
        "oregistrerat_certifikat",
        "har_slutat_galla",
        "galler_inte_an",
    ],
)
async def test_den_som_inte_slapps_in_far_veta_varfor(verifierare, register, anrop, medskickat, klienten, skal, schema):
    register.klienter[KLIENT] = replace(register.klienter[KLIENT], **klienten)
    with pytest.raises(Oautentiserad) as fangat:
        await verifierare.aktor(anrop, medskickat)
    felord = "invalid_dpop_proof" if skal is ANNAN_NYCKEL else "invalid_token"
    assert fangat.value.detalj == skal[0]
    assert fangat.value.huvuden == {"WWW-Authenticate": utmaning(schema, felord, skal[1])}


@pytest.mark.parametrize("avtryck", [{X5T}, {X5T, JKT}, set()])
async def test_ett_registrerat_avtryck_racker(verifierare, register, avtryck):
    dagen = date(2026, 10, 5)
    register.klienter[KLIENT] = replace(register.klienter[KLIENT], avtryck=frozenset(avtryck), fran=dagen, tom=dagen)
    assert (await verifierare.aktor(f"Bearer {TILL_CERTIFIKAT}", Medskickat(certifikat=X5T))).hog_niva


@pytest.mark.parametrize(
    ("i_token", "i_huvud", "fragad"),
    [(None, None, None), (str(UUID(int=2)), None, str(UUID(int=2))), (None, str(UUID(int=2)), str(UUID(int=2)))],
)
async def test_registret_fragas_om_den_organisation_som_namns(verifierare, register, i_token, i_huvud, fragad):
    await verifierare.aktor(f"Bearer {token(organisation=i_token or ...)}", Medskickat(organisation=i_huvud))
    assert register.fragor == ((KLIENT, fragad),)


async def test_en_annan_organisation_an_tokens_nekas_med_skalet(verifierare):
    with pytest.raises(Oautentiserad) as fangat:
        await verifierare.aktor(f"Bearer {token()}", Medskickat(organisation=str(UUID(int=3))))
    assert fangat.value.detalj == "Stegvis-Organisation är en annan organisation än tokens."
    assert fangat.value.huvuden == {"WWW-Authenticate": utmaning("Bearer", "invalid_token", "another organisation")}


@pytest.mark.parametrize("anrop", [None, "", "Bearer", "Bearer  ", "Basic abc", "DPoP "])
async def test_utan_token_sags_hur_man_gor(verifierare, anrop):
    with pytest.raises(Oautentiserad) as fangat:
        await verifierare.aktor(anrop)
    assert fangat.value.detalj == "Anropet saknar åtkomsttoken (Authorization: Bearer eller DPoP)."
    assert fangat.value.huvuden == {
        "WWW-Authenticate": 'Bearer realm="stegvis", DPoP realm="stegvis", algs="ES256 EdDSA PS256 RS256"'
    }


@pytest.mark.parametrize(
    ("namngiven", "meddelande"),
    [
        ("199001019802", "Personen kan inte godtas; den får inte vara ett personnummer."),
        ("bo.handlaggare", "Huvudet anger en annan person än token."),
    ],
)
async def test_en_person_som_inte_kan_anvandas_far_ett_faltfel(verifierare, namngiven, meddelande):
    with pytest.raises(OgiltigBegaran) as fangat:
        await verifierare.aktor(f"Bearer {token(client_id=BETRODD)}", Medskickat(person=namngiven))
    assert fangat.value.detalj == "Huvudet Stegvis-Person kan inte användas."
    (fel,) = fangat.value.fel
    assert ("Stegvis-Person", "ogiltig_person", meddelande) == (fel.falt, fel.kod, fel.meddelande)


async def test_den_som_saknar_en_behorighet_far_veta_vilken_och_enligt_vilken_regel(verifierare):
    aktor = await verifierare.aktor(f"Bearer {token()}")
    kraver_scope(aktor, "arende:las", "DP-04")
    with pytest.raises(Forbjuden) as fangat:
        kraver_scope(aktor, "arende:skriv", "DP-04")
    assert (fangat.value.detalj, fangat.value.regel) == ("Anropet kräver behörigheten arende:skriv.", "DP-04")


async def test_i_produktion_kravs_inget_bevis_av_den_som_inte_ar_pa_hog_niva(register):
    installningar = INSTALLNINGAR.model_copy(update={"lage": Lage.PRODUKTION})
    i_produktion = Tokenverifierare(installningar, StatiskNyckelkalla(NYCKLAR), register, StallbarKlocka(START))
    assert not (await i_produktion.aktor(f"Bearer {token()}")).nyckelbunden
