import { dirname } from 'node:path'
import type { Gathered } from '@codegenie/coordinator'
import { loadBlake3, type TreeMemory } from '@codegenie/core'
import { artifactKey } from './freshness.ts'
import { type Answered, takeSnapshot } from './snapshot.ts'
import { encodeSnapshot, stateName } from './state-format.ts'
import { recallTree, rememberTree, saveState } from './tree-state.ts'

/** What this machine knows of one tree between gathers. All of it may be deleted or damaged at any time: that only costs work. */
export interface State {
  readonly memory: TreeMemory | undefined
  /** For the next gather; and so that one of the same command line can see that nothing has changed. */
  keep(gathered: Gathered, answered: Answered): Promise<void>
}

export async function openState(directory: string, root: string): Promise<State> {
  const { hash } = await loadBlake3()
  const name = `${stateName(root)}.tree`
  return {
    memory: recallTree(directory, name, root, hash),
    async keep(gathered, answered) {
      const { memory } = gathered // made anew each time that it is asked for
      rememberTree(directory, name, root, memory, hash)
      const snapshot = await takeSnapshot(root, gathered, memory, answered)
      if (!snapshot) return
      for (const key of [answered.key, artifactKey(root, dirname(snapshot.directory))])
        saveState(directory, stateName(key), encodeSnapshot({ ...snapshot, key }))
    },
  }
}
