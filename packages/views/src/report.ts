import type { Context } from './context.ts'
import { evidenceOf } from './context.ts'
import type { Side } from './finding.ts'
import type { Conflicts, Views } from './views.ts'

/** More rows than that are counted. */
const MAX_ROWS = 20

/** `CONTEXT_REPORT.md`: one page for a person. Links lead from `.codegenie/context` into the repository. */
export function contextReport(context: Context, { views, conflicts }: { readonly views: Views; readonly conflicts: Conflicts }): string {
  const { repo, gather_status, gather_id } = context
  const found = conflicts.payload.conflicts
  const conflicting = new Set(found.map(({ id }) => id))
  const { as_of } = views.risk_flags.payload
  const flags = views.risk_flags.payload.flags.filter(({ id }) => !conflicting.has(id))
  return [
    `# ${text(repo.name ?? 'This repository')}`,
    '',
    `${gather_status === 'complete' ? 'Complete' : 'Partial: a probe failed'}; commit ${repo.git_commit?.slice(0, 12) ?? 'unknown'}; gather \`${gather_id.slice(0, 12)}\`.`,
    'What stands in backticks is the text of the repository.',
    '',
    '## Facts',
    '',
    ...table(['', '', 'where'], facts(context, views)),
    '',
    `## Conflicts (${found.length})`,
    '',
    ...(found.length === 0
      ? ['None was found.']
      : bounded(found.map(({ severity, message, sides }) => `- **${severity}**: ${text(message)}\n${sides.map(sideLine).join('\n')}`))),
    '',
    `## Flags (${flags.length})`,
    '',
    ...(flags.length === 0
      ? ['None was found.']
      : table(
          ['severity', 'what', 'where'],
          flags.map(({ severity, message, count, at }) => [
            severity,
            `${text(message)}${count > 1 ? ` (and ${count - 1} more)` : ''}`,
            links(at),
          ]),
        )),
    ...(as_of === null ? [] : ['', `Ends of life are compared with ${as_of}.`]),
    '',
    '## Confidence',
    '',
    ...confidence(views),
    '',
  ].join('\n')
}

function facts(context: Context, views: Views): string[][] {
  const { language_stack, build_system, ci, deployment, test_inventory, manifests } = context
  const entry = views.entrypoint.payload
  const rows: (string[] | false | undefined)[] = [
    language_stack && [
      'languages',
      codes([language_stack.primary, ...language_stack.secondary]),
      links(evidenceOf(context, 'language_stack', 'primary')),
    ],
    language_stack &&
      language_stack.frameworks.length > 0 && [
        'frameworks',
        codes(language_stack.frameworks.map(({ name, version }) => (version == null ? name : `${name} ${version}`))),
        links(evidenceOf(context, 'language_stack', 'frameworks.0')),
      ],
    manifests && ['manifests', `${manifests.length}`, links(manifests.slice(0, 1).map(({ path }) => path))],
    entry.package_manager !== null && [
      'package manager',
      code(entry.package_manager),
      links(evidenceOf(context, 'build_system', 'package_manager')),
    ],
    build_system?.node.constraint != null && [
      'Node, supported',
      code(build_system.node.constraint),
      links(evidenceOf(context, 'build_system', 'node.constraint')),
    ],
    build_system?.node.pinned != null && [
      'Node, developed with',
      code(build_system.node.pinned),
      links(evidenceOf(context, 'build_system', 'node.pinned')),
    ],
    ...Object.entries(build_system?.commands ?? {})
      .map(
        ([name, command]) =>
          command && [
            name,
            `${code(command.run)} (${command.proof}${command.reason === null ? '' : `: ${command.reason}`})`,
            links(evidenceOf(context, 'build_system', `commands.${name}`)),
          ],
      )
      .filter((row) => row !== null),
    test_inventory && [
      'files of tests',
      `${test_inventory.test_files.total}; ${codes(test_inventory.frameworks.map(({ name }) => name))}`,
      links(evidenceOf(context, 'test_inventory', 'frameworks.0')),
    ],
    ci && [
      'CI',
      `${codes(ci.providers)}, ${ci.workflows.length} workflows`,
      links(ci.primary_workflow === null ? [] : [ci.primary_workflow]),
    ],
    deployment && ['deployment', codes(deployment.types), links(evidenceOf(context, 'deployment', 'types'))],
    ...entry.deployables.map(({ kind, path, start, ports, at }) => [
      `starts (${kind})`,
      `${start === null ? text(path) : code(start)}${ports.length > 0 ? `, port ${ports.join(', ')}` : ''}`,
      links(at),
    ]),
  ]
  return rows.filter((row) => Array.isArray(row))
}

function sideLine({ role, value, at, more }: Side): string {
  return `  - ${role}: ${code(value)} ${links(at)}${more > 0 ? ` and ${more} more` : ''}`
}

function confidence({ confidence_summary: { payload } }: Views): string[] {
  const { probes, files, warnings, cannot_answer } = payload
  const read = Object.entries(files).map(([kind, { read, of }]) => `${read} of ${of} ${kind}`)
  return [
    `- probes: ${Object.entries(probes)
      .map(([name, state]) => `${name} ${state}`)
      .join(', ')}`,
    ...(read.length > 0 ? [`- read: ${read.join(', ')}`] : []),
    `- warnings: ${warnings.count}${warnings.count > 0 ? ` in ${warnings.files} files` : ''}`,
    ...cannot_answer.map((line) => `- not known: ${text(line)}`),
  ]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const more = rows.length > MAX_ROWS ? [`\n… and ${rows.length - MAX_ROWS} more`] : []
  return [line(head), line(head.map(() => '---')), ...rows.slice(0, MAX_ROWS).map(line), ...more]
}

function bounded(lines: readonly string[]): readonly string[] {
  return lines.length > MAX_ROWS ? [...lines.slice(0, MAX_ROWS), `- … and ${lines.length - MAX_ROWS} more`] : lines
}

const MAX_TEXT = 120

/** The repository's words, as code that Markdown cannot leave: no backticks, bars, line breaks or invisible characters. */
function code(value: string): string {
  const one = value
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('`', "'")
    .replaceAll('|', '¦')
    .trim()
  const short = one.length > MAX_TEXT ? `${one.slice(0, MAX_TEXT)}…` : one
  return short === '' ? '' : `\`${short}\``
}

function codes(values: readonly (string | null)[]): string {
  const named = values.filter((value) => value !== null)
  return named.length === 0 ? 'none' : [...new Set(named)].slice(0, MAX_ROWS).map(code).join(', ')
}

/** Our words with a few of the repository's in them, as plain text. */
function text(value: string): string {
  const one = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
  return one.replace(/[\\`*_{}[\]<>#|!~]/g, '\\$&').slice(0, MAX_TEXT * 3)
}

function links(places: readonly string[]): string {
  return places.slice(0, 3).map(link).join(' ')
}

function link(place: string): string {
  const [, path = place, line] = /^(.*?)(?::(\d+))?$/s.exec(place) ?? []
  const target = path
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'))
  return `[${text(place)}](../../${target}${line === undefined ? '' : `#L${line}`})`
}
