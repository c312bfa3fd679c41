"""Words teams use in post-mortems, as data: headings, table columns and labels; one list per meaning.

All entries are lower case without punctuation, as `headings.normal` leaves them. Add a word here, not a rule elsewhere.
"""


def entries(text: str) -> tuple[str, ...]:
    """Split a list written over several lines at its commas."""
    return tuple(entry.strip() for line in text.strip().splitlines() for entry in line.split(",") if entry.strip())


def spaced(text: str) -> frozenset[str]:
    """Split a list of single words."""
    return frozenset(text.split())


ACTIONS = entries("""
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
issues created, issues opened, issues raised, tickets raised, tickets opened, bugs filed, issues to follow up, things to follow up
actions to be taken, actions to take, actions planned, actions required, actions arising, actions agreed, actions going forward
action log, action tracker, action owners, action points and owners, actions and outcomes, outcomes and actions, follow on items
still to do, to be done, still open, what remains to be done, items to follow up, items to address, fix it items, tickets filed, tickets created, jira tickets, follow up tickets, follow up issues, tracking issues, outstanding actions
maßnahmen, massnahmen, aktionspunkte, aktionen, aufgaben, offene punkte, folgemaßnahmen, korrekturmaßnahmen, maßnahmenplan
abgeleitete maßnahmen, korrektur und vorbeugemaßnahmen, verbesserungsmaßnahmen, to dos und maßnahmen
plan d'action, plan d'actions, actions correctives, actions à mener, actions à réaliser, points d'action, mesures correctives
mesures à prendre, actions à prendre, actions prévues, mesures à mettre en place, prochaines actions, plan de remédiation
actions préventives, actions de suivi, actions correctives et préventives, tâches, à faire, liste des actions
acciones, acciones correctivas, elementos de acción, puntos de acción, plan de acción, tareas, acciones de seguimiento
acciones a tomar, medidas a tomar, acciones pendientes, próximas acciones, plan de acciones, acciones de mejora
acciones a realizar, acciones preventivas, medidas correctivas, acciones correctivas y preventivas, tareas pendientes
ações, itens de ação, pontos de ação, plano de ação, tarefas, ações corretivas, ações preventivas, medidas corretivas
ações de acompanhamento, ações a tomar, próximas ações, ações futuras, plano de ações, ações de melhoria, medidas a tomar
maatregelen, te nemen maatregelen, acties en maatregelen, verbeteracties, openstaande acties, verbetermaatregelen
actiepunten, acties, vervolgacties, actielijst, taken, correctieve maatregelen, te nemen acties
aksjonspunkter, aksjoner, tiltak, oppgaver, oppfølgingspunkter, korrigerende tiltak, tiltaksliste, handlingspunkter
åtgärder, åtgärdspunkter, åtgärdslista, att göra, uppgifter, handlingar, aktionspunkter, korrigerande åtgärder
handlinger, tiltag, opgaver, aktiviteter, korrigerende handlinger
azioni, azioni correttive, punti d'azione, piano d'azione, azioni da intraprendere, attività da svolgere, azioni preventive
działania, działania naprawcze, zadania, plan działań, działania korygujące, lista zadań, działania do podjęcia
toimenpiteet, korjaavat toimenpiteet, действия, план действий, задачи, корректирующие действия, корректирующие меры, что сделать, что нужно сделать, план работ, пункты плана, korrekce, nápravná opatření, úkoly
action planned, action required, mitigating actions, resulting issues, created issues, resolution items, backlog items
improvement backlog, subtasks, sub tasks, follow up improvements, preventive improvements, corrective improvements
åtgärdsplan, åtgärdsförslag, vidtagna och planerade åtgärder, forbedringstiltak og oppgaver, vedtatte tiltak
アクションアイテム, アクション, 対応策, 対策, 今後の対策, 恒久対策, 再発防止対策, 改善措施, 整改措施, 后续措施, 今後の対応, 行动项, 行动计划, 待办事项, 后续行动, 액션 아이템, 조치 사항
""")
FOLLOW_UPS = entries("""
follow up, follow ups, followup, followups, next steps, next step, next actions, steps forward, further steps, future actions
follow ups and next steps, next steps and follow ups, what are the next steps, what happens next, what comes next, what is next, further actions, further work, future work, remaining work
future steps, ongoing work, further investigation, follow ons, backlog
outstanding work, pending items, due items, follow through, follow throughs, outstanding items, outstanding tasks, open items, open tasks, open actions, work to do
nächste schritte, weitere schritte, weiteres vorgehen, nachverfolgung, prochaines étapes, étapes suivantes, suivi
próximos pasos, siguientes pasos, seguimiento, próximos passos, acompanhamento, vervolgstappen, volgende stappen, opvolging
neste steg, videre arbeid, oppfølging, veien videre, nästa steg, uppföljning, næste skridt, opfølgning
prossimi passi, prossime azioni, kolejne kroki, następne kroki, dalsze kroki, seuraavat askeleet, дальнейшие шаги, следующие шаги, дальнейшие действия
今後の予定, 后续步骤, 下一步, 다음 단계
""")
MEASURES = entries("""
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
implementation plan, implementation steps, deliverables, tracking, committed work, what are we changing, what we are changing, what will change, what we are doing next, changes we are making, commitments
immediate fixes, fixes, safeguards, action tracker, tracked work, changes to be made, proposed changes, ideas for improvement
things to fix, things we need to fix, things to improve, things we can improve, things to do differently
things we will do differently, looking forward, way forward, required changes, fix list, mitigation steps going forward, mitigations going forward
ways to improve, improvement opportunities, opportunities for improvement
improvements going forward, improvements to make, improvements to be made, improvement points, improvement measures
counter measures, further mitigation, further mitigations, mitigating future incidents, protection against recurrence
our commitment, our commitment to you, tickets, issues to address, work planned, solutions, planned changes, planned work, plan, roadmap, mitigations, mitigation and prevention, resolution and prevention
was wir ändern, was ändern wir, was ändern wir jetzt, was machen wir anders, was wir tun werden, was wir jetzt tun, was werden wir ändern, wie wir das künftig verhindern, wie geht es weiter
ce que nous allons faire, ce que nous allons changer, ce que nous mettons en place, que faisons nous pour éviter cela, et maintenant
qué vamos a hacer, qué vamos a cambiar, lo que vamos a hacer, qué estamos haciendo para evitarlo, o que vamos fazer
o que vamos mudar, o que faremos, o que estamos fazendo para evitar, wat gaan we doen, wat gaan we veranderen, wat doen we nu
hva gjør vi nå, hva gjør vi videre, hva skal vi gjøre, vad gör vi nu, vad ska vi göra, hvad gør vi nu, cosa faremo
verbesserungen, vorbeugung, prävention, vorbeugende maßnahmen, empfehlungen, verbesserungsvorschläge
améliorations, prévention, mesures préventives, recommandations, pistes d'amélioration
mejoras, prevención, medidas preventivas, recomendaciones, melhorias, prevenção, medidas preventivas, recomendações
verbeteringen, verbeterpunten, preventie, preventieve maatregelen, aanbevelingen
forbedringer, forebygging, forbedringstiltak, anbefalinger, förbättringar, förebyggande åtgärder, rekommendationer
forbedringspunkter, forebyggelse, forebyggende tiltag, miglioramenti, prevenzione, misure preventive, raccomandazioni
меры, меры предотвращения, меры предотвращения повторения, меры по предотвращению, предотвращение, предотвращение повторения, превентивные меры
рекомендации, улучшения, 재발 방지, 재발 방지 대책, 재발방지 대책, 향후 조치, 향후 계획, 개선 사항, 개선 방안, future, for the future, in the future
usprawnienia, zapobieganie, środki zapobiegawcze, rekomendacje, 再発防止策, 再発防止, 改善策, 改进措施, 预防措施
""")
SECTIONS: dict[str, tuple[str, ...]] = {
    "summary": entries("""
        summary, incident summary, issue summary, overview, abstract, background, introduction, tl dr, tldr, description, synopsis
        zusammenfassung, überblick, résumé, resumen, resumo, samenvatting, sammendrag, sammanfattning, resumé, riepilogo
        sommario, podsumowanie, 概要, 摘要"""),
    "executive_summary": entries("executive summary, management summary, exec summary, high level summary"),
    "what_happened": entries("""
        what happened, what happened?, incident description, event description, details, incident details, leadup, lead up
        was ist passiert, que s'est il passé, qué pasó, qué ocurrió, o que aconteceu, wat is er gebeurd, hva skjedde
        vad hände, hvad skete der, cosa è successo, co się stało"""),
    "timeline": entries("""
        timeline, incident timeline, timeline of events, events, sequence of events, chronology, detailed timeline, key events
        zeitlicher ablauf, zeitleiste, zeitachse, ablauf, chronologie, cronología, línea de tiempo, linha do tempo, cronologia
        tijdlijn, tidslinje, oś czasu, タイムライン, 时间线"""),
    "impact": entries("""
        impact, the impact, user impact, customer impact, business impact, incident impact, severity and impact, scope, fallout
        auswirkung, auswirkungen, conséquences, impacto, gevolgen, konsekvens, konsekvenser, påverkan, impatto, wpływ, 影響, 影响"""),
    "root_cause": entries("""
        root cause, the root cause, cause, primary cause, root cause analysis, rca, underlying cause
        ursache, grundursache, hauptursache, cause racine, cause, causa raíz, causa raiz, oorzaak, grondoorzaak, rotårsak
        grundorsak, rodårsag, causa principale, przyczyna, 根本原因, 原因"""),
    "root_causes": entries("""
        root causes, root cause s, causes, root causes and trigger, contributing factors, contributing causes, five whys, 5 whys, trigger
        triggers, root causes and contributing factors, root cause and contributing factors, what caused the incident
        ursachen, causes racines, causas raíz, causas, oorzaken, rotårsaker, årsaker, grundorsaker, årsager, cause, przyczyny"""),
    "detection": entries(
        "detection, how was it detected, incident detection, entdeckung, détection, detección, påvisning"
    ),
    "response": entries("""
        response, incident response, actions taken, action taken, steps taken, response actions, mitigation, immediate actions taken
        mitigation steps, mitigation actions, mitigation taken, immediate response
        actions taken during the incident, immediate mitigation, short term mitigation"""),
    "resolution": entries("""
        resolution, the fix, fix, resolution steps, resolution steps taken, recovery, recovery process, recovery steps, workaround
        mitigation and resolution, resolution and recovery, solution, verification, lösung, behebung, résolution, resolución
        resolução, oplossing, løsning, lösning, risoluzione, rozwiązanie"""),
    "what_went_well": entries("""
        what went well, things that went well, what worked, what worked well, went well, what did we do well, positives, good
        was lief gut, was gut lief, ce qui a bien fonctionné, ce qui a bien marché, qué salió bien, lo que salió bien
        o que correu bem, o que deu certo, o que funcionou, wat ging goed, hva gikk bra, vad gick bra, hvad gik godt
        cosa è andato bene, co poszło dobrze"""),
    "what_went_wrong": entries("""
        what went wrong, what went poorly, what went badly, what didn't go well, what did not go well, things that went poorly
        things that went wrong, what could have gone better, what could be improved, what could be better, areas for improvement
        what can be improved, what didn't go so well, didn't go well, what went less well, negatives, what could have been better
        was lief schlecht, was schlecht lief, ce qui a mal fonctionné, qué salió mal, o que correu mal, o que deu errado
        wat ging fout, wat ging slecht, wat kon beter, hva gikk dårlig, vad gick dåligt, vad gick fel, hvad gik skidt
        cosa è andato storto, co poszło źle"""),
    "where_we_got_lucky": entries("""
        where we got lucky, where did we get lucky, what went lucky, lucky, how we got lucky, we got lucky, wo wir glück hatten
        où avons nous eu de la chance, dónde tuvimos suerte, onde tivemos sorte, hvor hadde vi flaks, var hade vi tur"""),
    "lessons_learned": entries("""
        lessons learned, lessons learnt, lessons, learnings, learning, key learnings, what did we learn, what we learned
        what have we learned, takeaways, key takeaways, surprise findings, findings, conclusions, conclusion, retrospective, reflections, postmortem analysis
        erkenntnisse, gelernte lektionen, lessons learned und erkenntnisse, leçons apprises, enseignements, lecciones aprendidas
        lições aprendidas, geleerde lessen, hva lærte vi, lärdomar, vad lärde vi oss, læring, lezioni apprese, wnioski
        教訓, 学んだこと, 经验教训"""),
    "key_learning": entries("key learning, main lesson, key lesson, wichtigste erkenntnis"),
    "metrics_to_track": entries(
        "metrics to track, metrics, metrics to watch, success metrics, kpis, measures of success"
    ),
    "external_communication_review": entries(
        "external communication review, communication review, external communication"
    ),
    "regulatory_interaction_review": entries(
        "regulatory interaction review, regulatory review, regulatory interaction"
    ),
    "recovery_assessment": entries("recovery assessment, recovery review"),
    "cost_analysis": entries("cost analysis, costs, cost, incident cost"),
    "no_detailed_post_mortem_reason": entries(
        "no detailed post mortem required because, no detailed postmortem required because"
    ),
    "next_review_date": entries("next review date, next review"),
    "references": entries("""
        references, links, linker, supporting documents, supporting information, related links, resources, see also, appendix
        further reading, related issues, related incidents, related, referenzen, références, referencias, bibliography, sources
        supporting material, attachments, evidence, logs, glossary, technical details, environment"""),
    "people": entries("""
        thanks, authors, author, attendees, participants, reviewers, acknowledgements, acknowledgments, postmortem attendees
        people, people involved, team, contributors, distribution, responders, credits, forfattere, deltakere"""),
    "questions": entries("open questions, questions, discussion, discussion questions, faq, notes, misc"),
}
MODIFIERS = frozenset(
    entries("""
    the, our, my, immediate, short term, mid term, medium term, long term, longer term, near term, short, long, open, remaining, key
    proposed, planned, future, further, additional, internal, external, post incident, post mortem, postmortem, incident, new
    recommended, required, main, other, technical, engineering, operational, process, team, related, resulting, urgent, important
    critical, high priority, suggested, agreed, upcoming, potential, possible, required, all, outstanding, initial, final, major
    minor, longterm, shortterm, pm, rca, immediate and long term, proactive, personal, identified, retro, retrospective, meeting, some, list of, summary of
    status of, agreed upon, detailed, now, soon, later, wip, draft, tentative, concrete, sre, devops, security, ops, more, extra
    """)
)
DOING = spaced(
    "action follow up ups followup next remediation remedial corrective correction preventive preventative prevention repair"
)
LISTED = spaced("actions items item tasks task todo todos tickets points")
STEPS = spaced("steps step work measures plan plans activities efforts")
"""Words that headings are put together of: what is done about it, and what is listed; "steps" may also be prose."""
FORWARD = spaced(
    """
    preventive preventative prevention preventing remedial remediation corrective correction future forward looking planned next
    upcoming follow up ups followup long short term longer improvement improving hardening
    """
)
THINGS = spaced(
    """
    work works enhancement enhancements improvement improvements measure measures change changes plan plans fix fixes item items step
    steps task tasks tracking status remediation remediations mitigation mitigations effort efforts project projects initiative
    initiatives investment investments outlook forward hardening
    """
)
"""Words of headings over what is to come: when it is, and what; all of a heading has to be such words."""
BOTH = spaced("action actions todo todos")
"""Words that say both by themselves, beside words that only say more about them."""
BESIDE = spaced(
    """
    owner owners ownership owned assignee assignees due date dates deadlines responsibilities list table log tracker tracking
    register jira needed required resulting pending arising agreed decided still what came come out incident outage review
    retrospective meeting discussion summary overview section
    """
)
"""Words that say more about action items: with whom and until when, how they are kept, where they come from."""
JOINING = spaced("and the our from of for with to in a this that these are be is by all")
ENDINGS = entries(
    "action items, action item, action points, follow up actions, follow ups, followups, todos, next steps, improvements, tracking"
)
"""What headings end with that name whose these are: "Platform team action items"."""
FAULTS = frozenset(
    entries("problems, problem, causes, cause, faults, fault, weaknesses, risks, gaps, shortcomings, findings, impacts")
)
"""Words of headings over what was found, which sort no action items."""

