"""DP-15: a field of a list, named as a column that tells where somebody is, must be marked, so that it is hidden."""

import typing
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import LargeBinary

import app.main  # noqa: F401 - every schema
from app.core.classification import Klass
from app.core.concealment import rojande
from app.core.database import Base
from app.core.representations import Lista
from app.core.schema_types import modeller

pytestmark = pytest.mark.regel("DP-15")
# Named alike, but about no person: what there is for anybody; and days that tell nothing of where somebody is.
UNDANTAG = {
    ("AktivitetRad", "arrangor"), ("AktivitetRad", "plats"), ("AtkomstRad", "fran"), ("AtkomstRad", "till"),
    ("AvtalUt", "fran"), ("DelegationRad", "fran"),
    ("LogggranskningRad", "fran"), ("MarkeringRad", "fran"), ("NamndenhetUt", "fran"), ("NamngivenRad", "fran"),
    ("OrganisationUt", "epost"),
    ("OrganisationUt", "telefon"), ("StangdPeriodUt", "fran"), ("UndantagspostRad", "fran"),
}  # fmt: skip


def skyddade_namn() -> set[str]:
    """Columns of the class ``skyddad`` that are readable as they stand."""
    kolumner = (k for t in Base.metadata.tables.values() for k in t.columns)
    return {k.name for k in kolumner if k.info["klass"] is Klass.SKYDDAD and not isinstance(k.type, LargeBinary)}


def radmodeller() -> set[type[BaseModel]]:
    """The models of the rows of all lists."""
    falt = (f for modell in modeller(Lista) for f in modell.model_fields.values())
    typer: list[Any] = [a for f in falt for a in typing.get_args(f.annotation)]
    return {t for t in typer if isinstance(t, type) and issubclass(t, BaseModel)}


def test_falt_som_rojer_var_nagon_finns_ar_markta_i_alla_listor() -> None:
    namn = skyddade_namn()
    assert {"plats", "telefon", "borjar", "arbetsplats"} <= namn
    omarkta = {(m.__name__, f) for m in radmodeller() for f in (namn & m.model_fields.keys()) - set(rojande(m))}
    assert omarkta == UNDANTAG
    assert len([m for m in radmodeller() if rojande(m)]) > 5
