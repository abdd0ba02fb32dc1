import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UnsafeOutputError, WriteError } from '@codegenie/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Artifact } from './artifact.ts'
import type { RunRecord } from './run-record.ts'
import { writeArtifact } from './write.ts'

let root: string
let runs = 0
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'write-'))))
afterEach(() => rmSync(root, { recursive: true }))

/** What a gather gives, as far as it is written. */
function gathered(text: string, raw: Readonly<Record<string, string>> = {}) {
  const pieces = new Map(Object.entries(raw).map(([probe, detail]) => [probe, [detail]]))
  const started_at = new Date(Date.UTC(2026, 0, 1) + runs++ * 1000).toISOString()
  return {
    artifact: { json: [`{"text":"${text}"}`, '\n'], yaml: ['text: ', `${text}\n`], raw: pieces } as unknown as Artifact,
    record: { started_at, inputs: [] as RunRecord['inputs'] } as RunRecord,
  }
}

const out = () => join(root, 'repo/.codegenie')
const read = (path: string) => readFileSync(join(out(), path), 'utf8')
const write = (...args: Parameters<typeof gathered>) => writeArtifact(out(), gathered(...args), { inside: join(root, 'repo') })

it('writes further files in one batch with the artifact, before its commit point', () => {
  const written = writeArtifact(join(root, 'out'), gathered('one'), { further: new Map([['views.json', '{}\n']]) })
  expect(written.files.slice(1).map((path) => path.slice(join(root, 'out/').length))).toEqual([
    'context/views.json',
    'context/repo-context.json',
    'context/repo-context.yaml',
  ])
  expect(readFileSync(join(root, 'out/context/views.json'), 'utf8')).toBe('{}\n')
  const again = writeArtifact(join(root, 'out'), gathered('one'), { further: new Map([['views.json', '{ }\n']]) })
  expect(again.artifact).toBe('written')
})

