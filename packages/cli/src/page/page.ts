import { createHash } from 'node:crypto'
import type { Conflicts, Context, Views } from '@codegenie/views'
import type { Freshness } from '../freshness.ts'
import type { RunRecord } from '../run-schema.ts'
import { ci, deployment } from './automation.ts'
import { confidence, facts, findings, languages } from './facts.ts'
import { html, type Markup, section } from './html.ts'
import { SCRIPT, STYLE } from './style.ts'
import { workspaces } from './workspaces.ts'

export interface PageInput {
  readonly context: Context
  readonly views: Views
  readonly conflicts: Conflicts
  /** Of the last gather, where it is known. */
  readonly run: RunRecord | undefined
  readonly freshness: Freshness
  /** In front of each path that is linked. */
  readonly prefix: string
}

const SECTIONS = ['facts', 'conflicts', 'flags', 'languages', 'workspaces', 'ci', 'deployment', 'run', 'confidence'] as const

/** One page with nothing to load: it may be sent, kept, or opened from a disk. */
export function page({ context, views, conflicts, run, freshness, prefix }: PageInput): string {
  const { repo, gather_id, gather_status } = context
  const name = repo.name ?? 'This repository'
  const hash = createHash('sha256').update(SCRIPT).digest('base64')
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`
  const links = SECTIONS.map((id) => html`<li><a href="#${id}">${id}</a></li>`)
  const body = html`<a class="skip" href="#main">To the facts</a>
<header><h1>${name}</h1><p class="soft">commit ${repo.git_commit?.slice(0, 12) ?? 'unknown'}, gather <code>${gather_id.slice(0, 12)}</code>, ${gather_status}; ${FRESHNESS[freshness]}</p></header>
<nav aria-label="Sections"><ul>${links}</ul></nav>
<main id="main">
${facts(context, views, prefix)}
${findings(conflicts, views, prefix)}
${languages(context)}
${workspaces(context, prefix)}
${ci(context, prefix)}
${deployment(context, prefix)}
${waterfall(run)}
${confidence(context, views)}
</main>
<footer>Made by codegenie from <code>repo-context.json</code>. Nothing on this page was executed, and it loads nothing.</footer>`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />
<meta http-equiv="Content-Security-Policy" content="${policy}" />
${html`<title>${name}: codegenie</title>`.markup}<style>${STYLE}</style></head>
<body>${body.markup}<script>${SCRIPT}</script></body></html>
`
}

const FRESHNESS: Readonly<Record<Freshness, string>> = {
  fresh: 'nothing had changed since when this page was made',
  stale: 'STALE: something had changed since when this page was made',
  unknown: 'whether anything has changed since is not known',
}

/** How long each probe of the last gather took; those of one wave run beside each other. */
function waterfall(run: RunRecord | undefined): Markup {
  if (!run) return section('run', 'Last run', html`<p>Its record is not there.</p>`)
  const longest = Math.max(1, ...run.probes.map(({ duration_ms }) => duration_ms ?? 0))
  const bars = run.probes.map(({ probe, status, duration_ms = 0 }) => {
    const width = Math.max(1, Math.round((duration_ms / longest) * 100))
    return html`<dt>${probe}</dt><dd class="track"><div class="bar ${status === 'cached' ? 'hit' : ''}" style="width:${width}%"></div></dd><dd>${status === 'cached' ? 'hit' : status} ${duration_ms.toFixed(1)} ms</dd>`
  })
  return section('run', 'Last run', html`<dl class="bars">${bars}</dl>`)
}
