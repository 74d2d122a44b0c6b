"""``stegvis nyckelrotation …``: keys are replaced while the service runs. Thin: each command calls one function."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.drift.kommandovakt import krav, vagran
from app.settings import Settings

if TYPE_CHECKING:
    from app.core.keyset import Nyckelslag

nyckelrotation = typer.Typer(no_args_is_help=True, help="Byt nycklar under drift; se docs/nycklar.md.")
Slag = Annotated[str, typer.Option(help="forsegling, uppslag eller logg")]


def _nyckelslag(slag: str) -> "Nyckelslag":
    from app.core.keyset import Nyckelslag

    if slag not in set(Nyckelslag):
        typer.echo(f"--slag är en av: {', '.join(Nyckelslag)}.", err=True)
        raise typer.Exit(2)
    return Nyckelslag(slag)


@nyckelrotation.command("ny")
def ny_nyckel(slag: Slag) -> None:
    """Gör en ny nyckel, som alla processer hinner läsa innan den används."""
    from app.drift import nyckelrotation as drift

    raise typer.Exit(drift.ny(Settings(), _nyckelslag(slag)))


@nyckelrotation.command()
def aktivera(slag: Slag) -> None:
    """Börja använda den nya nyckeln; för uppslag efter omforsegla."""
    valt, settings = _nyckelslag(slag), krav()
    from app.drift import nyckelrotation as drift

    with vagran():
        raise typer.Exit(drift.aktivera(settings, valt))


@nyckelrotation.command()
def omforsegla(
    takt: Annotated[float, typer.Option(min=1, help="Flest rader i sekunden")] = 2000.0,
) -> None:
    """Gör om allt som är gjort med en avlöst nyckel; kan avbrytas och köras igen."""
    settings = krav()
    from app.drift import nyckelrotation as drift

    with vagran():
        raise typer.Exit(drift.omforsegla(settings, takt))


@nyckelrotation.command()
def status(*, as_json: Annotated[bool, typer.Option("--json", help="Maskinläsbart")] = False) -> None:
    """Visa nycklarna och hur många rader var och en har gjort."""
    settings = krav()
    from app.drift import nyckelrotation as drift

    with vagran():
        raise typer.Exit(drift.status(settings, as_json=as_json))


@nyckelrotation.command("ta-bort")
def ta_bort_nyckel(slag: Slag, nyckel_id: Annotated[str, typer.Argument(help="Nyckelns id; se status")]) -> None:
    """Ta bort en avlöst nyckel för gott; vägras så länge något behöver den."""
    valt, settings = _nyckelslag(slag), krav()
    from app.drift import nyckelrotation as drift

    with vagran():
        raise typer.Exit(drift.ta_bort(settings, valt, nyckel_id))
