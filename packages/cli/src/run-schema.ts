import { z } from 'zod'

/** As much of a run record as is read back. Fields that are not known are left out. */
export const RunRecord = z.object({
  probes: z.array(
    z.object({
      probe: z.string(),
      status: z.enum(['ok', 'cached', 'skipped', 'failed']),
      key: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
      miss: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
})
export type RunRecord = z.infer<typeof RunRecord>

const Pairs = z.array(z.tuple([z.string(), z.string()]))

const ProbeInputs = z.object({
  probe: z.string(),
  version: z.string(),
  digest: z.string(),
  results: z.string(),
  globs: z.object({ reads: z.array(z.string()), lists: z.array(z.string()) }),
  reads: Pairs,
  listed: z.int(),
  lists: z.array(z.string()),
  problems: Pairs,
  needs: Pairs,
})
export type ProbeInputs = z.infer<typeof ProbeInputs>

export const RunInputs = z.array(ProbeInputs)
