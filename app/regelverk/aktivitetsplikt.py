"""Aktivitetsplikt: the nämnd *may* request praktik or kompetenshöjande verksamhet (SoL 12 kap. 4-6 §§)."""

from datetime import date

from app.begrepp.tid import Manad
from app.regelverk.modell import AfSteg, Grad, Lagrum, Regelvarde, Regelverk, Varde

_SOL_2025 = date(2025, 7, 1)


def _varde(kod: str, text: str, varde: Varde, *, grad: Grad, regel: str, lagrum: str = "12 kap. 4 § SoL") -> Regelvarde:
    return Regelvarde(kod, text, varde, lagrum, _SOL_2025, grad, regel)


REGELVERK = Regelverk(
    kod="aktivitetsplikt",
    namn="Aktivitetsplikt enligt 12 kap. 4 § socialtjänstlagen",
    lagrum=Lagrum.SOL_12_4,
    galler_fran=Manad.for_dag(_SOL_2025),
    standard=True,
    af_steg=AfSteg.SAMRAD,
    varden=(
        _varde(
            "manader_i_foljd",
            "Lagen anger inget antal månader; nämnden får begära deltagande under viss tid.",
            None,
            grad=Grad.A,
            regel="AK-02",
        ),
        _varde(
            "namndens_roll", "Nämnden får begära att den enskilde deltar.", "far_begara", grad=Grad.A, regel="AK-19"
        ),
        _varde("af_steg", "Samråd med Arbetsförmedlingen ska ske före beslutet.", "samrad", grad=Grad.A, regel="AK-14"),
        _varde(
            "ingen_lamplig_atgard",
            "Begäran förutsätter att ingen lämplig arbetsmarknadspolitisk åtgärd har kunnat erbjudas.",
            "kravs",
            grad=Grad.A,
            regel="AK-37",
        ),
        _varde(
            "maltimmar",
            "Eskilstunas mål är aktiviteter 20–30 timmar i veckan.",
            (20, 30),
            grad=Grad.S,
            regel="AK-07",
            lagrum="kommunens riktlinje",
        ),
        _varde(
            "timtak",
            "Lagen anger ingen övre gräns; tjänsten godtar inte mer än heltid, 40 timmar i veckan.",
            40,
            grad=Grad.D,
            regel="AK-07",
        ),
        _varde(
            "timtak_barn_under_atta",
            "Lagen gör ingen skillnad för den som har barn under åtta år; 40 timmar i veckan.",
            40,
            grad=Grad.D,
            regel="AK-07",
        ),
        _varde(
            "sysselsattning_pa_deltid",
            "Lagen anger inga timmar; arbete, studier och insatser på deltid minskar kommunens mål.",
            "minskar_timmarna",
            grad=Grad.D,
            regel="AK-08",
        ),
        _varde(
            "formaga",
            "Verksamheten utformas med skälig hänsyn till den enskildes förutsättningar.",
            "hogst_formagan",
            grad=Grad.A,
            regel="AK-09",
        ),
        _varde(
            "foljd",
            "Vid vägran utan godtagbart skäl får fortsatt försörjningsstöd vägras eller sättas ned.",
            "far_vagra_eller_satta_ned",
            grad=Grad.A,
            regel="AK-19",
            lagrum="12 kap. 5 § SoL",
        ),
        _varde("individuell_plan", "Lagen kräver ingen individuell plan.", "kravs_inte", grad=Grad.A, regel="AK-13"),
        _varde(
            "aktiviteter",
            "Praktik eller annan kompetenshöjande verksamhet.",
            ("praktik", "kompetenshojande_verksamhet"),
            grad=Grad.A,
            regel="AK-11",
        ),
        _varde(
            "overklagbara_beslut",
            "Beslut om vägran eller nedsättning kan överklagas, inte begäran att delta.",
            ("vagran", "nedsattning"),
            grad=Grad.A,
            regel="AK-26",
            lagrum="43–44 §§ FL",
        ),
    ),
)
