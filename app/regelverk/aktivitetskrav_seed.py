"""Aktivitetskravet as the kommun's own material describes it (an older proposal, Ds 2024:29 style).

Loadable by name, never chosen by the month: the adopted law says otherwise.
"""

from datetime import date

from app.begrepp.tid import Manad
from app.regelverk.modell import AfSteg, Grad, Lagrum, Regelvarde, Regelverk, Undantag, Undantagsgrund, Varde

_I_KRAFT = date(2026, 7, 1)
_FORSTA_MANAD = Manad(2026, 10)


def _varde(
    kod: str, text: str, varde: Varde, *, regel: str, grad: Grad = Grad.S, lagrum: str = "12 kap. 4 a § SoL"
) -> Regelvarde:
    return Regelvarde(kod, text, varde, lagrum, _I_KRAFT, grad, regel)


def _undantag(grund: Undantagsgrund, text: str, regel: str = "AK-05") -> Undantag:
    return Undantag(grund, _varde(grund.value, text, grund.value, regel=regel))


REGELVERK = Regelverk(
    kod="aktivitetskrav-seed",
    namn="Aktivitetskrav enligt kommunens underlag (äldre förslag)",
    lagrum=Lagrum.SOL_12_4A,
    galler_fran=_FORSTA_MANAD,
    standard=False,
    af_steg=AfSteg.INFORMATION,
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
            "Beslut om aktivitetskrav ska tas efter två sammanhängande månader med försörjningsstöd.",
            2,
            regel="AK-02",
        ),
        _varde("namndens_roll", "Nämnden ska besluta om aktivitetskrav.", "ska_besluta", regel="AK-10"),
        _varde(
            "af_steg", "Information överlämnas mellan kommunen och Arbetsförmedlingen.", "information", regel="AK-15"
        ),
        _varde("timtak", "Aktiviteterna ska motsvara heltid, 40 timmar i veckan.", 40, regel="AK-07"),
        _varde(
            "timtak_barn_under_atta",
            "Högst 30 timmar i veckan med barn under åtta år i hushållet, som i lagen.",
            30,
            grad=Grad.D,
            regel="AK-07",
        ),
        _varde(
            "sysselsattning_pa_deltid",
            "Underlaget nämner bara heltid; deltid minskar timmarna som i lagen.",
            "minskar_timmarna",
            grad=Grad.D,
            regel="AK-08",
        ),
        _varde(
            "formaga",
            "Underlaget nämner inte förmågan; omfattningen följer den som i lagen.",
            "hogst_formagan",
            grad=Grad.D,
            regel="AK-09",
        ),
        _varde("foljd", "Kravet har en sanktionsmekanism.", "sanktion", regel="AK-19"),
        _varde("individuell_plan", "Individuella planer ska finnas.", "kravs", regel="AK-13"),
        _varde(
            "aktivitetskategorier",
            "Fyra slag av aktiviteter: motivation och förmåga, språk, arbetsplatsförlagda, jobbsökande.",
            ("motivation_formaga", "sprak", "arbetsplatsforlagd", "jobbsokande"),
            regel="AK-11",
        ),
        _varde("arbetsplatser", "Arbetsplatser inom en kommunal förvaltning.", ("kommun",), regel="AK-11"),
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
        _undantag(Undantagsgrund.HELTID_STUDIER, "Studerar på heltid."),
        _undantag(Undantagsgrund.HELTID_INSATS, "Har insats hos stat, kommun eller region på heltid."),
        _undantag(Undantagsgrund.RIKTALDER, "Har nått riktåldern för pension.", "AK-06"),
        _undantag(Undantagsgrund.SJUKERSATTNING, "Har sjukersättning, i den del hen har det."),
        _undantag(Undantagsgrund.FORALDRALEDIG_BARN_UNDER_1, "Är föräldraledig med barn under ett år."),
    ),
)
