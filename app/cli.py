"""``stegvis …``: start, serve, work, migrate, tokens. Thin: each command calls one function."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from app.begrepp.parter import Roll
from app.drift.dokumentkommandon import dokument
from app.drift.kommandovakt import krav as _krav
from app.drift.kommandovakt import vagran as _vagran
from app.drift.nyckelkommandon import nyckelrotation
from app.settings import Lage, Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Stegvis")
app.add_typer(dokument)
app.add_typer(nyckelrotation, name="nyckelrotation")


@app.command()
def start() -> None:
    """Allt på en gång för utveckling: databas, rollista, utfärdare, mockad AF och tjänsten."""
    if Settings().lage is Lage.PRODUKTION:
        typer.echo("STEGVIS_LAGE: start är för utveckling och prov. I produktion körs serve och arbetare.", err=True)
        raise typer.Exit(2)
    from app.drift.start import starta

    raise typer.Exit(starta(Settings()))


@app.command()
def serve() -> None:
    """Bara tjänsten, så som den körs i produktion."""
    settings = _krav()
    from app.drift.minne import inlasning

    with inlasning():
        from app.drift.server import servera

    raise typer.Exit(servera(settings))


@app.command()
def arbetare() -> None:
    """Utkorgens arbetare som egen process."""
    settings = _krav()
    from app.drift.server import arbeta

    with _vagran():
        asyncio.run(arbeta(settings))


@app.command()
def jobb(namn: Annotated[str, typer.Argument(help="Ett jobb, eller alla")] = "alla") -> None:
    """Kör ett jobb som går efter klockan, nu."""
    settings = _krav()
    from app.drift.server import kor_jobb_en_gang
    from app.integrations.jobb import JOBB

    if namn != "alla" and namn not in JOBB:
        typer.echo(f"Okänt jobb. Det finns: {', '.join(sorted(JOBB))}.", err=True)
        raise typer.Exit(2)
    with _vagran():
        asyncio.run(kor_jobb_en_gang(settings, namn))


@app.command()
def utkorg(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Maskinläsbart")] = False,
    sand_om: Annotated[UUID | None, typer.Option(help="Id på ett parkerat meddelande som ska sändas igen")] = None,
    skal: Annotated[str, typer.Option(help="Varför det sänds om; står i historiken")] = "",
    operator: Annotated[str, typer.Option(help="Vem som sänder om det; står i historiken")] = "",
) -> None:
    """Visa utkorgens köer och mottagare, eller sänd om ett parkerat meddelande."""
    settings = _krav()
    from app.drift import utkorg as drift

    if sand_om is None:
        with _vagran():
            raise typer.Exit(drift.visa(settings, as_json=as_json))
    if not skal.strip() or not operator.strip():
        typer.echo("Ange --skal och --operator: omsändningen står i historiken.", err=True)
        raise typer.Exit(2)
    with _vagran():
        raise typer.Exit(drift.sand_om(settings, drift.Omsandning(sand_om, skal.strip(), operator.strip())))


@app.command()
def migrate(till: str = "head") -> None:
    """Flytta databasen till nyaste schemat."""
    from app.drift.migrering import uppgradera

    settings = Settings()
    if settings.ar_sqlite:
        settings.datakatalog.mkdir(parents=True, exist_ok=True)
    uppgradera(till=till)


@app.command()
def seed() -> None:
    """Sätt in den fasta rollistan och påhittade ärenden (aldrig i produktion)."""
    from app.drift.forberedelse import plantera

    settings = Settings()
    if settings.lage is Lage.PRODUKTION:
        typer.echo("Rollistan sätts aldrig in i produktion.", err=True)
        raise typer.Exit(2)
    asyncio.run(plantera(settings))


@app.command("importera-manader")
def importera_manader(
    fil: Annotated[Path, typer.Argument(help="CSV (UTF-8, rubrikrad), eller JSON om namnet slutar på .json")],
    kommun: Annotated[str, typer.Option(help="Kommunkod")],
    namnd: Annotated[str, typer.Option(help="Nämndens id eller namn")],
    kalla: Annotated[str, typer.Option(help="Varifrån en CSV-fil kommer")] = "import",
    resultat: Annotated[Path | None, typer.Option(help="Radernas utfall som CSV; utelämnad: standard ut")] = None,
) -> None:
    """Läs in biståndsmånader direkt i databasen; samma fil igen ändrar ingenting."""
    settings = _krav()
    from app.drift.manadsimport import importera

    with _vagran():
        raise typer.Exit(importera(settings, fil, kommun, namnd, kalla, resultat))


@app.command("granska-instrument")
def granska_instrument(
    filer: Annotated[list[Path], typer.Argument(help="JSON-filer; se docs/instrument.md")],
) -> None:
    """Säg alla fel i instrument på en gång, utan databas; utgångskod 1 om det finns fel."""
    from app.drift.instrumentfiler import granska_filer

    raise typer.Exit(granska_filer(filer))


@app.command("ladda-instrument")
def ladda_instrument(
    filer: Annotated[list[Path], typer.Argument(help="JSON-filer; se docs/instrument.md")],
    kommun: Annotated[str, typer.Option(help="Kommunkod")],
    namnd: Annotated[str, typer.Option(help="Nämndens id eller namn")],
    *,
    publicera: Annotated[bool, typer.Option("--publicera", help="Mät med dem från och med nu")] = False,
) -> None:
    """Läs in nämndens egna instrument som utkast; samma fil igen ändrar ingenting."""
    settings = _krav()
    from app.drift.instrumentfiler import ladda

    with _vagran():
        raise typer.Exit(ladda(settings, filer, kommun, namnd, publicera=publicera))


@app.command("verifiera-logg")
def verifiera_logg(
    kommun: Annotated[str | None, typer.Option(help="Kommunkod; utelämnad: alla")] = None,
    huvuden: Annotated[Path | None, typer.Option(help="Kedjehuvuden som förvarats utanför databasen")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Maskinläsbart")] = False,
) -> None:
    """Läs åtkomstloggens kedjor; säger första felaktiga raden, utgångskod 1 om någon kedja är bruten."""
    settings = _krav()
    from app.drift.loggverifiering import verifiera

    with _vagran():
        raise typer.Exit(verifiera(settings, kommun, huvuden, as_json=as_json))


@app.command()
def gallra(
    kommun: Annotated[str | None, typer.Option(help="Kommunkod; utelämnad: alla")] = None,
    *,
    verkstall: Annotated[bool, typer.Option("--verkstall", help="Verkställ det som två personer har beslutat")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Maskinläsbart")] = False,
) -> None:
    """Säg hur många akter som är förfallna till gallring, utan att spara något; --verkstall gör det som är beslutat."""
    settings = _krav()
    from app.drift.gallring import visa
    from app.drift.server import kor_jobb_en_gang

    with _vagran():
        if verkstall:
            asyncio.run(kor_jobb_en_gang(settings, "gallring"))
        else:
            raise typer.Exit(visa(settings, kommun, as_json=as_json))


@app.command()
def utfardare() -> None:
    """Utvecklingsutfärdaren av åtkomsttoken (aldrig i produktion)."""
    from app.drift.minne import inlasning

    with inlasning():
        from app.drift.klienter import klientfron
        from app.integrations.utvecklingsutfardare import main

    raise typer.Exit(main(klientfron(), Settings()))


@app.command("af-mock", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def af_mock(
    ctx: typer.Context, port: Annotated[int, typer.Option(help="Port att lyssna på, på den egna maskinen")] = 8486
) -> None:
    """Den mockade Arbetsförmedlingen, för integratörers tester. Följer med källkoden, inte det installerade paketet.

    Svarar på samråd och kvitterar av sig själv, och sänder händelser till tjänsten. Styrs på /_styr.
    Mockens egna flaggor kan läggas till, till exempel --svar manuell; alla visas av:
    python3 -m tests.mockad_af --help
    """
    import os

    from app.drift.start import afkommando, har_afmock

    if Settings().lage is Lage.PRODUKTION:
        typer.echo("STEGVIS_LAGE: af-mock är för utveckling och prov, aldrig för produktion.", err=True)
        raise typer.Exit(2)
    if not har_afmock():
        typer.echo("Den mockade Arbetsförmedlingen finns bara i en klon av källkoden. Kör kommandot där.", err=True)
        raise typer.Exit(2)
    kommando = [sys.executable, *afkommando(Settings(), port), *ctx.args]
    os.execv(sys.executable, kommando)  # noqa: S606 - our own command


@app.command()
def afhandelser(
    tolka_om: Annotated[UUID | None, typer.Option(help="Händelse som ska tolkas igen av nästa jobb")] = None,
    avskriv: Annotated[UUID | None, typer.Option(help="Händelse som inget mer ska göras åt")] = None,
    skal: Annotated[str, typer.Option(help="Skäl till avskrivning: en kod, aldrig en personuppgift")] = "utredd_med_af",
) -> None:
    """Händelser från Arbetsförmedlingen som inte hör till någon nämnd: visa, låt tolka om eller skriv av."""
    settings = _krav()
    from app.drift.afhandelser import stega, visa
    from app.vyer.afhandelser import Avskrivningsskal

    if skal not in set(Avskrivningsskal):
        typer.echo(f"Okänt skäl. Det finns: {', '.join(sorted(Avskrivningsskal))}.", err=True)
        raise typer.Exit(2)
    with _vagran():
        if tolka_om is not None:
            raise typer.Exit(stega(settings, tolka_om, "tolka_om", {}))
        if avskriv is not None:
            raise typer.Exit(stega(settings, avskriv, "avskriv", {"skal": skal}))
        raise typer.Exit(visa(settings))


@app.command()
def token(
    namn: Annotated[str, typer.Argument(help="Någon i rollistan: anna, vera, sven, david, af …")],
    bevis: Annotated[
        str | None, typer.Option(help='Bunden token med bevis (DPoP) för en begäran: "GET https://…"')
    ] = None,
) -> None:
    """Skriv en åtkomsttoken för någon i rollistan, eller huvudena för en begäran med bunden token."""
    from app.drift.klienter import huvuden_for, token_for
    from app.integrations.http_client import Fel
    from app.integrations.utvecklingsklient import TokenNekad
    from app.katalog.rollista import ROLLISTA

    if namn not in (finns := [r.namn for r in ROLLISTA]):
        typer.echo(f"{namn} finns inte i rollistan: {', '.join(finns)}.", err=True)
        raise typer.Exit(2)
    try:
        svar = token_for(Settings(), namn) if bevis is None else huvuden_for(Settings(), namn, bevis)
        typer.echo(asyncio.run(svar))
    except (Fel, FileNotFoundError, TokenNekad):
        typer.echo("Utfärdaren gav ingen token. Är tjänsten igång? Starta den med: python3 -m app", err=True)
        raise typer.Exit(1) from None
    except ValueError:
        typer.echo('Skriv begäran som metod och adress: --bevis "GET http://127.0.0.1:8484/…".', err=True)
        raise typer.Exit(2) from None


@app.command()
def klient(
    klient_id: Annotated[str | None, typer.Argument(help="Klientens id hos utfärdaren; utelämnad: visa alla")] = None,
    *,
    organisation: Annotated[UUID | None, typer.Option(help="Organisationen som den tillhör")] = None,
    namnd: Annotated[UUID | None, typer.Option(help="Nämnden, om kommunen har flera")] = None,
    roll: Annotated[list[Roll] | None, typer.Option(help="En roll som organisationen får ha; upprepas")] = None,
    niva: Annotated[str, typer.Option(help="grund eller hog")] = "hog",
    avtryck: Annotated[list[str] | None, typer.Option(help="Nyckel eller certifikat som godtas; upprepas")] = None,
    betrodd: Annotated[bool, typer.Option(help="Får ange person i Stegvis-Person")] = False,
    aktiv: Annotated[bool | None, typer.Option("--oppna/--stang", help="Släpp in eller stäng ute")] = None,
) -> None:
    """Visa klientregistret, lägg upp eller ändra en organisations klient, eller stäng ute den."""
    settings = _krav()
    from app.core.auth_klienter import Sakerhetsniva
    from app.drift import klientregister

    with _vagran():
        if klient_id is None:
            raise typer.Exit(klientregister.visa(settings))
        if aktiv is not None:
            raise typer.Exit(klientregister.satt_aktiv(settings, klient_id, aktiv=aktiv))
    if organisation is None or not roll or niva not in set(Sakerhetsniva):
        typer.echo("Ange --organisation, minst en --roll och --niva grund eller hog.", err=True)
        raise typer.Exit(2)
    val = klientregister.Klientval(
        klient_id, organisation, namnd, frozenset(roll), Sakerhetsniva(niva), avtryck or (), betrodd
    )
    with _vagran():
        raise typer.Exit(klientregister.registrera(settings, val))


@app.command()
def demo(*, as_json: Annotated[bool, typer.Option("--json", help="Maskinläsbar sammanfattning")] = False) -> None:
    """Hela resan över HTTP som kommun, utförare och AF, mot den mockade Arbetsförmedlingen."""
    from app.drift.demo import kor_demo

    raise typer.Exit(kor_demo(Settings(), as_json=as_json))


@app.command()
def konformitet(  # noqa: PLR0913 - one parameter for each option
    part: Annotated[str, typer.Option(help="Vems klient som prövas: utforare eller kommun")],
    mot: Annotated[str | None, typer.Option(help="Ett Stegvis i testläge som redan går; utelämnad: ett eget")] = None,
    klient: Annotated[
        str | None, typer.Option(help="Kommando som körs för varje scenario, t.ex. 'python klient.py {scenario}'")
    ] = None,
    scenario: Annotated[list[str] | None, typer.Option(help="Bara dessa scenarier; kan anges flera gånger")] = None,
    tid: Annotated[float, typer.Option(help="Hur länge klienten får på sig för varje steg, sekunder")] = 30.0,
    port: Annotated[int, typer.Option(help="Mellanledets port; 0: en ledig")] = 0,
    rapport: Annotated[Path | None, typer.Option(help="Skriv rapporten som Markdown till en fil")] = None,
    klientlogg: Annotated[Path | None, typer.Option(help="Var kommandots egna utskrifter hamnar")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Maskinläsbar rapport på standard ut")] = False,
    bara_lista: Annotated[bool, typer.Option("--lista", help="Visa scenarierna och sluta")] = False,
) -> None:
    """Pröva att en klient fungerar med Stegvis, scenario för scenario; se docs/konformitet.md."""
    from app.drift.konformitet import Val, kor_konformitet, lista
    from app.drift.konformitet.scenario import Provdel

    if part not in set(Provdel):
        typer.echo(f"--part är en av: {', '.join(Provdel)}.", err=True)
        raise typer.Exit(2)
    if bara_lista:
        typer.echo(lista(Provdel(part)))
        return
    val = Val(Provdel(part), mot, klient, tuple(scenario or ()), tid, port, as_json, rapport, klientlogg)
    raise typer.Exit(kor_konformitet(Settings(), val))


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
