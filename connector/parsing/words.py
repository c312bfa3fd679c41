"""Words inside sentences and cells, as data: verbs, words for nothing, what is never an owner; in several languages."""

from connector.parsing.vocabulary import entries, spaced

NOTHING = frozenset(
    entries("""
    none, n/a, na, n a, nil, nothing, tbd, tba, tbc, tbh, todo, to do, none yet, not applicable, nothing yet, none at this time, none so far
    no action items, no actions, no action, no action required, no actions required, no action needed, no further action
    no further action required, no further actions, no follow up, no follow ups, no follow up required, none required, none needed
    to be determined, to be defined, to be decided, to be added, to be completed, to be confirmed, coming soon, pending, wip
    nothing to do, no items, empty, see above, see below, as above, unknown, unassigned, nobody, no one, noone, not assigned
    to be assigned, not yet assigned, no owner, no owner yet, needs owner, needs an owner, owner needed, nobody yet, no one yet
    nicht zugewiesen, nicht zugeordnet, unbekannt, sin asignar, por asignar, non assigné, à assigner, não atribuído, niet toegewezen
    à déterminer, à définir, à documenter, à compléter, à remplir, à renseigner, a definir, por definir, por determinar, noch offen, nader te bepalen, n.t.b, ej bestämt, 未定
    keine, keine maßnahmen, nichts, entfällt, offen, aucun, aucune, aucune action, néant, rien, ninguno, ninguna, nada, ningún
    nenhum, nenhuma, nenhuma ação, geen, geen acties, niets, ingen, ingen tiltak, inget, inga, intet, nessuno, nessuna, niente
    brak, żadne, なし, 特になし, 无, 暂无, 없음, x, xx, xxx, placeholder, example, lorem ipsum
    """)
)
TEAM_WORDS = frozenset(
    entries("""
    team, teams, developers, engineers, engineering, developer, engineer, devs, dev, ops, sre, sres, devops, platform, infra
    infrastructure, security, management, everyone, operations, managers, leads, sysadmins, dba, dbas, qa, support team, oncall
    on-call, staff, admins, maintainers, leadership, product, backend, frontend, netops, secops
    """)
)
NOT_OWNERS = frozenset(
    entries("""
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
    entries("""
    action, actions, action item, specific action, task, item, items, name, owner, date, due date, description,
    link, ticket, link to ticket, link to github issue, summary, status, priority, your name, team, who, when, what, person, todo, id
    insert, describe, placeholder, yyyy-mm-dd, dd/mm/yyyy, mm/dd/yyyy
    """)
)
PAST = spaced(
    """
    added announced applied approved archived assigned audited backported blocked bought brought built bumped
    changed cleaned closed communicated completed configured contacted contracted converted corrected created
    deleted deployed deprecated disabled discussed documented doubled enabled enforced engaged established evicted
    expanded extended filed finalised finalized fixed found gave held hired implemented informed installed
    introduced invalidated investigated landed launched lowered made merged migrated moved notified opened ordered
    patched performed posted provided published purchased purged pushed raised ran rebooted rebuilt reconfigured
    recovered recreated redeployed reduced refactored released removed renamed replaced reported requested reset
    resized resolved restarted restored reverted reviewed revoked rewrote rolled rotated scaled scheduled sent
    shipped split started stopped submitted switched terminated tested took trained turned updated upgraded uploaded
    verified wrote
    """
)
"""First words that say something was done already; words that also read as adjectives ("improved alerts") are left out."""
DESCRIBING = spaced("reduced extended expanded lowered reset split scheduled trained tested approved configured fixed")
"""Words of `PAST` that as often describe what is wanted: "extended retention", "tested backups", "reset the counter"."""
TICKET_WORDS = frozenset(
    entries("""
    issue, issues, ticket, tickets, github issue, github, gitlab issue, jira, jira ticket, jira issue, jira link, linear, linear ticket, bug
    pull request, pr, merge request, mr, link, here, tracking issue, tracking, task, story, card, trello, asana, phab, phabricator
    this issue, this ticket, related issue, see issue, see ticket, ticket link, issue link, bugzilla, patch, commit, utført, done
    sak, vorgang, ref, reference, tracked here, tracked, details, url, details here
    """)
)
TAGS = spaced(
    """
    prevent prevention mitigate mitigation detect detection process improvement repair investigate optional stretch
    quick-win doc docs bug feature infra code test tests monitoring alerting tooling new short-term long-term
    medium-term blocker nice-to-have idea
    """
)
"""Words in brackets before an item that sort it and name nobody."""
NO_PROJECTS = spaced(
    """
    AI ACT ACTION CA PA CAPA FU AP TASK ITEM TODO RCA PIR REC CVE CWE CWA GHSA UTF ISO SHA RFC HTTP TLS MD AES RSA IPV EU US UK UTC GMT
    TCP COVID PEP RHEL ARM GPT HTTPS H P SEV V CORE WEB DB APP NODE AZ EC PCI SOC IEC NIST OWASP ADR SLO SLA ERR ORA KB EIP BIP ERC DNS
    IP VM AWS Q FY STEP DAY PHASE
    """
)
"""Letters in front of a dash and a number that are no ticket's key, unless a tracker has a project of that name."""
NOT_LABELS = spaced(
    """
    p by bis key id story card target timeline complete completed resolved finished closed done done? when who wer
    qui wie chi kto wann når när quand cuándo quando kiedy progress link links state stand pr mr url team was
    contact github
    """
)
"""Column titles that are too common as words to be labels inside a sentence ("by:", "link:")."""
NOT_FIELDS = spaced(
    """
    by p bis link links key id url was wer wie stan done complete
    """
)
"""Column titles that mean something else in front of a colon on a line of its own."""
FIELD_WORDS = spaced(
    """
    name names owner owners person persons people role roles assignee team teams who tbd tbc user handle email you
    your
    """
)
"""Words of a bracketed placeholder that asks for a person: "[Name]", "[owner]"."""
NARRATORS = spaced(
    "we i they it this that the there our he she you as since after when while because however these wir nous nosotros vi"
)
"""First words of sentences that tell rather than ask."""
SOON = frozenset(
    entries("""
    asap, as soon as possible, immediately, ab sofort, sofort, dès que possible, immédiatement, inmediato, lo antes posible, imediato
    zsm, zo snel mogelijk, per direct, snarest, omgående, straks
    """)
)
"""Words in the place of a day that name none."""
PARTICLES = spaced("van von de der den del della di da dos du la le ten ter bin al")
"""Words inside names that are not capitalised."""
NAMESAKES = spaced("jan mar april abril avril may mai mayo june jun juni juli julio august")
"""Months that are first names too."""
OWNED_BY = (
    r"assigned(?: to)?|owned by|owner|assignee|responsible|dri|lead|verantwortlich(?:er?)?|zuständig|zugewiesen an|responsable|pilote|"
    r"à la charge de|attribuée? à|assignée? à|encargad[oa]|a cargo de|asignad[oa] a|responsável|atribuíd[oa] a|a cargo d[oa]|responsabile|"
    r"assegnat[oa] a|verantwoordelijke?|toegewezen aan|ansvarli?g|tildelt|tilldelad"
)
"""Words in front of a name that do without a colon: "(owner Ana)", "zuständig ist Ana"."""
IS = r"is|ist|est|es|é|è|er|är"
