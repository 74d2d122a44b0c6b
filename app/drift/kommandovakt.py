"""What a command does before it runs, and how it says no. Light to load: every command imports this."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from app.settings import Settings


@contextmanager
def vagran() -> Iterator[None]:
    """A refusal to run unsafely: one sentence per fault on standard error, exit code 2."""
    from app.drift.produktion import OsakerInstallning

    try:
        yield
    except OsakerInstallning as fel:
        typer.echo(str(fel), err=True)
        raise typer.Exit(2) from None


def krav() -> Settings:
    """The settings, if they may be run with; looked at before anything heavy is loaded."""
    from app.drift import produktion

    settings = Settings()
    with vagran():
        produktion.krav(settings)
    return settings
