import { z } from 'zod'
import { PACKAGE_NAME } from './package-name.ts'

/** What `codegenie.config.yaml` may say. Relative paths start at its directory. */
export const Config = z.strictObject({
  probes: z.array(z.string().regex(PACKAGE_NAME, 'expected the name of an npm package')).min(1).optional(),
  out: z.string().min(1).optional(),
  cache_dir: z.string().min(1).optional(),
  cache_max_bytes: z.int().positive().optional(),
  cache_max_age_days: z.int().positive().optional(),
  skills: z.array(z.string().min(1)).optional(),
  max_files: z.int().positive().optional(),
  strict: z.boolean().optional(),
})
export type Config = z.infer<typeof Config>
