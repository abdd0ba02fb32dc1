import type { DependencyType, Graph } from '@codegenie/lockfiles'

/** A direct dependency of a workspace: where a path begins. */
export interface Root {
  readonly workspace: string
  readonly type: DependencyType | null
  /** Index of the package in the graph. */
  readonly index: number
}

type Usage = 'production' | 'peer' | 'dev'

export interface Path {
  readonly usage: Usage | null
  readonly workspace: string
  /** Names, from the direct dependency to the package itself. */
  readonly path: readonly string[]
}

const USAGE: Record<DependencyType, Usage> = { production: 'production', optional: 'production', peer: 'peer', dev: 'dev' }
const ORDER: readonly (Usage | null)[] = ['production', 'peer', 'dev', null]

/**
 * For each package the shortest way from a direct dependency, of the first usage that reaches it: what production needs is not for
 * development alone. By index; `undefined` for what nothing reaches.
 */
export function pathsFrom(roots: readonly Root[], graph: Graph): (index: number) => Path | undefined {
  const before = new Int32Array(graph.packages.length).fill(-1)
  const start: (Root | undefined)[] = graph.packages.map(() => undefined)
  for (const usage of ORDER) {
    const queue: number[] = []
    for (const root of roots) {
      if ((root.type === null ? null : USAGE[root.type]) !== usage || start[root.index]) continue
      start[root.index] = root
      queue.push(root.index)
    }
    for (let at = 0; at < queue.length; at++) {
      const from = queue[at]!
      for (const to of graph.dependencies(from)) {
        if (start[to]) continue
        start[to] = start[from]
        before[to] = from
        queue.push(to)
      }
    }
  }
  return (index) => {
    const root = start[index]
    if (!root) return undefined
    const path: string[] = []
    for (let at = index; at !== -1; at = before[at]!) path.unshift(graph.packages[at]!.name)
    return { usage: root.type === null ? null : USAGE[root.type], workspace: root.workspace, path }
  }
}
