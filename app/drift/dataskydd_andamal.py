"""Why each table is kept, on what ground, for how long and who is given of it: reviewed data, for the dataskyddsombud.

Each table stands in exactly one ``Andamal``; a table without one fails the build. Words and rules only, no code.
"""

from dataclasses import dataclass

ALLMANT_INTRESSE = (
    "Uppgift av allmänt intresse och rättslig förpliktelse, dataskyddsförordningen 6.1 c och e; lagen om behandling av "
    "personuppgifter inom socialtjänsten 6 § (DP-01)"
)
KANSLIGA = (
    ALLMANT_INTRESSE + ". Känsliga uppgifter och personnummer bara när de lämnats i ett ärende eller behövs för "
    "verksamheten, 7 § samma lag och dataskyddsförordningen 9.2 b (DP-02)"
)
INGEN_OM_ENSKILDA = "Inga uppgifter om enskilda; uppgifter om anställda och företrädare, dataskyddsförordningen 6.1 e"

FEM_AR = (
    "Fem år efter sista anteckningen i akten, senast utgången av året därpå, om allt om personen då kan gallras; "
    "forskningsurvalet undantas (T-11, DP-16, DP-18). Inget annat raderar (DP-19)"
)
TVA_KLOCKOR = (
    "Hos nämnden fem år efter sista anteckningen; en privat utförares rätt att läsa upphör enligt avtalet och dess "
    "egen dokumentation två år efter sista anteckningen (T-11, DP-16, DP-17, DP-18)"
)
MED_AKTEN = "Följer akten som raden hör till (T-11, DP-16)"
SA_LANGE_DET_GALLER = "Så länge uppgiften gäller; ersatta rader behålls för att äldre beslut ska kunna förstås"

INGEN = "Ingen utanför nämnden"
UTFORAREN = "Utföraren av beställningen, bara det som är utlämnat till den (DP-26)"


@dataclass(frozen=True, slots=True)
class Andamal:
    """One purpose, with everything that is kept for it."""

    rubrik: str
    andamal: str
    grund: str
    gallring: str
    lamnas_till: str
    tabeller: tuple[str, ...]


