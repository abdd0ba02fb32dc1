import { close, type Directory, openChild } from './files.ts'

/**
 * The directories from a root down to the one that is being read. Only the last few are held open, because descriptors may be scarce and
 * trees deep; others are opened again from the root, component by component, when they are needed.
 */
export interface OpenTrail {
  /** Goes one directory down. Throws the system's error, and then stays where it is. */
  enter(name: string): Directory
  /** The innermost directory. Throws the system's error. */
  current(): Directory
  /** Goes one directory up. */
  leave(): void
  /** Closes all but the root. */
  close(): void
}

const MAX_OPEN = 8

export function openTrail(root: Directory): OpenTrail {
  const names: string[] = []
  /** Parallel to `names`. */
  const open: (Directory | undefined)[] = []

  const closeAt = (i: number) => {
    const directory = i < 0 ? undefined : open[i]
    if (!directory) return
    open[i] = undefined
    close(directory)
  }

  const current = (): Directory => {
    if (names.length === 0) return root
    let directory = root
    let from = open.length - 1
    while (from >= 0 && !open[from]) from--
    for (let i = from; i < names.length; i++) {
      if (i >= 0) directory = open[i] ??= openChild(directory, names[i]!)
      closeAt(i - MAX_OPEN)
    }
    return directory
  }

  return {
    enter(name) {
      const directory = openChild(current(), name)
      names.push(name)
      open.push(directory)
      closeAt(open.length - 1 - MAX_OPEN)
      return directory
    },
    current,
    leave() {
      closeAt(open.length - 1)
      names.pop()
      open.pop()
    },
    close() {
      for (let i = 0; i < open.length; i++) closeAt(i)
    },
  }
}
