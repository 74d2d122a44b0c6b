"""What the generated pages are written with."""

from collections.abc import Sequence


def tabell(huvud: Sequence[str], rader: Sequence[Sequence[str]]) -> str:
    """A table; bars in the cells are escaped."""
    alla = [huvud, ["---"] * len(huvud), *rader]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in rad) + " |" for rad in alla) + "\n"
