"""The content of a report as CSV and as a workbook: the same tables and rows, the same bytes each time.

What a spreadsheet would take for a formula is written as text; numbers stay numbers. A workbook is built row by row
into a file without a name, so that nothing grows with the report and nothing is left behind.
"""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from app.core.csv_table import ofarlig
from app.vyer.rapporter.innehall import Radserie, tabeller_for
from app.vyer.rapporter.models import Rapport
from app.vyer.rapporter.sort import Csvform, Varde
from app.vyer.rapporter.sorter import fraga_for, sort_for

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BIT = 64 * 1024


def _rader(form: Csvform, rader: Sequence[Sequence[Varde]], *, utfyllda: bool) -> bytes:
    """Lines of CSV, or of fixed widths where there is no separator."""
    celler = [[ofarlig(varde) for varde in rad] for rad in rader]
    if utfyllda:
        celler = [form.utfylld(rad) for rad in celler]
    if not form.skiljetecken:
        text = "".join("".join(map(str, rad)) + "\r\n" for rad in celler)
    else:
        ut = io.StringIO(newline="")
        csv.writer(ut, delimiter=form.skiljetecken, lineterminator="\r\n").writerows(celler)
        text = ut.getvalue()
    return text.encode(form.teckenkodning, errors="replace")


async def som_csv(rapport: Rapport, rader: Radserie, *, dolj: bool = False) -> AsyncIterator[bytes]:
    """The rows of a report of single persons by its layout; else its tables, one after the other."""
    sort, fraga = sort_for(rapport), fraga_for(rapport)
    if not sort.individuell:
        for del_ in _tabeller(rapport, dolj=dolj):
            yield del_
        return
    form = sort.csv(fraga)
    if form.rubrikrad:
        yield form.borjan + _rader(form, [sort.kolumner_for(fraga)], utfyllda=not form.skiljetecken)
    async for omgang in rader:
        yield _rader(form, [rad.varden for rad in omgang], utfyllda=True)


def _tabeller(rapport: Rapport, *, dolj: bool) -> Iterator[bytes]:
    form = Csvform(bom=True)
    yield form.borjan
    for nummer, tabell in enumerate(tabeller_for(rapport, dolj=dolj)):
        luft: list[Sequence[Varde]] = [()] if nummer else []
        yield _rader(form, [*luft, (tabell.rubrik,), tabell.kolumner, *tabell.rader], utfyllda=False)


class Arbetsbok:
    """A workbook being written; its file has no name, and its parts lie in a folder that goes with it.

    It says that it was made at ``gjord``, whenever it is.
    """

    def __init__(self, mapp: Path, gjord: datetime) -> None:
        mapp.mkdir(parents=True, exist_ok=True)
        self._delar = tempfile.TemporaryDirectory(prefix="rapport-", dir=mapp)
        self._fil: IO[bytes] = tempfile.TemporaryFile(dir=self._delar.name)  # noqa: SIM115 - handed over when it is whole
        val = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "tmpdir": self._delar.name}  # fmt: skip
        import xlsxwriter  # noqa: PLC0415 - only workbooks need it, and the start is to be short

        self._bok = xlsxwriter.Workbook(self._fil, val)
        self._bok.set_properties({"created": gjord.astimezone(UTC).replace(tzinfo=None)})
        self._rubrik = self._bok.add_format({"bold": True})
        self._blad: Any = None
        self._rad = 0

    def blad(self, namn: str, kolumner: Sequence[str]) -> None:
        """A new sheet with its headings."""
        self._blad, self._rad = self._bok.add_worksheet(namn[:31]), 0
        self._blad.freeze_panes(1, 0)
        self._skriv(kolumner, self._rubrik)

    def rader(self, rader: Sequence[Sequence[Varde]]) -> None:
        """More rows of the sheet."""
        for rad in rader:
            self._skriv(rad, None)

    def _skriv(self, rad: Sequence[Varde], format_: Any) -> None:
        for kolumn, varde in enumerate(rad):
            if isinstance(varde, int):
                self._blad.write_number(self._rad, kolumn, varde, format_)
            elif varde is not None:
                self._blad.write_string(self._rad, kolumn, str(ofarlig(varde)), format_)
        self._rad += 1

    def fardig(self) -> IO[bytes]:
        """The whole file, from its beginning; only what is open is left of it."""
        self._bok.close()
        self._delar.cleanup()
        self._fil.seek(0)
        return self._fil

    def kasta(self) -> None:
        """Leave nothing of one that was not finished."""
        self._fil.close()
        self._delar.cleanup()


async def som_xlsx(rapport: Rapport, rader: Radserie, mapp: Path, *, dolj: bool = False) -> AsyncIterator[bytes]:
    """Built whole in a file first; then its pieces. What blocks is done in a thread."""
    bok = await asyncio.to_thread(Arbetsbok, mapp, rapport.kand_vid)
    try:
        await _fyll(bok, rapport, rader, dolj=dolj)
        fil = await asyncio.to_thread(bok.fardig)
    except BaseException:
        bok.kasta()
        raise
    return _bitar(fil)


async def _fyll(bok: Arbetsbok, rapport: Rapport, rader: Radserie, *, dolj: bool) -> None:
    sort = sort_for(rapport)
    if sort.individuell:
        bok.blad("rader", sort.kolumner_for(fraga_for(rapport)))
        async for omgang in rader:
            await asyncio.to_thread(bok.rader, [rad.varden for rad in omgang])
        return
    for tabell in tabeller_for(rapport, dolj=dolj):
        bok.blad(tabell.namn, tabell.kolumner)
        bok.rader(tabell.rader)


async def _bitar(fil: IO[bytes]) -> AsyncIterator[bytes]:
    with fil:
        while bit := await asyncio.to_thread(fil.read, BIT):
            yield bit
