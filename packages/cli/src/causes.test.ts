import { describe, expect, it } from 'vitest'
import { causesOf } from './causes.ts'
import type { ProbeInputs, RunRecord } from './run-schema.ts'

type ProbeRecord = RunRecord['probes'][number]

const KEY = '0'.repeat(64)
const ran: ProbeRecord = { probe: 'p', status: 'ok', key: KEY, miss: 'absent', error: null }
const inputs: ProbeInputs = {
  probe: 'p',
  version: '1.0.0',
  digest: 'd1',
  results: '1 1',
  globs: { reads: ['**/*.json'], lists: ['**'] },
  reads: [
    ['a.json', 'b3:1'],
    ['b.json', 'b3:2'],
    ['__proto__', 'b3:3'],
  ],
  listed: 2,
  lists: ['a.json', 'b.json'],
  problems: [],
  needs: [['q', 'h1']],
}

/** What is said where the inputs went from `then` to `now`. */
function says(
  record: Partial<ProbeRecord>,
  then?: Partial<ProbeInputs>,
  now: Partial<ProbeInputs> = {},
  statusThen?: ProbeRecord['status'],
) {
  const before = then && {
    record: { probes: [{ ...ran, status: statusThen ?? 'ok' }] },
    inputs: statusThen === 'failed' ? new Map() : new Map([['p', { ...inputs, ...then }]]),
  }
  return causesOf({ ...ran, ...record }, { record: { probes: [ran] }, inputs: new Map([['p', { ...inputs, ...now }]]), before })
}
const lines = (...args: Parameters<typeof says>) => says(...args).map((cause) => cause.says)

describe('a probe that ran', () => {
  it('names each file whose content changed, that is new or gone, in the order of paths', () => {
    const reads = [
      ['a.json', 'b3:1'],
      ['__proto__', 'unreadable'],
      ['Z.json', 'b3:9'],
    ] as ProbeInputs['reads']
    expect(says({}, {}, { reads })).toEqual([
      { cause: 'read_new', path: 'Z.json', says: 'Z.json is new' },
      { cause: 'read_changed', path: '__proto__', says: '__proto__ changed' },
      { cause: 'read_gone', path: 'b.json', says: 'b.json is gone' },
    ])
  })

  it('names what it only lists, and what could not be read', () => {
    const now = { listed: 2, lists: ['b.json', 'c\u001b.json'], problems: [['x', 'file.symlink_escape']] } as Partial<ProbeInputs>
    expect(lines({}, {}, now)).toEqual(['the name a.json is gone', 'the name c\u001b.json is new', 'what is wrong with x is new'])
  })

  it.each<[Partial<ProbeInputs>, string, string]>([
    [{ version: '1.1.0' }, 'version', 'version 1.0.0 became 1.1.0'],
    [{ digest: 'd2' }, 'schema_or_data', 'its schema, catalogs or options changed'],
    [{ globs: { reads: [], lists: [] } }, 'globs', 'it looks for other files than before'],
    [{ results: '2 1' }, 'results', 'codegenie keeps results in another way than before'],
    [{ needs: [['q', 'failed']] }, 'need_changed', 'the result of q changed'],
  ])('names what else its key is made of: %j', (now, cause, text) => {
    expect(says({}, {}, now)).toEqual([{ cause, says: text }])
  })

  it('names all of several', () => {
    expect(lines({}, {}, { version: '2.0.0', reads: [], listed: 0, lists: [] })).toHaveLength(6)
  })

  it.each<[Partial<ProbeRecord>, string]>([
    [{ miss: 'refresh' }, 'ran because the gather was told not to use the cache'],
    [{ miss: 'no cache' }, 'ran because there was no cache'],
    [{ miss: 'corrupt' }, 'ran because its cache entry was damaged, and replaced that'],
  ])('says what the cache has to do with it: %j', (record, text) => {
    expect(lines(record, {}, { version: '2.0.0' })).toEqual([text])
  })

  it('says that names changed where they are too many to be recorded', () => {
    const many = { listed: 10_001, lists: [] }
    const cause = { cause: 'listed_changed', says: 'the names of the files that it looks at changed' }
    const another = { key: '1'.repeat(64) }
    expect(says(another, many, many)).toEqual([cause])
    expect(says(another, many, { ...many, listed: 10_002 })).toEqual([cause])
    expect(says(another, {}, many)).toEqual([cause])
    expect(says(another, {}, {})).toEqual([expect.objectContaining({ cause: 'keys' })])
    expect(says(another, { ...many, version: '0' }, many)).toEqual([expect.objectContaining({ cause: 'version' })])
    expect(says({}, many, many)).toEqual([expect.objectContaining({ cause: 'entry_gone' })])
  })

  it('says what became of its entry when nothing changed', () => {
    expect(says({}, {})).toEqual([expect.objectContaining({ cause: 'entry_gone' })])
  })

  it('says that it failed before, and that there is nothing to compare with', () => {
    expect(lines({}, {}, {}, 'failed')).toEqual(['ran because it had failed in the gather before'])
    expect(says({})).toEqual([expect.objectContaining({ cause: 'first' })])
    expect(causesOf(ran, { record: { probes: [ran] }, inputs: new Map(), before: undefined })).toEqual(says({}))
  })
})

it('a probe that did not run, or failed, says that', () => {
  expect(lines({ status: 'cached', miss: null })).toEqual(['did not run: its result came from the cache'])
  expect(lines({ status: 'skipped', miss: null, key: null })).toEqual(['did not run: nothing that it looks for is there'])
  expect(lines({ status: 'failed', miss: null, error: 'no luck' })).toEqual(['runs in every gather as long as it fails: no luck'])
})
