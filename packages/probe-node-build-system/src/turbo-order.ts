import type { Package, Project } from './projects.ts'

/** A task of a package. */
export interface Step {
  readonly of: Package
  readonly task: string
}

export interface Steps {
  /** The task itself, in every package where it is asked for. */
  readonly asked: readonly Step[]
  /** All that has to be run before, in no order. */
  readonly before: readonly Step[]
  /** There are more than are looked at. */
  readonly isCut: boolean
}

/** Steps beyond this number are not looked at (what a configuration makes of 1,000 packages and 100 tasks), nor more ways from one to another. */
const MAX_STEPS = 100_000
const MAX_WAYS = 1_000_000
const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

/**
 * What `turbo run` comes to, without filters: the task in all members, or of the one that it names (`web#build`, `//#lint` of the root), and what
 * `dependsOn` puts before it, whether or not a package has such a script: https://turborepo.com/docs/core-concepts/package-and-task-graph
 */
export function turboOrder(project: Project): (task: string) => Steps {
  const byName = new Map(project.members.map((each) => [each.manifest.name, each]))
  const rules = new Map<string, Map<string, readonly string[]>>()
  for (const { task } of project.tasks) {
    if (task.runner !== 'turbo') continue
    const own = rules.get(task.where) ?? new Map()
    rules.set(task.where, own.set(task.name, task.depends_on))
  }
  const ofRoot = rules.get(project.root)
  const packageOf = (name: string) => (name === '//' ? project.main : byName.get(name))

  const before = ({ of, task }: Step): readonly string[] => {
    if (of === project.main) return ofRoot?.get(`//#${task}`) ?? []
    return rules.get(of.directory)?.get(task) ?? ofRoot?.get(`${of.manifest.name}#${task}`) ?? ofRoot?.get(task) ?? []
  }
  const known = new Map<Package, readonly Package[]>()
  const dependencies = (of: Package): readonly Package[] => {
    let found = known.get(of)
    if (!found) {
      const names = new Set(FIELDS.flatMap((field) => Object.keys(of.manifest[field])))
      known.set(of, (found = [...names].flatMap((name) => byName.get(name) ?? []).filter((each) => each !== of)))
    }
    return found
  }
  const step = (of: Package | undefined, task: string): Step[] => (of ? [{ of, task }] : [])
  const named = (name: string): Step[] => step(packageOf(name.slice(0, name.lastIndexOf('#'))), name.slice(name.lastIndexOf('#') + 1))
  const wanted = (of: Package, name: string): Step[] => {
    if (name.includes('#')) return named(name)
    return name.startsWith('^') ? dependencies(of).map((each) => ({ of: each, task: name.slice(1) })) : [{ of, task: name }]
  }

  return (name) => {
    const everywhere = project.members.map((of) => ({ of, task: name }))
    const asked = name.includes('#') ? named(name) : [...everywhere, ...(ofRoot?.has(`//#${name}`) ? step(project.main, name) : [])]
    const seen = new Map(asked.map((each) => [`${each.of.directory}\0${each.task}`, each]))
    let isCut = false
    let ways = 0
    for (const done of seen.values()) {
      for (const dependency of before(done)) {
        for (const next of isCut ? [] : wanted(done.of, dependency)) {
          const key = `${next.of.directory}\0${next.task}`
          if (++ways > MAX_WAYS || (seen.size >= MAX_STEPS && !seen.has(key))) isCut = true
          else if (!seen.has(key)) seen.set(key, next)
        }
      }
    }
    return { asked, before: [...seen.values()].slice(asked.length), isCut }
  }
}
