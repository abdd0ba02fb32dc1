import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadBlake3 } from '@codegenie/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clearState, collectState, stateStats, verifyState } from './state-files.ts'
import { encodeSnapshot, stateName } from './state-format.ts'
import { rememberTree } from './tree-state.ts'

const NOW = 1_800_000_000_000
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const LIMITS = { maxBytes: 1000, maxAgeMs: 30 * DAY }

let directory: string
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'codegenie-state-'))))
afterEach(() => rmSync(directory, { recursive: true }))

/** A file that was used so many milliseconds before `NOW`. */
function put(name: string, age: number, bytes = 100): void {
  writeFileSync(join(directory, name), 'x'.repeat(bytes))
  utimesSync(join(directory, name), (NOW - age) / 1000, (NOW - age) / 1000)
}

const hex = (digit: string) => digit.repeat(16)
const names = () => readdirSync(directory).sort()

describe('collectState', () => {
  it('removes what was not used for the time that is allowed', () => {
    put(hex('a'), 31 * DAY)
    put(`${hex('a')}.tree`, 31 * DAY)
    put(hex('b'), 29 * DAY)
    expect([collectState(directory, LIMITS, NOW), names()]).toEqual([2, [hex('b')]])
  })

  it('removes what was not used for longest until the rest fits, and never what was used just now', () => {
    put(hex('a'), 3 * DAY, 500)
    put(hex('b'), 2 * DAY, 500)
    put(`${hex('c')}.tree`, DAY, 400)
    put(hex('d'), 5 * MINUTE, 5000)
    expect([collectState(directory, { ...LIMITS, maxBytes: 5500 }, NOW), names()]).toEqual([2, [`${hex('c')}.tree`, hex('d')]])
    expect([collectState(directory, { ...LIMITS, maxBytes: 1 }, NOW), names()]).toEqual([1, [hex('d')]])
  })

  it('removes what killed writers left, and nothing that is not the state', () => {
    const temp = `.${hex('a')}.tree.${hex('0')}.tmp`
    put(temp, 2 * 60 * MINUTE)
    put(`.${hex('b')}.${hex('0')}.tmp`, MINUTE)
    put('.code-v20.20.2-x64.4711.tmp', 2 * 60 * MINUTE)
    put('code-v20.20.2-x64', DAY)
    put('code-v18.0.0-x64', 99 * DAY)
    put('notes.txt', 99 * DAY)
    mkdirSync(join(directory, hex('d')))
    symlinkSync('/etc/hostname', join(directory, hex('e')))
    expect(collectState(directory, LIMITS, NOW)).toBe(3)
    expect(names()).toEqual([`.${hex('b')}.${hex('0')}.tmp`, 'code-v20.20.2-x64', hex('d'), hex('e'), 'notes.txt'].sort())
  })

  it('lets what comes from a clock that was wrong grow old from now on', () => {
    put(hex('a'), -99 * DAY)
    expect([collectState(directory, LIMITS, NOW), statSync(join(directory, hex('a'))).mtimeMs]).toEqual([0, NOW])
  })

  it('has nothing to do where there is no state', () => {
    rmSync(directory, { recursive: true })
    expect([collectState(directory, LIMITS, NOW), stateStats(directory), clearState(directory)]).toEqual([0, { files: 0, bytes: 0 }, 0])
    expect(existsSync(directory)).toBe(false)
    mkdirSync(directory)
  })
})

it('stateStats counts, clearState removes what is of the state alone', () => {
  put(hex('a'), 0, 10)
  put(`${hex('a')}.tree`, 0, 20)
  put('code-v20.20.2-x64', 0, 40)
  put('notes.txt', 0)
  expect([stateStats(directory), clearState(directory), names()]).toEqual([{ files: 3, bytes: 70 }, 3, ['notes.txt']])
})

it('verifyState removes what is damaged, and leaves what is whole', async () => {
  const { hash } = await loadBlake3()
  const snapshot = encodeSnapshot({ key: 'key', directory: 'd', root: '/r', absent: [], paths: ['/r/a'], numbers: new Float64Array(5) })
  const whole = stateName('key')
  writeFileSync(join(directory, whole), snapshot)
  rememberTree(directory, `${whole}.tree`, '/r', { directories: new Map(), files: new Map() }, undefined, hash)
  const damaged = [hex('a'), hex('b'), `${hex('c')}.tree`]
  writeFileSync(join(directory, damaged[0]!), snapshot) // of another key
  writeFileSync(join(directory, damaged[1]!), snapshot.subarray(0, 40))
  put(damaged[2]!, 0)
  writeFileSync(join(directory, 'code-v22.0.0-x64'), `${'i'.repeat(48)}codecode`)
  writeFileSync(join(directory, 'code-v20.0.0-x64'), `${'i'.repeat(48)}codecoda`)
  expect([verifyState(directory, hash), names()]).toEqual([
    [...damaged, 'code-v20.0.0-x64'],
    [whole, `${whole}.tree`, 'code-v22.0.0-x64'].sort(),
  ])
})
