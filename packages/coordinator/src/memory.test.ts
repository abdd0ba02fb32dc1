import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CacheStore, defineProbe, type TreeMemory } from '@codegenie/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { gather } from './gather.ts'
import { createGatherer } from './gatherer.ts'

/** Says of every file that it is there, and of some what they hold. */
const probe = defineProbe({
  name: 'everything',
  slice: 'everything',
  version: '1.0.0',
  schema: z.strictObject({ paths: z.array(z.string()), texts: z.array(z.string().nullable()) }),
  inputs: { reads: ['**/*.json'], lists: ['**/*'] },
  async run({ paths, match, text, extract }) {
    const whole = (path: string) => (path.endsWith('x.json') ? extract(path, 'whole', (all) => all) : text(path))
    const texts = await Promise.all(match('**/*.json').map(async (path) => (await whole(path)) ?? null))
    return { slice: { paths: [...paths], texts }, evidence: {} }
  },
})

const directories = ['', 'a/', 'a/b/', 'c/']
const file = fc.tuple(fc.constantFrom(...directories), fc.constantFrom('x.json', 'y.json', 'z.ts')).map((parts) => parts.join(''))
const directory = fc.constantFrom('a', 'a/b', 'c', 'd')
type Step = (root: string) => void | Promise<void>

const attempt =
  (step: Step): Step =>
  async (root) => {
    try {
      await step(root)
    } catch {
      // nothing there to rename, something in the way: then the step changes nothing
    }
  }

const steps: fc.Arbitrary<readonly [string, Step]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(['wait', () => sleep(45)] as const) },
  fc.tuple(file, fc.constantFrom('1', '22', '1')).map(
    ([path, text]) =>
      [
        `write ${path} ${text}`,
        attempt((root) => {
          mkdirSync(dirname(join(root, path)), { recursive: true })
          writeFileSync(join(root, path), text)
        }),
      ] as const,
  ),
  file.map(
    (path) =>
      [
        `edit ${path}, same size and times`,
        attempt((root) => {
          const { atime, mtime, size } = statSync(join(root, path))
          writeFileSync(join(root, path), '3'.repeat(size))
          utimesSync(join(root, path), atime, mtime)
        }),
      ] as const,
  ),
  fc
    .tuple(file, file)
    .map(([from, to]) => [`rename ${from} ${to}`, attempt((root) => renameSync(join(root, from), join(root, to)))] as const),
  file.map((path) => [`remove ${path}`, attempt((root) => rmSync(join(root, path)))] as const),
  fc
    .tuple(directory, directory)
    .map(([from, to]) => [`move ${from} ${to}`, attempt((root) => renameSync(join(root, from), join(root, to)))] as const),
  directory.map((path) => [`remove all of ${path}`, attempt((root) => rmSync(join(root, path), { recursive: true }))] as const),
  fc
    .tuple(fc.constantFrom('x.json', 'a', '../out', 'a/b/x.json'), file)
    .map(([target, path]) => [`link ${path} ${target}`, attempt((root) => symlinkSync(target, join(root, path)))] as const),
  fc
    .tuple(fc.constantFrom(...directories), fc.constantFrom('x.json\n', 'b/\n*.ts\n', '!x.json\n', ''))
    .map(
      ([where, rules]) => [`ignore ${where} ${rules}`, attempt((root) => writeFileSync(join(root, `${where}.gitignore`), rules))] as const,
    ),
  fc
    .tuple(directory, fc.constantFrom(0o755, 0o700))
    .map(([path, mode]) => [`chmod ${path}`, attempt((root) => chmodSync(join(root, path), mode))] as const),
  fc
    .tuple(file, fc.integer({ min: 0, max: 4_000_000_000 }))
    .map(([path, time]) => [`clock of ${path}`, attempt((root) => utimesSync(join(root, path), time, time))] as const),
  file.map(
    (path) =>
      [
        `save ${path} by rename`,
        attempt((root) => {
          writeFileSync(join(root, `${path}~`), '4')
          renameSync(join(root, `${path}~`), join(root, path))
        }),
      ] as const,
  ),
  file.map(
    (path) => [`append ${path}`, attempt((root) => void (existsSync(join(root, path)) && appendFileSync(join(root, path), '5')))] as const,
  ),
)

const numRuns = Number(process.env['CODEGENIE_HISTORIES'] ?? 60)

it('never differs from a gather that remembers nothing, whatever happened in between', { timeout: numRuns * 5000 }, async () => {
  let recalled = 0
  const entries = new Map<string, Uint8Array>()
  const cache: CacheStore = {
    get: async (key) => entries.get(key),
    put: async (key, entry) => void entries.set(key, entry),
    delete: async (key) => void entries.delete(key),
    async *list() {},
  }
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 4, maxLength: 14 }), async (history) => {
      const root = mkdtempSync(join(tmpdir(), 'codegenie-history-'))
      try {
        for (const where of directories) mkdirSync(join(root, where), { recursive: true })
        for (const path of ['x.json', 'a/x.json', 'a/b/y.json', 'c/z.ts']) writeFileSync(join(root, path), '0')
        let memory: TreeMemory | undefined
        const gatherer = createGatherer(root, { probes: [probe] })
        for (const [, step] of history) {
          await step(root)
          const quick = await gather(root, { probes: [probe], memory, cache })
          const again = await gatherer.gather()
          const cold = await gather(root, { probes: [probe] })
          expect([quick.artifact.gatherId, quick.artifact.json]).toEqual([cold.artifact.gatherId, cold.artifact.json])
          expect(again.artifact.json).toEqual(cold.artifact.json)
          if (quick.record.source.filesRead < cold.record.source.filesRead) recalled++
          memory = quick.memory
        }
      } finally {
        rmSync(root, { recursive: true })
      }
    }),
    { numRuns },
  )
  expect(recalled).toBeGreaterThan(0)
})
