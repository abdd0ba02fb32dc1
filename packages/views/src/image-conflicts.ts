import { type Context, directoryOf, evidenceOf } from './context.ts'
import { type Conflict, conflict, side } from './finding.ts'

type Dockerfile = NonNullable<Context['deployment']>['dockerfiles'][number]

/** What is asked of images against what their Dockerfiles have. */
export function imageConflicts(context: Context): Conflict[] {
  return [...managerStarts(context), ...missingTargets(context), ...missingComposeTargets(context)]
}

const MANAGER = /(?:^|\/)(?:npm|npx|yarn|yarnpkg|pnpm|pnpx|bunx)$/

function managerStarts(context: Context): Conflict[] {
  return (context.deployment?.dockerfiles ?? []).flatMap(({ path, reach, final, stages }, d) => {
    const words = [final?.entrypoint, final?.cmd].flatMap((command) => (command ? startWords(command) : []))
    const isManager = final?.needs_package_manager === true || MANAGER.test(words[0] ?? '')
    if (!final || !isManager) return []
    const start = words.join(' ')
    const last = stages.at(-1)
    const given = (['entrypoint', 'cmd'] as const).filter((key) => final[key] !== null)
    const places = given.flatMap((key) => evidenceOf(context, 'deployment', `dockerfiles.${d}.final.${key}`))
    return [
      conflict('start_needs_package_manager', path, reach === 'product', `${path} starts with ${start}, so its image has to bring that`, [
        side('start', start, places),
        side('runtime_image', last?.base_image ?? '', evidenceOf(context, 'deployment', `dockerfiles.${d}.stages.${stages.length - 1}`)),
      ]),
    ]
  })
}

function startWords({ form, value }: { readonly form: string; readonly value: readonly string[] }): readonly string[] {
  return form === 'shell'
    ? (value[0] ?? '')
        .trim()
        .split(/\s+/)
        .filter((word) => word !== 'exec')
    : value
}

/** `docker build --target` in scripts and in CI. */
function missingTargets(context: Context): Conflict[] {
  const scripts = (context.manifests ?? []).flatMap(({ path, scripts }, m) =>
    Object.entries(scripts).flatMap(([name, text]) =>
      builds(text).map((build) => ({ ...build, role: 'scripts', directory: directoryOf(path), at: scriptPlace(context, m, name) })),
    ),
  )
  const ci = (context.ci?.workflows ?? []).flatMap(({ jobs }) =>
    jobs.flatMap(({ commands }) =>
      commands.flatMap(({ run, at, directory }) =>
        directory === null ? [] : builds(run).map((build) => ({ ...build, role: 'ci', directory, at: [at] })),
      ),
    ),
  )
  return [...scripts, ...ci].flatMap(({ target, file, context: sent, directory, role, at }) => {
    const path = resolved(directory, file ?? `${sent}/Dockerfile`)
    const d = (context.deployment?.dockerfiles ?? []).findIndex((each) => each.path === path)
    const dockerfile = context.deployment?.dockerfiles[d]
    if (!dockerfile || hasStage(dockerfile, target)) return []
    return [targetConflict(context, 'image_target_missing', dockerfile, d, target, side(role, `--target ${target}`, at))]
  })
}

function targetConflict(
  context: Context,
  id: string,
  { path, stages, reach }: Dockerfile,
  d: number,
  target: string,
  asks: ReturnType<typeof side>,
): Conflict {
  const names = stages.flatMap(({ name }) => name ?? [])
  const places = stages.flatMap((_, s) => evidenceOf(context, 'deployment', `dockerfiles.${d}.stages.${s}`))
  const has = names.length > 0 ? names.join(', ') : 'none with a name'
  return conflict(id, path, reach === 'product', `a build asks for the stage ${target} of ${path}, which has ${has}`, [
    asks,
    side('dockerfile', has, places),
  ])
}

function hasStage({ stages }: Dockerfile, target: string): boolean {
  return /^\d+$/.test(target) ? Number(target) < stages.length : stages.some(({ name }) => name?.toLowerCase() === target.toLowerCase())
}

function scriptPlace(context: Context, manifest: number, script: string): readonly string[] {
  return evidenceOf(context, 'manifests', `${manifest}.scripts.${script}`)
}

/** Builds of images that name a stage, among the commands of a shell line. Words with variables are not known, and left out. */
export function builds(line: string): { target: string; file: string | undefined; context: string }[] {
  if (!line.includes('docker') || !line.includes('--target')) return []
  return line.split(/&&|\|\||[;|\n]/).flatMap((command) => {
    const words = command.trim().split(/\s+/)
    const at = words.findIndex(
      (word, i) => word === 'docker' && (words[i + 1] === 'build' || (words[i + 1] === 'buildx' && words[i + 2] === 'build')),
    )
    if (at < 0) return []
    const rest = words.slice(at + 2).filter((word) => word !== 'build')
    const target = option(rest, '--target')
    const file = option(rest, '--file') ?? option(rest, '-f')
    const last = rest.at(-1) ?? '.'
    return target === undefined || /[$`{]/.test(target + (file ?? '') + last)
      ? []
      : [{ target, file, context: last.startsWith('-') ? '.' : last }]
  })
}

function option(words: readonly string[], name: string): string | undefined {
  const at = words.findIndex((word) => word === name || word.startsWith(`${name}=`))
  const value = at < 0 ? undefined : words[at] === name ? words[at + 1] : words[at]!.slice(name.length + 1)
  return value?.replace(/^["']|["']$/g, '')
}

/** A path below a directory of the repository, as the index writes it. */
function resolved(directory: string, path: string): string {
  const parts: string[] = []
  for (const part of `${directory}/${path}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

function missingComposeTargets(context: Context): Conflict[] {
  const dockerfiles = context.deployment?.dockerfiles ?? []
  return (context.deployment?.compose ?? []).flatMap(({ path, services }, c) =>
    services.flatMap(({ name, build }, s) => {
      if (!build || build.target === null || build.context === null) return []
      const file = resolved(directoryOf(path), `${build.context}/${build.dockerfile ?? 'Dockerfile'}`)
      const d = dockerfiles.findIndex((each) => each.path === file)
      if (d < 0 || hasStage(dockerfiles[d]!, build.target)) return []
      const at = evidenceOf(context, 'deployment', `compose.${c}.services.${s}`)
      return [
        targetConflict(
          context,
          'compose_target_missing',
          dockerfiles[d]!,
          d,
          build.target,
          side('compose', `${name}: target ${build.target}`, at),
        ),
      ]
    }),
  )
}
