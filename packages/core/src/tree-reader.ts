import { type Directory, type FileRead, readRegular } from './files.ts'
import { openTrail } from './open-trail.ts'

/** Reads regular files below a directory, by path; `undefined` when there is none. */
export interface TreeReader {
  open(path: string): FileRead | undefined
  close(): void
}

/**
 * Opens each directory on the way by itself, so that none of them can be a link. Those of the last file stay open: in sorted order the next
 * one mostly lies beside it.
 */
export function treeReader(root: Directory, capFor: (name: string) => number): TreeReader {
  const trail = openTrail(root)
  const at: string[] = []
  const goTo = (names: readonly string[]): Directory => {
    let common = 0
    while (common < at.length && at[common] === names[common]) common++
    while (at.length > common) {
      trail.leave()
      at.pop()
    }
    for (const name of names.slice(common)) {
      trail.enter(name)
      at.push(name)
    }
    return trail.current()
  }
  return {
    open(path) {
      const names = path.split('/')
      const name = names.pop() ?? ''
      try {
        return readRegular(goTo(names), name, capFor(name))
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ENOENT') return undefined
        if (code === 'ENOTDIR' || code === 'ELOOP')
          return { problem: 'not_regular_file', message: 'expected a regular file, found something else' }
        return { problem: 'unreadable', message: `cannot be opened (${code})` }
      }
    },
    close: () => trail.close(),
  }
}
