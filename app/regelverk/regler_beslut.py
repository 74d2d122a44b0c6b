"""Rules on consequences and on how a beslut is taken, told and appealed (AK-19 to AK-27)."""

from datetime import date

from app.regelverk.modell import Grad
from app.regelverk.regler_modell import Hallning, Omrade, Regel, Regelstatus

_BIDRAGSTAKET = date(2027, 1, 1)

BESLUTET = Omrade(
    "Följder, beslut och överklagande",
    (
        Regel(
            id="AK-19",
            rubrik="Följden av att avböja eller utebli",
            text="När någon utan godtagbart skäl avböjer eller uteblir får nämnden enligt aktivitetsplikten, och "
            "ska den enligt aktivitetskravet, vägra eller sätta ned fortsatt försörjningsstöd.",
            kalla="För plikten 12 kap. 5 § SoL, tidigare 4 kap. 5 § i 2001 års lag (A); för kravet lagrådsremissen i "
            "december 2025 (B)",
            lagrum="12 kap. 5 § SoL",
            foljer_grunden=True,
            grader=(Grad.A, Grad.B),
            status=Regelstatus.I_KRAFT_LYDELSEN_KONTROLLERAS,
            hallning=Hallning.SPARRAR,
            tjansten="Vägran och nedsättning nekas om det inte finns en begäran att delta på samma grund. Bara "
            "nämnden beslutar; tjänsten fattar eller föreslår aldrig en följd. Ogiltig frånvaro i avtalets mönster ger "
            "en avvikelse, och underlaget om den lämnas fryst till handläggaren.",
        ),
        Regel(
            id="AK-20",
            rubrik="Godtagbart skäl prövas först",
            text="Innan försörjningsstödet vägras eller sätts ned ska nämnden pröva om personen hade godtagbart skäl.",
            kalla="12 kap. 5 § SoL, tidigare 4 kap. 5 § i 2001 års lag",
            lagrum="12 kap. 5 § SoL",
            grader=(Grad.A,),
            hallning=Hallning.SPARRAR,
            tjansten="Vägran och nedsättning nekas tills prövningen är skriven i beslutet. Vid uppstartsmötet anges "
            "närvaron för var och en; den som inte har markerats räknas aldrig som frånvarande. Att personen uteblev "
            "bedöms av nämnden först när personens egen redogörelse är antecknad, och aldrig om någon annan också "
            "uteblev; ingenting följer av sig självt. En avvikelse lämnas inte till kommunen förrän personens egen "
            "redogörelse är skriven, eller skälet till att den saknas.",
        ),
        Regel(
            id="AK-21",
            rubrik="Läkarintyg",
            text="Den som är för sjuk för att delta ska lämna läkarintyg.",
            kalla="Lagrådsremissen om bidragstak; prop. 2025/26:201",
            grader=(Grad.B,),
            galler_fran=_BIDRAGSTAKET,
            status=Regelstatus.KOMMANDE,
            hallning=Hallning.REGISTRERAR,
            tjansten="Läkarintyg kan anges som underlag för ett undantag, med period men utan diagnos.",
            skal="Regeln är föreslagen att gälla från den 1 januari 2027, och vilket lagrum den får är inte känt.",
        ),
        Regel(
            id="AK-22",
            rubrik="Kommunicering",
            text="Före ett betungande beslut ska parten underrättas om allt material av betydelse och få svara inom "
            "en bestämd tid.",
            kalla="25 § förvaltningslagen",
            lagrum="25 § FL",
            grader=(Grad.A,),
            hallning=Hallning.SPARRAR,
            tjansten="Vägran och nedsättning nekas tills en kommunicering är besvarad eller svarstiden har gått ut. "
            "En kommunicering bär bara ett beslut. Ur ett underlag om en avvikelse ges ett utkast till material.",
        ),
        Regel(
            id="AK-23",
            rubrik="Vad ett beslut ska visa",
            text="Ett skriftligt beslut ska visa dagen, vad det innehåller, vem som har fattat det, vem som har varit "
            "föredragande och vilka andra som har deltagit.",
            kalla="31 § förvaltningslagen",
            lagrum="31 § FL",
            grader=(Grad.A,),
            hallning=Hallning.SPARRAR,
            tjansten="Alla fem uppgifterna är obligatoriska. Ett beslut ändras aldrig; det rättas genom ett nytt "
            "beslut som ersätter det. Två begäranden för samma tid nekas.",
        ),
        Regel(
            id="AK-24",
            rubrik="Motivering",
            text="Ett beslut som påverkar någons situation på ett inte obetydligt sätt ska innehålla de bestämmelser "
            "som har tillämpats och de omständigheter som har varit avgörande.",
            kalla="32 § förvaltningslagen",
            lagrum="32 § FL",
            grader=(Grad.A,),
            hallning=Hallning.SPARRAR,
            tjansten="Motiveringen är obligatorisk. Vad den innehåller prövas inte.",
        ),
        Regel(
            id="AK-25",
            rubrik="Underrättelse om beslutet",
            text="Parten ska underrättas om beslutet och om hur det överklagas, och namn på tjänstemän får utelämnas "
            "vid hot.",
            kalla="33 § förvaltningslagen, ändrad 2025",
            lagrum="33 § FL",
            grader=(Grad.A,),
            hallning=Hallning.REGISTRERAR,
            tjansten="Dagen då parten fick del av beslutet registreras och startar tiden för överklagande (T-07). "
            "Att namnen ska döljas anges i beslutet.",
            skal="Själva underrättelsen lämnas av handläggaren, utanför tjänsten.",
        ),
        Regel(
            id="AK-26",
            rubrik="Överklagande",
            text="Beslutet får överklagas till förvaltningsrätten genom ett överklagande som lämnas till nämnden inom "
            "tre veckor från den dag parten fick del av beslutet, som gäller under tiden.",
            kalla="43–44 §§ förvaltningslagen; 16 kap. 3 § i 2001 års SoL",
            lagrum="43–44 §§ FL",
            grader=(Grad.A,),
            hallning=Hallning.SPARRAR,
            tjansten="Vilka slag av beslut som kan överklagas är ett värde i regelverket; andra nekas. Sista dagen "
            "räknas ut, och ett överklagande stoppar inget av sig självt.",
        ),
        Regel(
            id="AK-27",
            rubrik="Dokumentation",
            text="Handläggning, beslut och åtgärder ska dokumenteras, och muntliga uppgifter antecknas med dag och "
            "vem som tog emot dem.",
            kalla="11 kap. 5–6 §§ i 2001 års SoL; 27 § förvaltningslagen; SOSFS 2014:5",
            lagrum="27 § FL",
            grader=(Grad.A,),
            hallning=Hallning.SPARRAR,
            tjansten="Bedömningar och beslut kan inte skrivas över; en ny följer den gamla. Utfall utan orsak nekas, "
            "och i ett avslutat ärende skrivs inget nytt. Varje händelse sparas med tid och vem som gjorde den.",
        ),
    ),
)
