import { compileGlob, GlobError } from '@codegenie/core'
import { openDocs } from './documents.ts'
import { joinPath, type Repo } from './model.ts'
import { entriesOf, get, isList, isMap, itemsOf, type Node, placeOf, textMap, textOf, textsOf } from './node.ts'

/** A job or a global section: its keys, each where it is written. */
export type Section = ReadonlyMap<string, Node>

/** Files that one pipeline may include; GitLab allows 150. */
const MAX_INCLUDES = 150
/** Jobs that a job may extend in a row; GitLab allows eleven levels. */
const MAX_EXTENDS = 11

/** All top-level sections of a configuration, of the files that it includes too; the including file wins key by key. */
export async function readSections(repo: Repo, path: string): Promise<Map<string, Section> | undefined> {
  const root = await openConfig(repo, path)
  if (root === undefined) return undefined
  const sections = new Map<string, Section>()
  await include(repo, root, sections, new Set([path]))
  return sections
}

/** Behind a header with `spec:`, which is a document of its own: https://docs.gitlab.com/ci/inputs/ */
async function openConfig(repo: Repo, path: string): Promise<Node | undefined> {
  const root = await repo.open(path)
  if (get(root, 'spec') === undefined || entriesOf(root).length > 1) return root
  return (await openDocs(repo, path))[1]
}

async function include(repo: Repo, root: Node, sections: Map<string, Section>, seen: Set<string>): Promise<void> {
  for (const item of itemsOf(get(root, 'include'))) {
    for (const path of includedFiles(repo, item)) {
      if (seen.has(path) || seen.size > MAX_INCLUDES) continue
      seen.add(path)
      repo.reused.push({ kind: 'include', path, place: placeOf(item) })
      const inner = await openConfig(repo, path)
      if (inner !== undefined) await include(repo, inner, sections, seen)
    }
  }
  for (const [name, node] of entriesOf(root)) {
    const own: Section = isMap(node) ? new Map(entriesOf(node)) : new Map([['', node]])
    sections.set(name, isMap(node) ? merged(sections.get(name), own) : own)
  }
}

/** The files of the repository that an entry of `include` means: https://docs.gitlab.com/ci/yaml/#include */
export function includedFiles(repo: Repo, item: Node): string[] {
  const place = placeOf(item)
  const note = (ref: string, reason: 'remote' | 'outside_repository' | 'not_found' | 'computed') =>
    repo.unresolved.push({ kind: 'include', ref, reason, place, inputs: new Map() })
  const text = textOf(item)
  const local = textOf(get(item, 'local')) ?? (text !== undefined && !/^https?:/.test(text) ? text : undefined)
  if (local === undefined) {
    for (const ref of remoteRefs(item)) note(ref, 'remote')
    return []
  }
  if (local.includes('$')) {
    note(local, 'computed')
    return []
  }
  if (/[*?{[]/.test(local)) return matching(repo, local.replace(/^\/+/, ''))
  const path = joinPath('.', local.replace(/^\/+/, ''))
  if (path === null) {
    note(local, 'outside_repository')
    repo.warn({ code: 'ci.include_escape', path: item.doc.path, message: 'an include leads out of the repository; it was not followed' })
    return []
  }
  if (repo.has(path)) return [path]
  note(local, 'not_found')
  return []
}

function remoteRefs(item: Node): string[] {
  const text = textOf(item)
  if (text !== undefined) return [text]
  const project = textOf(get(item, 'project'))
  if (project !== undefined) return textsOf(get(item, 'file')).map((file) => `${project}:${file}`)
  return ['remote', 'template', 'component'].flatMap((key) => textOf(get(item, key)) ?? [])
}

function matching(repo: Repo, glob: string): string[] {
  try {
    const matches = compileGlob(glob)
    return repo.paths.filter((path) => /\.ya?ml$/.test(path) && matches(path))
  } catch (error) {
    if (error instanceof GlobError) return []
    throw error
  }
}

function merged(base: Section | undefined, own: Section): Section {
  return new Map([...(base ?? []), ...own])
}

/** The sections of one pipeline, and what is known of them already. */
export interface Config {
  readonly sections: ReadonlyMap<string, Section>
  readonly extended: Map<string, Section>
  /** Lists and references that may still be looked into. */
  visits: number
}

export function createConfig(sections: ReadonlyMap<string, Section>): Config {
  return { sections, extended: new Map(), visits: 20_000 }
}

/** A job with what it extends: parents first, the later over the earlier, its own keys over all. */
export function extended(config: Config, name: string, trail: readonly string[] = []): Section | undefined {
  const own = config.sections.get(name)
  if (own === undefined || trail.includes(name) || trail.length >= MAX_EXTENDS) return undefined
  const known = config.extended.get(name)
  if (known) return known
  let all: Section = new Map()
  for (const parent of textsOf(own.get('extends'))) all = merged(all, extended(config, parent, [...trail, name]) ?? new Map())
  const result = merged(all, own)
  config.extended.set(name, result)
  return result
}

/** The static variables of a pipeline and of a job. */
export function variablesOf({ sections }: Config, section: Section): Map<string, string> {
  const global = [...(sections.get('variables') ?? [])].map(
    ([name, node]) => [name, textOf(node) ?? textOf(get(node, 'value')) ?? ''] as const,
  )
  return new Map([...global, ...textMap(section.get('variables'))])
}

/** Where they are set: of the job, else of all. */
export function variableNodes({ sections }: Config, section: Section): Node[] {
  const own = entriesOf(section.get('variables'))
  const names = new Set(own.map(([name]) => name))
  const global = [...(sections.get('variables') ?? [])].filter(([name]) => !names.has(name))
  return [...own, ...global].map(([, node]) => node)
}

/** Lists within lists, and references in them, one after the other: `[!reference [.setup, script], npm test]`. */
export function flattened(config: Config, node: Node | undefined, depth = 0): Node[] {
  if (node === undefined || depth > MAX_EXTENDS || config.visits-- <= 0) return []
  const target = referenced(config, node)
  if (target !== undefined) return flattened(config, target, depth + 1)
  return itemsOf(node).flatMap((item) => (isList(item) ? flattened(config, item, depth + 1) : [item]))
}

/** What `!reference [job, key]` means. The tag itself is lost when YAML is read: a list of a job and one of its keys is one. */
function referenced(config: Config, node: Node): Node | undefined {
  if (!isList(node)) return undefined
  const [name, ...keys] = textsOf(node)
  if (name === undefined || keys.length === 0 || keys.length !== itemsOf(node).length - 1) return undefined
  const [key = '', ...rest] = keys
  return get(extended(config, name)?.get(key), ...rest)
}
