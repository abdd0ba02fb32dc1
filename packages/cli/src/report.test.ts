import { renderViews } from '@codegenie/views'
import { describe, expect, it } from 'vitest'
import { complaints, factLines, probeLines, progressLine, summary } from './report.ts'

const probe = { version: '1.0.0', key: null, miss: null, error: null, duration_ms: 1.234, warnings: [] }
const gathered = {
  artifact: {
    status: 'partial',
    failures: [{ probe: 'c', error: 'a bug' }],
    probes: { a: { warnings: [] }, manifests: { warnings: [{}, {}] } },
  },
  record: {
    duration_ms: 312.4,
    source: { files: 1, unfollowed: 2 },
    cache: { errors: ['ENOSPC'] },
    probes: [
      { ...probe, probe: 'a', status: 'cached' },
      { ...probe, probe: 'manifests', status: 'ok', miss: 'corrupt', warnings: ['took too long'] },
      { ...probe, probe: 'c', status: 'failed' },
    ],
  },
} as unknown as Parameters<typeof summary>[0]

describe('summary', () => {
  it('says how the probes went, how much was read, and where the artifact is', () => {
    expect(summary(gathered, 'written', '.codegenie')).toEqual([
      'partial: probes: 1 ran, 1 from the cache, 1 failed, 2 warnings',
      '1 file in 0.31 s',
      '2 links lead to no file of the repository: what lies there was not read',
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
      '2 links lead to no file of the repository: what lies there was not read',
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

describe('factLines', () => {
  it('says what there is, and that there is nothing', () => {
    const context = {
      repo: { name: 'shop', git_commit: null },
      gather_id: 'a'.repeat(64),
      gather_status: 'complete',
      probe_failures: [],
      probes: {},
    } as const
    expect(factLines({ context, ...renderViews(context) })).toEqual([
      'stack       none',
      'manager     none',
      'node        not said',
      'commands    none',
      'conflicts   0',
      'flags       0',
      'confidence  ',
    ])
  })
})

it('progressLine says how long a probe took', () => {
  expect(progressLine({ probe: 'ci', status: 'ok', milliseconds: 12.4 })).toBe('  ci                    ran  12 ms')
  expect(progressLine({ probe: 'ci', status: 'cached', milliseconds: 0.6 })).toBe('  ci                    hit  1 ms')
})
