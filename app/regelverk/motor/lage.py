"""How things stand on a day: the ruleset, the clock, the exemptions and what they come to together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from app.begrepp.tid import Manad
from app.regelverk.modell import Lagrum, Regelverk, Undantagsgrund
from app.regelverk.motor.antaganden import antagna, versioner, vid
from app.regelverk.motor.fakta import Fakta, Undantag, undantagen_till
from app.regelverk.motor.fraga import Fraga, Orsak, Utfall
from app.regelverk.motor.klocka import Kravklocka, kravklocka, kravregelverken
from app.regelverk.motor.timmar import Timmar, timmar
from app.regelverk.motor.undantagsprovning import alla_undantag, utanfor_aldern
from app.regelverk.urval import REGELVERK, regelverk_for


@dataclass(frozen=True, slots=True)
class Dagslage:
    """What holds on one day; two days with equal ones differ in nothing that matters."""

    regelverk: str
    utfall: Utfall
    grund: Undantagsgrund | None
    timmar: int | None
    orsak: Orsak | None = field(default=None, compare=False)


class Lage:
    """One question with its rulesets; what is worked out once is kept."""

    def __init__(self, fraga: Fraga, bland: Sequence[Regelverk] = REGELVERK) -> None:
        self.fraga = fraga
        self.fakta: Fakta = fraga.fakta
        self.bland = antagna(fraga.antaganden, bland)
        self.manad = fraga.avser_manad
        self.nu = Manad.for_dag(fraga.kand_dag)
        self._klockor: dict[Manad, Kravklocka] = {}
        self._undantag: dict[str, tuple[Undantag, ...]] = {}
        self._manadens: dict[Manad, Regelverk] = {}
        self.regelverk = self.regelverk_for(self.manad)

    # --- rulesets -------------------------------------------------------------------------------

    def regelverk_for(self, manad: Manad) -> Regelverk:
        """The one that is named, as it reads for the month, or else that of the month."""
        if manad not in self._manadens:
            namn = self.fraga.regelverk
            self._manadens[manad] = (
                regelverk_for(manad, self.bland) if namn is None else vid(manad, versioner(namn, self.bland))
            )
        return self._manadens[manad]

    @cached_property
    def kravregelverken(self) -> tuple[Regelverk, ...]:
        """Those whose number of months the clock goes by: the named one's, or all that the month may choose."""
        if self.fraga.regelverk is not None and self.regelverk.antal_manader is not None:
            return versioner(self.fraga.regelverk, self.bland)
        return kravregelverken(self.bland)

    @cached_property
    def kommande(self) -> tuple[Regelverk, ...]:
        """Those that an answer for the month or a later one may rest on."""
        namn = self.fraga.regelverk
        namngivna = () if namn is None else versioner(namn, self.bland)
        valbara = sorted((r for r in self.bland if r.standard), key=lambda r: r.galler_fran)
        gallande = [r for r in valbara if r.galler_fran <= self.manad][-1:]
        senare = [r for r in valbara if r.galler_fran > self.manad]
        return tuple({r.kod: r for r in (*namngivna, *gallande, *senare)}.values())

    # --- clock ----------------------------------------------------------------------------------

    @cached_property
    def klocka(self) -> Kravklocka:
        """By what is on record up to the month asked about."""
        return self._ny_klocka(self.manad)

    def klocka_for(self, manad: Manad) -> Kravklocka:
        """By what is on record up to a later month; the same one unless something is, or should be, on record."""
        if manad <= self.manad or not (self.senare_manader or self.manad < self.nu):
            return self.klocka
        if manad not in self._klockor:
            self._klockor[manad] = self._ny_klocka(manad)
        return self._klockor[manad]

    @cached_property
    def senare_manader(self) -> bool:
        """Whether months after the one asked about are on record."""
        return any(m > self.manad for m in self.fakta.manader)

    def _ny_klocka(self, manad: Manad) -> Kravklocka:
        f = self.fakta
        return kravklocka(f.manader, f.fodd, manad, self.nu, self.kravregelverken, self.fraga.tolkning)

    # --- exemptions -----------------------------------------------------------------------------

    def undantag_enligt(self, regelverk: Regelverk) -> tuple[Undantag, ...]:
        """Told or following from the facts, of the grounds that the ruleset knows."""
        if regelverk.kod not in self._undantag:
            self._undantag[regelverk.kod] = alla_undantag(
                self.fakta, regelverk, self.fraga.tolkning, self.utanfor_aldern
            )
        return self._undantag[regelverk.kod]

    @cached_property
    def undantag(self) -> tuple[Undantag, ...]:
        """By the ruleset of the month."""
        return self.undantag_enligt(self.regelverk)

    @cached_property
    def utanfor_aldern(self) -> tuple[Undantag, ...]:
        """Days before 18 and from riktålder on: outside every ruleset, also one without those grounds."""
        return utanfor_aldern(self.fakta)

    def fri_fran(self, regelverk: Regelverk, dag: date) -> date | None:
        """The first day from ``dag`` to its month's end that nothing exempts from, or None."""
        fri = undantagen_till((*self.undantag_enligt(regelverk), *self.utanfor_aldern), dag)
        return fri if fri is not None and fri <= Manad.for_dag(dag).sista else None

    @staticmethod
    def grund(undantag: Sequence[Undantag], dag: date) -> Undantag | None:
        """The full ground that holds longest of those that hold that day."""
        galler = [u for u in undantag if u.helt and u.galler(dag)]
        return max(galler, key=lambda u: (u.upphor or date.max, u.fran, u.grund.value), default=None)

    # --- outcome --------------------------------------------------------------------------------

    def stod(self, manad: Manad) -> bool | None:
        """AK-36: whether this adult has försörjningsstöd in the month; None when nobody has told."""
        return self.fakta.manader.get(manad)

    def utfall(self, regelverk: Regelverk, dag: date) -> tuple[Utfall, Orsak | None]:
        """The first rule that settles it for the day; exempt also while months are missing."""
        manad = Manad.for_dag(dag)
        if manad < regelverk.galler_fran:
            return Utfall.OMFATTAS_INTE, Orsak.MANAD_FORE_KRAVET
        if self.stod(manad) is False:
            return Utfall.OMFATTAS_INTE, Orsak.UTAN_FORSORJNINGSSTOD
        if self.grund(self.undantag_enligt(regelverk), dag):
            return Utfall.UNDANTAG, None
        if utanfor := self.grund(self.utanfor_aldern, dag):
            under = utanfor.grund is Undantagsgrund.UNDER_18
            return Utfall.OMFATTAS_INTE, Orsak.INTE_VUXEN if under else Orsak.ANNAT
        return self._efter_manader(regelverk, dag, manad)

    def _efter_manader(self, regelverk: Regelverk, dag: date, manad: Manad) -> tuple[Utfall, Orsak | None]:
        klocka, antal = self.klocka_for(manad), regelverk.antal_manader
        if self.stod(manad) is None and manad < self.nu:
            return Utfall.AVVAKTA, Orsak.OKAND_MANAD
        if antal is None:
            return self._utan_antal(regelverk, dag)
        if klocka.okand_efter:
            return Utfall.AVVAKTA, Orsak.OKAND_MANAD
        if klocka.nadd(antal, manad, om_obruten=manad > self.manad):
            return Utfall.OMFATTAS, None
        return Utfall.AVVAKTA, Orsak.OKAND_MANAD if klocka.okanda else Orsak.MANADER_SAKNAS

    def _utan_antal(self, regelverk: Regelverk, dag: date) -> tuple[Utfall, Orsak | None]:
        """The older ground, for whom the requirement doesn't cover that month (AK-01)."""
        if self.kravet_gar_fore(regelverk, dag):
            return Utfall.OMFATTAS_INTE, Orsak.ANNAT
        if any(self.fakta.manader.values()):
            return Utfall.OMFATTAS, None
        return Utfall.AVVAKTA, Orsak.MANADER_SAKNAS

    def kravet_gar_fore(self, regelverk: Regelverk, dag: date) -> bool:
        """Whether the ruleset of the month is the other ground and covers the person from the day on."""
        if regelverk.lagrum is not Lagrum.SOL_12_4:
            return False
        manadens = regelverk_for(Manad.for_dag(dag), self.bland)
        if manadens.lagrum is Lagrum.SOL_12_4:
            return False
        fri = self.fri_fran(manadens, dag)
        return fri is not None and self.utfall(manadens, fri)[0] is Utfall.OMFATTAS

    def timmar(self, regelverk: Regelverk, dag: date) -> Timmar:
        """Suggested hours a week on the day."""
        return timmar(self.fakta, regelverk, dag, self.fraga.tolkning)

    def pa(self, dag: date) -> Dagslage:
        """As it would be on the day, if the support goes on and nothing new is told."""
        regelverk = self.regelverk_for(Manad.for_dag(dag))
        utfall, orsak = self.utfall(regelverk, dag)
        grund = self.grund(self.undantag_enligt(regelverk), dag) if utfall is Utfall.UNDANTAG else None
        antal = self.timmar(regelverk, dag).summa if utfall is Utfall.OMFATTAS else None
        return Dagslage(regelverk.kod, utfall, grund.grund if grund else None, antal, orsak)
