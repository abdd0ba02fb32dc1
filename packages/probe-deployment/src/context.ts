import type { Json, ProbeContext } from '@codegenie/core'
import { z } from 'zod'
import type { Key, Located } from './documents.ts'
import { warnOfLongLine } from './file-checks.ts'
import type { Proven } from './workload.ts'

/** What the readers of one format use of the probe's context. */
export type Context = Pick<ProbeContext, 'match' | 'has' | 'text' | 'json' | 'yaml' | 'at' | 'warn' | 'signal' | 'paths'>

const AnyMap = z.record(z.string(), z.unknown())

/** A file that holds one YAML document, or a JSON one; `undefined` when it cannot be read, of which core warns. */
export async function readFile(ctx: Context, path: string): Promise<Located | undefined> {
  const isJson = path.endsWith('.json')
  const value = isJson ? await ctx.json(path, AnyMap.nullable()) : await ctx.yaml(path, AnyMap.nullable())
  if (value !== undefined && !isJson) warnOfLongLine(ctx, path, (await ctx.text(path)) ?? '')
  return value === undefined ? undefined : { value: value as Json, at: (...keys) => nearest(ctx, path, keys) }
}

function nearest(ctx: Context, path: string, keys: readonly Key[]): string {
  for (let length = keys.length; length > 0; length--) {
    const place = ctx.at(path, ...keys.slice(0, length))
    if (place !== path) return place
  }
  return path
}

/** Evidence of a fact, moved below `prefix`. */
export function prefixed(prefix: string, evidence: Proven<unknown>['evidence']): (readonly [string, string | readonly string[]])[] {
  return [...evidence].map(([fact, place]) => [fact === '' ? prefix : `${prefix}.${fact}`, place])
}
