import { compareBytes, compileGlob, GlobError } from '@codegenie/core'
import { callsIn } from './calls.ts'
import type { ScriptRun } from './schema.ts'
import { type ScriptCall, scriptCalls } from './script-calls.ts'
import { splitShell } from './shell.ts'

/** A package manifest, as much of it as links need. */
export interface Member {
  /** Repo-relative; `.` for the root. */
  readonly directory: string
  /** Directory of the workspace that it belongs to, as its root or as a member; its own where it stands alone. */
  readonly workspace: string
  readonly name: string | null
  readonly scripts: Readonly<Record<string, string>>
  /** What it is to Nx: its name there, and what its targets run, in its own directory or in that of the workspace. */
  readonly nx?: { readonly name: string; readonly targets: Readonly<Record<string, { readonly text: string; readonly isAtRoot: boolean }>> }
}

/** A script of a manifest, or a target of Nx, that CI runs. */
export interface ScriptLink {
  readonly directory: string
  readonly script: string
  /** The scripts that lead to it, beginning with the one that a command of CI names; empty when that is it. */
  readonly via: readonly string[]
  readonly at: readonly string[]
  readonly jobs: readonly string[]
  readonly events: readonly string[]
}

/** Longer selectors name nobody. */
const MAX_SELECTOR = 500
/** Scripts that run scripts, in a row. */
const MAX_CHAIN = 20

/**
 * Which scripts of which manifests the script runs of CI come to, scripts that these run included; sorted by directory and script. A run
 * in a directory that is not known, or of a member that no manifest is, comes to nothing.
 */
export function linkScripts(runs: readonly ScriptRun[], members: readonly Member[]): ScriptLink[] {
  const tree = treeOf(members)
  const links = new Map<string, Found & Record<'at' | 'jobs' | 'events', Set<string>>>()
  for (const { at, jobs, events, ...call } of runs) {
    for (const found of follow(tree, call, [], new Set())) {
      const key = `${found.member.directory}\0${found.script}`
      const known = links.get(key) ?? { ...found, at: new Set(), jobs: new Set(), events: new Set() }
      links.set(key, known.via.length <= found.via.length ? known : { ...known, via: found.via })
      for (const each of at) known.at.add(each)
      for (const each of jobs) known.jobs.add(each)
      for (const each of events) known.events.add(each)
    }
  }
  return [...links.entries()].sort(([a], [b]) => compareBytes(a, b)).map(([, link]) => sorted(link))
}

function sorted({ member, script, via, ...places }: Found & Record<'at' | 'jobs' | 'events', Set<string>>): ScriptLink {
  const list = (set: ReadonlySet<string>) => [...set].sort(compareBytes)
  return { directory: member.directory, script, via, at: list(places.at), jobs: list(places.jobs), events: list(places.events) }
}

/** The members, found by where they are: 500 of them cost 500 looks. */
interface Tree {
  readonly byDirectory: ReadonlyMap<string, Member>
  readonly byWorkspace: ReadonlyMap<string, readonly Member[]>
  /** What a script runs itself. */
  calls(member: Member, script: string, isTarget: boolean): readonly ScriptCall[]
}

function treeOf(members: readonly Member[]): Tree {
  const byWorkspace = new Map<string, Member[]>()
  for (const member of members) {
    const all = byWorkspace.get(member.workspace)
    if (all) all.push(member)
    else byWorkspace.set(member.workspace, [member])
  }
  const known = new Map<string, readonly ScriptCall[]>()
  const calls = (member: Member, script: string, isTarget: boolean) => {
    const key = `${member.directory}\0${isTarget}\0${script}`
    const found = known.get(key) ?? readCalls(member, script, isTarget)
    known.set(key, found)
    return found
  }
  return { byDirectory: new Map(members.map((member) => [member.directory, member])), byWorkspace, calls }
}

function readCalls({ scripts, nx, directory, workspace }: Member, script: string, isTarget: boolean): readonly ScriptCall[] {
  const target = isTarget ? nx?.targets[script] : undefined
  const text = target ? target.text : (scripts[script] ?? '')
  return splitShell(text).flatMap((command) => scriptCalls(callsIn(command), target?.isAtRoot ? workspace : directory))
}

