import { z } from 'zod'
import { type AnyProbe, defineProbe } from '../probe.ts'

export const Slice = z.strictObject({ name: z.string().nullable(), count: z.int() })
const Manifest = z.object({ name: z.string().optional() })

/** The files that the honest probe is run on. */
export const files = { 'package.json': '{\n  "name": "planted"\n}\n', 'src/a.ts': '', 'src/b.ts': '' }

/** It keeps the contract. */
export const honest = defineProbe({
  name: 'honest',
  slice: 'honest_slice',
  version: '1.2.3',
  schema: Slice,
  inputs: { reads: ['package.json'], lists: ['src/*.ts'] },
  async run({ json, match, at }) {
    const manifest = await json('package.json', Manifest)
    const sources = match('src/*.ts')
    return {
      slice: { name: manifest?.name ?? null, count: sources.length },
      evidence: { name: at('package.json', 'name'), count: sources[0] ?? [] },
    }
  },
})

/** The honest probe with one thing wrong. */
export const planted = (fault: Partial<AnyProbe>): AnyProbe => ({ ...honest, ...fault })
