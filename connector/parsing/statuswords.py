"""Words for where an item stands, as data: a row for each language, and the signs that have none.

The first word of each meaning is the one that write-back puts into a document written in that language. Words that agree
with a feminine noun are a row of their own, so that what is closed and reopened is as it was. Add a word here, not a rule
elsewhere.
"""

from connector.parsing.vocabulary import entries

_SPOKEN = {
    "en": {
        "wont_do": """
            won't do, wont do, won't fix, wontfix, will not do, will not fix, cancelled, canceled, rejected, obsolete, declined, abandoned
            superseded, decided against, decided not to, not needed, no longer needed, no longer required, no longer relevant, unnecessary, out of scope
            dropped, not doing, not planned, invalid, duplicate, deferred indefinitely""",
        "in_progress": """
            in progress, in-progress, wip, work in progress, ongoing, started, in review, pr open, pr opened, in development, under way, underway, doing, active
            on track, at risk, delayed, partial, partially done, partly done, partially complete, mostly done""",
        "done": """
            done, complete, completed, closed, fixed, resolved, merged, shipped, deployed, implemented, finished, delivered, released, yes
            landed, rolled out, applied, addressed, live, already done, verified, in production, in prod""",
        "open": """
            open, todo, to do, to-do, not started, new, pending, backlog, planned, proposed, blocked, on hold, parked, scheduled, outstanding
            waiting, unstarted, incomplete, not done, no, not yet, assigned, accepted, triaged, deferred, postponed, reopened, re-opened""",
    },
    "de": {
        "wont_do": "verworfen, abgelehnt, entfällt",
        "in_progress": "in Arbeit, laufend, in Bearbeitung",
        "done": "erledigt, fertig, abgeschlossen, umgesetzt, behoben, gelöst",
        "open": "offen, geplant, neu, ausstehend, nicht begonnen",
    },
    "fr": {
        "wont_do": "abandonné, annulé, rejeté",
        "in_progress": "en cours",
        "done": "terminé, fait, clos, résolu, livré",
        "open": "ouvert, à faire, en attente, prévu",
    },
    "fr, feminine": {
        "wont_do": "abandonnée, annulée, rejetée",
        "in_progress": "en cours",
        "done": "terminée, faite",
        "open": "ouverte",
    },
    "es": {
        "wont_do": "descartado, cancelado, rechazado",
        "in_progress": "en curso, en progreso",
        "done": "completado, hecho, terminado, resuelto, cerrado, implementado",
        "open": "abierto, pendiente, por hacer",
    },
    "es, feminine": {
        "wont_do": "descartada, cancelada, rechazada",
        "in_progress": "en curso",
        "done": "completada, implementada",
        "open": "abierta",
    },
    "pt": {
        "wont_do": "cancelado, descartado",
        "in_progress": "em andamento, em curso",
        "done": "concluído, feito, resolvido, finalizado, implementado",
        "open": "aberto, pendente, a fazer",
    },
    "pt, feminine": {
        "wont_do": "cancelada, descartada",
        "in_progress": "em andamento",
        "done": "concluída, feita, implementada",
        "open": "aberta",
    },
    "nl": {
        "wont_do": "vervallen, geannuleerd",
        "in_progress": "in behandeling, bezig, lopend",
        "done": "afgerond, gedaan, klaar, voltooid, opgelost, gereed",
        "open": "open, te doen, gepland, openstaand",
    },
    "no": {
        "wont_do": "forkastet, avbrutt, avlyst",
        "in_progress": "pågår, under arbeid, i gang",
        "done": "ferdig, utført, løst, fullført, lukket, gjort",
        "open": "åpen, ikke startet, planlagt, ikke påbegynt",
    },
    "sv": {
        "wont_do": "avbruten",
        "in_progress": "pågår, pågående",
        "done": "klar, klart, färdig, löst, avslutad, slutförd, genomförd, gjort",
        "open": "öppen, ej påbörjad, planerad",
    },
    "da": {
        "wont_do": "annulleret",
        "in_progress": "igangværende, i gang",
        "done": "færdig, udført, løst, afsluttet",
        "open": "åben, ikke startet",
    },
    "it": {
        "wont_do": "annullato",
        "in_progress": "in corso",
        "done": "completato, fatto, risolto, chiuso",
        "open": "aperto, da fare, in attesa, pianificato",
    },
    "it, feminine": {"wont_do": "annullata", "in_progress": "in corso", "done": "completata", "open": "aperta"},
    "pl": {
        "wont_do": "odrzucone, anulowane",
        "in_progress": "w toku, w trakcie",
        "done": "zrobione, zakończone, gotowe, wykonane",
        "open": "otwarte, do zrobienia, planowane",
    },
    "fi": {"wont_do": "peruttu", "in_progress": "kesken", "done": "valmis, tehty", "open": "avoin"},
    "ru": {
        "wont_do": "отменено",
        "in_progress": "в работе, в процессе",
        "done": "готово, сделано, выполнено, завершено, закрыто, исправлено",
        "open": "открыто, не начато, запланировано",
    },
    "ko": {"wont_do": "취소", "in_progress": "진행 중, 진행중", "done": "완료, 완료됨", "open": "대기, 예정, 미완료"},
    "ja": {"wont_do": "対応不要", "in_progress": "対応中, 進行中", "done": "完了, 済", "open": "未対応, 未着手"},
    "zh": {"wont_do": "已取消", "in_progress": "进行中", "done": "已完成", "open": "待处理, 待定, 待办, 未开始"},
}
_SIGNS = {
    "wont_do": "",
    "in_progress": "🚧, 🔄, ⏳",
    "done": "✅, ✔, ✔️, ☑, ☑️, ☒, ✓, 🟢, x",
    "open": "❌, ☐, ⬜, 🔴, 🟡",
}
SPOKEN: tuple[dict[str, tuple[str, ...]], ...] = tuple(
    {status: entries(words) for status, words in row.items()} for row in _SPOKEN.values()
)
"""For each language its words of each status, as they are written."""
STATUSES: dict[str, tuple[str, ...]] = {
    status: tuple(dict.fromkeys(word.lower() for row in SPOKEN for word in row[status])) + entries(signs)
    for status, signs in _SIGNS.items()
}
"""The words and signs of each status in all languages, in lower case."""
