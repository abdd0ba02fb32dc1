import { type FSWatcher, lstatSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Dependencies } from '@codegenie/core'

export interface DirectoryWatch {
  /** Watches exactly the directories that these dependencies lie in. Says whether one was added: what came before that was not seen. */
  follow(dependencies: Dependencies): boolean
  /** Why the system does not watch some of them. */
  readonly problem: string | undefined
  close(): void
}

/** Calls `onChange` for whatever happens in the directories of a tree that an answer depends on. Events may get lost. */
export function watchDirectories(root: string, onChange: () => void): DirectoryWatch {
  /** Path and identity: another directory in the same place is another one. */
  const watchers = new Map<string, FSWatcher>()
  let problem: string | undefined
  const drop = (key: string) => {
    watchers.get(key)?.close()
    watchers.delete(key)
  }
  const add = (key: string, path: string): boolean => {
    try {
      const watcher = watch(path, (_, name) => {
        if (name === null || name === basename(path)) drop(key) // may be gone itself, and then it says no more
        onChange()
      })
      watcher.on('error', () => {
        drop(key)
        onChange()
      })
      watchers.set(key, watcher)
      return true
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT' && code !== 'ENOTDIR') problem = code ?? 'unknown error'
      return false
    }
  }
  return {
    follow(dependencies) {
      problem = undefined
      const wanted = directoriesOf(root, dependencies)
      for (const key of watchers.keys()) if (!wanted.has(key)) drop(key)
      let added = false
      for (const [key, path] of wanted) {
        if (problem !== undefined) break
        if (!watchers.has(key) && add(key, path)) added = true
      }
      return added
    },
    get problem() {
      return problem
    },
    close() {
      for (const key of [...watchers.keys()]) drop(key)
    },
  }
}

/** Those that were listed, and those of files elsewhere, as in `.git`: key -> absolute path. */
function directoriesOf(root: string, { stamps, directories, absent }: Dependencies): ReadonlyMap<string, string> {
  const listed = new Set(directories)
  const others = [...stamps.keys(), ...absent].flatMap((path) => {
    const parent = path.includes('/') ? dirname(path) : ''
    return listed.has(path) || listed.has(parent) ? [] : [parent]
  })
  const found = new Map<string, string>()
  for (const path of new Set([...directories, ...others])) {
    const at = `${root}/${path}`
    const identity = stamps.get(path)?.split(':', 2).join(':') ?? identityOf(at)
    if (identity !== undefined) found.set(`${identity} ${path}`, at)
  }
  return found
}

function identityOf(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat?.isDirectory() ? `${stat.dev}:${stat.ino}` : undefined
}
