import { existsSync, lstatSync, readdirSync, type Stats, unlinkSync, utimesSync } from 'node:fs'
import type { CacheLimits, Hash } from '@codegenie/core'
import { writtenCode } from './code-file.ts'
import { readRegularFile } from './regular-file.ts'
import { decodeSnapshot, stateName } from './state-format.ts'
import { readTree } from './tree-state.ts'

/** Snapshots, trees, the compiled program of each version of Node, and what killed writers left of them. */
const NAME = /^(?:[0-9a-f]{16}(?:\.tree)?|\.[0-9a-f]{16}(?:\.tree)?\.[0-9a-f]{16}\.tmp|code-v[\w.-]+|\.code-[\w.-]+\.tmp)$/

const MINUTE = 60_000
/** What was used so recently stays, whatever the limits say. */
const IN_USE = 10 * MINUTE
/** A writer that took longer was killed. */
const STALE_TEMP = 60 * MINUTE

interface StateFile {
  readonly name: string
  readonly path: string
  readonly isTemp: boolean
  readonly stat: Stats
}

/** Regular files of the state; whatever else lies there is not ours. None where there is no state. Throws the system's error. */
function* stateFiles(directory: string): Generator<StateFile> {
  for (const name of namesIn(directory)) {
    const path = `${directory}/${name}`
    const stat = NAME.test(name) ? lstatSync(path, { throwIfNoEntry: false }) : undefined
    if (stat?.isFile()) yield { name, path, isTemp: name.startsWith('.'), stat }
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort()
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '')
}

export function stateStats(directory: string): { files: number; bytes: number } {
  const total = { files: 0, bytes: 0 }
  for (const { isTemp, stat } of stateFiles(directory)) {
    if (isTemp) continue
    total.files++
    total.bytes += stat.size
  }
  return total
}

/**
 * Removes what was not used for `maxAgeMs`, then what was not used for longest until the rest fits `maxBytes`, and what killed writers left.
 * Gathers read a file whole before they use it, and do without one that is gone. Gives how many files it removed. Throws the system's error.
 */
export function collectState(directory: string, { maxBytes, maxAgeMs }: CacheLimits, now = Date.now()): number {
  let [removed, bytes] = [0, 0]
  const old: StateFile[] = []
  for (const file of stateFiles(directory)) {
    const age = now - file.stat.mtimeMs
    if (file.isTemp ? age > STALE_TEMP : age > IN_USE && age > maxAgeMs) removed += remove(file)
    else if (!file.isTemp) {
      bytes += file.stat.size
      if (age > IN_USE) old.push(file)
      else if (age < -IN_USE) utimesSync(file.path, now / 1000, now / 1000) // from a clock that was wrong: else it would never grow old
    }
  }
  old.sort((a, b) => a.stat.mtimeMs - b.stat.mtimeMs)
  for (const file of old) {
    if (bytes <= maxBytes) break
    bytes -= file.stat.size
    removed += remove(file)
  }
  return removed
}

/** Removes all of it; gives how many files that were. Throws the system's error. */
export function clearState(directory: string): number {
  let removed = 0
  for (const file of stateFiles(directory)) removed += remove(file)
  return removed
}

/** Reads all of it and removes what is damaged; gives the names of that. Throws the system's error. */
export function verifyState(directory: string, hash: Hash): readonly string[] {
  const damaged: string[] = []
  for (const file of stateFiles(directory)) {
    if (!file.isTemp && !isWhole(directory, file, hash) && remove(file) > 0) damaged.push(file.name)
  }
  return damaged
}

function isWhole(directory: string, { name, path }: StateFile, hash: Hash): boolean {
  if (name.startsWith('code-')) return writtenCode(path) !== undefined || !existsSync(path)
  if (name.endsWith('.tree')) return readTree(directory, name, hash) !== undefined
  try {
    const snapshot = decodeSnapshot(readRegularFile(path))
    return snapshot !== undefined && stateName(snapshot.key) === name
  } catch (error) {
    if (isCode(error, 'ENOENT')) return true // somebody else removed it
    if (isCode(error, 'EINVAL')) return false
    throw error
  }
}

function remove({ path }: StateFile): 0 | 1 {
  try {
    unlinkSync(path)
    return 1
  } catch (error) {
    if (isCode(error, 'ENOENT')) return 0
    throw error
  }
}
