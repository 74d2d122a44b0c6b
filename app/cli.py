"""``stegvis …``: start, serve, work, migrate, tokens. Thin: each command calls one function."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.settings import Lage, Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Stegvis")


@contextmanager
def _vagran() -> Iterator[None]:
    """A refusal to run unsafely: one sentence per fault on standard error, exit code 2."""
    from app.drift.produktion import OsakerInstallning

    try:
        yield
    except OsakerInstallning as fel:
        typer.echo(str(fel), err=True)
        raise typer.Exit(2) from None


def _krav() -> Settings:
    """The settings, if they may be run with; looked at before anything heavy is loaded."""
    from app.drift.produktion import krav

    settings = Settings()
    with _vagran():
        krav(settings)
    return settings


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


@app.command()
def utfardare() -> None:
    """Utvecklingsutfärdaren av åtkomsttoken (aldrig i produktion)."""
    from app.drift.minne import inlasning

    with inlasning():
        from app.drift.klienter import klientfron
        from app.integrations.utvecklingsutfardare import main

    raise typer.Exit(main(klientfron(), Settings()))


@app.command("af-mock")
def af_mock(port: int = 8486) -> None:
    """Den mockade Arbetsförmedlingen, för integratörers tester."""
    import os

    from app.drift.start import afkommando

    os.execv(sys.executable, [sys.executable, *afkommando(Settings(), port)])  # noqa: S606 - our own command


@app.command()
def token(namn: Annotated[str, typer.Argument(help="Någon i rollistan: anna, vera, sven, david, af …")]) -> None:
    """Skriv en åtkomsttoken för någon i rollistan."""
    from app.drift.klienter import token_for
    from app.integrations.http_client import Fel
    from app.integrations.utvecklingsutfardare import TokenNekad
    from app.katalog.rollista import ROLLISTA

    if namn not in (finns := [r.namn for r in ROLLISTA]):
        typer.echo(f"{namn} finns inte i rollistan: {', '.join(finns)}.", err=True)
        raise typer.Exit(2)
    try:
        typer.echo(asyncio.run(token_for(Settings(), namn)))
    except (Fel, FileNotFoundError, TokenNekad):
        typer.echo("Utfärdaren gav ingen token. Är tjänsten igång? Starta den med: python3 -m app", err=True)
        raise typer.Exit(1) from None


@app.command()
def openapi(fil: Annotated[Path | None, typer.Argument(help="Utelämnad: standard ut")] = None) -> None:
    """Skriv OpenAPI-dokumentet."""
    from app.drift.dokument import openapi_yaml

    text = openapi_yaml()
    if fil is None:
        typer.echo(text, nl=False)
    else:
        fil.write_text(text, encoding="utf-8")


@app.command()
def diagram(katalog: Path = Path("docs/diagram")) -> None:
    """Skriv tillståndsdiagrammen (Mermaid) för alla steg."""
    from app.drift.dokument import skriv_diagram

    skriv_diagram(katalog)


@app.command()
def regler(fil: Annotated[Path | None, typer.Argument(help="Utelämnad: standard ut")] = None) -> None:
    """Skriv docs/regler.md: lagens regler, vad tjänsten gör åt dem och vilka tester som visar det."""
    from app.drift.regeldokument import regler_md

    if fil is None:
        typer.echo(regler_md(), nl=False)
    else:
        fil.write_text(regler_md(), encoding="utf-8")


@app.command()
def demo(*, as_json: Annotated[bool, typer.Option("--json", help="Maskinläsbar sammanfattning")] = False) -> None:
    """Hela resan över HTTP som kommun, utförare och AF, mot den mockade Arbetsförmedlingen."""
    from app.drift.demo import kor_demo

    raise typer.Exit(kor_demo(Settings(), as_json=as_json))


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
