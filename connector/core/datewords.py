"""Words for months, weekdays, units and deadlines in English, German, French, Spanish, Portuguese, Dutch, Norwegian,
Swedish, Danish and Italian: data for `dates`.
"""


def _table(rows: str) -> dict[str, int]:
    """Number the lines from 1: every word of line n means n."""
    return {word: number for number, line in enumerate(rows.strip().splitlines(), 1) for word in line.split()}


MONTHS = _table("""
january jan januar janvier janv enero ene janeiro januari gennaio gen
february feb februar februari février fevrier févr fevr fév fev febrero fevereiro febbraio
march mar märz maerz mär mrz mars marzo março marco maart mrt marts
april apr avril avr abril abr aprile
may mai mayo maio mei maj maggio mag
june jun juni juin junio junho giugno giu
july jul juli juillet juil julio julho luglio lug
august aug août aout agosto ago augustus augusti
september sept sep septembre septiembre setembro set settembre
october oct oktober okt octobre octubre outubro out ottobre ott
november nov novembre noviembre novembro
december dec dezember dez décembre decembre déc diciembre dic dezembro desember des dicembre
""")
WEEKDAYS = {
    word: number - 1
    for word, number in _table("""
monday mon montag lundi lunes segunda-feira maandag mandag måndag lunedì
tuesday tue tues dienstag mardi martes terça-feira dinsdag tirsdag tisdag martedì
wednesday wed mittwoch mercredi miércoles quarta-feira woensdag onsdag mercoledì
thursday thu thur thurs donnerstag jeudi jueves quinta-feira donderdag torsdag giovedì
friday fri freitag vendredi viernes sexta-feira vrijdag fredag venerdì
saturday sat samstag samedi sábado zaterdag lørdag lördag sabato
sunday sun sonntag dimanche domingo zondag søndag söndag domenica
""").items()
}
SHORT_DAYS = {day: number for number, day in enumerate(("mo", "di", "mi", "do", "fr", "sa", "so"))}
"""Weekdays that are words of their own, and days only in front of a week's number."""
WEEK_WORDS = r"kw|cw|kalenderwoche|calendar week|uke|vecka|uge"
"""Words in front of a week's number that ISO 8601 counts; "week 3" may be that of a project."""
NUMBER_WORDS = _table("""
a an one ein eine einem einer un une uno una um uma een en et ett
two zwei deux dos dois duas twee to två due
three drei trois tres três drie tre
four vier quatre cuatro quatro fire fyra quattro
five fünf cinq cinco vijf fem cinque
six sechs seis zes seks sex sei
seven sieben sept siete sete zeven sju syv sette
eight acht huit ocho oito åtte åtta otte otto
nine neun neuf nueve nove negen ni nio
ten zehn dix diez dez tien ti tio dieci
eleven elf onze once undici elva elleve
twelve zwölf douze doce doze twaalf tolv dodici
""")
UNITS = {
    word: unit
    for unit, words in {
        "day": "day days tag tage tagen jour jours día días dia dias dag dagen dager dagar dage giorno giorni",
        "week": "week weeks woche wochen semaine semaines semana semanas weken uke uker vecka veckor uge uger "
        "settimana settimane",
        "month": "month months monat monate monats monaten mois mes meses mês maand maanden måned måneder månad månader "
        "mese mesi",
        "quarter": "quarter quarters quartal quartals trimestre trimestres kwartaal kvartal",
        "year": "year years jahr jahre jahres jahren année an ans año años ano anos jaar år anno anni",
    }.items()
    for word in words.split()
}
COUNTED = UNITS | {
    word: unit
    for unit, words in {
        "fortnight": "fortnight fortnights quinzaine quincena",
        "day": "d",
        "week": "w wk wks",
        "hour": "hour hours hr hrs h stunde stunden heure heures hora horas uur timer timmar",
    }.items()
    for word in words.split()
}
CLOSING_UNITS = r"days?|weeks?|months?|fortnight|hours?|hrs|h|tagen?|wochen?|monaten?|stunden"
"""What may stand behind a number, and has no end that people write of."""
ORDINALS = _table("""
first 1st erster ersten erste premier première primer primero eerste
second 2nd zweiter zweiten zweite deuxième segundo tweede
third 3rd dritter dritten dritte troisième tercer tercero derde
fourth 4th vierter vierten vierte quatrième cuarto vierde
fifth 5th fünfter fünften fünfte cinquième quinto vijfde
last letzter letzten letzte dernier dernière último laatste
""")
"""Which of a month's weekdays; the sixth line is the last one."""
NEXT_WEEK = (
    r"(?:the )?(?:next|following|coming) week|(?:der )?(?:nächste[rn]?|kommende[rn]?) woche|(?:de )?(?:la )?semaine prochaine|"
    r"(?:de )?(?:la )?(?:próxima semana|semana próxima|semana que viene)|volgende week|neste uke|nästa vecka|næste uge"
)
THIS_WEEK = r"(?:this|the current) week|diese[rn]? woche|(?:de )?cette semaine|(?:de )?esta semana|deze week"
LATER_WORDS = r"prochaine?|próxim[oa]|que viene"
THINGS = r"reports?|close|closing|jobs?|runs?|batch(?:es)?|processing|freeze|audit|review|rush|figures|numbers|accounts"
"""What has a "year-end" in front of it."""
LOOSE_WORDS = (
    r"(?:a )?(?:few|couple(?: of)?)|several|some|\d{1,2}\s*(?:[-–]|to|or|bis|oder|ou|o)\s*\d{1,2}|"  # noqa: RUF001
    r"(?:one|two|three|four|five|six|eins?|zwei|drei|deux|trois|dos|tres) (?:to|or|bis|oder|ou|o) \w+|"
    r"\d{1,2}[.,]\d|half an?|ein paar|einigen?|quelques|unos|unas|algunas?"
)
"""Numbers that are none: "a couple of weeks", "2-3 days"."""
BEFORE_WORDS = r"before|prior to|ahead of|vor(?: dem)?|avant(?: le)?|antes del?"
AFTER_WORDS = r"after|from|past|following|nach(?: dem)?|ab|après(?: le)?|después del?"
"""Words between a count and the day it is counted from: "2 weeks after 2026-11-01"."""
SINGLES = ("day", "tag", "jour", "día", "dia")
"""Units that are one without a number: "the day before 2026-12-01"."""
BRINKS = r"night|evening|weekend|sprint|release"
NOW_WORDS = r"now|jetzt|maintenant|ahora"
TODAY_WORDS = (
    "tonight",
    "this evening",
    "ce soir",
    "esta noche",
    "vanavond",
    "today",
    "heute",
    "aujourd'hui",
    "hoy",
    "hoje",
    "vandaag",
    "oggi",
)
TOMORROW_WORDS = ("tomorrow", "morgen", "demain", "mañana", "amanhã", "domani", "i morgen", "imorgon", "i morgon")
DAY_AFTER_WORDS = (
    "the day after tomorrow",
    "day after tomorrow",
    "übermorgen",
    "après-demain",
    "pasado mañana",
    "overmorgen",
)
UNIT_ENDS = {"jahresende": "year", "quartalsende": "quarter", "monatsende": "month"}
HOUR_WORDS = (
    r"eod|eob|cob|cop|end of (?:the )?(?:business )?day|(?:close|end) of (?:business|play)|noon|midnight|mitternacht|midi|minuit|"
    r"(?:\d{1,2}(?::\d\d){1,2}\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*(?:[ap]\.?m\.?|h(?:\d\d)?|uhr))(?:\s*(?:uhr|h|utc|gmt|ce?s?t|[ecmp][sd]?t))?"
)
"""An hour in front of the day it is of."""
END_WORDS = (
    r"(?:the )?end(?: of)?|ende|fin(?: de)?|finales de|final de|fim d[eoa]|eind(?:e)?(?: van)?|utgangen av|slutten av|"
    r"slutet av|slutningen af|udgangen af|fine(?: di)?"
)
PART_WORDS = (
    r"mid|early|late|mitte|anfang|mi|début|around|about|circa|ca\.?|~|"
    r"(?:(?:at|in)\s+)?(?:the\s+)?(?:beginning|start|middle|(?:first|second|last) (?:week|weeks|half|part|days)) of(?: the)?|"
    r"(?:a )?(?:principios|mediados|comienzos|inicios) de"
)
"""Words for a part of the month that follows, which is no day."""
WISH_UNITS = (
    r"(?:days?|weeks?|months?|sprints?|quarters?|tagen?|wochen|monaten?|jours|semaines|mois|días|semanas|meses)"
)
WISHES = (
    r"(?:by|before|until|in|within|around)\s+(?:(?:the\s+)?(?:mid|early|late)[- ]\w+|the\s+\d{1,2}(?:st|nd|rd|th)\b|(?:week\s+|KW ?|CW ?|W)\d{1,2}|"
    r"(?:around|about|~)\s*(?:the\s+)?[A-Z]\w+|(?:the\s+)?(?:beginning|start|middle|(?:first|second) half) of\s+"
    r"(?:[A-Z]\w+|(?:(?:the|next|this)\s+)?(?:week|month|quarter|year|sprint))|"
    r"(?:[Cc]hristmas|(?:Black|Good|Easter|Cyber|Patch|Ash|Palm|Whit|Boxing) [A-Z]\w+|Easter|New Year\S*|[Tt]hanksgiving|the end of the\s\w+))\b|"
    r"ASAP|as soon as possible|"
    r"(?:during|in|by|for)\s+(?:the\s+)?(?:Q[1-4]|H[12]|next|upcoming|coming)\b[^.,;()]{0,40}|"
    r"next (?:sprint|quarter|release|week|month|catch-?up)\b"
)
"""Words in a sentence that say when and name no day; the case of the letters counts."""
SEASONS = r"christmas|easter|thanksgiving|new year\S*|(?:black|good) friday|spring|summer|autumn|fall|winter"
CLOSING_WISHES = (
    rf"{NEXT_WEEK}|"
    rf"(?:in|within|over|innerhalb von|dans|en)\s+(?:the (?:next|coming)\s+)?(?:{LOOSE_WORDS})\s+(?:{WISH_UNITS}|year)|"
    rf"(?:in|within)\s+(?:an?|one) \w+ or (?:two|so)|(?:in|within)\s+(?:about|around|roughly|approximately|~)\s*\S+\s+{WISH_UNITS}|"
    rf"(?:(?:later|sometime|some time) )?this {WISH_UNITS}|(?:sometime|some time) (?:in \w+|soon)|soon|q[1-4]\s*/?\s*20\d\d"
)
"""Such words at the end of a sentence; elsewhere they tell of something else."""
_STAND_ALONE = r"(?:^|(?<=[.;(\[–—-]\s)|(?<=[(\[]))"  # noqa: RUF001
PROSE_WORDS = (
    rf"{_STAND_ALONE}(?:expected|estimated|targeted)(?: on)?|"
    r"due(?: date)?(?: on| by| in)?|by(?: the)?|before|until|till|no later than|not later than|target date|eta|"
    r"deadline|bis(?: zu[mr])?|fällig(?: am| bis)?|frist|avant(?: le)?|d'ici(?: le| au)?|échéance|"
    r"antes de(?:l)?|hasta(?: el)?|até|prazo|vóór|uiterlijk|innen|senest|senast|före|før|entro(?: il)?|scadenza|vence"
)
"""Words that make the date behind them a due date, even in a sentence."""
LEAD_WORDS = rf"{PROSE_WORDS}|target|on|am|for|pour le|para el|voor"
"""Words that may precede the date where a due date is expected anyway."""
