import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { close, type Hash, makeDirectories, openRoot, randomName, readRegular, type TreeMemory } from '@codegenie/core'
import pkg from '../package.json' with { type: 'json' }
import { isPlain } from './plain-name.ts'

const MAX_STATE = 256 << 20

/** A state of a tree as it was read. */
export interface Recalled {
  readonly memory: TreeMemory
  /** What of it does not change while the tree has the same names, as text. */
  readonly walk: string
}

/** What the last gather of a tree remembered; `undefined` for anything but a whole state of this very tree. */
export function recallTree(directory: string, name: string, root: string, hash: Hash): Recalled | undefined {
  const lines = readTree(directory, name, hash)
  if (lines?.[0] !== headOf(root)) return undefined
  const walk = lines[1]!
  const { directories, walked } = JSON.parse(walk) as SavedWalk
  const files = JSON.parse(lines[2]!) as readonly SavedFile[]
  const memory = {
    directories: new Map(directories),
    files: new Map(files.map(([path, stamp, state, ...kept]) => [path, { stamp, state, kept: new Map(kept) }])),
    walked: walked && {
      ...walked,
      links: new Map(walked.links),
      matches: new Map(walked.matches),
      looked: new Map(walked.looked.map(([path, stamp]) => [path, stamp ?? undefined])),
    },
  }
  return { memory, walk }
}

/** Its lines, as they were written; `undefined` when it is damaged. Other versions write other formats. */
export function readTree(directory: string, name: string, hash: Hash): readonly string[] | undefined {
  const [sum, ...lines] = read(directory, name)?.split('\n') ?? []
  return sum !== undefined && lines.length > 0 && sum === hash(lines.join('\n')) ? lines : undefined
}

/** The number is raised when what is saved changes its meaning. */
function headOf(root: string): string {
  return JSON.stringify([pkg.version, 3, root])
}

type Pairs<M> = M extends ReadonlyMap<infer K, infer V> ? readonly (readonly [K, V])[] : never
type Kept = NonNullable<NonNullable<ReturnType<TreeMemory['files']['get']>>['kept']>
type Walk = NonNullable<TreeMemory['walked']>
type SavedFile = readonly [path: string, stamp: string, state: string, ...kept: Pairs<Kept>]

interface SavedWalk {
  readonly directories: Pairs<TreeMemory['directories']>
  readonly walked:
    | (Omit<Walk, 'links' | 'looked' | 'matches'> & {
        readonly links: Pairs<Walk['links']>
        readonly looked: Pairs<Walk['looked']>
        readonly matches: Pairs<NonNullable<Walk['matches']>>
      })
    | undefined
}

/**
 * A name that may not be written down is not: the next gather looks at its directory again. `recalled` is what was saved before: its names
 * have been judged.
 */
export function rememberTree(
  directory: string,
  name: string,
  root: string,
  memory: TreeMemory,
  recalled: Recalled | undefined,
  hash: Hash,
): void {
  const walk = recalled && isSameWalk(memory, recalled.memory) ? recalled.walk : JSON.stringify(toWalk(memory, recalled?.memory))
  const known = recalled?.memory.files
  const files: SavedFile[] = []
  for (const [path, { stamp, state, kept }] of memory.files) {
    const before = known?.get(path)
    const earlier = before?.state === state ? before.kept : undefined // still so, though nobody may have asked for it this time
    const all = earlier && kept ? new Map([...earlier, ...kept]) : (kept ?? earlier)
    const pairs = all?.size === earlier?.size ? [...(all ?? [])] : plainOf(all)
    if (before || isPlain(path)) files.push([path, stamp, state, ...pairs.slice(-MAX_KEPT)])
  }
  const text = [headOf(root), walk, JSON.stringify(files)].join('\n')
  saveState(directory, name, Buffer.from(`${hash(text)}\n${text}`))
}

/** Of one file: of probes that there are no more, or of earlier versions, something may be left. */
const MAX_KEPT = 16

function isSameWalk(a: TreeMemory, b: TreeMemory): boolean {
  return a.directories === b.directories && a.walked?.paths === b.walked?.paths && a.walked?.matches?.size === b.walked?.matches?.size
}

function toWalk({ directories, walked }: TreeMemory, known: TreeMemory | undefined): SavedWalk {
  const clean = [...directories].filter(
    ([prefix, { listing }]) =>
      known?.directories.get(prefix)?.listing === listing || [prefix, ...listing.names, ...listing.links].every(isPlain),
  )
  const isWhole = walked && clean.length === directories.size
  return {
    directories: clean,
    walked: isWhole
      ? { ...walked, links: [...walked.links], looked: [...walked.looked], matches: plainMatches(walked, known?.walked) }
      : undefined,
  }
}

/** Globs may be those of a repository. */
function plainMatches({ paths, matches = new Map() }: Walk, known: Walk | undefined): Pairs<NonNullable<Walk['matches']>> {
  const isSame = known && known.paths.length === paths.length && known.paths.every((path, i) => path === paths[i])
  return [...new Map([...(isSame ? (known.matches ?? []) : []), ...matches])].filter(([globs]) => isPlain(globs.replaceAll('\0', ' ')))
}

/** Without that of a file that holds a secret: it is made again from the file. */
function plainOf(kept: Kept | undefined): Pairs<Kept> {
  if (!kept || kept.size === 0) return []
  const pairs = [...kept]
  return isPlain(JSON.stringify(pairs)) ? pairs : []
}

/** Whole or not at all. A state that cannot be written costs time at the next gather, and nothing else. */
export function saveState(directory: string, name: string, bytes: Buffer): void {
  const temp = `${directory}/.${name}.${randomName()}.tmp`
  try {
    makeDirectories(directory, 0o700)
    try {
      writeFileSync(temp, bytes, { flag: 'wx', mode: 0o600 })
      renameSync(temp, `${directory}/${name}`)
    } finally {
      rmSync(temp, { force: true })
    }
  } catch {
    // no place for it
  }
}

function read(directory: string, name: string): string | undefined {
  try {
    const opened = openRoot(directory)
    try {
      const found = readRegular(opened, name, MAX_STATE)
      return found && 'bytes' in found ? found.bytes.toString() : undefined
    } finally {
      close(opened)
    }
  } catch {
    return undefined
  }
}
