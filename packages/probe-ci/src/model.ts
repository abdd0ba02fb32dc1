import type { Warning } from '@codegenie/core'
import { type DocContext, itemsOf, type Node, placesIn, textOf } from './node.ts'
import type { Found } from './node-version.ts'

/** How a script is split into commands: as a POSIX shell does, line by line, or not at all. */
export type Dialect = 'posix' | 'lines' | 'opaque'

/** Text that a step hands to a shell. */
export interface Script {
  readonly kind: 'script'
  /** Name of the step. */
  readonly name: string | null
  readonly text: string
  /** `path:line` of a command by its line in the text. */
  readonly place: (line: number, command: string) => string
  /** Repo-relative; `null` when it is not known. */
  readonly directory: string | null
  readonly dialect: Dialect
  /** The shell of the script before runs it too, wherever that has changed to. */
  readonly continues?: boolean
}

/** A step that somebody else wrote: an action, an orb's command, a task, a plugin, an image that is run. */
export interface Action {
  readonly kind: 'action'
  readonly name: string | null
  readonly ref: string
  /** Its name in the catalog, where that is not the reference without its version. */
  readonly known?: string
  readonly inputs: ReadonlyMap<string, string>
  readonly place: string
  /** The versions of Node.js that it is asked for. */
  readonly node?: NodeFacts
}

export type Step = Script | Action

export type NodeFacts = Pick<Job, 'nodeVersions' | 'nodeMatrix' | 'nodeVersionFiles'>

/** What all steps of a job ask for, and what is known of it otherwise. */
export function nodesOf(steps: readonly Step[], others: readonly NodeFacts[] = []): NodeFacts {
  const all = [...others, ...steps.flatMap((step) => (step.kind === 'action' && step.node ? step.node : []))]
  return {
    nodeVersions: all.flatMap((each) => each.nodeVersions),
    nodeMatrix: [...new Set(all.flatMap((each) => each.nodeMatrix))],
    nodeVersionFiles: all.flatMap((each) => each.nodeVersionFiles),
  }
}

/** Runs that wait for each other, or end each other; `cancels` is null when that depends on the run. */
export interface Concurrency {
  readonly group: string
  readonly cancels: boolean | null
}

export interface Job {
  readonly id: string
  readonly name: string | null
  readonly place: string
  readonly runsOn: readonly string[]
  readonly container: string | null
  readonly services: readonly string[]
  readonly nodeVersions: readonly Found[]
  /** Those of them that a matrix goes through. */
  readonly nodeMatrix: readonly string[]
  readonly nodeVersionFiles: readonly Found[]
  readonly environment: string | null
  readonly permissions: readonly string[] | null
  readonly steps: readonly Step[]
  /** Package managers whose downloads the set-up of Node.js keeps. */
  readonly nodeCaches?: readonly string[]
  readonly concurrency?: Concurrency | null
  /** What starts it, where that is not what starts its pipeline. */
  readonly events?: readonly string[]
  /** Tags of images that the system itself pushes after the steps. */
  readonly pushed?: readonly string[]
}

export interface Trigger {
  readonly event: string
  /** `branches`, `paths-ignore`, `types`, `cron` … -> their values. */
  readonly filters: Readonly<Record<string, readonly string[]>>
}

/** One configuration file that a CI system starts from. */
export interface Pipeline {
  readonly path: string
  readonly provider: string
  readonly name: string | null
  readonly triggers: readonly Trigger[]
  readonly permissions: readonly string[] | null
  readonly concurrency?: Concurrency | null
  readonly jobs: readonly Job[]
  /** It runs by itself, not only where another one calls it. */
  readonly isEntry: boolean
}

/** What runs in a pipeline and does not stand in the repository, or was not followed. */
export interface Unresolved {
  readonly kind: 'workflow' | 'action' | 'include' | 'template' | 'orb' | 'library' | 'steps'
  readonly ref: string
  readonly reason: 'remote' | 'outside_repository' | 'not_found' | 'computed' | 'cycle'
  readonly place: string
  readonly inputs: ReadonlyMap<string, string>
}

/** A file of the repository that others call. */
interface Reused {
  readonly kind: 'workflow' | 'action' | 'include' | 'template'
  readonly path: string
  readonly place: string
}

/** What a reader sees, and where it notes what belongs to no job. */
export interface Repo {
  readonly ctx: DocContext
  /** Declared files that exist, sorted. */
  readonly paths: readonly string[]
  has(path: string): boolean
  warn(warning: Warning): void
  /** `undefined` for a file that is not there or cannot be read. */
  open(path: string): Promise<Node | undefined>
  /** One file or definition more is followed; false when too many were. */
  follow(path: string): boolean
  readonly unresolved: Unresolved[]
  readonly reused: Reused[]
  /** Name of a secret -> where it is asked for. */
  readonly secrets: Map<string, string[]>
}

/** What a job says when it says nothing. */
export const EMPTY_JOB = {
  name: null,
  runsOn: [],
  container: null,
  services: [],
  nodeVersions: [],
  nodeMatrix: [],
  nodeVersionFiles: [],
  environment: null,
  permissions: null,
} as const satisfies Partial<Job>

/** The scripts of a YAML value: a text, or a list of texts that run one after the other. */
export function scriptsOf(node: Node | undefined, options: Partial<Pick<Script, 'name' | 'directory' | 'dialect'>> = {}): Script[] {
  return itemsOf(node).flatMap((item) => {
    const text = textOf(item)
    return text === undefined ? [] : [{ ...PLAIN_SCRIPT, ...options, text, place: placesIn(item) }]
  })
}

/** The scripts as parts of one session of a shell. */
export function oneShell(scripts: readonly Script[]): Script[] {
  return scripts.map((script, i) => (i === 0 ? script : { ...script, continues: true }))
}

const PLAIN_SCRIPT = { kind: 'script', name: null, directory: '.', dialect: 'posix' } as const

/** Steps of a path; a script that changes into `a` ten thousand times is nowhere. */
const MAX_STEPS = 100

/** Joins repo-relative paths; `null` when the result leaves the repository, depends on what is not known, or has more than `MAX_STEPS`. */
export function joinPath(base: string | null, path: string): string | null {
  const text = path.trim().replace(WORKSPACE, '/')
  if (text === '') return base
  if (/[$`~*?<%\\]/.test(text)) return null
  const isAbsolute = text.startsWith('/')
  if (isAbsolute && text === path.trim()) return null
  if (base === null && !isAbsolute) return null
  const parts = isAbsolute || base === '.' || base === null ? [] : base.split('/')
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.length > MAX_STEPS ? null : parts.join('/') || '.'
}

/** Names of the checkout's own directory, of the systems that have one. */
const WORKSPACE =
  /^(?:\$\{\{\s*github\.workspace\s*\}\}|\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|TRAVIS_BUILD_DIR|BITBUCKET_CLONE_DIR|BUILD_SOURCESDIRECTORY|WORKSPACE|CODEBUILD_SRC_DIR|APPVEYOR_BUILD_FOLDER|CIRRUS_WORKING_DIR|DRONE_WORKSPACE)\}?|\$\((?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Pipeline\.Workspace)\))(?:\/|$)/

/** What belongs to no job. */
export type Notes = Pick<Repo, 'unresolved' | 'reused' | 'secrets'>
