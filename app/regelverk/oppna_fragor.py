"""What the law leaves open today, and how the service acts until a jurist has answered."""

from app.regelverk.modell import OppenFraga

OPPNA_FRAGOR: tuple[OppenFraga, ...] = (
    OppenFraga(
        1,
        "Slutlig lydelse av 12 kap. 4 a–6 a §§ SoL: hela listan över undantag, vad som är godtagbart skäl, vem som "
        "undertecknar planen och om 12 kap. 4 § står kvar oförändrad.",
        "Handläggaren godkänner planen för nämnden. Föräldraledighet med barn under ett år är ett undantag.",
        ("AK-05", "AK-13", "AK-19"),
    ),
    OppenFraga(
        2,
        "Räknas månader före den 1 juli 2026, månader i en annan kommun eller månader med enbart bistånd till "
        "livsföringen i övrigt? Bryter en månad utan försörjningsstöd följden?",
        "Tidigare månader räknas. En månad utan försörjningsstöd bryter följden.",
        ("AK-02",),
    ),
    OppenFraga(
        3,
        "Kan själva begäran att delta överklagas?",
        "Nej, bara vägran och nedsättning.",
        ("AK-26",),
    ),
    OppenFraga(
        4,
        "Ivo: sista dag, filformat, exakta uppgifter, sanktionsavgiftens storlek och vad som utlöser den.",
        "Uppgifter per kvartal tas fram; ingen bestämd layout påstås.",
        ("AK-32", "AK-33"),
    ),
    OppenFraga(
        5,
        "Vilka uppgifter lämnas till Arbetsförmedlingen, och med stöd av vilken bestämmelse?",
        "Så lite som möjligt: personnummer, kommun, start och slut, kategori och timmar.",
        ("AK-15", "AK-17"),
    ),
    OppenFraga(
        6,
        "Hör kommunens egen utförarenhet till samma nämnd som ekonomiskt bistånd?",
        "Nej, den är en annan part tills kommunen säger annat.",
        (),
    ),
    OppenFraga(
        7,
        "Är plan och närvaro en del av personakten eller arbetsmaterial?",
        "Personakt; fem år.",
        (),
    ),
    OppenFraga(
        8,
        "Vilka indikatorer har programmets fyra övriga områden, hur bedöms de och hur ofta?",
        "Bara de indikatorer som kommunens underlag har.",
        (),
    ),
    OppenFraga(
        9,
        "Gäller fem respektive två års bevarande oförändrat i 16 och 17 kap. SoL (2025:400)?",
        "Ja, fem och två år.",
        (),
    ),
    OppenFraga(
        10,
        "Når nya bestämmelser i OSL om utbyte mellan myndigheter 26 kap.?",
        "Nej, ingen vidare grund för utlämnande antas.",
        (),
    ),
)