NOT_ACTIONS = frozenset(
    entries(
        "taken, performed, during, executed, github, so far, user, users, customer, customers, good, bad, previous, past, call"
    )
)
"""Words that turn a heading with "actions" in it into something else."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "action": entries("""
        action item, action items, action, actions, action point, actionable, task, tasks, todo, to do, to dos, follow up, followup
        follow up action, follow up item, work item, corrective action, preventive action, preventative action, remediation item
        improvement action, mitigation action, required action, action required, action description, item description
        what to do, repair item, action to take, action name, task name, task description
        maßnahme, massnahme, aufgabe, aktion, aktionspunkt, tâche, acción, acciones, tarea, ação, ações, tarefa, actie, actiepunt
        taak, aksjon, tiltak, oppgave, aksjonspunkt, åtgärd, uppgift, handling, tiltag, opgave, azione, azioni, działanie, zadanie
        действие, задача, мера, мероприятие, что сделать, 조치, 조치 사항, 작업, 할 일
        アクション, 対応, 対応内容, 対策, 施策, 対応策, 再発防止策, 行动项, 行动, 任务, 措施, 改进措施"""),
    "text": entries("""
        description, what, item, measure, improvement, recommendation, title, summary, details, name, issue, fix, step, steps, work
        countermeasure, remediation, mitigation, prevention, proposal, solution, topic, subject, beschreibung, was, description
        descripción, qué, descrição, o que, beskrivelse, hva, beskrivning, vad, omschrijving, wat, descrizione, cosa, opis, quoi
        mesure, mesure corrective, medida, medida correctiva, maatregel, misura, verbesserung, empfehlung, recommandation
        recomendación, recomendação, aanbeveling, verbetering, forbedring, förbättring, 内容, 描述"""),
    "owner": entries("""
        owner, owners, action owner, task owner, who, assignee, assignees, assigned, assigned to, responsible, responsible person
        responsible party, dri, lead, person, owned by, poc, contact, team, responsibility, accountable, assigned owner, by whom
        assign, driver, led by, champion, in charge, pic, developer, implementer, handler, member, action by, to be done by, done by
        ownership, spoc, allocated to, allocated, resource, assignment, point person, handled by, resp
        actionee, assigned person, who's on it, encargado, encargada, assegnato a, dueño, utförare, utfører
        owner team, responsible team, owning team, engineer, owner(s), item owner, taken by, volunteer, person responsible
        eier, ansvarlig, ansvarlige, ansvarig, verantwortlich, verantwortlicher, verantwortliche, verantwortliche r, zuständig, wer
        zuständigkeit, bearbeiter, responsable, responsables, propriétaire, porteur, qui, assigné à, quién, asignado a, propietario
        verantwortliche/r, verantwortliche person, verantwortung, verantw, zuständige person, bearbeiterin, pilote, porteuse, en charge
        responsable de l'action, attribué à, attribuée à, assignée à, a cargo de, asignada a, dueña
        responsável, responsáveis, dono, quem, eigenaar, verantwoordelijke, verantwoordelijk, wie, hvem, vem, ejer, hvem gjør hva
        ägare, responsabile, chi, proprietario, właściciel, odpowiedzialny, osoba odpowiedzialna, kto, ответственный, исполнитель, кто, владелец, 담당자, 담당, 책임자, 担当, 担当者, 責任者, 负责人"""),
    "due": entries("""
        due, due date, due by, due on, deadline, by when, when, target date, target, eta, date, target completion date, due dates
        completion date, expected completion, expected completion date, target completion, timeline, timeframe, time frame, by
        ecd, planned, expected, resolve by, close by, goal date, commit date, finish, finish date, date to complete, planned for
        delivery date, planned date, expected date, estimated completion, estimated date, finish by, complete by, end date
        frist, fällig, fällig am, fälligkeit, fälligkeitsdatum, termin, zieldatum, bis, bis wann, wann, datum, échéance, date limite
        date d'échéance, délai, pour quand, quand, fecha, fecha límite, vencimiento, fecha de vencimiento, plazo, cuándo, para cuándo
        prazo, data, data limite, quando, vencimento, wanneer, vervaldatum, streefdatum, når, dato, forfallsdato, forfall, när
        slutdatum, förfallodatum, deadline dato, hvornår, scadenza, data di scadenza, entro quando, kiedy, data końcowa, срок, сроки, дата, до, дедлайн, 기한, 마감일, 완료 예정일, 期限, 期日, 完了予定日, 截止日期"""),
    "status": entries("""
        ✓, ✔, ✅, ☑, status, state, done, done?, complete, completed, progress, current status, resolved, finished, closed, stand, zustand
        erledigt, statut, état, estado, situação, stato, tilstand, fullført, stan, avancement, voortgang, framdrift, fremdrift, статус, состояние, 상태, 진행 상황, 状態, 状況, 進捗, ステータス, 状态, 进度"""),
    "closed_on": entries(
        "date completed, completed on, completed date, closed on, date closed, done on, resolved on, closed date, actual date, "
        "actual completion, actual completion date, actual end date, finished on, date finished, date done, date resolved, resolution date"
    ),
    "priority": entries("""
        严重级别, 严重程度, 级别, priority, prio, p, importance, urgency, severity, pri, priorität, dringlichkeit, priorité, prioridad, prioridade, prioriteit
        prioritet, priorità, priorytet, приоритет, 우선순위, 優先度, 优先级"""),
    "refs": entries("""
        ticket, tickets, ticket id, ticket link, ticket number, bug, bugs, bug id, bug number, reference, references, ref, refs, link
        links, jira, jira ticket, jira link, jira id, linear, github, github issue, gitlab, issue link, issue id, issue number
        issue tracker, tracking, tracker, tracking issue, tracking number, tracking ticket, tracking bug, tracking link, url, pr, mr
        prs, pull request, merge request, phabricator, phab, task id, task link, referanse, lenke, referenz, verweis, référence, lien
        referencia, enlace, referência, referentie, länk, riferimento, odnośnik, チケット, 工单, id, key, jira key, story, card"""),
    "type": entries(
        "type, category, kind, area, component, theme, typ, kategorie, catégorie, tipo, categoría, kategori, class, tag, tags"
    ),
    "number": entries(
        "#, no, nr, num, number, index, item no, n°, №, s no, sr no, sl no, action id, item id, item number"
    ),
    "notes": entries("""
        notes, note, comments, comment, remarks, remark, rationale, reason, why, kommentar, commentaires, comentarios, observações
        expected outcome, outcome, verification, how, effort, estimate, cost, impact, benefit, updates, update, context, created
        date opened, opened, date created, created on, date added, reviewer, approver, dependencies, success criteria, success metric
        assigned by, assigner, reported by, reporter, requested by, requester, raised by, raised on, created by, added by, author, filed by
        opened by, proposed by, suggested by, identified by, approved by, reviewed by, verified by, closed by, zugewiesen von"""),
    "time": entries("""
        time, timestamp, date time, datetime, time utc, date time utc, klokkeslett, tid, tidspunkt, zeit, uhrzeit, heure, hora, ora
        event, events, hendelse, ereignis, événement, evento, who what, 時刻, 时间"""),
}
FIELDS: dict[str, tuple[str, ...]] = {
    "title": entries("title, titel, tittel, titre, título, titolo, incident name, incident title, name"),
    "incident": entries("""
        incident id, incident number, incident no, incident ref, incident reference, incident ticket, incident key, inc, incident
        bugzilla bug, incident link, vorfall, vorfallnummer, numéro d'incident, id del incidente, id do incidente, hendelse id"""),
    "severity": entries("""
        severity, sev, incident severity, severity level, incident level, schweregrad, gravité, sévérité, severidad, gravedad
        severidade, gravidade, ernst, alvorlighetsgrad, allvarlighetsgrad, gravità"""),
    "service": entries("""
        service, services, affected service, affected services, services affected, system, systems, affected systems, component
        components, product, dienst, betroffener dienst, service affecté, servicio, serviço, tjeneste, tjänst, servizio"""),
    "team": entries("team, owning team, team name, responsible team, squad, zuständiges team, équipe, equipo, equipe"),
    "held_on": entries("""
        date of post mortem, date of postmortem, post mortem date, postmortem date, review date, date of review, held on, meeting date
        date of meeting, retrospective date, retro date, post mortem held on, datum des post mortems, date du post mortem
        fecha del post mortem, data do post mortem"""),
    "incident_date": entries("""
        date of incident, incident date, date, incident start, incident started, start, started, start date, start time, started at
        date and time, when, occurred on, date occurred, datum, datum des vorfalls, date de l'incident, fecha, fecha del incidente
        data, data do incidente, dato, data dell'incidente, first detected, detected, 発生日, 日付, 日期"""),
    "facilitator": entries("""
        facilitator, facilitated by, moderator, moderated by, postmortem lead, post mortem lead, led by, chair, postmortem owner
        post mortem owner, review lead, moderation, facilitateur, animateur, facilitador, facilitadora, fasilitator, ordstyrer"""),
    "attendees": entries("""
        attendees, participants, present, attendance, in attendance, people, people present, reviewed by, teilnehmer, participantes
        participants présents, asistentes, deelnemers, aanwezig, deltakere, deltagare, deltagere, partecipanti"""),
    "authors": entries("""
        author, authors, written by, prepared by, by, owner, owners, report author, autor, autoren, auteur, auteurs, autores, av, von
        verfasser, forfatter, skribent, författare, autore, autori, incident commander, ic, commander, incident lead, lead"""),
    "tags": entries("tags, tag, labels, label, keywords, schlagwörter, étiquettes, etiquetas, etiketter, trefwoorden"),
    "status": entries("status, state, estado, statut, stato, tilstand, document status, report status"),
}
VERBS = spaced(
    """
    abolish accelerate accept acquire adapt add address adhere adjust adopt advertise agree agree-on aim alert
    align allow amend analyse analyze announce apply appoint approve archive arrange ask assess assign attach
    audit automate avoid back backfill backport balance ban batch begin benchmark block book boost brief bring
    broadcast build bump buy cache calculate calibrate call cancel cap capture carry catch centralise centralize
    change check choose circulate clarify classify clean clear clone close co-ordinate collaborate collect
    combine come commission communicate compare compile complete compose compress conduct configure confirm
    connect consider consolidate consult contact contain continue contribute control converge convert coordinate
    copy cordon correct cover create cross-check cross-train cull cultivate curate customise customize cut
    cut-over de-duplicate debounce debug decide decommission decouple decrease decrypt dedicate dedupe
    deduplicate deepen defer define delegate delete deliver demand demonstrate demote deploy deprecate describe
    design destroy detach detail detect determine develop diagnose dig disable disallow discard disconnect
    discontinue discourage discover discuss dispatch displace dissect disseminate distribute diversify divide do
    document double double-check downgrade download downsize draft drain drill drive drop dump duplicate earmark
    edit educate elect elevate eliminate embed emit emphasise emphasize employ enable encourage encrypt endorse
    enforce engage engineer enhance enlarge enquire enrich ensure enumerate equip escalate establish estimate
    evaluate evict evolve examine exchange exclude execute exempt exercise expand expedite experiment expire
    explain explore export expose extend extract facilitate fail fetch figure file filter finalise finalize find
    fine-tune finetune finish fix flag flesh flush follow forbid force form formalise formalize format formulate
    forward freeze gather generalise generalize generate get give go grant group guarantee guard handle hardcode
    harden have help hide highlight hire hold host identify ignore implement import improve include incorporate
    increase index inform ingest initiate inject insert inspect install instruct instrument integrate
    internalise introduce invalidate invest investigate invite involve isolate issue iterate join keep kick
    kickstart label land launch lead learn leave let liaise limit link list load lobby localise lock log look
    lower maintain make manage mandate map mark mask maximise maximize measure merge migrate minimise minimize
    mirror mitigate model modify monitor motivate mount move mute name narrow negotiate nominate normalise
    normalize notify obtain offer offload onboard open optimise optimize orchestrate order organise organize
    outline outsource overhaul override overwrite own page paginate pair parallelise parallelize parse partition
    patch pause penalise perform permit persist pick pilot pin plan point poll populate port post practice
    practise pre-provision pre-warm preconfigure preempt preload prep prepare present preserve prevent prewarm
    print prioritise prioritize probe process procure produce profile prohibit promote propagate propose protect
    prototype provide provision prune publish pull punt purchase purge push put quantify quarantine query queue
    quit raise ramp rate re-architect re-assess re-check re-enable re-establish re-evaluate re-examine re-run
    re-sync reach read rearchitect reassess rebalance rebase reboot rebuild recalculate recalibrate recap
    recheck recommend recompile reconcile reconfigure reconsider record recover recreate recruit recycle redact
    redeploy redesign redirect redistribute reduce reestablish reevaluate refactor refine reflect refresh
    regenerate register rehearse reimage reimplement reindex reinforce reinstate reiterate reject relax release
    relocate rely remap remediate remind remount remove rename render renegotiate renew reorder reorganise
    reorganize repackage repair repeat rephrase replace replicate repoint report reproduce repurpose request
    require rerun reschedule research resend reserve reset resize resolve restart restore restrict restructure
    resync retain retest rethink retire retrain retrofit retry return reuse revamp reverse revert review revise
    revisit revoke rewire reword rework rewrite right-size rightsize ringfence roll rotate route run sandbox
    sanitise sanitize save scale scan schedule scope script scrub search secure see segment select self-host
    send separate serve set set-up setup shard share shave shift ship shorten show shrink shut shutdown sidestep
    sign silence simplify simulate skip snapshot socialise socialize solve sort specify speed split sponsor
    spread stabilise stabilize stagger standardise standardize start stop store streamline strengthen stress
    stress-test study subdivide submit subscribe substitute suggest sunset supervise supply support survey
    suspend swap sweep switch sync synchronise synchronize tailor take talk teach tear tell terminate test think
    throttle tidy tie tighten time-box time-limit toggle tokenize tolerate track train transfer transition
    translate treat triage trial trigger trim try tune turn unblock understand undo unify uninstall unlock unpin
    unsubscribe update upgrade upload upskill use utilise utilize vacate validate ventilate verify version vet
    visualise visualize wait warn watch weigh whitelist widen wipe wire withdraw work wrap write
    """
)
"""First words of orders: what an action item begins with."""
