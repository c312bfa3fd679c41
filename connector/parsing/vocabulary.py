"""Words teams use in post-mortems, as data: headings, table columns, labels, statuses, verbs; one list per meaning.

All entries are lower case without punctuation, as `headings.normal` leaves them. Add a word here, not a rule elsewhere.
"""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(entry.strip() for line in text.strip().splitlines() for entry in line.split(",") if entry.strip())


ACTIONS = _lines("""
action items, action item, actions, action, action points, action point, action plan, action list, action register
actionables, actionable, actionable items, action summary, actions and owners, ais
review actions, follow up actions, follow up action items, follow up items, follow up tasks, follow up work, followup actions
followup items, followup tasks, follow on actions, follow on work, post incident actions, tasks, task list
todo, todos, to do, to dos, todo list, to do list, todo items, to do items, things to do, tasks to do, work items
corrective actions, corrective action, corrective action plan, preventive actions, preventative actions
corrective and preventive actions, corrective and preventative actions, corrective and preventive measures
corrective and preventative measures, capa, remediation items, remediation actions, remediation tasks, remediation plan
remediation action items, remediation work, repair items, improvement actions, improvement items, improvement tasks
action items and follow ups, what will we do, what are we going to do, what will we do next, what we will do, what we will do next
what are we doing about it, what needs to be done, what do we need to do, what we need to do, what will we change
what should we do, what should we do next, what we are doing to prevent this, issues to file, tickets to file, issues filed
tickets filed, tickets created, jira tickets, follow up tickets, follow up issues, tracking issues, outstanding actions
maßnahmen, massnahmen, aktionspunkte, aktionen, aufgaben, offene punkte, folgemaßnahmen, korrekturmaßnahmen, maßnahmenplan
abgeleitete maßnahmen, korrektur und vorbeugemaßnahmen, verbesserungsmaßnahmen, to dos und maßnahmen
plan d'action, plan d'actions, actions correctives, actions à mener, actions à réaliser, points d'action, mesures correctives
actions préventives, actions de suivi, actions correctives et préventives, tâches, à faire, liste des actions
acciones, acciones correctivas, elementos de acción, puntos de acción, plan de acción, tareas, acciones de seguimiento
acciones a realizar, acciones preventivas, medidas correctivas, acciones correctivas y preventivas, tareas pendientes
ações, itens de ação, pontos de ação, plano de ação, tarefas, ações corretivas, ações preventivas, medidas corretivas
ações de acompanhamento, ações a tomar
actiepunten, acties, vervolgacties, actielijst, taken, correctieve maatregelen, te nemen acties
aksjonspunkter, aksjoner, tiltak, oppgaver, oppfølgingspunkter, korrigerende tiltak, tiltaksliste, handlingspunkter
åtgärder, åtgärdspunkter, åtgärdslista, att göra, uppgifter, handlingar, aktionspunkter, korrigerande åtgärder
handlinger, tiltag, opgaver, aktiviteter, korrigerende handlinger
azioni, azioni correttive, punti d'azione, piano d'azione, azioni da intraprendere, attività da svolgere, azioni preventive
działania, działania naprawcze, zadania, plan działań, działania korygujące, lista zadań, działania do podjęcia
toimenpiteet, korjaavat toimenpiteet, действия, план действий, задачи, korrekce, nápravná opatření, úkoly
アクションアイテム, アクション, 対応策, 今後の対応, 行动项, 行动计划, 待办事项, 后续行动, 액션 아이템, 조치 사항
""")
FOLLOW_UPS = _lines("""
follow up, follow ups, followup, followups, next steps, next step, next actions, steps forward, further steps, future actions
follow ups and next steps, next steps and follow ups, further actions, further work, future work, remaining work
outstanding work, outstanding items, outstanding tasks, open items, open tasks, open actions, work to do
nächste schritte, weitere schritte, weiteres vorgehen, nachverfolgung, prochaines étapes, étapes suivantes, suivi
próximos pasos, siguientes pasos, seguimiento, próximos passos, acompanhamento, vervolgstappen, volgende stappen, opvolging
neste steg, videre arbeid, oppfølging, veien videre, nästa steg, uppföljning, næste skridt, opfølgning
prossimi passi, prossime azioni, kolejne kroki, następne kroki, dalsze kroki, seuraavat askeleet, дальнейшие шаги
今後の予定, 后续步骤, 下一步, 다음 단계
""")
MEASURES = _lines("""
remediation, remediations, remediation steps, remediation and prevention, remediation and follow up
preventive measures, preventative measures, prevention measures, preventive steps, preventative steps, prevention
prevention steps, corrective measures, measures, countermeasures, mitigations and next steps, mitigation plan, mitigation items
improvements, improvement, improvement plan, improvement ideas, improvements and next steps, planned improvements
process improvements, technical improvements, recommendations, recommendation, suggested improvements, suggested actions
proposed actions, proposed solutions, proposed improvements, proposed fixes, suggestions, future improvements, future plans
future prevention, future mitigation, long term fix, long term fixes, long term solution, long term solutions, long term
permanent fix, permanent fixes, permanent solution, preventing recurrence, recurrence prevention, prevent recurrence
how will we prevent this, how do we prevent this, how can we prevent this, how we will prevent this, how to prevent
prevention of recurrence, avoiding this in the future, going forward, moving forward, the way forward, looking ahead
what are we doing to prevent this, what we are doing to prevent this from happening again, steps to prevent recurrence
what are we changing, what we are changing, what will change, what we are doing next, changes we are making, commitments
planned changes, planned work, plan, roadmap, mitigations, mitigation and prevention, resolution and prevention
verbesserungen, vorbeugung, prävention, vorbeugende maßnahmen, empfehlungen, verbesserungsvorschläge
améliorations, prévention, mesures préventives, recommandations, pistes d'amélioration
mejoras, prevención, medidas preventivas, recomendaciones, melhorias, prevenção, medidas preventivas, recomendações
verbeteringen, verbeterpunten, preventie, preventieve maatregelen, aanbevelingen
forbedringer, forebygging, forbedringstiltak, anbefalinger, förbättringar, förebyggande åtgärder, rekommendationer
forbedringspunkter, forebyggelse, forebyggende tiltag, miglioramenti, prevenzione, misure preventive, raccomandazioni
usprawnienia, zapobieganie, środki zapobiegawcze, rekomendacje, 再発防止策, 再発防止, 改善策, 改进措施, 预防措施
""")
SECTIONS: dict[str, tuple[str, ...]] = {
    "summary": _lines("""
        summary, incident summary, issue summary, overview, abstract, background, introduction, tl dr, tldr, description, synopsis
        zusammenfassung, überblick, résumé, resumen, resumo, samenvatting, sammendrag, sammanfattning, resumé, riepilogo
        sommario, podsumowanie, 概要, 摘要"""),
    "executive_summary": _lines("executive summary, management summary, exec summary, high level summary"),
    "what_happened": _lines("""
        what happened, what happened?, incident description, event description, details, incident details, leadup, lead up
        was ist passiert, que s'est il passé, qué pasó, qué ocurrió, o que aconteceu, wat is er gebeurd, hva skjedde
        vad hände, hvad skete der, cosa è successo, co się stało"""),
    "timeline": _lines("""
        timeline, incident timeline, timeline of events, events, sequence of events, chronology, detailed timeline, key events
        zeitlicher ablauf, zeitleiste, zeitachse, ablauf, chronologie, cronología, línea de tiempo, linha do tempo, cronologia
        tijdlijn, tidslinje, oś czasu, タイムライン, 时间线"""),
    "impact": _lines("""
        impact, the impact, user impact, customer impact, business impact, incident impact, severity and impact, fallout, scope
        auswirkung, auswirkungen, conséquences, impacto, gevolgen, konsekvens, konsekvenser, påverkan, impatto, wpływ, 影響, 影响"""),
    "root_cause": _lines("""
        root cause, the root cause, blameless root cause, cause, primary cause, root cause analysis, rca, underlying cause
        ursache, grundursache, hauptursache, cause racine, cause, causa raíz, causa raiz, oorzaak, grondoorzaak, rotårsak
        grundorsak, rodårsag, causa principale, przyczyna, 根本原因, 原因"""),
    "root_causes": _lines("""
        root causes, root cause s, causes, root causes and trigger, contributing factors, contributing causes, five whys, 5 whys, trigger
        triggers, root causes and contributing factors, root cause and contributing factors, five why's, what caused the incident
        ursachen, causes racines, causas raíz, causas, oorzaken, rotårsaker, årsaker, grundorsaker, årsager, cause, przyczyny"""),
    "detection": _lines(
        "detection, how was it detected, incident detection, entdeckung, détection, detección, påvisning"
    ),
    "response": _lines("""
        response, incident response, actions taken, action taken, steps taken, response actions, mitigation, immediate actions taken
        mitigation steps, mitigation actions, mitigation taken, other mitigation actions, immediate response
        actions taken during the incident, critical decisions, immediate mitigation, short term mitigation"""),
    "resolution": _lines("""
        resolution, the fix, fix, resolution steps, resolution steps taken, recovery, recovery process, recovery steps, workaround
        mitigation and resolution, resolution and recovery, solution, verification, lösung, behebung, résolution, resolución
        resolução, oplossing, løsning, lösning, risoluzione, rozwiązanie"""),
    "what_went_well": _lines("""
        what went well, things that went well, what worked, what worked well, went well, what did we do well, positives, good
        was lief gut, was gut lief, ce qui a bien fonctionné, ce qui a bien marché, qué salió bien, lo que salió bien
        o que correu bem, o que deu certo, o que funcionou, wat ging goed, hva gikk bra, vad gick bra, hvad gik godt
        cosa è andato bene, co poszło dobrze"""),
    "what_went_wrong": _lines("""
        what went wrong, what went poorly, what went badly, what didn't go well, what did not go well, things that went poorly
        things that went wrong, what could have gone better, what could be improved, what could be better, areas for improvement
        what can be improved, what didn't go so well, didn't go well, what went less well, negatives, what could have been better
        was lief schlecht, was schlecht lief, ce qui a mal fonctionné, qué salió mal, o que correu mal, o que deu errado
        wat ging fout, wat ging slecht, wat kon beter, hva gikk dårlig, vad gick dåligt, vad gick fel, hvad gik skidt
        cosa è andato storto, co poszło źle"""),
    "where_we_got_lucky": _lines("""
        where we got lucky, where did we get lucky, what went lucky, lucky, how we got lucky, we got lucky, wo wir glück hatten
        où avons nous eu de la chance, dónde tuvimos suerte, onde tivemos sorte, hvor hadde vi flaks, var hade vi tur"""),
    "lessons_learned": _lines("""
        lessons learned, lessons learnt, lessons, learnings, learning, key learnings, what did we learn, what we learned
        what have we learned, takeaways, key takeaways, surprise findings, retrospective, reflections, postmortem analysis
        erkenntnisse, gelernte lektionen, lessons learned und erkenntnisse, leçons apprises, enseignements, lecciones aprendidas
        lições aprendidas, geleerde lessen, hva lærte vi, lärdomar, vad lärde vi oss, læring, lezioni apprese, wnioski
        教訓, 学んだこと, 经验教训"""),
    "key_learning": _lines("key learning, main lesson, key lesson, wichtigste erkenntnis"),
    "metrics_to_track": _lines(
        "metrics to track, metrics, metrics to watch, success metrics, kpis, measures of success"
    ),
    "external_communication_review": _lines(
        "external communication review, communication review, external communication"
    ),
    "regulatory_interaction_review": _lines("regulatory interaction review, regulatory review, regulatory interaction"),
    "recovery_assessment": _lines("recovery assessment, recovery review"),
    "cost_analysis": _lines("cost analysis, costs, cost, incident cost"),
    "no_detailed_post_mortem_reason": _lines(
        "no detailed post mortem required because, no detailed postmortem required because"
    ),
    "next_review_date": _lines("next review date, next review"),
    "references": _lines("""
        references, links, linker, supporting documents, supporting information, related links, resources, see also, appendix
        further reading, related issues, related incidents, related, referenzen, références, referencias, bibliography, sources
        supporting material, attachments, evidence, logs, glossary, technical details, environment"""),
    "people": _lines("""
        thanks, authors, author, attendees, participants, reviewers, acknowledgements, acknowledgments, postmortem attendees
        people, people involved, team, contributors, distribution, responders, credits, forfattere, deltakere"""),
    "questions": _lines("open questions, questions, discussion, discussion questions, faq, notes, misc"),
}
MODIFIERS = frozenset(
    _lines("""
    the, our, my, immediate, short term, mid term, medium term, long term, longer term, near term, short, long, open, remaining, key
    proposed, planned, future, further, additional, internal, external, post incident, post mortem, postmortem, incident, new
    recommended, required, main, other, technical, engineering, operational, process, team, related, resulting, urgent, important
    critical, high priority, suggested, agreed, upcoming, potential, possible, required, all, outstanding, initial, final, major
    minor, immediate and long term, proactive, personal, identified, retro, retrospective, meeting, some, list of, summary of
    status of, agreed upon, detailed, now, soon, later, wip, draft, tentative, concrete, sre, devops, security, ops
    """)
)
NOT_ACTIONS = frozenset(
    _lines(
        "taken, performed, during, executed, github, so far, user, users, customer, customers, good, bad, previous, past, call"
    )
)
"""Words that turn a heading with "actions" in it into something else."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "action": _lines("""
        action item, action items, action, actions, action point, actionable, task, tasks, todo, to do, to dos, follow up, followup
        follow up action, follow up item, work item, corrective action, preventive action, preventative action, remediation item
        improvement action, mitigation action, required action, action required, action description, item description
        what to do, repair item, action to take, action name, task name, task description
        maßnahme, massnahme, aufgabe, aktion, aktionspunkt, tâche, acción, acciones, tarea, ação, ações, tarefa, actie, actiepunt
        taak, aksjon, tiltak, oppgave, aksjonspunkt, åtgärd, uppgift, handling, tiltag, opgave, azione, azioni, działanie, zadanie
        アクション, 対応, 行动项, 行动, 任务"""),
    "text": _lines("""
        description, what, item, measure, improvement, recommendation, title, summary, details, name, issue, fix, step, steps, work
        countermeasure, remediation, mitigation, prevention, proposal, solution, topic, subject, beschreibung, was, description
        descripción, qué, descrição, o que, beskrivelse, hva, beskrivning, vad, omschrijving, wat, descrizione, cosa, opis, quoi
        内容, 描述"""),
    "owner": _lines("""
        owner, owners, action owner, task owner, who, assignee, assignees, assigned, assigned to, responsible, responsible person
        responsible party, dri, lead, person, owned by, poc, contact, team, responsibility, accountable, assigned owner, by whom
        owner team, responsible team, owning team, engineer, owner(s), item owner, taken by, volunteer, person responsible
        eier, ansvarlig, ansvarlige, ansvarig, verantwortlich, verantwortlicher, verantwortliche, verantwortliche r, zuständig, wer
        zuständigkeit, bearbeiter, responsable, responsables, propriétaire, porteur, qui, assigné à, quién, asignado a, propietario
        responsável, responsáveis, dono, quem, eigenaar, verantwoordelijke, verantwoordelijk, wie, hvem, vem, ejer, hvem gjør hva
        ägare, responsabile, chi, proprietario, właściciel, odpowiedzialny, osoba odpowiedzialna, kto, 担当, 担当者, 负责人"""),
    "due": _lines("""
        due, due date, due by, due on, deadline, by when, when, target date, target, eta, date, target completion date, due dates
        completion date, expected completion, expected completion date, target completion, timeline, timeframe, time frame, by
        delivery date, planned date, expected date, estimated completion, estimated date, finish by, complete by, end date
        frist, fällig, fällig am, fälligkeit, fälligkeitsdatum, termin, zieldatum, bis, bis wann, wann, datum, échéance, date limite
        date d'échéance, délai, pour quand, quand, fecha, fecha límite, vencimiento, fecha de vencimiento, plazo, cuándo, para cuándo
        prazo, data, data limite, quando, vencimento, wanneer, vervaldatum, streefdatum, når, dato, forfallsdato, forfall, när
        slutdatum, förfallodatum, deadline dato, hvornår, scadenza, data di scadenza, entro quando, kiedy, data końcowa, 期限, 截止日期"""),
    "status": _lines("""
        status, state, done, done?, complete, completed, progress, current status, resolved, finished, closed, stand, zustand
        erledigt, statut, état, estado, situação, stato, tilstand, fullført, stan, 状態, 状态"""),
    "closed_on": _lines(
        "date completed, completed on, completed date, closed on, date closed, done on, resolved on, closed date"
    ),
    "priority": _lines("""
        priority, prio, p, importance, urgency, severity, pri, priorität, dringlichkeit, priorité, prioridad, prioridade, prioriteit
        prioritet, priorità, priorytet, 優先度, 优先级"""),
    "refs": _lines("""
        ticket, tickets, ticket id, ticket link, ticket number, bug, bugs, bug id, bug number, reference, references, ref, refs, link
        links, jira, jira ticket, jira link, jira id, linear, github, github issue, gitlab, issue link, issue id, issue number
        issue tracker, tracking, tracker, tracking issue, tracking number, tracking ticket, tracking bug, tracking link, url, pr, mr
        prs, pull request, merge request, phabricator, phab, task id, task link, referanse, lenke, referenz, verweis, référence, lien
        referencia, enlace, referência, referentie, länk, riferimento, odnośnik, チケット, 工单, id, key, jira key, story, card"""),
    "type": _lines(
        "type, category, kind, area, component, theme, typ, kategorie, catégorie, tipo, categoría, kategori, class, tag, tags"
    ),
    "number": _lines(
        "#, no, nr, num, number, index, item no, n°, №, s no, sr no, sl no, action id, item id, item number"
    ),
    "notes": _lines("""
        notes, note, comments, comment, remarks, remark, rationale, reason, why, kommentar, commentaires, comentarios, observações
        expected outcome, outcome, verification, how, effort, estimate, cost, impact, benefit, updates, update, context, created
        date opened, opened, date created, created on, date added, reviewer, approver, dependencies, success criteria, success metric"""),
    "time": _lines("""
        time, timestamp, date time, datetime, time utc, date time utc, klokkeslett, tid, tidspunkt, zeit, uhrzeit, heure, hora, ora
        event, events, hendelse, ereignis, événement, evento, who what, 時刻, 时间"""),
}
STATUSES: dict[str, tuple[str, ...]] = {
    "wont_do": _lines("""
        won't do, wont do, won't fix, wontfix, will not do, cancelled, canceled, rejected, obsolete, declined, abandoned, superseded
        dropped, not doing, not planned, invalid, duplicate, deferred indefinitely, verworfen, abgelehnt, entfällt, abandonné, annulé
        rejeté, cancelado, descartado, rechazado, geannuleerd, vervallen, avbrutt, avlyst, forkastet, avbruten, annulleret
        annullato, anulowane, odrzucone"""),
    "in_progress": _lines("""
        in progress, in-progress, wip, work in progress, ongoing, started, in review, in development, under way, underway, doing, active
        partial, partially done, partly done, partially complete, mostly done, in arbeit, laufend, in bearbeitung, en cours, en curso
        en progreso, em andamento, em curso, bezig, in behandeling, lopend, pågår, pågående, under arbeid, i gang, igangværende
        in corso, w toku, w trakcie, 進行中, 対応中, 进行中, 🚧, 🔄, ⏳"""),
    "done": _lines("""
        done, complete, completed, closed, fixed, resolved, merged, shipped, deployed, implemented, finished, delivered, released, yes
        landed, rolled out, applied, addressed, live, already done, erledigt, fertig, abgeschlossen, umgesetzt, behoben, gelöst
        terminé, terminée, fait, faite, clos, résolu, livré, hecho, completado, completada, terminado, resuelto, cerrado
        concluído, concluída, feito, feita, resolvido, finalizado, gedaan, afgerond, klaar, voltooid, opgelost, gereed
        utført, ferdig, løst, fullført, lukket, gjort, klart, färdig, klar, löst, avslutad, slutförd, genomförd, færdig, udført, løst
        afsluttet, fatto, completato, completata, risolto, chiuso, zrobione, zakończone, gotowe, wykonane, tehty, valmis
        完了, 済, 已完成, 완료, ✅, ✔, ✔️, ☑, ☑️, ☒, ✓, 🟢, x"""),
    "open": _lines("""
        open, todo, to do, to-do, not started, new, pending, backlog, planned, proposed, blocked, on hold, scheduled, outstanding
        waiting, unstarted, incomplete, not done, no, not yet, assigned, accepted, triaged, deferred, postponed, offen, geplant
        neu, ausstehend, nicht begonnen, ouvert, ouverte, à faire, en attente, prévu, abierto, abierta, pendiente, por hacer
        aberto, aberta, pendente, a fazer, te doen, gepland, openstaand, åpen, ikke startet, planlagt, ikke påbegynt, öppen
        ej påbörjad, planerad, åben, ikke startet, aperto, da fare, in attesa, pianificato, otwarte, do zrobienia, planowane
        未対応, 未着手, 待办, 未开始, ❌, ☐, ⬜, 🔴, 🟡"""),
}
NOTHING = frozenset(
    _lines("""
    none, n/a, na, n a, nil, nothing, tbd, tba, tbc, tbh, todo, to do, none yet, not applicable, nothing yet, none at this time, none so far
    no action items, no actions, no action, no action required, no actions required, no action needed, no further action
    no further action required, no further actions, no follow up, no follow ups, no follow up required, none required, none needed
    to be determined, to be defined, to be decided, to be added, to be completed, to be confirmed, coming soon, pending, wip
    nothing to do, no items, empty, see above, see below, as above, unknown, unassigned, nobody, no one, noone, not assigned
    keine, keine maßnahmen, nichts, entfällt, offen, aucun, aucune, aucune action, néant, rien, ninguno, ninguna, nada, ningún
    nenhum, nenhuma, nenhuma ação, geen, geen acties, niets, ingen, ingen tiltak, inget, inga, intet, nessuno, nessuna, niente
    brak, żadne, なし, 特になし, 无, 暂无, 없음, x, xx, xxx, placeholder, example, lorem ipsum
    """)
)
TEAM_WORDS = frozenset(
    _lines("""
    team, teams, developers, engineers, engineering, developer, engineer, devs, dev, ops, sre, sres, devops, platform, infra
    infrastructure, security, management, everyone, operations, managers, leads, sysadmins, dba, dbas, qa, support team, oncall
    on-call, staff, admins, maintainers, leadership, product, backend, frontend, netops, secops
    """)
)
NOT_OWNERS = frozenset(
    _lines("""
    we, it, this, that, they, i, you, he, she, there, these, those, which, who, what, someone, somebody, anyone, nobody, everything, all
    need, needs, have, want, plan, plans, try, remember, ability, ensure, continue, decide, way, ways, how, going, aim, ask, change
    changes, access, option, options, able, due, used, possible, time, steps, step, work, effort, efforts, attempt, decision, next
    nothing, something, goal, intention, intent, up, back, down, similar, prior, according, related, thanks, close, key, when, if
    where, why, also, then, in, on, at, for, from, as, so, and, or, but, no, not, should, must, could, would, will, may, might, can
    dashboard, dashboards, alert, alerts, alerting, monitoring, monitor, metric, metrics, runbook, runbooks, script, scripts, tool
    tools, test, tests, testing, process, processes, documentation, docs, doc, document, ticket, tickets, job, jobs, check, checks
    automation, policy, policies, guard, guards, validation, logging, logs, log, button, page, pages, procedure, procedures, mechanism
    system, systems, service, services, config, configuration, feature, features, flag, flags, api, apis, library, pipeline, pipelines
    healthcheck, health, bug, issue, issues, fix, patch, code, data, database, server, servers, cluster, clusters, node, nodes, pod
    pods, deployment, deployments, release, releases, version, backup, backups, users, user, customers, customer, clients, client
    request, requests, limit, limits, timeout, timeouts, retry, retries, error, errors, failure, failures, incident, incidents
    training, tooling, review, reviews, meeting, pr, prs, mr, link, links, proposal, rule, rules, playbook, playbooks, hook, hooks
    notification, notifications, message, messages, probe, probes, workflow, workflows, template, templates, schema, migration
    ci, cd, dns, http, https, tls, ssl, cpu, ram, url, urls, ui, sql, aws, gcp, azure, k8s, kubernetes, redis, postgres, kafka, linux
    """)
)
PLACE_WORDS = frozenset(
    _lines("""
    action, actions, action item, specific action, task, item, items, name, owner, date, due date, description, descripton, description here
    link, ticket, link to ticket, link to github issue, summary, status, priority, your name, team, who, when, what, person, todo, id
    insert, describe, placeholder, yyyy-mm-dd, dd/mm/yyyy, mm/dd/yyyy, another item, first item, second item
    """)
)
VERBS = frozenset(
    """
    abolish accelerate accept acquire adapt add address adjust adopt advertise agree aim alert align allow amend analyse analyze announce
    apply appoint approve archive arrange ask assess assign attach audit automate avoid backfill backport back balance ban batch begin
    benchmark block book boost brief bring broadcast build bump buy cache calculate calibrate cap capture centralise centralize change
    check choose clarify classify clean clear close collaborate collect combine come communicate compare complete compress conduct
    configure confirm connect consider consolidate contact contain continue contribute control convert coordinate copy cordon correct
    cover create cross-train cull cut debug decide decommission decouple decrease dedicate defer define delegate delete deliver
    demand deploy deprecate describe design destroy detach detect determine develop diagnose disable disallow disconnect discover discuss
    disown distribute diversify divide do document double download draft drain drill drop dump duplicate edit educate elect eliminate
    embed emit employ enable encourage encrypt enforce engage enhance enlarge enrich ensure escalate establish estimate evaluate examine
    exclude execute expand expire explain explore export expose extend extract facilitate fail fetch figure file filter finalise
    finalize find finish fix flag flush follow force form formalise formalize format formulate forward gather generate get give go
    grant group guard guarantee handle harden have help hide highlight hire hold host identify ignore implement import improve include
    incorporate increase index inform ingest initiate inject insert inspect install instrument integrate introduce invalidate
    invest investigate invite involve isolate issue iterate join keep kick label land launch lead learn leave let limit link list
    load lock log look lower maintain make manage map mark mask measure merge migrate minimise minimize mirror mitigate model modify
    monitor mount move name narrow negotiate nominate notify obtain offer onboard open optimise optimize orchestrate order organise
    organize override overhaul own page pair parallelise parallelize parse partition patch pause perform persist pick pin plan
    point poll populate port post practice practise preload prepare present preserve prevent print prioritise prioritize probe
    process procure produce profile prohibit promote propagate propose protect prototype provide provision prune publish pull purchase
    purge push put query queue quarantine raise ramp rate re-enable re-run reach read rebalance reboot rebuild recalculate reconcile
    reconfigure reconsider record recover recreate recruit redact redeploy redesign redirect redistribute reduce refactor refine
    reflect refresh regenerate register reimplement reject release relocate rely remediate remind remount remove rename render renew
    reorganise reorganize repair repeat replace replicate report reproduce request require rerun research reserve reset resize
    resolve restart restore restrict restructure rethink retire retrain retry return reuse revamp revert review revise revisit
    revoke rewrite roll rotate route run sanitise sanitize save scale scan schedule scope script search secure see segment select
    send separate serve set setup set-up shard share shift ship shorten show shrink shut shutdown sign silence simplify simulate
    skip snapshot solve sort specify speed split spread stagger standardise standardize start stop store streamline strengthen
    stress study submit subscribe suggest supply support suspend swap switch sync synchronise synchronize take talk teach tell terminate
    test think throttle tie tighten tidy track train transfer transition translate treat trial trigger trim try tune turn unblock
    understand undo unify uninstall unlock update upgrade upload use utilise utilize validate verify version wait warn
    watch whitelist widen wire withdraw work wrap write
    """.split()
)
PAST = frozenset(
    """
    added announced applied approved archived assigned audited backported blocked bought brought built bumped changed cleaned closed
    communicated completed configured contacted contracted converted corrected created deleted deployed deprecated disabled discussed
    documented doubled enabled enforced engaged established evicted expanded extended filed finalised finalized fixed found gave held
    hired implemented informed installed introduced invalidated investigated landed launched lowered made merged migrated moved
    notified opened ordered patched performed posted provided published purchased purged pushed raised ran rebooted rebuilt
    reconfigured recovered recreated redeployed reduced refactored released removed renamed replaced reported requested reset resized
    resolved restarted restored reverted reviewed revoked rewrote rolled rotated scaled scheduled sent shipped split started stopped
    submitted switched temporarily terminated tested took trained turned updated upgraded uploaded verified wrote
    """.split()
)
"""First words that say something was done already; words that also read as adjectives ("improved alerts") are left out."""
TICKET_WORDS = frozenset(
    _lines("""
    issue, issues, ticket, tickets, github issue, github, gitlab issue, jira, jira ticket, jira issue, jira link, linear, linear ticket, bug
    pull request, pr, merge request, mr, link, here, tracking issue, tracking, task, story, card, trello, asana, phab, phabricator
    this issue, this ticket, related issue, see issue, see ticket, ticket link, issue link, bugzilla, patch, commit, utført, done
    sak, vorgang, ref, reference, tracked here, tracked, details, url, details here
    """)
)
FIELDS: dict[str, tuple[str, ...]] = {
    "title": _lines("title, titel, tittel, titre, título, titolo, incident name, incident title, name"),
    "incident": _lines("""
        incident id, incident number, incident no, incident ref, incident reference, incident ticket, incident key, inc, incident
        bugzilla bug, incident link, vorfall, vorfallnummer, numéro d'incident, id del incidente, id do incidente, hendelse id"""),
    "severity": _lines("""
        severity, sev, incident severity, severity level, incident level, schweregrad, gravité, sévérité, severidad, gravedad
        severidade, gravidade, ernst, alvorlighetsgrad, allvarlighetsgrad, gravità"""),
    "service": _lines("""
        service, services, affected service, affected services, services affected, system, systems, affected systems, component
        components, product, dienst, betroffener dienst, service affecté, servicio, serviço, tjeneste, tjänst, servizio"""),
    "held_on": _lines("""
        date of post mortem, date of postmortem, post mortem date, postmortem date, review date, date of review, held on, meeting date
        date of meeting, retrospective date, retro date, post mortem held on, datum des post mortems, date du post mortem
        fecha del post mortem, data do post mortem"""),
    "incident_date": _lines("""
        date of incident, incident date, date, incident start, incident started, start, started, start date, start time, started at
        date and time, when, occurred on, date occurred, datum, datum des vorfalls, date de l'incident, fecha, fecha del incidente
        data, data do incidente, dato, data dell'incidente, first detected, detected, 発生日, 日付, 日期"""),
    "facilitator": _lines("""
        facilitator, facilitated by, moderator, moderated by, postmortem lead, post mortem lead, led by, chair, postmortem owner
        post mortem owner, review lead, moderation, facilitateur, animateur, facilitador, facilitadora, fasilitator, ordstyrer"""),
    "attendees": _lines("""
        attendees, participants, present, attendance, in attendance, people, people present, reviewed by, teilnehmer, participantes
        participants présents, asistentes, deelnemers, aanwezig, deltakere, deltagare, deltagere, partecipanti"""),
    "authors": _lines("""
        author, authors, written by, prepared by, by, owner, owners, report author, autor, autoren, auteur, auteurs, autores, av, von
        verfasser, forfatter, skribent, författare, autore, autori, incident commander, ic, commander, incident lead, lead"""),
    "status": _lines("status, state, estado, statut, stato, tilstand, document status, report status"),
}
