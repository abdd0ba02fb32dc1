import { type Conflicts, type Context, evidenceOf, type Views } from '@codegenie/views'
import { html, type Markup, places, section, table } from './html.ts'

/** What a person asks first. */
export function facts(context: Context, views: Views, prefix: string): Markup {
  const { language_stack, build_system, test_inventory } = context
  const entry = views.entrypoint.payload
  const of = (slice: Parameters<typeof evidenceOf>[1], path: string) => places(evidenceOf(context, slice, path), prefix)
  const commands = Object.entries(build_system?.commands ?? {}).flatMap(([name, command]) =>
    command
      ? [
          [
            html`${name}`,
            html`<code>${command.run}</code> <span class="soft">${command.proof}${command.reason === null ? '' : `: ${command.reason}`}</span>`,
            of('build_system', `commands.${name}`),
          ],
        ]
      : [],
  )
  const rows: Markup[][] = [
    ...(language_stack
      ? [
          [
            html`languages`,
            html`${[language_stack.primary ?? 'none', ...language_stack.secondary].join(', ')}`,
            of('language_stack', 'primary'),
          ],
        ]
      : []),
    ...frameworks(context, prefix),
    ...(entry.package_manager === null
      ? []
      : [[html`package manager`, html`${entry.package_manager}`, of('build_system', 'package_manager')]]),
    ...(build_system?.node.sources ?? []).map(({ role, kind, value, source }) => [
      html`Node, ${role}`,
      html`<code>${value}</code> <span class="soft">${kind}</span>`,
      places([source], prefix),
    ]),
    ...commands,
    ...(test_inventory?.frameworks ?? [])
      .slice(0, 8)
      .map(({ name, role, where }, i) => [
        html`${role} tests`,
        html`${name} <span class="soft">${where}</span>`,
        of('test_inventory', `frameworks.${i}`),
      ]),
  ]
  return section('facts', 'Facts', table('Facts', ['fact', 'value', 'where'], rows))
}

const MAX_FRAMEWORKS = 12

/** Each once, with the first package that has it. */
function frameworks(context: Context, prefix: string): Markup[][] {
  const all = context.language_stack?.frameworks ?? []
  const names = [...new Set(all.map(({ name }) => name))].slice(0, MAX_FRAMEWORKS)
  return names.map((name) => {
    const first = all.findIndex((each) => each.name === name)
    const count = all.filter((each) => each.name === name).length
    const more = count > 1 ? html` <span class="soft">in ${count} packages</span>` : html``
    return [
      html`framework`,
      html`${name} <code>${all[first]!.version ?? all[first]!.version_range}</code>${more}`,
      places(evidenceOf(context, 'language_stack', `frameworks.${first}`), prefix),
    ]
  })
}

const MAX_LANGUAGES = 14

/** Files of each language, as bars. */
export function languages({ language_stack }: Context): Markup {
  const files = Object.entries(language_stack?.files ?? {}).toSorted((a, b) => b[1] - a[1])
  if (files.length === 0) return section('languages', 'Languages', html`<p>No files of a known language.</p>`)
  const most = files[0]![1]
  const bars = files
    .slice(0, MAX_LANGUAGES)
    .map(
      ([name, count]) =>
        html`<dt>${name}</dt><dd class="track"><div class="bar" style="width:${Math.max(1, Math.round((count / most) * 100))}%"></div></dd><dd>${count}</dd>`,
    )
  const rest = files.length > MAX_LANGUAGES ? html`<p class="soft">and ${files.length - MAX_LANGUAGES} more</p>` : html``
  return section('languages', 'Languages', html`<p class="soft">Number of files</p><dl class="bars">${bars}</dl>${rest}`)
}

export function findings({ payload: { conflicts } }: Conflicts, { risk_flags: { payload } }: Views, prefix: string): Markup {
  const named = new Set(conflicts.map(({ id }) => id))
  const shown = conflicts.map(({ id, severity, message, sides }) => {
    const rows = sides.map(({ role, value, at, more }) => [
      html`${role}`,
      html`<code>${value}</code>`,
      more > 0 ? html`${places(at, prefix)}<span class="more">and ${more} more</span>` : places(at, prefix),
    ])
    return html`<div class="finding ${severity}"><p><span class="severity ${severity}">${severity}</span> ${message} <span class="soft">${id}</span></p>${table(message, ['who', 'says', 'where'], rows)}</div>`
  })
  const flags = payload.flags.filter(({ id }) => !named.has(id))
  const flagged = flags.map(
    ({ id, severity, message, count, at }) =>
      html`<div class="finding ${severity}"><p><span class="severity ${severity}">${severity}</span> ${message}${count > 1 ? ` (and ${count - 1} more)` : ''} <span class="soft">${id}</span></p><p>${places(at, prefix)}</p></div>`,
  )
  const asOf = payload.as_of === null ? html`` : html`<p class="soft">Ends of life are compared with ${payload.as_of}.</p>`
  return html`${section('conflicts', `Conflicts (${conflicts.length})`, shown.length > 0 ? html`${shown}` : html`<p>None was found.</p>`)}${section('flags', `Flags (${flags.length})`, flagged.length > 0 ? html`${flagged}${asOf}` : html`<p>None was found.</p>`)}`
}

export function confidence({ probes }: Context, { confidence_summary: { payload } }: Views): Markup {
  const read = Object.entries(payload.files).map(([kind, { read, of }]) => `${read} of ${of} ${kind}`)
  const rows = Object.entries(probes).map(([name, { status, confidence, warnings }]) => [
    html`${name}`,
    html`${confidence ?? status}`,
    html`${warnings.length}`,
  ])
  const unknown = payload.cannot_answer.map((line) => html`<li>${line}</li>`)
  return section(
    'confidence',
    'Confidence',
    html`<p>Read: ${read.join(', ') || 'nothing'}.</p>${table('Confidence of each probe', ['probe', 'confidence', 'warnings'], rows)}${unknown.length > 0 ? html`<h3>Not known</h3><ul>${unknown}</ul>` : html``}`,
  )
}
