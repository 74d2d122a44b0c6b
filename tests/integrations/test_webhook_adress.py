"""S10: whatever address somebody gives us, nobody is connected to but a host of the open internet."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import respx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.integrations import http_client
from app.integrations.http_client import EjFramme, Mal, ny_fast_klient, posta_till
from app.integrations.webhooks.anrop import Anropare
from app.integrations.webhooks.uppslag import NamnSaknas
from app.settings import Lage, Settings
from app.vyer.prenumerationer.adress import Adressregler, OtillatenAdress, far_anropas, granska, regler_for

pytestmark = pytest.mark.anyio
ALLA = Adressregler(frozenset({"*"}))
OPPEN = "93.184.215.14"

FEL_FORM = {
    "http://krok.exempel.se/": "adress_schema",
    "ftp://krok.exempel.se/": "adress_schema",
    "file:///etc/passwd": "adress_schema",
    "gopher://krok.exempel.se:443/_": "adress_schema",
    "//krok.exempel.se/": "adress_schema",
    "krok.exempel.se": "adress_schema",
    "javascript:alert(1)": "adress_schema",
    "https://krok.exempel.se:80/": "adress_port",
    "https://krok.exempel.se:8443/": "adress_port",
    "https://krok.exempel.se:22/": "adress_port",
    "https://krok.exempel.se:0/": "adress_port",
    "https://krok.exempel.se:99999/": "adress_form",
    "https://krok.exempel.se:443x/": "adress_form",
    "https://127.0.0.1/": "adress_vard",
    "https://127.1/": "adress_vard",
    "https://0/": "adress_vard",
    "https://0.0.0.0/": "adress_vard",
    "https://2130706433/": "adress_vard",
    "https://0x7f000001/": "adress_vard",
    "https://0x7f.0.0.1/": "adress_vard",
    "https://127.0.0.0x1/": "adress_vard",
    "https://0177.0.0.01/": "adress_vard",
    "https://017700000001/": "adress_vard",
    "https://10.0.0.1/": "adress_vard",
    "https://169.254.169.254/latest/meta-data": "adress_vard",
    "https://93.184.215.14/": "adress_vard",
    "https://[::1]/": "adress_vard",
    "https://[::]/": "adress_vard",
    "https://[::ffff:127.0.0.1]/": "adress_vard",
    "https://[::ffff:a9fe:a9fe]/": "adress_vard",
    "https://[64:ff9b::7f00:1]/": "adress_vard",
    "https://[fd00::1]/": "adress_vard",
    "https://[fe80::1%25eth0]/": "adress_vard",
    "https://[::1": "adress_form",
    "https://localhost/": "adress_vard",
    "https://metadata/": "adress_vard",
    "https://instance-data/": "adress_vard",
    "https:///vag": "adress_vard",
    "https://krok.exempel.se./": "adress_vard",
    "https://127.0.0.1./": "adress_vard",
    "https://.exempel.se/": "adress_vard",
    "https://krok..exempel.se/": "adress_vard",
    "https://-krok.exempel.se/": "adress_vard",
    "https://krok_.exempel.se/": "adress_vard",
    "https://krok.exempel.se%2e/": "adress_vard",
    "https://127%2e0%2e0%2e1/": "adress_vard",
    "https://db.localhost/": "adress_inre",
    "https://metadata.google.internal/": "adress_inre",
    "https://metadata.goog/": "adress_inre",
    "https://metadata.azure.com/": "adress_inre",
    "https://server.local/": "adress_inre",
    "https://1.0.0.127.in-addr.arpa/": "adress_inre",
    "https://127.0.0.1.nip.io/": "adress_inre",
    "https://localtest.me/": "adress_inre",
    "https://krok.exempel.se@127.0.0.1/": "adress_inloggning",
    "https://127.0.0.1@krok.exempel.se/": "adress_inloggning",
    "https://a:b@krok.exempel.se/": "adress_inloggning",
    "https://krok.exempel.se#@127.0.0.1/": "adress_tecken",
    "https://krok.exempel.se\\@127.0.0.1/": "adress_tecken",
    "https://krok.exempel.se/\r\nhost: 127.0.0.1": "adress_tecken",
    "https://krok.exempel.se\t.localhost/": "adress_tecken",
    "https:// krok.exempel.se/": "adress_tecken",
    "https://\uff11\uff12\uff17.0.0.1/": "adress_tecken",
    "https://krok\u3002exempel\u3002se/": "adress_tecken",
    "https://kr\u043ek.exempel.se/": "adress_tecken",
    "https://krok.exempel.se\u200b/": "adress_tecken",
    "https://krok.exempel.se/" + "a" * 500: "adress_tecken",
    "": "adress_tecken",
}  # fmt: skip

INRE_ADRESSER = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",  # noqa: S104
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "203.0.113.5", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14",
    "::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fe80::1",
    "fec0::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "inget tal",
)  # fmt: skip


@pytest.fixture
def installning(tmp_path):
    return Settings(lage=Lage.TEST, datakatalog=tmp_path, webhook_vardar="*")


class Namnserver:
    """Answers in turn, and remembers what was asked."""

    def __init__(self, *svar):
        self.svar = list(svar)
        self.fragor = []

    async def __call__(self, vard, port):
        self.fragor.append((vard, port))
        return self.svar.pop(0) if len(self.svar) > 1 else self.svar[0]


@pytest.fixture
def natet():
    """Every connection that is made."""
    with respx.mock(assert_all_called=False) as router:
        yield router.route().mock(return_value=httpx.Response(302, headers={"location": "http://127.0.0.1/"}))


@pytest.mark.parametrize(("adress", "kod"), FEL_FORM.items())
@pytest.mark.krav("S10", "ASVS 1.3.6", "ASVS 1.2.2", "ASVS 13.2.4", "ASVS 13.2.5")
async def test_en_adress_av_fel_form_ger_ingen_fraga_och_ingen_anslutning(adress, kod, installning, natet):
    namnserver = Namnserver([OPPEN])
    with pytest.raises(OtillatenAdress) as fel:
        await Anropare(installning, namnserver).posta(adress, "0484", {}, b"{}")
    assert fel.value.kod == kod
    assert adress not in fel.value.meddelande or not adress
    assert namnserver.fragor == []
    assert natet.call_count == 0


@pytest.mark.parametrize("inre", INRE_ADRESSER)
async def test_ett_namn_som_leder_inat_ger_ingen_anslutning(inre, installning, natet):
    assert not far_anropas(inre, ALLA)
    for svar in ([inre], [OPPEN, inre], [inre, OPPEN]):
        with pytest.raises(OtillatenAdress):
            await Anropare(installning, Namnserver(svar)).posta("https://krok.exempel.se/", "0484", {}, b"{}")
    with pytest.raises(NamnSaknas):
        await Anropare(installning, Namnserver([])).posta("https://krok.exempel.se/", "0484", {}, b"{}")
    assert natet.call_count == 0


@pytest.mark.krav("S10", "ASVS 15.3.2", "ASVS 1.3.6")
async def test_anropet_gar_till_den_adress_som_granskades_och_en_omdirigering_foljs_inte(installning, natet):
    """The second answer, which would come from a name server that changes its mind, is never asked for."""
    namnserver = Namnserver([OPPEN], ["127.0.0.1"])
    anropare = Anropare(installning, namnserver)
    svar = await anropare.posta("https://Krok.Exempel.se:443/a/b?c=d", "0484", {"webhook-id": "1"}, b"{}")
    assert (svar.status, svar.borjan) == (302, b"")
    assert namnserver.fragor == [("krok.exempel.se", 443)]
    (anrop,) = natet.calls
    assert str(anrop.request.url) == f"https://{OPPEN}/a/b?c=d"
    assert anrop.request.headers["host"] == "krok.exempel.se"
    assert anrop.request.extensions["sni_hostname"] == "krok.exempel.se"
    assert anrop.request.headers["user-agent"].startswith("Stegvis/")
    assert anrop.request.headers["traceparent"]
    with pytest.raises(OtillatenAdress):
        await anropare.posta("https://krok.exempel.se/", "0484", {}, b"{}")
    assert natet.call_count == 1


@pytest.mark.krav("S10", "ASVS 13.2.4")
def test_bara_namngivna_vardar_och_bara_for_den_kommun_som_de_galler():
    regler = regler_for("krok.exempel.se, .utforare.se,0127:botkyrka.se", "0484", egen_maskin=False)
    for vard in ("krok.exempel.se", "a.utforare.se", "a.b.utforare.se"):
        assert granska(f"https://{vard}/", regler).vard == vard
    for vard in ("utforare.se", "exempel.se", "x.krok.exempel.se", "illautforare.se", "botkyrka.se"):
        with pytest.raises(OtillatenAdress) as fel:
            granska(f"https://{vard}/", regler)
        assert fel.value.kod == "adress_ej_tillaten"
    assert granska("https://botkyrka.se", regler_for("0127:botkyrka.se", "0127", egen_maskin=False)).vag == "/"
    with pytest.raises(OtillatenAdress):
        granska("https://krok.exempel.se/", regler_for("", "0484", egen_maskin=False))


def test_den_egna_maskinen_nas_bara_dar_det_ar_sagt():
    egen = Adressregler(frozenset(), egen_maskin=True)
    for url in ("http://127.0.0.1:9000/krok", "http://[::1]:9000/", "https://localhost:8443/"):
        assert str(granska(url, egen)) == url
        with pytest.raises(OtillatenAdress):
            granska(url, ALLA)
    for url in ("http://127.0.0.2/", "http://0.0.0.0/", "http://krok.exempel.se/", "ftp://localhost/"):
        with pytest.raises(OtillatenAdress):
            granska(url, egen)
    assert far_anropas("127.0.0.1", egen)
    assert not far_anropas("10.0.0.1", egen)


def certifikat(mapp, namn):
    """A self-signed certificate with its key, for a server that is called by ``namn``."""
    nyckel = ec.generate_private_key(ec.SECP256R1())
    vem = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, namn)])
    nu = datetime.now(UTC)
    bygge = x509.CertificateBuilder().subject_name(vem).issuer_name(vem).public_key(nyckel.public_key())
    bygge = bygge.serial_number(1).not_valid_before(nu - timedelta(days=1)).not_valid_after(nu + timedelta(days=1))
    alternativ = x509.SubjectAlternativeName([x509.DNSName(namn)])
    cert = bygge.add_extension(alternativ, critical=False).sign(nyckel, hashes.SHA256())
    ut = [cert.public_bytes(serialization.Encoding.PEM)]
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (mapp / "cert.pem").write_bytes(ut[0])
    (mapp / "alla.pem").write_bytes(ut[0] + nyckel.private_bytes(*form))
    return mapp / "cert.pem", mapp / "alla.pem"


@pytest.mark.krav("ASVS 12.3.2")
async def test_certifikatet_ska_vara_namnets_fast_anslutningen_gar_till_ett_tal(tmp_path, monkeypatch):
    cert, alla = certifikat(tmp_path, "krok.exempel.se")
    monkeypatch.setattr(http_client, "_tls", lambda: ssl.create_default_context(cafile=cert))
    sedda = []

    async def svara(lasare, skrivare):
        sedda.append(await lasare.readuntil(b"\r\n\r\n"))
        skrivare.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n" + b"a" * 1_000_000)
        skrivare.close()

    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(alla)
    server = await asyncio.start_server(svara, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    klient = ny_fast_klient(tid=5, samtidighet=1, agent="prov")
    async with server, klient:
        url = f"https://127.0.0.1:{port}/"
        svar = await posta_till(klient, Mal(url, "krok.exempel.se", "krok.exempel.se"), {}, b"{}", storst=64)
        assert (svar.status, svar.borjan) == (200, b"a" * 64)
        assert b"host: krok.exempel.se\r\n" in sedda[0].lower()
        with pytest.raises(EjFramme, match="CERTIFICATE_VERIFY_FAILED"):
            await posta_till(klient, Mal(url, "annan.exempel.se", "annan.exempel.se"), {}, b"{}")
    assert len(sedda) == 1
