import { dirname } from 'node:path'
import type { Gathered } from '@codegenie/coordinator'
import { loadBlake3, type TreeMemory } from '@codegenie/core'
import { type Answered, takeSnapshot } from './snapshot.ts'
import { artifactKey, encodeSnapshot, stateName } from './state-format.ts'
import { recallTree, rememberTree, saveState } from './tree-state.ts'

/** What this machine knows of one tree between gathers. All of it may be deleted or damaged at any time: that only costs work. */
export interface State {
  readonly memory: TreeMemory | undefined
  /** What was read is not read again by the next gather. */
  remember(memory: TreeMemory): void
  /** For the next gather; and so that one of the same command line can see that nothing has changed. */
  keep(gathered: Gathered, answered: Answered): Promise<void>
}

export async function openState(directory: string, root: string): Promise<State> {
  const { hash } = await loadBlake3()
  const name = `${stateName(root)}.tree`
  const recalled = recallTree(directory, name, root, hash)
  const remember = (memory: TreeMemory) => rememberTree(directory, name, root, memory, recalled, hash)
  return {
    memory: recalled?.memory,
    remember,
    async keep(gathered, answered) {
      const snapshot = await takeSnapshot(root, gathered, {
        ...answered,
        recalled: recalled?.memory,
        meanwhile: () => remember(gathered.memory),
      })
      if (!snapshot) return
      for (const key of [answered.key, artifactKey(root, dirname(snapshot.directory))])
        saveState(directory, stateName(key), encodeSnapshot({ ...snapshot, key }))
    },
  }
}
