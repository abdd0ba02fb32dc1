import { type Dirent, readdirSync, readlinkSync } from 'node:fs'
import { TooManyFilesError } from './errors.ts'
import { close, type Directory, openChild, readRegular } from './files.ts'
import { addRules, enterDirectory, type IgnoreScope, ignoreBudget, isIgnored, parseIgnoreFile } from './gitignore.ts'
import { compareBytes, type IndexParts, type Problem } from './path-index.ts'

// Interim version, unblocks the others: the walk of the walk helper replaces this file.
const PRUNED = new Set(['node_modules', '.git', '.codegenie', '.hg', '.svn', '.pnpm-store'])

export interface Walked extends IndexParts {
  readonly directories: number
}

export function walk(root: Directory, options: { maxFiles: number; noise?: readonly string[]; signal?: AbortSignal }): Walked {
  const paths: string[] = []
  const links = new Map<string, string>()
  const problems: Problem[] = []
  const budget = ignoreBudget()
  let directories = 0
  const visit = (directory: Directory, prefix: string, scope: IgnoreScope, noise: ReadonlySet<string>) => {
    directories++
    const ignore = readRegular(directory, '.gitignore', 1 << 20)
    let here = scope
    if (ignore && 'bytes' in ignore) here = addRules(scope, parseIgnoreFile(ignore.bytes, budget).rules, budget)
    const quiet = prefix === '' && here.length > 0 ? new Set<string>() : noise
    const entries = readdirSync(directory.path, { withFileTypes: true }).sort((a, b) => compareBytes(key(a), key(b)))
    for (const entry of entries) {
      const { name } = entry
      const path = prefix + name
      const isDirectory = entry.isDirectory()
      if (PRUNED.has(name) || path.endsWith('.yarn/cache') || path.endsWith('.yarn/unplugged')) continue
      if (isDirectory && quiet.has(name)) continue
      if (isIgnored(here, Buffer.from(name).toString('latin1'), isDirectory)) continue
      if (entry.isSymbolicLink()) links.set(path, readlinkSync(`${directory.path}/${name}`))
      else if (entry.isFile()) {
        paths.push(path)
        if (paths.length > options.maxFiles) throw new TooManyFilesError(options.maxFiles)
      } else if (!isDirectory)
        problems.push({ code: 'walk.not_regular_file', path, message: 'expected a regular file, found something else' })
      else {
        let child: Directory
        try {
          child = openChild(directory, name)
        } catch {
          problems.push({ code: 'walk.unreadable', path, message: 'the directory cannot be listed' })
          continue
        }
        visit(child, `${path}/`, enterDirectory(here, Buffer.from(name).toString('latin1')), quiet)
        close(child)
      }
    }
  }
  visit(root, '', [], new Set(options.noise))
  return { paths, links, problems, directories }
}

const key = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name)
