"""``stegvis openapi``, ``regler``, ``asvs`` …: the commands that write documents made from the code.

Committed; tests compare them. A command imports what it needs: the start time of all the others is at stake.
"""

from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings

dokument = typer.Typer()
Fil = Annotated[Path | None, typer.Argument(help="Utelämnad: standard ut")]


def _skriv(text: str, fil: Path | None) -> None:
    if fil is None:
        typer.echo(text, nl=False)
    else:
        fil.write_text(text, encoding="utf-8")


@dokument.command()
def openapi(fil: Fil = None) -> None:
    """Skriv OpenAPI-dokumentet."""
    from app.drift.dokument import openapi_yaml

    _skriv(openapi_yaml(), fil)


@dokument.command()
def asyncapi(fil: Fil = None) -> None:
    """Skriv AsyncAPI-dokumentet: händelserna i flödet och i webhookar."""
    from app.drift.dokument import asyncapi_yaml

    _skriv(asyncapi_yaml(), fil)


@dokument.command()
def diagram(katalog: Path = Path("docs/diagram")) -> None:
    """Skriv tillståndsdiagrammen (Mermaid) för alla steg."""
    from app.drift.dokument import skriv_diagram

    skriv_diagram(katalog)


@dokument.command()
def regler(fil: Fil = None) -> None:
    """Skriv docs/regler.md: lagens regler, vad tjänsten gör åt dem och vilka tester som visar det."""
    from app.drift.regeldokument import regler_md

    _skriv(regler_md(), fil)


@dokument.command()
def behorigheter(
    fil: Fil = None,
    *,
    komplettera: Annotated[bool, typer.Option(help="Föreslå rader i tabellen för det som är nytt")] = False,
) -> None:
    """Skriv docs/behorigheter.md: vem som får göra vad, och vilka fält varje roll läser och skriver."""
    from app.drift import behorighetsdokument

    if komplettera:
        behorighetsdokument.komplettera_tabellen(Settings())
    else:
        _skriv(behorighetsdokument.behorigheter_md(), fil)


@dokument.command()
def asvs(fil: Fil = None) -> None:
    """Skriv docs/asvs.md: kraven i OWASP ASVS 5.0 och vilka tester som visar dem."""
    from app.drift.asvsdokument import asvs_md

    _skriv(asvs_md(), fil)


@dokument.command()
def kvalitet(fil: Fil = None) -> None:
    """Skriv docs/kvalitet.md: löftena med siffror och vad som visar dem."""
    from app.drift.kvalitetsdokument import kvalitet_md

    _skriv(kvalitet_md(), fil)


@dokument.command()
def dataskydd(fil: Fil = None) -> None:
    """Skriv docs/dataskydd.md: vad som lagras, varför, hur länge och för vem, ur kolumnernas klasser."""
    from app.drift.dataskyddsdokument import dataskydd_md

    _skriv(dataskydd_md(), fil)
