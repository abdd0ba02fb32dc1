import { compareBytes, compileGlob, GlobError } from '@codegenie/core'
import { callsIn } from './calls.ts'
import type { ScriptRun } from './schema.ts'
import { type ScriptCall, scriptCalls } from './script-calls.ts'
import { splitShell } from './shell.ts'

/** A package manifest, as much of it as links need. */
export interface Member {
  /** Repo-relative; `.` for the root. */
  readonly directory: string
  readonly name: string | null
  readonly scripts: Readonly<Record<string, string>>
}

/** A script of a manifest that CI runs. */
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
  const links = new Map<string, ScriptLink>()
  for (const { at, jobs, events, ...call } of runs) {
    for (const { member, script, via } of follow(call, members, [], new Set())) {
      const key = `${member.directory}\0${script}`
      const known = links.get(key)
      const shorter = known && known.via.length <= via.length ? known.via : via
      const places = { at: both(known?.at, at), jobs: both(known?.jobs, jobs), events: both(known?.events, events) }
      links.set(key, { directory: member.directory, script, via: shorter, ...places })
    }
  }
  return [...links.entries()].sort(([a], [b]) => compareBytes(a, b)).map(([, link]) => link)
}

interface Found {
  readonly member: Member
  readonly script: string
  readonly via: readonly string[]
}

function follow(call: ScriptCall, members: readonly Member[], via: readonly string[], seen: Set<string>): Found[] {
  if (via.length > MAX_CHAIN) return []
  return membersOf(call, members).flatMap((member) =>
    scriptsOf(call, member).flatMap((script) => {
      const key = `${member.directory}\0${script}`
      if (seen.has(key)) return []
      seen.add(key)
      const inner = splitShell(member.scripts[script] ?? '').flatMap((command) => scriptCalls(callsIn(command), member.directory))
      return [{ member, script, via }, ...inner.flatMap((next) => follow(next, members, [...via, script], seen))]
    }),
  )
}

/** The script that is asked for, and those that npm runs before and after it; patterns of npm-run-all. */
function scriptsOf({ script, manager }: ScriptCall, { scripts }: Member): string[] {
  const names = Object.keys(scripts)
  if (manager === 'npm-run-all' && script.includes('*'))
    return names.filter(matcher(script.replaceAll(':', '/'), (name) => name.replaceAll(':', '/')))
  if (!Object.hasOwn(scripts, script)) return []
  const around = manager === 'npm' || manager === 'bun' ? [`pre${script}`, `post${script}`] : []
  return [script, ...around.filter((name) => Object.hasOwn(scripts, name))]
}

function membersOf({ directory, members: selectors, recursive, manager }: ScriptCall, members: readonly Member[]): Member[] {
  if (directory === null) return []
  if (selectors.length > 0) {
    const wanted = selectors.filter((selector) => !selector.startsWith('!'))
    const unwanted = selectors.filter((selector) => selector.startsWith('!')).map((selector) => selector.slice(1))
    const selected =
      wanted.length > 0 ? members.filter((member) => wanted.some((selector) => isSelected(member, selector, directory))) : members
    return selected.filter((member) => !unwanted.some((selector) => isSelected(member, selector, directory)))
  }
  if (recursive) return members.filter((member) => member.directory !== '.' || manager === 'yarn')
  const nearest = members.filter((member) => contains(member.directory, directory)).sort((a, b) => b.directory.length - a.directory.length)
  const [own] = nearest
  return own === undefined ? [] : [own]
}

function contains(outer: string, inner: string): boolean {
  return outer === '.' || inner === outer || inner.startsWith(`${outer}/`)
}

/** A name, a path, a pattern of either; of pnpm's and turbo's `...^name[since]` only the members that it names for certain. */
function isSelected({ directory, name }: Member, selector: string, from: string): boolean {
  if (selector.length > MAX_SELECTOR) return false
  const text = selector
    .replace(/\[[^\]]*\]/, '')
    .replace(/^\.\.\.\^?/, '')
    .replace(/\^?\.\.\.$/, '')
    .replace(/^\{(.*)\}$/, '$1')
  if (text === '') return false
  const path = text.replace(/^\.\//, '').replace(/\/$/, '')
  const own = from === '.' || !directory.startsWith(`${from}/`) ? directory : directory.slice(from.length + 1)
  return [name, directory, own].some((candidate) => candidate !== null && matcher(path, (value) => value)(candidate))
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

function both(some: readonly string[] = [], more: readonly string[]): string[] {
  return [...new Set([...some, ...more])].sort(compareBytes)
}