interface Found {
  readonly member: Member
  readonly script: string
  readonly via: readonly string[]
}

function follow(tree: Tree, call: ScriptCall, via: readonly string[], seen: Set<string>): Found[] {
  if (via.length > MAX_CHAIN) return []
  return membersOf(call, tree).flatMap((member) =>
    scriptsOf(call, member).flatMap((script) => {
      const key = `${member.directory}\0${script}`
      if (seen.has(key)) return []
      seen.add(key)
      return [
        { member, script, via },
        ...tree.calls(member, script, isTarget(call, member)).flatMap((next) => follow(tree, next, [...via, script], seen)),
      ]
    }),
  )
}

/** Nx runs a target of its own before a script of the same name. */
function isTarget({ script, manager }: ScriptCall, { nx }: Member): boolean {
  return manager === 'nx' && nx !== undefined && Object.hasOwn(nx.targets, script)
}

/** The script that is asked for, and those that npm runs before and after it; patterns of npm-run-all. */
function scriptsOf(call: ScriptCall, member: Member): string[] {
  const { script, manager } = call
  const { scripts } = member
  if (isTarget(call, member)) return [script]
  if (manager === 'npm-run-all' && script.includes('*'))
    return Object.keys(scripts).filter(matcher(script.replaceAll(':', '/'), (name) => name.replaceAll(':', '/')))
  if (!Object.hasOwn(scripts, script)) return []
  const around = manager === 'npm' || manager === 'bun' ? [`pre${script}`, `post${script}`] : []
  return [script, ...around.filter((name) => Object.hasOwn(scripts, name))]
}

/** Selectors and recursion reach the members of the workspace that the directory lies in, and no other. */
function membersOf({ directory, members: selectors, recursive, manager }: ScriptCall, tree: Tree): readonly Member[] {
  const own = directory === null ? undefined : nearest(tree, directory)
  if (directory === null || own === undefined) return []
  if (selectors.length === 0 && !recursive) return own.member ? [own.member] : []
  const members = tree.byWorkspace.get(own.workspace) ?? []
  if (selectors.length === 0) return members.filter((member) => member.directory !== member.workspace || manager === 'yarn')
  const tests = (those: readonly string[]) => those.map((selector) => selects(selector, directory))
  const wanted = tests(selectors.filter((selector) => !selector.startsWith('!')))
  const unwanted = tests(selectors.filter((selector) => selector.startsWith('!')).map((selector) => selector.slice(1)))
  return members.filter((member) => (wanted.length === 0 || wanted.some((isIt) => isIt(member))) && !unwanted.some((isIt) => isIt(member)))
}

/** The package that a directory lies in, and its workspace; a workspace may have no package at its root. */
function nearest({ byDirectory, byWorkspace }: Tree, directory: string): { member: Member | undefined; workspace: string } | undefined {
  for (let at = directory; ; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '.') {
    const member = byDirectory.get(at)
    if (member || byWorkspace.has(at)) return { member, workspace: member?.workspace ?? at }
    if (at === '.') return undefined
  }
}

/** A name, a path, a pattern of either; of pnpm's and turbo's `...^name[since]` only the members that it names for certain. */
function selects(selector: string, from: string): (member: Member) => boolean {
  if (selector.length > MAX_SELECTOR) return () => false
  const text = selector
    .replace(/\[[^\]]*\]/, '')
    .replace(/^\.\.\.\^?/, '')
    .replace(/\^?\.\.\.$/, '')
    .replace(/^\{(.*)\}$/, '$1')
  if (text === '') return () => false
  const matches = matcher(text.replace(/^\.\//, '').replace(/\/$/, ''), (value) => value)
  return ({ directory, name, nx }) => {
    const own = from === '.' || !directory.startsWith(`${from}/`) ? directory : directory.slice(from.length + 1)
    return [name, nx?.name ?? null, directory, own].some((candidate) => candidate !== null && matches(candidate))
  }
}

function matcher(glob: string, prepare: (text: string) => string): (text: string) => boolean {
  if (!/[*?]/.test(glob)) return (text) => prepare(text) === glob
  try {
    const matches = compileGlob(glob)
    return (text) => matches(prepare(text))
  } catch (error) {
    if (error instanceof GlobError) return () => false
    throw error
  }
}
