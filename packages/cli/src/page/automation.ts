import { type Context, evidenceOf } from '@codegenie/views'
import { html, type Markup, nothing, places, section, table } from './html.ts'

const ROLES = ['install', 'build', 'test', 'lint', 'typecheck', 'format'] as const
const MAX_JOBS = 100

/** Which job runs what: a row for each job, a column for each role, with the lines. */
export function ci(context: Context, prefix: string): Markup {
  const jobs = (context.ci?.workflows ?? []).flatMap((workflow, w) =>
    workflow.jobs.map((job, j) => ({ workflow, job, at: evidenceOf(context, 'ci', `workflows.${w}.jobs.${j}`) })),
  )
  if (jobs.length === 0) return section('ci', 'CI', html`<p>No CI was found.</p>`)
  const rows = jobs.slice(0, MAX_JOBS).map(({ workflow, job, at }) => {
    const cells = ROLES.map((role) => {
      const lines = job.commands.filter(({ roles }) => (roles as readonly string[]).includes(role)).map((command) => command.at)
      return lines.length > 0 ? places([...new Set(lines)], prefix, workflow.path) : nothing
    })
    const node = [...job.node_versions, ...job.node_version_files].join(', ')
    return [html`${job.name ?? job.id}<br />${places(at.slice(0, 1), prefix)}`, html`${node}`, ...cells]
  })
  const more = jobs.length > MAX_JOBS ? html`<p class="soft">and ${jobs.length - MAX_JOBS} more jobs</p>` : nothing
  return section(
    'ci',
    `CI (${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'})`,
    html`${table('Jobs and the commands that they run', ['job', 'Node', ...ROLES], rows)}${more}`,
  )
}

const MAX_IMAGES = 50

/** From Dockerfile to what it is built by and runs as. */
export function deployment(context: Context, prefix: string): Markup {
  const { deployment: found, ci: automation } = context
  if (!found || found.types.length + found.dockerfiles.length === 0)
    return section('deployment', 'Deployment', html`<p>No deployment was found.</p>`)
  const chains = found.dockerfiles.slice(0, MAX_IMAGES).map((dockerfile, d) => {
    const { path, reach, stages, final, referenced_by } = dockerfile
    const builds = (automation?.image_builds ?? []).filter(
      (build) => build.dockerfile === path || (build.dockerfile === null && path === 'Dockerfile'),
    )
    const start = [final?.entrypoint, final?.cmd].flatMap((command) => command?.value ?? []).join(' ')
    const ports = (final?.exposed_ports ?? []).map(({ port }) => port).join(', ')
    const steps = [
      html`<span class="step"><strong>${path}</strong>${reach === 'product' ? '' : ` (${reach})`}</span>`,
      ...stages.map(
        (stage, s) =>
          html`<span class="step">${stage.role} <code>${stage.base_image}</code> ${places(evidenceOf(context, 'deployment', `dockerfiles.${d}.stages.${s}`), prefix)}</span>`,
      ),
      html`<span class="step">starts ${start === '' ? 'what its base image starts' : html`<code>${start}</code>`}${ports === '' ? '' : `, port ${ports}`}</span>`,
      ...(referenced_by.length > 0 ? [html`<span class="step">used by ${places(referenced_by, prefix)}</span>`] : []),
      ...(builds.length > 0
        ? [
            html`<span class="step">built in CI ${places(
              builds.map(({ at }) => at),
              prefix,
            )}</span>`,
          ]
        : []),
    ]
    return html`<li>${steps}</li>`
  })
  return section(
    'deployment',
    'Deployment',
    html`<p>${found.types.join(', ') || 'none of the product'}</p><ol class="chain">${chains}</ol>${workloads(context, prefix)}`,
  )
}

const MAX_WORKLOADS = 100

function workloads({ deployment: found }: Context, prefix: string): Markup {
  const all = [
    ...(found?.kubernetes ?? []),
    ...(found?.helm ?? []).flatMap((chart) => chart.workloads),
    ...(found?.kustomize ?? []).flatMap((each) => each.workloads),
  ]
  if (all.length === 0) return nothing
  const rows = all
    .slice(0, MAX_WORKLOADS)
    .map(({ kind, name, file, images, containers }) => [
      html`${kind} ${name ?? ''}`,
      html`<code>${images.join(', ')}</code>`,
      html`${containers.flatMap(({ ports }) => ports.map(({ port }) => port)).join(', ')}`,
      places([file], prefix),
    ])
  const more = all.length > MAX_WORKLOADS ? html`<p class="soft">and ${all.length - MAX_WORKLOADS} more</p>` : nothing
  return html`<h3>Workloads</h3>${table('Workloads', ['workload', 'images', 'ports', 'where'], rows)}${more}`
}
