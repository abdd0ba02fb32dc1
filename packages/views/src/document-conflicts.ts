import { type Context, evidenceOf } from './context.ts'
import { type Conflict, conflict, type Side, side } from './finding.ts'
import { chosenManager, familyOf } from './manager-conflicts.ts'
import { nodePlaces } from './node-places.ts'
import { areCompatible, linesOf } from './node-version.ts'

type Documentation = NonNullable<Context['documentation']>

/** What documents name against what is so. People and agents read them. */
export function documentConflicts(context: Context): Conflict[] {
  const { documentation } = context
  return documentation ? [...nodes(context, documentation), ...managers(context, documentation), ...scripts(context, documentation)] : []
}

function nodes(context: Context, { versions }: Documentation): Conflict[] {
  const stated = grouped(versions.filter(({ tool }) => tool === 'node'))
  return stated.flatMap(([value, at]) => {
    const against = nodeAgainst(context, value)
    if (!against) return []
    const message = `documents name Node ${value}; ${against.role === 'supports' ? 'engines allow' : 'it is'} ${against.value}`
    return [conflict('docs_node_differs', at[0]!.split(':')[0]!, true, message, [against, side('docs', value, at)])]
  })
}

/** What the lowest version that is named contradicts: engines; without any, the version to develop with, then the image that runs. */
function nodeAgainst(context: Context, value: string): Side | undefined {
  const lowest = linesOf(value)?.[0]
  if (lowest === undefined) return undefined
  const node = context.build_system?.node
  if (node?.constraint) {
    const isAllowed = areCompatible(value, node.constraint) !== false && areCompatible(lowest, node.constraint) !== false
    return isAllowed ? undefined : side('supports', node.constraint, evidenceOf(context, 'build_system', 'node.constraint'))
  }
  const used = nodePlaces(context).find(({ role, isReached }) => isReached && (role === 'dev' || role === 'runtime_image'))
  const lines = used && linesOf(used.value)
  return !used || !lines || areCompatible(used.value, value) !== false || lines.some((line) => linesOf(value)?.includes(line))
    ? undefined
    : side(used.role, used.value, used.at)
}

function managers(context: Context, { versions, commands }: Documentation): Conflict[] {
  const manager = context.build_system?.package_manager
  if (!manager) return []
  const family = familyOf(manager.name)
  const chosen = chosenManager(context, manager)
  const installs = commands.filter(({ script }) => script === null)
  const others = installs.some((command) => command.manager === family)
    ? []
    : grouped(installs.map(({ manager: value, at }) => ({ value, at })))
  const stated = grouped(versions.filter(({ tool }) => tool === family))
  return [
    ...others.map(([other, at]) =>
      differs(at, `documents install with ${other}, the repository uses ${family}`, [chosen, side('docs', other, at)]),
    ),
    ...stated.flatMap(([value, at]) => {
      if (manager.version === null || isManagerCompatible(manager.version, value)) return []
      return [
        differs(at, `documents name ${family} ${value}, the repository uses ${manager.version}`, [
          chosen,
          side('docs', `${family} ${value}`, at),
        ]),
      ]
    }),
  ]
}

function differs(at: readonly string[], message: string, sides: readonly Side[]): Conflict {
  return conflict('docs_package_manager_differs', at[0]!.split(':')[0]!, true, message, sides)
}

/** Of one major version, or in the range. What is no version contradicts nothing. */
function isManagerCompatible(declared: string, stated: string): boolean {
  const major = /^\D{0,2}(\d{1,3})/.exec(declared)?.[1]
  return areCompatible(declared, stated) !== false || (major !== undefined && areCompatible(major, stated) !== false)
}

/** npm and pnpm fail on a script that is not there; a script of any manifest may be meant. */
function scripts(context: Context, { commands }: Documentation): Conflict[] {
  const { manifests } = context
  if (!manifests || manifests.length === 0) return []
  const asked = commands.filter(
    ({ manager, script, run }) => script !== null && (manager === 'npm' || (manager === 'pnpm' && /^pnpm run /.test(run))),
  )
  const missing = asked.filter(
    ({ script }) => script !== 'start' && !manifests.some((manifest) => Object.hasOwn(manifest.scripts, script!)),
  )
  return grouped(missing.map(({ run, at }) => ({ value: run.split(/\s(?:--|&&)/)[0]!.trimEnd(), at }))).map(([run, at]) => {
    const found = evidenceOf(context, 'manifests', '0.scripts')
    const sides = [side('scripts', 'no such script', found.length > 0 ? found : [manifests[0]!.path]), side('docs', run, at)]
    return conflict('docs_script_missing', at[0]!.split(':')[0]!, true, `documents say ${run}, which no manifest has`, sides)
  })
}

function grouped(found: readonly { readonly value: string; readonly at: string }[]): [string, string[]][] {
  const places = new Map<string, string[]>()
  for (const { value, at } of found) {
    const known = places.get(value) ?? []
    places.set(value, known)
    known.push(at)
  }
  return [...places]
}