describe('below a repository', () => {
  beforeEach(() => mkdirSync(join(root, 'repo')))

  it('writes the artifact, its detail, a run record and an ignore file', () => {
    const written = write('one', { b: '[1]', a: '{}' })
    expect(written).toEqual({
      artifact: 'written',
      directory: `${out()}/context`,
      record: expect.stringMatching(/\/runs\/2026-.*\.json$/),
      files: ['.gitignore', 'context/raw/b.json', 'context/raw/a.json', 'context/repo-context.json', 'context/repo-context.yaml'].map(
        (path) => join(out(), path),
      ),
    })
    expect(readdirSync(out()).sort()).toEqual(['.gitignore', 'context', 'runs'])
    expect(readdirSync(join(out(), 'context')).sort()).toEqual(['raw', 'repo-context.json', 'repo-context.yaml'])
    expect([read('.gitignore'), read('context/repo-context.json'), read('context/repo-context.yaml')]).toEqual([
      '*\n',
      '{"text":"one"}\n',
      'text: one\n',
    ])
    expect([read('context/raw/a.json'), read('context/raw/b.json')]).toEqual(['{}', '[1]'])
    expect(JSON.parse(readFileSync(written.record, 'utf8'))).toEqual({ started_at: expect.any(String) })
  })

  it('leaves the same bytes alone, and says so', () => {
    write('one', { a: '{}' })
    const before = statSync(join(out(), 'context/repo-context.yaml'))
    expect(write('one', { a: '{}' }).artifact).toBe('unchanged')
    const after = statSync(join(out(), 'context/repo-context.yaml'))
    expect([after.ino, after.mtimeMs, after.ctimeMs]).toEqual([before.ino, before.mtimeMs, before.ctimeMs])
    expect(readdirSync(join(out(), 'runs')).filter((name) => name.endsWith('.json'))).toHaveLength(2)
  })

  it('restores a file that is missing or was changed', () => {
    write('one', { a: '{}' })
    rmSync(join(out(), 'context/raw/a.json'))
    writeFileSync(join(out(), 'context/repo-context.yaml'), 'text: own\n')
    expect(write('one', { a: '{}' }).artifact).toBe('written')
    expect([read('context/raw/a.json'), read('context/repo-context.yaml')]).toEqual(['{}', 'text: one\n'])
  })

  it('removes the detail of probes that are gone, and nothing that is not its own', () => {
    write('one', { a: '{}', gone: '{}' })
    writeFileSync(join(out(), 'context/raw/Notes.md'), 'mine')
    write('two', { a: '{}' })
    expect(readdirSync(join(out(), 'context/raw')).sort()).toEqual(['Notes.md', 'a.json'])
  })

  it('keeps the newest 50 run records, the inputs of the newest two, and what else lies there', () => {
    for (let i = 0; i < 52; i++) write('one')
    writeFileSync(join(out(), 'runs/notes.json'), 'mine')
    const { record } = write('one')
    const names = readdirSync(join(out(), 'runs')).sort()
    const records = names.filter((name) => name.endsWith('.json') && name !== 'notes.json')
    expect(records).toHaveLength(50)
    const inputs = records.slice(-2).map((name) => name.replace('.json', '.inputs'))
    expect(names.filter((name) => name.endsWith('.inputs'))).toEqual(inputs)
    expect(read(`runs/${inputs[1]}`)).toBe('[]\n')
    expect([existsSync(join(out(), 'runs/notes.json')), existsSync(record)]).toEqual([true, true])
  })

  it.each(['.codegenie', '.codegenie/context', '.codegenie/context/raw', '.codegenie/runs'])(
    'refuses a link at %s and follows it nowhere',
    (path) => {
      const victim = join(root, 'victim')
      mkdirSync(victim)
      mkdirSync(join(root, 'repo', path, '..'), { recursive: true })
      symlinkSync(victim, join(root, 'repo', path))
      expect(() => write('one')).toThrow(UnsafeOutputError)
      expect(readdirSync(victim)).toEqual([])
    },
  )

  it('refuses a file in the way and leaves it as it is', () => {
    writeFileSync(out(), 'mine')
    expect(() => write('one')).toThrow(/expected a directory, found a link or a file/)
    expect(readFileSync(out(), 'utf8')).toBe('mine')
  })

  it('replaces links and hard links at its files, never what they lead to', () => {
    const [soft, hard] = [join(root, 'soft'), join(root, 'hard')]
    for (const victim of [soft, hard]) writeFileSync(victim, 'victim')
    mkdirSync(join(out(), 'context'), { recursive: true })
    symlinkSync(soft, join(out(), 'context/repo-context.json'))
    linkSync(hard, join(out(), 'context/repo-context.yaml'))
    write('one')
    expect([readFileSync(soft, 'utf8'), readFileSync(hard, 'utf8')]).toEqual(['victim', 'victim'])
    expect(lstatSync(join(out(), 'context/repo-context.json')).isFile()).toBe(true)
    expect(read('context/repo-context.yaml')).toBe('text: one\n')
  })

  it('keeps the old artifact whole when a part of the new one has no place', () => {
    write('one', { a: '{}' })
    mkdirSync(join(out(), 'context/raw/b.json'))
    expect(() => write('two', { a: '{"new":1}', b: '{}' })).toThrow(UnsafeOutputError)
    expect([read('context/raw/a.json'), read('context/repo-context.json'), read('context/repo-context.yaml')]).toEqual([
      '{}',
      '{"text":"one"}\n',
      'text: one\n',
    ])
    expect(readdirSync(join(out(), 'context/raw')).sort()).toEqual(['a.json', 'b.json'])
  })

  it('takes no step out of the repository', () => {
    const inside = join(root, 'repo')
    for (const outside of [`${inside}/../victim`, `${root}/repository`, inside])
      expect(() => writeArtifact(outside, gathered('one'), { inside })).toThrow(UnsafeOutputError)
    expect(readdirSync(root)).toEqual(['repo'])
  })
})

describe('where the operator says', () => {
  it('makes the directories, and may follow a link of the operator', () => {
    mkdirSync(join(root, 'real'))
    symlinkSync('real', join(root, 'link'))
    writeArtifact(join(root, 'link/a/b'), gathered('one'))
    expect(readFileSync(join(root, 'real/a/b/context/repo-context.yaml'), 'utf8')).toBe('text: one\n')
  })

  it('says in one line what is in the way', () => {
    writeFileSync(join(root, 'file'), '')
    const path = join(root, 'file/facts')
    expect(() => writeArtifact(path, gathered('one'))).toThrow(WriteError)
    expect(() => writeArtifact(path, gathered('one'))).toThrow(`${path}: cannot be made or opened (ENOTDIR); choose another --out`)
  })
})
