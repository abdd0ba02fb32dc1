import { jsonLine, parseJson } from '@codegenie/core'
import { z } from 'zod'
import { toJson } from './jsonc.ts'
import type { ManagerContext, ManagerEvidence } from './manager-evidence.ts'
import { join } from './survey.ts'

const Rush = z.object({ pnpmVersion: z.string().optional(), npmVersion: z.string().optional(), yarnVersion: z.string().optional() })
const FIELDS = [
  ['pnpm', 'pnpmVersion'],
  ['npm', 'npmVersion'],
  ['yarn', 'yarnVersion'],
] as const

/** The package manager that Rush installs and uses: https://rushjs.io/pages/configs/rush_json */
export async function rushEvidence(ctx: ManagerContext, root: string): Promise<ManagerEvidence[]> {
  const path = join(root, 'rush.json')
  if (!ctx.has(path)) return []
  const json = toJson((await ctx.text(path)) ?? '')
  const parsed = parseJson(json)
  const file = 'value' in parsed ? Rush.safeParse(parsed.value) : undefined
  return FIELDS.flatMap(([name, field]) => {
    const version = file?.success ? file.data[field] : undefined
    const line = jsonLine(json, [field])
    return version ? [{ name, version, kind: 'declared', source: line ? `${path}:${line}` : path }] : []
  })
}