ANDAMAL: tuple[Andamal, ...] = (
    Andamal(
        "Ärendet om bistånd",
        "Handlägga ärenden om försörjningsstöd där aktivitet kan krävas: vem ärendet gäller, för vilka månader stöd "
        "lämnas och när ett krav börjar.",
        KANSLIGA,
        FEM_AR,
        INGEN,
        (
            "arenden", "bistandsmanader", "manadsimporter", "kravklockor", "nummerserier", "tillfalliga_atkomster",
            "bevakningar", "invandningar",
        ),
    ),
    Andamal(
        "Bedömning och behov",
        "Utreda om kravet gäller personen, vilka undantag som finns och vad personen behöver, utan fler uppgifter än "
        "regeln kräver; barn bara som antal och ålder (DP-25).",
        KANSLIGA,
        FEM_AR,
        INGEN,
        ("bedomningar", "undantag", "behov", "behovsversioner", "fk_avstamningar", "aktivitetsbrister"),
    ),
    Andamal(
        "Samverkan med Arbetsförmedlingen",
        "Samråda och lämna de uppgifter som lagen kräver. Svaret stannar hos nämnden (DP-13) och Arbetsförmedlingen "
        "gallrar sitt (DP-22).",
        KANSLIGA + ". Utlämnande med uppgiftsskyldighet, samtycke eller annan angiven grund (DP-09)",
        FEM_AR,
        "Arbetsförmedlingen, det som står i varje meddelande och på den grund som anges i det",
        (
            "samrad", "samradsnoteringar", "afbedomningar", "afuppgifter", "af_handelser", "overlamningar", "utkorg",
            "avvikelsebesked", "franvaroprovningar",
        ),
    ),
    Andamal(
        "Kommunicering och beslut",
        "Låta personen yttra sig och fatta beslut som går att överklaga. En människa beslutar (DP-31).",
        KANSLIGA,
        FEM_AR,
        "Personen själv. Utföraren ser bara att ett beslut gäller, från och till",
        ("kommuniceringar", "beslut"),
    ),
    Andamal(
        "Beställning och genomförande",
        "Låta en utförare genomföra insatsen: beställning, möten, plan, närvaro, avvikelser och meddelanden.",
        KANSLIGA + ". Utlämnande till utföraren bara av det uppdraget kräver (DP-08, DP-26)",
        TVA_KLOCKOR,
        UTFORAREN,
        (
            "bestallningar", "bestallningsandringar", "forslag", "overlamnade_underlag", "dokument", "meddelanden",
            "lasmarkeringar", "uppstartsmoten", "motestider", "kallelser", "kalendrar", "planer", "planaktiviteter",
            "platsbokningar", "upptagna_tider", "tidsbilder", "tillfallen", "narvarouppgifter", "avvikelser",
            "avvikelseunderlag", "redogorelser",
        ),
    ),
    Andamal(
        "Progression och slutrapport",
        "Följa hur personen närmar sig arbete eller studier. Nivån Röd är en uppgift om hälsa och visas bara med egen "
        "behörighet (DP-27).",
        KANSLIGA,
        TVA_KLOCKOR,
        UTFORAREN,
        ("matningar", "progressionsrapporter", "progressionsinlamningar", "slutrapporter", "slutinlamningar"),
    ),
    Andamal(
        "Uppföljning, tillsyn och statistik",
        "Lämna uppgifter till tillsyn och statistik och följa upp utförare. Små grupper döljs (DP-03, DP-30).",
        KANSLIGA + ". Sammanställningar enligt 7 a § samma lag (DP-03)",
        "Sammanställningar fem år efter att uppgifterna upphörde att gälla (DP-16); rader om enskilda som akten",
        "Socialstyrelsen och IVO det som föreskrifterna kräver; utföraren frågor om sin egen verksamhet",
        ("rapporter", "rapportrader", "uppfoljningar", "uppfoljningssvar"),
    ),
    Andamal(
        "Historik",
        "Visa vad som hänt, i vilken ordning och genom vem, utan personuppgifternas värden.",
        ALLMANT_INTRESSE,
        MED_AKTEN,
        UTFORAREN,
        ("handelser",),
    ),
    Andamal(
        "Åtkomstlogg och loggranskning",
        "Visa vem som tagit del av vems uppgifter och varför, och att det granskas systematiskt och återkommande "
        "(DP-04).",
        "Rättslig förpliktelse, 10 § lagen om behandling av personuppgifter inom socialtjänsten (DP-04)",
        "Loggen om en person följer akten (T-11); kedjans block saknar personuppgifter och behålls",
        "Nämndens granskare, och personen själv i registerutdrag (DP-21)",
        ("atkomstlogg", "loggblock", "loggallringar", "logggranskningar", "loggprov"),
    ),
    Andamal(
        "Skydd för person",
        "Hålla den som lever under hot dold: vilket skydd som gäller, på vems ord och när det ska omprövas (DP-14, "
        "DP-15).",
        KANSLIGA,
        FEM_AR,
        INGEN,
        ("skyddsmarkeringar", "namngivna"),
    ),
    Andamal(
        "Registerutdrag",
        "Ge personen del av det som finns om den, utom det som lagen döljer (DP-21).",
        "Rättslig förpliktelse, dataskyddsförordningen 6.1 c och 15",
        "Innehållet tas bort efter STEGVIS_REGISTERUTDRAG_DAGAR; begäran följer akten (T-11)",
        "Personen själv, eller den som företräder personen",
        ("registerutdrag", "registerutdragsarenden", "registerutdragsdelar", "registerutdragsdolda"),
    ),
    Andamal(
        "Gallring",
        "Gallra i tid, med två personer, och visa efteråt vad som gallrades (DP-16, T-11).",
        "Rättslig förpliktelse, reglerna om gallring i socialtjänstlagen (DP-16, DP-19)",
        "Protokollet behålls, utan uppgifter om vem när gallringen är verkställd",
        "Nämndens granskare",
        ("gallringar", "gallringsposter", "gallringsfiler"),
    ),
    Andamal(
        "Händelser till mottagare",
        "Berätta för nämnder och utförare att något hänt, med id och inget om någon person (DP-29).",
        INGEN_OM_ENSKILDA,
        "Tills mottagaren har hunnit i fatt efter varje tänkbart avbrott; posterna rymmer bara id",
        "Mottagaren själv: nämnden eller utföraren",
        ("flodesposter", "flodeshuvuden", "flodesvakt", "prenumerationer", "inkorgsposter"),
    ),
    Andamal(
        "Tjänstens drift",
        "Ge samma svar på samma begäran, begränsa antalet anrop och veta hur mottagare mår. Sparade svar är "
        "krypterade.",
        ALLMANT_INTRESSE,
        "Sparade svar 14 dagar (STEGVIS_IDEMPOTENS_DAGAR); räknare skrivs över",
        "Ingen annan än den klient som fick svaret",
        ("idempotenssvar", "dpopbevis", "kvoter", "mottagarlagen", "omforseglingar"),
    ),
    Andamal(
        "Organisationer, avtal och anställda",
        "Veta vilka parter som finns, vad de har avtalat och vilka som arbetar hos dem.",
        INGEN_OM_ENSKILDA,
        SA_LANGE_DET_GALLER,
        "Parterna i avtalet; organisationers namn och nummer är öppna",
        (
            "organisationer", "namnder", "namndenheter", "enheter", "avtal", "medarbetare", "klienter",
            "stangda_perioder", "vagledartider", "delegationer",
        ),
    ),
    Andamal(
        "Utbud, instrument och tolkningar",
        "Beskriva vad som går att erbjuda, vad det mäts med och hur nämnden läser regler som lämnar utrymme.",
        INGEN_OM_ENSKILDA,
        SA_LANGE_DET_GALLER,
        "Utförare, det som är publicerat",
        ("aktiviteter", "aktivitetsord", "instrumentversioner", "tolkningar"),
    ),
)  # fmt: skip
