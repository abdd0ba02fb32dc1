import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs'

/** What a directory holds. Names are byte strings (one UTF-16 unit per byte) in byte order: no name is lost in decoding. */
export interface Listing {
  /** Regular files, and directories with a slash at the end: so they come in the order of the paths below them. */
  readonly names: string[]
  readonly links: string[]
  /** FIFOs, sockets, devices. */
  readonly specials: string[]
  readonly hasIgnoreFile: boolean
  /** Directories left out by name. */
  readonly pruned: number
}

/** Never an entry, whatever they are: dependencies, version control, package stores, our own output. */
const NEVER = new Set(['node_modules', '.git', '.codegenie', '.hg', '.svn', '.pnpm-store'])

/** Throws the system's error. */
export function listDirectory(path: string): Listing {
  return sortEntries(readTypedEntries(path))
}

type Entry = Pick<Dirent, 'name' | 'isFile' | 'isDirectory' | 'isSymbolicLink'>

function sortEntries(entries: readonly Entry[]): Listing {
  const names: string[] = []
  const links: string[] = []
  const specials: string[] = []
  let hasIgnoreFile = false
  let pruned = 0
  for (const entry of entries) {
    const { name } = entry
    const first = name.charCodeAt(0)
    if ((first === 46 || first === 110) && NEVER.has(name)) {
      if (entry.isDirectory()) pruned++
    } else if (entry.isDirectory()) {
      names.push(`${name}/`)
    } else {
      if (name === '.gitignore') hasIgnoreFile = true
      if (entry.isFile()) names.push(name)
      else if (entry.isSymbolicLink()) links.push(name)
      else specials.push(name)
    }
  }
  for (const list of [names, links, specials]) if (list.length > 1) list.sort()
  return { names, links, specials, hasIgnoreFile, pruned }
}

function readTypedEntries(path: string): readonly Entry[] {
  try {
    return readdirSync(path, { withFileTypes: true, encoding: 'latin1' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return readUntypedEntries(path)
  }
}

/**
 * For file systems that do not tell types with names: there Node asks for each type itself, under a name that went through the
 * encoding, and fails where that name is not ASCII. Throws ENOENT when the directory itself is gone.
 */
export function readUntypedEntries(path: string): readonly Entry[] {
  const entries: Entry[] = []
  const prefix = Buffer.from(`${path}/`)
  for (const name of readdirSync(path, 'latin1')) {
    const stats: Stats | undefined = lstatSync(Buffer.concat([prefix, Buffer.from(name, 'latin1')]), { throwIfNoEntry: false })
    if (stats) entries.push(Object.assign(stats, { name }))
  }
  return entries
}
