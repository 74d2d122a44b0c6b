"""Rules on what passes between nämnden and Arbetsförmedlingen (AK-14 to AK-18, AK-37)."""

from datetime import date

from app.regelverk.modell import Grad
from app.regelverk.regler_modell import Hallning, Omrade, Regel, Regelstatus

_KRAVET = date(2026, 7, 1)
_LYDELSEN = Regelstatus.I_KRAFT_LYDELSEN_KONTROLLERAS
_4A_TILL_6A = "12 kap. 4 a–6 a §§ SoL"

ARBETSFORMEDLINGEN = Omrade(
    "Arbetsförmedlingen",
    (
        Regel(
            id="AK-14",
            rubrik="Samråd före beslut enligt aktivitetsplikten",
            text="Innan nämnden fattar ett beslut enligt 12 kap. 4 § SoL ska den samråda med Arbetsförmedlingen.",
            kalla="12 kap. 4 § SoL, tidigare 4 kap. 4 § tredje stycket i 2001 års lag",
            lagrum="12 kap. 4 § SoL",
            grader=(Grad.A,),
            hallning=Hallning.SPARRAR,
            tjansten="Beslut enligt 12 kap. 4 § SoL nekas tills ett samråd är besvarat, eller har avslutats utan svar "
            "med skäl efter att svarstiden gått ut.",
        ),
        Regel(
            id="AK-15",
            rubrik="Underrättelse till Arbetsförmedlingen",
            text="Nämnden underrättar Arbetsförmedlingen när en arbetssökande kan komma att omfattas av "
            "aktivitetskravet.",
            kalla="Regeringens beskrivning, januari 2026",
            lagrum=_4A_TILL_6A,
            grader=(Grad.B,),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.REGISTRERAR,
            tjansten="Underrättelsen upprättas som en överlämning med kanal, dag och kvittens, och ett beslut enligt "
            "kravet visar en anmärkning om den.",
            skal="Underrättelsen är inget villkor för beslutet. Tjänsten påminner med en bevakning men hindrar inte.",
        ),
        Regel(
            id="AK-16",
            rubrik="Arbetsförmedlingens bedömning av programdeltagare",
            text="Arbetsförmedlingen bedömer om en programdeltagare utan beslutad insats riskerar att sakna "
            "tillräcklig sysselsättning och underrättar i så fall nämnden.",
            kalla="Regeringens beskrivning, januari 2026",
            lagrum=_4A_TILL_6A,
            grader=(Grad.B,),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="Bedömningen tas emot som en händelse från Arbetsförmedlingen, eller noteras för hand, och blir "
            "en egen post i ärendet. Den ändrar aldrig nämndens bedömning, och en som kom från Arbetsförmedlingen kan "
            "inte tas tillbaka här. Skiljer den sig från nämndens påminner en bevakning.",
        ),
        Regel(
            id="AK-17",
            rubrik="Information om den som deltar",
            text="Nämnden lämnar information till Arbetsförmedlingen om personer som deltar i aktiviteter.",
            kalla="Prop. 2025/26:207 (B); hur det går till är uppgifter från dem som bygger för lagen (C)",
            lagrum=_4A_TILL_6A,
            foljer_grunden=True,
            grader=(Grad.B, Grad.C),
            galler_fran=_KRAVET,
            status=_LYDELSEN,
            hallning=Hallning.SPARRAR,
            tjansten="När aktiviteterna startar, ändras eller slutar upprättas en överlämning, som sänds digitalt "
            "eller lämnas för hand med dag och kvittens. Information om en beställning som inte har startat nekas.",
        ),
        Regel(
            id="AK-18",
            rubrik="Inskriven hos Arbetsförmedlingen",
            text="Den som står till arbetsmarknadens förfogande är i regel inskriven hos Arbetsförmedlingen.",
            kalla="Praxis (D); att dagen för inskrivning får lämnas ut följer av 7 d § förordningen 2002:623 (A)",
            lagrum="7 d § förordningen 2002:623",
            grader=(Grad.D,),
            status=Regelstatus.OKLAR,
            hallning=Hallning.REGISTRERAR,
            tjansten="Från och till vilken dag personen är inskriven tas emot med svaret på ett samråd.",
            skal="Uppgiften är en signal till handläggaren. Den får aldrig i sig leda till avslag.",
        ),
        Regel(
            id="AK-37",
            rubrik="Ingen lämplig arbetsmarknadspolitisk åtgärd",
            text="Praktik eller kompetenshöjande verksamhet enligt 12 kap. 4 § SoL får begäras bara om personen inte "
            "har kunnat erbjudas en lämplig arbetsmarknadspolitisk åtgärd.",
            kalla="12 kap. 4 § SoL, tidigare 4 kap. 4 § första stycket i 2001 års lag",
            lagrum="12 kap. 4 § SoL",
            grader=(Grad.A,),
            hallning=Hallning.SPARRAR,
            tjansten="En begäran enligt 12 kap. 4 § SoL nekas om det inte anges varför ingen lämplig åtgärd har "
            "kunnat erbjudas.",
        ),
    ),
)
