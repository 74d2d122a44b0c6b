"""Settings of the service, read from the environment (``STEGVIS_…``) or files in a secrets folder.

Every setting is listed with its meaning in the README; a test compares the two.
"""

import os
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

# A folder of files named like the settings (stegvis_uppslagsnyckel, …), as secret stores mount them.
HEMLIGHETSMAPP = "STEGVIS_HEMLIGHETSMAPP"


class Lage(StrEnum):
    """How the service runs: everyday development, driven by tests, or real."""

    UTVECKLING = "utveckling"
    TEST = "test"
    PRODUKTION = "produktion"


class Settings(BaseSettings):
    """All settings. Times are seconds, sizes are bytes unless the name says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix="STEGVIS_", env_file=None, extra="ignore", frozen=True, secrets_dir=os.environ.get(HEMLIGHETSMAPP)
    )

    lage: Lage = Field(Lage.UTVECKLING, description="utveckling, test eller produktion")
    datakatalog: Path = Field(Path("var"), description="Mapp för SQLite-fil, nycklar och utvecklingsutfärdarens nyckel")
    publik_url: str | None = Field(
        None, description="Adress som klienter når tjänsten på; utelämnad: http://{vard}:{port}"
    )
    vard: str = Field("127.0.0.1", description="Adress som servern lyssnar på")
    port: int = Field(8484, description="Port som servern lyssnar på")

    database_url: SecretStr | None = Field(
        None, description="SQLAlchemy-URL för tjänsten; utelämnad: SQLite-fil i datakatalogen"
    )
    database_url_agare: SecretStr | None = Field(
        None, description="SQLAlchemy-URL för tabellernas ägare, används bara av `stegvis migrate`"
    )
    database_url_gallrare: SecretStr | None = Field(
        None, description="SQLAlchemy-URL för rollen som gallrar, den enda som får radera (PostgreSQL)"
    )
    pool_storlek: Annotated[int, Field(ge=1)] = Field(10, description="Databasanslutningar per process (PostgreSQL)")
    pool_ko: Annotated[int, Field(ge=0)] = Field(
        200, description="Begäranden som får vänta på en anslutning innan tjänsten svarar 503"
    )
    pool_vantetid: float = Field(5.0, description="Längsta väntan på en anslutning, sekunder")
    databas_las_vantetid: float = Field(3.0, description="lock_timeout på PostgreSQL, sekunder")
    databas_sats_tid: float = Field(15.0, description="statement_timeout på PostgreSQL, sekunder")
    forberedda_satser: int = Field(
        256, description="asyncpg: antal förberedda satser per anslutning; 0 bakom PgBouncer"
    )

    krypteringsnycklar: SecretStr | None = Field(
        None, description="Nyckelring för personnummer: `id:base64` åtskilda med komma, den första krypterar"
    )
    uppslagsnyckel: SecretStr | None = Field(None, description="Nyckel (base64, 32 byte) för uppslag på personnummer")

    nyckelfil: Path | None = Field(
        None,
        description="Fil med alla nycklar (JSON, bara läsbar för ägaren), som kan bytas under drift; går före de två "
        "ovan",
    )
    nyckel_intervall: Annotated[float, Field(gt=0)] = Field(10.0, description="Hur ofta nyckelfilen läses om, sekunder")

    utfardare: str = Field("http://127.0.0.1:8485", description="`iss` i de åtkomsttoken som godtas")
    jwks_url: str | None = Field(None, description="Adress till utfärdarens nycklar; utelämnad: utfärdarens /jwks")
    publik: str = Field("https://stegvis.example/stegvis/v1", description="`aud` som åtkomsttoken ska vara ställd till")
    token_livslangd: int = Field(300, description="Längsta godtagna livslängd på en åtkomsttoken, sekunder")
    token_marginal: int = Field(60, description="Godtagen klockskillnad mot utfärdaren, sekunder")
    klaimkarta: str = Field("stegvis", description="Hur token läses: stegvis, oidc-sweden, inera eller entra")
    certifikathuvud: str | None = Field(
        None, description="Huvud där en betrodd proxy lämnar klientens certifikat (RFC 9440 eller PEM som i nginx)"
    )
    betrodda_proxyer: str | None = Field(
        None, description="Proxyer vars certifikathuvud godtas: adresser eller nät, åtskilda med komma"
    )
    register_intervall: float = Field(10.0, description="Hur ofta registret över klienter och avtal läses om, sekunder")

    max_innehall: int = Field(1_048_576, description="Största innehåll i en begäran, byte")
    max_import: int = Field(16_777_216, description="Största innehåll i en import, byte")
    max_dokument: Annotated[int, Field(ge=1, le=2_147_483_647)] = Field(
        10_485_760, description="Största dokument, byte"
    )
    max_huvuden: int = Field(16_384, description="Största sammanlagda huvuden, byte")
    max_adress: int = Field(8_192, description="Längsta adress, byte")
    max_djup: int = Field(32, description="Djupaste JSON")
    tid_huvud: float = Field(10.0, description="Tid för en begärans huvuden att komma fram, sekunder")
    tid_innehall: float = Field(30.0, description="Tid för en begärans innehåll att komma fram, sekunder")
    tid_import: float = Field(120.0, description="Tid för innehållet i en import att komma fram, sekunder")
    tid_dokument: float = Field(120.0, description="Tid för ett dokument att komma fram, sekunder")
    tid_avslut: float = Field(30.0, description="Tid för pågående begäranden att bli klara vid avstängning, sekunder")

    kvot_klient: Annotated[float, Field(ge=0)] = Field(
        100.0, description="Anrop per sekund som en klient får göra i längden; 0: ingen gräns"
    )
    kvot_kommun: Annotated[float, Field(ge=0)] = Field(
        300.0, description="Anrop per sekund som alla klienter tillsammans får göra i en kommun; 0: ingen gräns"
    )
    kvot_skur: Annotated[float, Field(gt=0)] = Field(
        10.0, description="Hur många sekunders anrop som får göras på en gång efter en vila"
    )
    kvot_vantan: Annotated[float, Field(ge=0)] = Field(
        1.0, description="Längsta väntan på utrymme innan ett anrop nekas, sekunder"
    )
    kvot_intervall: Annotated[float, Field(gt=0)] = Field(
        0.05, description="Hur ofta processen ser efter om den behöver låna utrymme, sekunder"
    )

    dokumentkatalog: Path | None = Field(
        None,
        description="Mapp för dokumentens filer, gemensam för alla servrar; utelämnad: {datakatalog}/dokument",
    )
    dokument_kvot: int = Field(
        104_857_600, description="Största sammanlagda dokument i en beställning eller ett ärende, byte"
    )

    af_url: str = Field("http://127.0.0.1:8486", description="Arbetsförmedlingens adress (mockad i utveckling)")
    af_token_url: str | None = Field(
        None, description="Arbetsförmedlingens tokenadress; utelämnad: {af_url}/oauth2/token"
    )
    af_klient_id: str = Field("stegvis", description="Klient-id hos Arbetsförmedlingen")
    af_klient_hemlighet: SecretStr = Field(
        SecretStr("utveckling"), description="Klienthemlighet hos Arbetsförmedlingen"
    )
    af_system_id: str = Field("STEGVIS", description="AF-SystemId i anrop till Arbetsförmedlingen")
    af_funktionsadress: str = Field(
        "kommunsamverkan@arbetsformedlingen.example",
        description="Arbetsförmedlingens funktionsadress i Säker digital kommunikation",
    )
    af_miljo: str = Field("U1", description="AF-Environment: U1, I1, T1, T2 eller PROD")
    af_tid: float = Field(10.0, description="Längsta väntan på svar från Arbetsförmedlingen, sekunder")
    af_samtidighet: Annotated[int, Field(ge=1)] = Field(4, description="Samtidiga anrop till Arbetsförmedlingen")
    af_lan: Annotated[float, Field(gt=0)] = Field(
        60.0, description="Hur länge en arbetare lånar en rad i utkorgen, sekunder (> 2 · af_tid)"
    )
    af_langsta_vantan: Annotated[float, Field(gt=0)] = Field(
        900.0, description="Längsta väntan mellan två försök, sekunder"
    )
    af_forsta_vantan: Annotated[float, Field(gt=0)] = Field(1.0, description="Väntan före andra försöket, sekunder")
    af_flest_forsok: Annotated[int, Field(ge=1)] = Field(
        20, description="Misslyckade försök, medan andra meddelanden går fram, innan ett meddelande parkeras"
    )
    af_brytare_fel: Annotated[int, Field(ge=1)] = Field(
        5, description="Fel i rad innan anropen till Arbetsförmedlingen pausas"
    )
    af_brytare_vila: Annotated[float, Field(gt=0)] = Field(
        30.0, description="Paus innan ett provanrop släpps fram, sekunder"
    )
    af_fraga_efter: float = Field(
        86_400.0, description="Hur länge ett samråd är obesvarat innan svaret efterfrågas, sekunder"
    )

    webhook_vardar: str | None = Field(
        None,
        description="Värdar som webhooks får skickas till, åtskilda med komma: `krok.exempel.se`, `.exempel.se` för "
        "alla under den, `*` för alla på internet; `0484:` framför gäller bara den kommunens egna prenumerationer",
    )
    webhook_egen_maskin: bool = Field(
        False, description="Tillåt webhooks med http till den egna maskinen; inte i produktion"
    )
    webhook_tid: float = Field(10.0, description="Längsta väntan på svar från en mottagare av webhooks, sekunder")
    webhook_samtidighet: Annotated[int, Field(ge=1)] = Field(
        16, description="Samtidiga anrop till mottagare av webhooks"
    )
    webhook_lan: float = Field(60.0, description="Hur länge en arbetare lånar en webhook, sekunder (> webhook_tid)")
    webhook_forsta_vantan: float = Field(5.0, description="Väntan före andra försöket med en webhook, sekunder")
    webhook_langsta_vantan: float = Field(3600.0, description="Längsta väntan mellan två försök, sekunder")
    webhook_ger_upp_dagar: Annotated[float, Field(gt=0)] = Field(
        5.0, description="Hur länge en webhook försöks innan den läggs åt sidan, dagar"
    )
    webhook_paus_timmar: Annotated[float, Field(gt=0)] = Field(
        24.0, description="Hur länge allt får misslyckas innan en prenumeration pausas, timmar"
    )
    webhook_brytare_fel: int = Field(5, description="Fel i rad innan anropen till en mottagare pausas")
    webhook_brytare_vila: float = Field(300.0, description="Paus innan ett provanrop släpps fram, sekunder")
    webhook_pa_vag: Annotated[int, Field(ge=1)] = Field(
        200, description="Flest händelser som är på väg till en mottagare på en gång"
    )
    webhook_rotation_dagar: Annotated[float, Field(gt=0)] = Field(
        7.0, description="Hur länge den förra hemligheten signerar efter en rotation, dagar"
    )
    webhook_intervall: float = Field(1.0, description="Hur ofta flödet läses för prenumerationernas räkning, sekunder")

    arbetare_i_servern: bool = Field(True, description="Kör utkorgens arbetare i serverprocessen")
    arbetare_intervall: float = Field(0.5, description="Vila när utkorgen är tom, sekunder")

    jobb_intervall: float = Field(
        3600.0, description="Tid mellan två körningar av jobben som går efter klockan, sekunder"
    )

    minsta_grupp: Annotated[int, Field(ge=2)] = Field(
        5, description="Minsta antal som visas i rapporter för den som inte får se enskilda ärenden (DP-30)"
    )
    socialstyrelsen_layout: Path | None = Field(
        None, description="Layout för månadsuppgifterna till Socialstyrelsen (TOML); utelämnad: ett exempel"
    )
    rapport_intervall: float = Field(2.0, description="Hur snart efter beställning en rapport börjar räknas, sekunder")
    flode_intervall: float = Field(
        0.5, description="Hur snart efter en händelse den står i mottagarnas flöden, sekunder"
    )
    flode_vantan: Annotated[float, Field(ge=0, le=30)] = Field(
        30.0, description="Längsta väntan på nya händelser i ett anrop med `vanta`, sekunder"
    )
    bevakning_intervall: float = Field(1.0, description="Hur snart efter en ändring bevakningarna räknas om, sekunder")

    registerutdrag_intervall: float = Field(
        2.0, description="Hur snart efter begäran ett registerutdrag börjar framställas, sekunder"
    )
    registerutdrag_dagar: Annotated[int, Field(ge=1)] = Field(
        30, description="Hur länge ett framställt registerutdrag finns kvar, dagar"
    )
    registerutdrag_visar_lasare: bool = Field(
        False, description="Registerutdraget namnger vem som har läst; annars roll och organisation"
    )

    logg_intervall: float = Field(300.0, description="Hur ofta åtkomstloggens nya rader förseglas, sekunder")

    narvaro_sen_dagar: Annotated[int, Field(ge=0)] = Field(
        14, description="Hur länge utföraren får rapportera närvaro efter att en beställning upphört, dagar"
    )

    idempotens_dagar: int = Field(14, description="Hur länge svar sparas för Idempotency-Key, dagar")

    kontrollport: int = Field(8487, description="Testläge: port för kontrollapplikationen (bara loopback)")
    dokumentation: bool = Field(True, description="Visa /docs")
    logg_niva: str = Field("INFO", description="Lägsta loggnivå")

    @cached_property
    def sqlite_fil(self) -> Path:
        """Where the embedded database lies when no URL is set."""
        return self.datakatalog / "stegvis.db"

    @property
    def dokumentmapp(self) -> Path:
        """Where the files of documents lie."""
        return self.dokumentkatalog or self.datakatalog / "dokument"

    @cached_property
    def databas(self) -> str:
        """The database URL of the service, never to be logged."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.sqlite_fil}"

    @property
    def databas_gallrare(self) -> str:
        """The database URL of gallring, never to be logged; the service's own when no other is set."""
        return self.database_url_gallrare.get_secret_value() if self.database_url_gallrare else self.databas

    @property
    def publik_adress(self) -> str:
        """Where clients reach the service."""
        return self.publik_url or f"http://{self.vard}:{self.port}"

    @property
    def ar_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.databas.startswith("sqlite")
