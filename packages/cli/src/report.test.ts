import { describe, expect, it } from 'vitest'
import { complaints, probeLines, summary } from './report.ts'

const probe = { version: '1.0.0', key: null, miss: null, error: null, duration_ms: 1.234, warnings: [] }
const gathered = {
  artifact: {
    status: 'partial',
    failures: [{ probe: 'c', error: 'a bug' }],
    probes: { a: { warnings: [] }, manifests: { warnings: [{}, {}] } },
  },
  record: {
    duration_ms: 312.4,
    source: { files: 1 },
    cache: { errors: ['ENOSPC'] },
    probes: [
      { ...probe, probe: 'a', status: 'cached' },
      { ...probe, probe: 'manifests', status: 'ok', miss: 'corrupt', warnings: ['took too long'] },
      { ...probe, probe: 'c', status: 'failed' },
    ],
  },
} as unknown as Parameters<typeof summary>[0]

describe('summary', () => {
  it('says how each probe went, how much was read, and where the artifact is', () => {
    expect(summary(gathered, 'written', '.codegenie')).toEqual([
      'partial: a hit; manifests ran (corrupt), 2 warnings; c failed',
      '1 file in 0.31 s',
      '.codegenie: written',
    ])
  })
})

describe('probeLines', () => {
  it('says what the cache did', () => {
    expect(probeLines(gathered, { directory: undefined, reason: 'no place' })).toEqual([
      'a          hit  1.2 ms',
      'manifests  ran (corrupt)  1.2 ms, 2 warnings',
      'c          failed  1.2 ms',
      'no cache: no place',
      'cache: an entry could not be written: ENOSPC',
    ])
  })
})

describe('complaints', () => {
  it('name what failed, and what was dearer than it declares', () => {
    expect(complaints(gathered)).toEqual(['codegenie: probe c failed: a bug', 'codegenie: probe manifests took too long'])
  })
})
