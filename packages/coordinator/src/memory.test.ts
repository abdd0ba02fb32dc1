import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CacheStore, defineProbe, type TreeMemory } from '@codegenie/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { directories, steps } from '../../../tests/histories.ts'
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

const step = steps(['x.json', 'y.json', 'z.ts'], ['1', '22', '1'])
const numRuns = Number(process.env['CODEGENIE_HISTORIES'] ?? 200)

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
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (history) => {
      const root = mkdtempSync(join(tmpdir(), 'codegenie-history-'))
      try {
        for (const where of directories) mkdirSync(join(root, where), { recursive: true })
        for (const path of ['x.json', 'a/x.json', 'a/b/y.json', 'c/z.ts']) writeFileSync(join(root, path), '0')
        let memory: TreeMemory | undefined
        const gatherer = createGatherer(root, { probes: [probe] })
        for (const [, act] of history) {
          await act(root)
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
