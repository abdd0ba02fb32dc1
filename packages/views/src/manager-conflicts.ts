import { type Context, directoryOf, evidenceOf } from './context.ts'
import { type Conflict, conflict, side } from './finding.ts'

/** Evidence that is more than a hint: somebody uses it. */
const STRONG = new Set(['declared', 'release', 'lockfile', 'settings'])

/** Who installs with what, and whom that contradicts. */
export function managerConflicts(context: Context): Conflict[] {
  const manager = context.build_system?.package_manager
  if (!manager) return []
  const family = familyOf(manager.name)
  const chosen = chosenManager(context, manager)
  const home = manager.lockfile === null ? '.' : directoryOf(manager.lockfile)
  return [...lockfiles(context, family, chosen), ...inCi(context, family, chosen, home), ...inImages(context, family, chosen, home)]
}

type Chosen = ReturnType<typeof side>
type Manager = NonNullable<NonNullable<Context['build_system']>['package_manager']>

/** The side of what the repository uses. */
export function chosenManager(context: Context, { name, version }: Manager): Chosen {
  const family = familyOf(name)
  return side('package_manager', version === null ? family : `${family} ${version}`, evidenceOf(context, 'build_system', 'package_manager'))
}

export function familyOf(name: string): string {
  return name.replace(/_(?:classic|berry)$/, '')
}

function lockfiles({ build_system }: Context, family: string, chosen: Chosen): Conflict[] {
  const others = (build_system?.package_manager?.others ?? []).filter(({ name, kind }) => STRONG.has(kind) && familyOf(name) !== family)
  if (others.length === 0) return []
  const names = [...new Set(others.map(({ name }) => familyOf(name)))]
  const message = `${family} is what decides, and there is evidence for ${names.join(' and ')}`
  return [
    conflict('package_manager_lockfiles', '.', true, message, [
      chosen,
      ...others.map(({ name, kind, source }) => side(kind, name, [source])),
    ]),
  ]
}

function inCi({ ci }: Context, family: string, chosen: Chosen, home: string): Conflict[] {
  const commands = (ci?.workflows ?? []).flatMap(({ jobs }) => jobs.flatMap((job) => job.commands))
  const installs = commands.filter(({ directory, unresolved }) => directory === home && !unresolved)
  return byManager(
    installs.map(({ run, at }) => ({ manager: installerOf(run), at })),
    family,
  ).map(([other, at]) =>
    conflict('package_manager_ci_differs', home, true, `CI installs with ${other}, the repository uses ${family}`, [
      chosen,
      side('ci', other, at),
    ]),
  )
}

function inImages(context: Context, family: string, chosen: Chosen, home: string): Conflict[] {
  return (context.deployment?.dockerfiles ?? []).flatMap(({ path, reach, stages }, d) => {
    if (directoryOf(path) !== home) return []
    const commands = stages.flatMap(({ package_manager_commands }, s) =>
      package_manager_commands.map((run) => ({
        manager: installerOf(run),
        at: evidenceOf(context, 'deployment', `dockerfiles.${d}.stages.${s}`)[0] ?? path,
      })),
    )
    return byManager(commands, family).map(([other, at]) =>
      conflict(
        'package_manager_image_differs',
        path,
        reach === 'product',
        `${path} installs with ${other}, the repository uses ${family}`,
        [chosen, side(reach === 'product' ? 'build_image' : 'image', other, at)],
      ),
    )
  })
}

function byManager(found: readonly { manager: string | undefined; at: string }[], family: string): [string, string[]][] {
  const others = new Map<string, string[]>()
  for (const { manager, at } of found) {
    if (manager === undefined || manager === family) continue
    const places = others.get(manager) ?? []
    others.set(manager, places)
    places.push(at)
  }
  return [...others]
}

/** The package manager of a command that installs all that a project depends on; `undefined` for any other command. */
export function installerOf(run: string): string | undefined {
  const words = run
    .trim()
    .split(/\s+/)
    .filter((word) => !/^[A-Z_][A-Z0-9_]*=/.test(word) && word !== 'corepack')
  const [program = '', ...rest] = words[0] === 'sudo' ? words.slice(1) : words
  const names = rest.filter((word) => !word.startsWith('-'))
  if (rest.some((word) => word === '-g' || word === '--global' || word === 'global')) return undefined
  if (program === 'yarn')
    return rest.every((word) => word.startsWith('-') && word !== '--version' && word !== '-v') || isOnly(names, ['install'])
      ? 'yarn'
      : undefined
  if (program === 'npm') return isOnly(names, ['ci', 'install', 'i', 'clean-install']) ? 'npm' : undefined
  if (program === 'pnpm' || program === 'bun') return isOnly(names, ['install', 'i']) ? program : undefined
  return undefined
}

function isOnly(names: readonly string[], one: readonly string[]): boolean {
  return names.length === 1 && one.includes(names[0]!)
}
