import { posix } from 'node:path'
import { type Invocation, invocations, quote, type ScriptCall, scriptCalls, scriptTexts } from '@codegenie/workspaces'
import type { Package, Project } from './projects.ts'
import { type Step, turboOrder } from './turbo-order.ts'

/** What a script comes to when every script that it runs is followed. */
export interface Followed {
  /** Everything that is started, script runners included; each once, by its words. */
  readonly invocations: ReadonlyMap<string, Invocation>
  readonly problems: ReadonlySet<Problem>
}
type Problem = 'missing_script' | 'no_member' | 'cycle' | 'too_long'

/** Scripts nested deeper than this are not followed, nor more than this number of different commands kept for one of them. */
const MAX_DEPTH = 24
const MAX_INVOCATIONS = 2000

/** Follows scripts within one project. What was found for a script is kept, so that 500 members cost 500 looks. */
export function follower(project: Project): (of: Package, script: string, args?: readonly string[], runner?: string) => Followed {
  const remember = rememberer()
  const packages = [...(project.main ? [project.main] : []), ...project.members]
  const byDirectory = new Map(packages.map((each) => [each.directory, each]))
  const byName = new Map([
    ...packages.map((each) => [each.nx?.name, each] as const),
    ...packages.map((each) => [each.manifest.name, each] as const),
  ])

  const turbo = turboOrder(project)
  const nxDefaults = new Map(project.tasks.flatMap(({ task }) => (task.runner === 'nx' ? [[task.name, task.depends_on] as const] : [])))

  const script = (owner: Package, name: string, args: readonly string[] = [], runner = ''): Followed =>
    remember(`${owner.directory}\0${runner === 'nx'}\0${name}`, args.join('\0'), (add) => {
      const handedOn = args.map((arg) => ` ${quote(arg)}`).join('')
      const target = targetOfNx(owner, name, runner)
      const of = target?.isAtRoot ? (project.main ?? owner) : owner
      const texts = textsOf(owner, name, runner).map((text) => text + handedOn)
      if (texts.length === 0) add(only('missing_script'))
      for (const invocation of texts.flatMap(invocations)) {
        add({ invocations: new Map([[[invocation.program, ...invocation.args].join(' '), invocation]]), problems: new Set() })
        for (const called of scriptCalls(invocation)) add(call(of, called, invocation.program))
      }
      for (const before of runner === 'nx' ? (target?.dependsOn ?? nxDefaults.get(name) ?? []) : []) add(beforeOfNx(owner, before))
    })

  const call = (of: Package, { script: name, of: whose, isOptional, args }: ScriptCall, runner: string): Followed => {
    if (whose === 'members') return everyMember(name, runner)
    const target = targetOf(of, whose)
    if (target && textsOf(target, name, runner).length > 0) return script(target, name, args, runner)
    // What lies outside of the project, or has a glob or a variable in its name, is not looked for.
    return isOptional || !target || /[*$!{}]/.test(name) ? NOTHING : only('missing_script')
  }

  /** Plugins of Nx give targets that stand nowhere. */
  const everyMember = (name: string, runner: string): Followed =>
    remember(`\0${runner === 'nx' || runner === 'turbo' ? runner : ''}\0${name}`, '', (add) => {
      const everywhere = { asked: project.members.map((of) => ({ of, task: name })), before: [], isCut: false }
      const { asked, before, isCut } = runner === 'turbo' ? turbo(name) : everywhere
      const isThere = ({ of, task }: Step) => textsOf(of, task, runner).length > 0
      if (isCut) add(only('too_long'))
      if (!asked.some(isThere) && runner !== 'nx') add(only('no_member'))
      else for (const { of, task } of [...asked, ...before].filter(isThere)) add(script(of, task, [], runner))
    })

  /** Its own, or that of another project. Those of the projects that it depends on (`^`) are not: Nx finds them in the sources. */
  const beforeOfNx = (owner: Package, before: string): Followed => {
    const colon = before.indexOf(':')
    const of = colon === -1 ? owner : byName.get(before.slice(0, colon))
    const name = before.slice(colon + 1)
    return of && !before.startsWith('^') && textsOf(of, name, 'nx').length > 0 ? script(of, name, [], 'nx') : NOTHING
  }

  const targetOf = (of: Package, whose: Exclude<ScriptCall['of'], 'members'>): Package | undefined => {
    if (whose === 'here') return of
    return 'name' in whose ? byName.get(whose.name) : byDirectory.get(posix.join(of.directory, whose.directory).replace(/\/$/, ''))
  }
  return script
}

/** Nx runs a target of its own before a script of the same name. */
function textsOf(of: Package, name: string, runner: string): readonly string[] {
  const target = targetOfNx(of, name, runner)
  return target ? [target.text] : scriptTexts(of.manifest, name)
}

function targetOfNx({ nx }: Package, name: string, runner: string) {
  return runner === 'nx' && nx && Object.hasOwn(nx.targets, name) ? nx.targets[name] : undefined
}

const NOTHING: Followed = { invocations: new Map(), problems: new Set() }
const only = (problem: Problem): Followed => ({ invocations: new Map(), problems: new Set([problem]) })

/** Makes each part once, and stops where one is a part of itself. */
function rememberer(): (what: string, args: string, make: (add: (part: Followed) => void) => void) => Followed {
  const known = new Map<string, Followed>()
  const open = new Set<string>()
  return (what, args, make) => {
    const key = `${what}\0${args}`
    const before = known.get(key)
    if (before) return before
    if (open.has(what)) return only('cycle')
    if (open.size >= MAX_DEPTH) return only('too_long')
    open.add(what)
    const all = new Map<string, Invocation>()
    const problems = new Set<Problem>()
    make((part) => {
      for (const problem of part.problems) problems.add(problem)
      for (const [words, invocation] of part.invocations) {
        if (all.size < MAX_INVOCATIONS) all.set(words, invocation)
        else problems.add('too_long')
      }
    })
    open.delete(what)
    const followed = { invocations: all, problems }
    known.set(key, followed)
    return followed
  }
}
