"""The prövning: outcome, the rules that were tried and why, hours and the next day something changes.

Pure: the same question gives the same answer, byte for byte. It computes and explains; it decides nothing
about a person (DP-31).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.begrepp.tid import Manad, plus_ar
from app.regelverk.modell import Grad, Regelverk, Undantagsgrund
from app.regelverk.motor.fakta import Fakta, Undantag, undantagen_till
from app.regelverk.motor.forklaring import Faktum, Regelprov, Regelresultat, prov
from app.regelverk.motor.fraga import Andring, Antagande, Fraga, Orsak, Provning, Utfall
from app.regelverk.motor.klocka import Kravklocka, kravklocka, kravregelverken
from app.regelverk.motor.timmar import Timmar, timmar
from app.regelverk.motor.undantagsprovning import alla_undantag, prova_grunder
from app.regelverk.riktalder import nar_riktalder
from app.regelverk.urval import REGELVERK, regelverk_for, regelverk_med

_UTFALL_TEXT = {
    Utfall.OMFATTAS: "omfattas",
    Utfall.UNDANTAG: "undantagen",
    Utfall.AVVAKTA: "avvaktar",
    Utfall.OMFATTAS_INTE: "omfattas inte",
}


def antagna(antaganden: Sequence[Antagande], bland: Sequence[Regelverk] = REGELVERK) -> tuple[Regelverk, ...]:
    """The rulesets as they would be; raises ``KeyError`` for an unknown ruleset or value."""
    for antagande in antaganden:
        bland = _med(antagande, bland)
    return tuple(bland)


def _med(a: Antagande, bland: Sequence[Regelverk]) -> tuple[Regelverk, ...]:
    valt = regelverk_med(a.regelverk, bland)
    if valt is None:
        raise KeyError(a.regelverk)
    nytt = valt.antaget(a.varde_kod, a.varde, max(a.fran_manad, valt.galler_fran))
    return (*(r for r in bland if r is not valt or valt.galler_fran < a.fran_manad), nytt)


def _att_valja_bland(fraga: Fraga, bland: Sequence[Regelverk]) -> tuple[Regelverk, ...]:
    """Those that were known when the question was put, with what is assumed."""
    kanda = [r for r in bland if not fraga.kanda_regelverk or r.kod in fraga.kanda_regelverk]
    return antagna(fraga.antaganden, kanda)


def prova(fraga: Fraga, bland: Sequence[Regelverk] = REGELVERK) -> Provning:
    """Try the rules on the facts; raises ``RegelverkSaknas`` or ``KeyError`` where there is no ruleset."""
    return _Provare(fraga, _att_valja_bland(fraga, bland)).svar()


def klocka_for(fraga: Fraga, bland: Sequence[Regelverk] = REGELVERK) -> Kravklocka:
    """The clock alone."""
    return _Provare(fraga, _att_valja_bland(fraga, bland)).klocka


def undantag_i(fraga: Fraga, bland: Sequence[Regelverk] = REGELVERK) -> tuple[Undantag, ...]:
    """The grounds of exemption told in the question or following from its facts."""
    return _Provare(fraga, _att_valja_bland(fraga, bland)).undantag


@dataclass(frozen=True, slots=True)
class _Dagslage:
    """What holds on one day; two days with equal ones differ in nothing that matters."""

    regelverk: str
    utfall: Utfall
    grund: Undantagsgrund | None
    timmar: int | None

    @property
    def text(self) -> str:
        grund = f" ({self.grund.value})" if self.grund else ""
        antal = f", {self.timmar} timmar i veckan" if self.timmar is not None else ""
        return f"{_UTFALL_TEXT[self.utfall]}{grund}{antal}"


class _Provare:
    """One question under way."""

    def __init__(self, fraga: Fraga, bland: Sequence[Regelverk]) -> None:
        self.fraga = fraga
        self.fakta: Fakta = fraga.fakta
        self.bland = bland
        self.manad = fraga.avser_manad
        self.nu = Manad.for_dag(fraga.kand_dag)
        self.regelverk = self._regelverk(self.manad)

    def _regelverk(self, manad: Manad) -> Regelverk:
        if self.fraga.regelverk is None:
            return regelverk_for(manad, self.bland)
        namngivet = regelverk_med(self.fraga.regelverk, self.bland)
        if namngivet is None:
            raise KeyError(self.fraga.regelverk)
        return namngivet

    @cached_property
    def klocka(self) -> Kravklocka:
        """By what is on record up to the month asked about."""
        namngivet = self.fraga.regelverk is not None and self.regelverk.antal_manader is not None
        bland = (self.regelverk,) if namngivet else kravregelverken(self.bland)
        return kravklocka(self.fakta.manader, self.fakta.fodd, self.manad, self.nu, bland, self.fraga.tolkning)

    @cached_property
    def undantag(self) -> tuple[Undantag, ...]:
        """Told or following from the facts, by the ruleset of the month."""
        return alla_undantag(self.fakta, self.regelverk, self.fraga.tolkning)

    def svar(self) -> Provning:
        """The whole answer; who is exempt for a part of the month only is tried from the first day that is not."""
        fran = max(self.fraga.fran, self.manad.forsta)
        slut = undantagen_till(self.undantag, fran)
        hela = slut is None or slut > self.manad.sista
        dag = fran if hela or slut is None else slut
        utfall, orsak = self._utfall(self.regelverk, self.manad, om_obruten=False, undantagen=hela)
        antal = self._timmar(self.regelverk, dag) if utfall is Utfall.OMFATTAS else None
        undantagen = utfall is Utfall.UNDANTAG
        return Provning(
            regelverk=self.regelverk,
            utfall=utfall,
            orsak=orsak,
            undantag=self._grund(self.undantag, dag) if undantagen else None,
            undantagen_till=slut if undantagen else None,
            klocka=self.klocka,
            timmar=antal,
            regler=tuple(self._regler(dag, antal)),
            signaler=tuple(self._signaler(dag)),
            nasta_andring=self._nasta_andring(dag),
        )

    # --- outcome --------------------------------------------------------------------------------

    def _utfall(
        self, regelverk: Regelverk, manad: Manad, *, om_obruten: bool, undantagen: bool
    ) -> tuple[Utfall, Orsak | None]:
        """The first rule that settles it; exempt also while months are missing."""
        if manad < regelverk.galler_fran:
            return Utfall.OMFATTAS_INTE, Orsak.MANAD_FORE_KRAVET
        stod = self._stod(manad)
        if stod is False:
            return Utfall.OMFATTAS_INTE, Orsak.UTAN_FORSORJNINGSSTOD
        if undantagen:
            return Utfall.UNDANTAG, None
        if not self._vuxen(regelverk, manad):
            return Utfall.OMFATTAS_INTE, Orsak.INTE_VUXEN
        if stod is None and manad < self.nu:
            return Utfall.AVVAKTA, Orsak.OKAND_MANAD
        return self._efter_manader(regelverk, manad, om_obruten=om_obruten)

    def _efter_manader(self, regelverk: Regelverk, manad: Manad, *, om_obruten: bool) -> tuple[Utfall, Orsak | None]:
        antal = regelverk.antal_manader
        if antal is None:
            kand = any(self.fakta.manader.values())
            return (Utfall.OMFATTAS, None) if kand else (Utfall.AVVAKTA, Orsak.MANADER_SAKNAS)
        if self.klocka.okand_efter:
            return Utfall.AVVAKTA, Orsak.OKAND_MANAD
        if self.klocka.nadd(antal, manad, om_obruten=om_obruten):
            return Utfall.OMFATTAS, None
        return Utfall.AVVAKTA, Orsak.OKAND_MANAD if self.klocka.okanda else Orsak.MANADER_SAKNAS

    def _stod(self, manad: Manad) -> bool | None:
        return self.fakta.manader.get(manad)

    def _vuxen(self, regelverk: Regelverk, manad: Manad) -> bool:
        """AK-04, where the ruleset has no ground for it: adult on the month's last day."""
        if self.fakta.fodd is None or Undantagsgrund.UNDER_18 in regelverk.undantagsgrunder:
            return True
        return plus_ar(self.fakta.fodd, 18) <= manad.sista

    def _timmar(self, regelverk: Regelverk, dag: date) -> Timmar:
        return timmar(self.fakta, regelverk, dag, self.fraga.tolkning)

    @staticmethod
    def _grund(undantag: Sequence[Undantag], dag: date) -> Undantag | None:
        """The full ground that holds longest of those that hold that day."""
        galler = [u for u in undantag if u.helt and u.galler(dag)]
        return max(galler, key=lambda u: (u.dagar.upphor or date.max, u.fran, u.grund.value), default=None)

    # --- the next day on which something changes ------------------------------------------------

    def _nasta_andring(self, dag: date) -> Andring | None:
        nu = self._dagslage(dag)
        for kandidat in sorted({d for d in self._brytdagar() if d > dag}):
            sedan = self._dagslage(kandidat)
            if sedan != nu:
                return Andring(kandidat, f"Från {kandidat.isoformat()}: {sedan.text}. Före det: {nu.text}.")
        return None

    def _dagslage(self, dag: date) -> _Dagslage:
        """As it would be on the day, if the support goes on and nothing new is told."""
        manad = Manad.for_dag(dag)
        regelverk = self._regelverk(manad)
        undantag = alla_undantag(self.fakta, regelverk, self.fraga.tolkning)
        grund = self._grund(undantag, dag)
        utfall, _ = self._utfall(regelverk, manad, om_obruten=manad > self.manad, undantagen=grund is not None)
        antal = self._timmar(regelverk, dag).summa if utfall is Utfall.OMFATTAS else None
        return _Dagslage(regelverk.kod, utfall, grund.grund if utfall is Utfall.UNDANTAG and grund else None, antal)

    def _brytdagar(self) -> Iterator[date]:
        """Every day on which something in the facts or the law begins or ends."""
        for period in (*(u.dagar for u in self.undantag), *self.fakta.sysselsattningar, *self.fakta.formaner):
            yield period.fran
            if period.upphor is not None:
                yield period.upphor
        yield from (d for d in (self.fakta.yngsta_barn_fyller_ett, self.fakta.yngsta_barn_fyller_atta) if d)
        if self.fakta.fodd is not None:
            yield plus_ar(self.fakta.fodd, 18)
            yield nar_riktalder(self.fakta.fodd)
        yield from (r.galler_fran.forsta for r in self.bland if r.standard)
        yield from (m.forsta for m in self.fakta.manader)
        yield from self._kravmanader()

    def _kravmanader(self) -> Iterator[date]:
        if self.klocka.krav_manad_om_obruten is not None:
            yield self.klocka.krav_manad_om_obruten.forsta

    # --- the explanation ------------------------------------------------------------------------

    def _regler(self, dag: date, antal: Timmar | None) -> Iterator[Regelprov]:
        yield self._prov_regelverk()
        yield self._prov_stod()
        yield self._prov_undantag(dag)
        yield self._prov_manader()
        if antal is not None:
            yield self._prov_timmar(antal)

    def _prov_regelverk(self) -> Regelprov:
        """AK-01, AK-03."""
        r, for_tidigt = self.regelverk, self.manad < self.regelverk.galler_fran
        return Regelprov(
            "AK-03" if for_tidigt else "AK-01",
            "Vilken grund och vilket regelverk gäller för månaden?",
            Regelresultat.INTE_UPPFYLLD if for_tidigt else Regelresultat.UPPFYLLD,
            f"Regelverket gäller först från {r.galler_fran}." if for_tidigt else f"{r.namn}.",
            r.lagrum.text,
            Grad.B if for_tidigt else Grad.D,
            {"avser_manad": str(self.manad), "regelverk": r.kod, "galler_fran_manad": str(r.galler_fran)},
        )

    def _prov_stod(self) -> Regelprov:
        """AK-36: försörjningsstöd of this adult in the month itself."""
        stod = self._stod(self.manad)
        resultat, svar = {
            True: (Regelresultat.UPPFYLLD, "Ja, försörjningsstöd är registrerat."),
            False: (Regelresultat.INTE_UPPFYLLD, "Nej, inget försörjningsstöd den månaden."),
            None: (
                Regelresultat.OKAND,
                "Månaden är inte registrerad."
                if self.manad < self.nu
                else "Månaden är inte registrerad än; prövningen förutsätter att stödet fortsätter.",
            ),
        }[stod]
        fakta: dict[str, Faktum] = {"avser_manad": str(self.manad), "forsorjningsstod": stod}
        fraga = "Har personen försörjningsstöd den månad som prövas?"
        return Regelprov("AK-36", fraga, resultat, svar, self.regelverk.lagrum.text, Grad.B, fakta)

    def _prov_undantag(self, dag: date) -> Regelprov:
        """AK-05 with each ground as a part."""
        grund = self._grund(self.undantag, dag)
        helt = grund is not None
        svar = "Ja, ett helt undantag gäller." if helt else "Nej, inget helt undantag gäller."
        if not self.regelverk.undantag:
            svar = "Regelverket har inga undantag; förutsättningarna vägs i bedömningen."
        return Regelprov(
            "AK-05",
            "Gäller något undantag?",
            Regelresultat.UPPFYLLD if helt else Regelresultat.INTE_UPPFYLLD,
            svar,
            self.regelverk.lagrum.text,
            Grad.B,
            {"provad_dag": dag.isoformat()},
            prova_grunder(self.undantag, self.regelverk, dag),
        )

    def _prov_manader(self) -> Regelprov:
        """AK-02: months in a row before the month tried."""
        varde, k = self.regelverk.regelvarde("manader_i_foljd"), self.klocka
        antal = self.regelverk.antal_manader
        fakta: dict[str, Faktum] = {
            "antal_manader": len(k.raknade),
            "raknade_manader": [str(m) for m in k.raknade],
            "okanda_manader": [str(m) for m in k.okanda],
            "kravs_manader": antal,
        }
        fraga = "Har personen haft försörjningsstöd tillräckligt många månader i följd?"
        if antal is None:
            return prov(varde, fraga, Regelresultat.INTE_AKTUELL, varde.text, fakta)
        nadd = k.nadd(antal, self.manad, om_obruten=False) and not k.okand_efter
        if nadd:
            return prov(varde, fraga, Regelresultat.UPPFYLLD, f"Ja, minst {antal} månader i följd.", fakta)
        if k.okanda:
            okanda = ", ".join(str(m) for m in k.okanda)
            return prov(varde, fraga, Regelresultat.OKAND, f"Okänt: uppgift saknas för {okanda}.", fakta)
        svar = f"Nej, {len(k.raknade)} av {antal} månader."
        if k.krav_manad_om_obruten is not None:
            svar += f" Fortsätter stödet gäller kravet från {k.krav_manad_om_obruten}."
        return prov(varde, fraga, Regelresultat.INTE_UPPFYLLD, svar, fakta)

    def _prov_timmar(self, antal: Timmar) -> Regelprov:
        """AK-07 - AK-09 with each row of the sum as a part."""
        delar = tuple(
            Regelprov(r.regel, r.text, Regelresultat.UPPFYLLD, f"{r.timmar:+d} timmar", r.lagrum, r.grad)
            for r in antal.rader
        )
        fakta: dict[str, Faktum] = {
            "timmar_per_vecka": antal.summa,
            "tak": antal.tak,
            "eget_jobbsokande": antal.eget_jobbsokande,
            "anvisad": antal.anvisad,
        }
        varde = self.regelverk.regelvarde("timtak")
        fraga = "Hur många timmar i veckan kan begäras?"
        svar = f"{antal.summa} timmar i veckan, varav {antal.eget_jobbsokande} eget jobbsökande."
        if antal.summa == 0:
            svar = "0 timmar: det finns inget att begära (AK-08)."
        return prov(varde, fraga, Regelresultat.UPPFYLLD, svar, fakta, delar)

    def _signaler(self, dag: date) -> Iterator[Regelprov]:
        """What the handläggare should look at; none of it changes the outcome."""
        f, lag = self.fakta, self.regelverk.lagrum.text
        if f.fodd is not None and plus_ar(f.fodd, 18) <= dag < plus_ar(f.fodd, 21):
            fraga = "Går personen, som är 18–20 år, i grundskola, gymnasieskola eller motsvarande?"
            yield Regelprov("AK-04", fraga, Regelresultat.OKAND, "Begär intyg om skolgång.", lag, Grad.B)
        if f.yngsta_barn_fyller_ett is not None and dag < f.yngsta_barn_fyller_ett:
            fraga = "Är personen föräldraledig? Det yngsta barnet är under ett år."
            yield Regelprov("AK-05", fraga, Regelresultat.OKAND, "Pröva om det undantar.", lag, Grad.S)
        if f.antal_barn > 0 or f.yngsta_barn_fyller_atta or f.yngsta_barn_fyller_ett:
            svar = "Bedöm och dokumentera barnets bästa."
            yield Regelprov(
                "AK-29", "Hur påverkas barnen i hushållet?", Regelresultat.OKAND, svar, "6 kap. SoL", Grad.S
            )
        if f.formaga_timmar is None:
            fraga = "Vad räcker personens förmåga till?"
            yield Regelprov("AK-09", fraga, Regelresultat.OKAND, "Förmågan är inte bedömd.", lag, Grad.B)
