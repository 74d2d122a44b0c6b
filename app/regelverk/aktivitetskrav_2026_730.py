"""Aktivitetskravet as adopted (prop. 2025/26:207, SFS 2026:730): the default from October 2026.

The final wording of 12 kap. 4 a-6 a §§ SoL still has to be laid beside these values; ``grad`` says
which of them rest on official texts and which on others' reading.
"""

from datetime import date

from app.begrepp.tid import Manad
from app.regelverk.modell import AfSteg, Grad, Lagrum, Regelvarde, Regelverk, Undantag, Undantagsgrund, Varde

_I_KRAFT = date(2026, 7, 1)
_FORSTA_MANAD = Manad(2026, 10)
_LAGRUM = "12 kap. 4 a § SoL"


def _varde(kod: str, text: str, varde: Varde, *, grad: Grad, regel: str, lagrum: str = _LAGRUM) -> Regelvarde:
    return Regelvarde(kod, text, varde, lagrum, _I_KRAFT, grad, regel)


def _undantag(grund: Undantagsgrund, text: str, grad: Grad = Grad.B, regel: str = "AK-05") -> Undantag:
    return Undantag(grund, _varde(grund.value, text, grund.value, grad=grad, regel=regel))


REGELVERK = Regelverk(
    kod="aktivitetskrav-2026-730",
    namn="Aktivitetskrav enligt 12 kap. 4 a § socialtjänstlagen, SFS 2026:730",
    lagrum=Lagrum.SOL_12_4A,
    galler_fran=_FORSTA_MANAD,
    standard=True,
    af_steg=AfSteg.UNDERRATTELSE,
    varden=(
        _varde(
            "forsta_manad",
            "Deltagande begärs första gången för försörjningsstöd som avser oktober 2026.",
            str(_FORSTA_MANAD),
            grad=Grad.B,
            regel="AK-03",
        ),
        _varde(
            "manader_i_foljd",
            "Kravet gäller den som har haft försörjningsstöd minst tre månader i följd.",
            3,
            grad=Grad.B,
            regel="AK-02",
        ),
        _varde(
            "namndens_roll",
            "Nämnden ska begära deltagande och ska tillhandahålla aktiviteter.",
            "ska_begara",
            grad=Grad.B,
            regel="AK-10",
        ),
        _varde(
            "af_steg",
            "Nämnden underrättar Arbetsförmedlingen; underrättelsen hindrar inte beslutet.",
            "underrattelse",
            grad=Grad.B,
            regel="AK-15",
        ),
        _varde("timtak", "Högst 40 timmar i veckan.", 40, grad=Grad.C, regel="AK-07"),
        _varde(
            "timtak_barn_under_atta",
            "Högst 30 timmar i veckan med barn under åtta år i hushållet.",
            30,
            grad=Grad.C,
            regel="AK-07",
        ),
        _varde(
            "sysselsattning_pa_deltid",
            "Arbete, studier och insatser på deltid minskar timmarna.",
            "minskar_timmarna",
            grad=Grad.B,
            regel="AK-08",
        ),
        _varde(
            "formaga",
            "Omfattningen följer personens förmåga att delta.",
            "hogst_formagan",
            grad=Grad.B,
            regel="AK-09",
        ),
        _varde(
            "eget_jobbsokande",
            "Eget jobbsökande får tid i planen men är inte en anvisad aktivitet.",
            "raknas_for_sig",
            grad=Grad.C,
            regel="AK-12",
        ),
        _varde(
            "foljd",
            "Vid vägran utan godtagbart skäl ska fortsatt försörjningsstöd vägras eller sättas ned.",
            "ska_vagra_eller_satta_ned",
            grad=Grad.B,
            regel="AK-19",
            lagrum="12 kap. 5 § SoL",
        ),
        _varde(
            "individuell_plan",
            "Nämnden upprättar en individuell plan med skälig tid för eget jobbsökande.",
            "kravs",
            grad=Grad.B,
            regel="AK-13",
        ),
        _varde(
            "aktivitetskategorier",
            "Fyra slag av aktiviteter: motivation och förmåga, språk, jobbsökande, arbetsplatsförlagda.",
            ("motivation_formaga", "sprak", "jobbsokande", "arbetsplatsforlagd"),
            grad=Grad.C,
            regel="AK-11",
            lagrum="12 kap. 6 a § SoL",
        ),
        _varde(
            "arbetsplatser",
            "Arbetsplatsförlagda aktiviteter hos kommun, region, civilsamhälle eller företag.",
            ("kommun", "region", "civilsamhalle", "foretag"),
            grad=Grad.C,
            regel="AK-11",
            lagrum="12 kap. 6 a § SoL",
        ),
        _varde(
            "overklagbara_beslut",
            "Beslut om vägran eller nedsättning kan överklagas; begäran att delta antas inte kunna det.",
            ("vagran", "nedsattning"),
            grad=Grad.D,
            regel="AK-26",
            lagrum="43–44 §§ FL",
        ),
    ),
    undantag=(
        _undantag(Undantagsgrund.HELTID_ARBETE, "Arbetar på heltid."),
        _undantag(Undantagsgrund.HELTID_STUDIER, "Studerar på heltid.", Grad.D),
        _undantag(Undantagsgrund.HELTID_INSATS, "Har insats hos stat, kommun eller region på heltid."),
        _undantag(Undantagsgrund.RIKTALDER, "Har nått riktåldern för pension.", regel="AK-06"),
        _undantag(Undantagsgrund.SJUKERSATTNING, "Har sjukersättning, i den del hen har det."),
        _undantag(Undantagsgrund.SJUKPENNING, "Har sjukpenning, i den del hen har det."),
        _undantag(Undantagsgrund.ANNAN_FORMAN, "Har en annan socialförsäkringsförmån; ange vilken."),
        _undantag(Undantagsgrund.UNDER_18, "Är under 18 år.", regel="AK-04"),
        _undantag(
            Undantagsgrund.UNGDOM_I_SKOLA,
            "Är 18–20 år och går i grundskola, gymnasieskola eller motsvarande.",
            regel="AK-04",
        ),
        _undantag(Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1, "Är föräldraledig med barn under ett år.", Grad.S),
    ),
)
