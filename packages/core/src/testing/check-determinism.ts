import { isDeepStrictEqual } from 'node:util'
import type { Subject } from './contract.ts'
import { elsewhere } from './elsewhere.ts'

export async function determinism({ probe, files, options, answer, given, run, again }: Subject): Promise<readonly string[]> {
  const reversed = Object.fromEntries(Object.entries(files).reverse())
  const variants: Readonly<Record<string, () => Promise<readonly unknown[]>>> = {
    'two runs on the same files': async () => [await run(files)],
    'a run with what an earlier one kept of files': async () => [await again()],
    'files in another order': async () => [await run(reversed)],
    'two runs at once': () => Promise.all([run(files), run(files)]),
    'another directory, time zone and year': () => elsewhere(async () => [await run(files)]),
  }
  for (const [how, variant] of Object.entries(variants)) {
    const found = await variant().catch((error: Error) => [error.message])
    const other = found.find((one) => !isDeepStrictEqual(one, answer))
    if (other !== undefined)
      return [`${how} gave different answers${typeof other === 'string' ? `: ${other}` : ` (${firstDifference(answer, other, '')})`}`]
  }
  return JSON.stringify([probe.inputs.data, options.slices]) === given
    ? []
    : ['run changes what it was given: inputs.data, or a needed slice']
}

function firstDifference(a: unknown, b: unknown, path: string): string {
  if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object')
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const [x, y] = [a, b].map((one) => (one as Record<string, unknown>)[key])
      if (!isDeepStrictEqual(x, y)) return firstDifference(x, y, path ? `${path}.${key}` : key)
    }
  return path
}
