"""Bevakningar: kinds that come with measurements and reports."""

from collections.abc import Sequence

from alembic import op

from migrations.villkor import byt_villkor, ord_i

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FORE = (
    "kommunicering_svar", "overklagandetid", "delgivning", "samrad_svar", "underrattelse_af", "ej_paborjat",
    "bestallning_mottagande", "bestallning_svar", "mote_bokning", "mote_genomforande", "bedomning_avvaktan",
    "bedomning_utkast", "plan_godkannande", "rapport_inlamning", "rapport_godkannande", "overlamning_utkast",
    "overlamning_kvittens", "meddelande_af", "timmar_andras", "omprovning", "beslut_senast", "riktalder", "fk_svar",
    "bestallning_flytt", "slutredovisning", "forslag_svar", "mote_uppfoljning", "narvaro_inlamning", "narvaro_rattad",
    "avvikelse_beslut", "avvikelse_uppfoljning", "plats_erbjuden", "meddelande_olast", "bestallning_utforare",
    "bestallning_paus", "plan_eskalering",
)  # fmt: skip
NYA = (
    "matning_senast", "rapport_senast", "slutrapport_inlamning", "slutrapport_godkannande",
)  # fmt: skip


def _byt(fran: tuple[str, ...], till: tuple[str, ...]) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    byt_villkor("bevakningar", "ck_bevakningar_sort", ord_i("sort", fran), ord_i("sort", till))


def upgrade() -> None:
    """Apply."""
    _byt(FORE, FORE + NYA)


def downgrade() -> None:
    """Take back."""
    _byt(FORE + NYA, FORE)
