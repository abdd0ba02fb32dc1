import { readRegularFile } from './regular-file.ts'
import { artifactKey, decodeSnapshot, stateName } from './state-format.ts'
import type { Terminal } from './terminal.ts'
import { isSame, stateDirectory } from './unchanged.ts'

/** Does an artifact still say what is so? `unknown` where this machine has not gathered it, or could not tell. */
export type Freshness = 'fresh' | 'stale' | 'unknown'

/** Asks all that the artifact depends on, as a gather without changes does: nothing is opened or listed. */
export function freshness(root: string, directory: string, { cwd, env }: Pick<Terminal, 'cwd' | 'env'>): Freshness {
  try {
    const state = stateDirectory(undefined, root, cwd, env)
    if (state === undefined) return 'unknown'
    const key = artifactKey(root, directory)
    const snapshot = decodeSnapshot(readRegularFile(`${state}/${stateName(key)}`))
    if (snapshot?.key !== key || snapshot.root !== root) return 'unknown'
    return isSame(snapshot, cwd) ? 'fresh' : 'stale'
  } catch {
    return 'unknown'
  }
}

const SAYS: Readonly<Record<Freshness, string>> = {
  fresh: 'nothing has changed since it was gathered',
  stale: 'STALE: something has changed since it was gathered; run codegenie gather',
  unknown: 'it is not known whether something has changed since it was gathered',
}

/** Stale is said to everybody, the rest to people. */
export function sayFreshness(state: Freshness, commit: string | null, { isTty, say }: Pick<Terminal, 'isTty' | 'say'>): void {
  if (state !== 'stale' && !isTty.stderr) return
  say(`codegenie: commit ${commit?.slice(0, 12) ?? 'unknown'}: ${SAYS[state]}`)
}
