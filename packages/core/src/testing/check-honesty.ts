import { isDeepStrictEqual } from 'node:util'
import type { ProbeResult } from '../run.ts'
import { sliceJsonSchema } from '../schema.ts'
import { MAX_VARIANTS } from './check-key.ts'
import { readPaths } from './check-robustness.ts'
import type { Subject } from './contract.ts'

/** Half of the file, so that what is told by content can still be told, and then text of no format. */
function broken(content: string | Uint8Array): Uint8Array {
  const whole = Buffer.from(content as string)
  return Buffer.concat([whole.subarray(0, whole.length >> 1), Buffer.from('\u0001}{<<<<<<< "\n')])
}

export async function honesty(subject: Subject): Promise<readonly string[]> {
  const { probe, files, answer, run } = subject
  const schema = JSON.stringify(await sliceJsonSchema(probe).catch(() => null))
  const found = schema.includes('"confidence":') ? ['the slice has a field confidence; it is derived from warnings, so give those'] : []
  for (const path of (await readPaths(subject)).slice(0, MAX_VARIANTS)) {
    const { [path]: _, ...without } = files
    const variants = [{ ...files, [path]: broken(files[path]!) }, without]
    const [damaged, absent] = await Promise.all(variants.map((some) => run(some).catch(() => undefined)))
    if (!isAnswer(damaged) || !isAnswer(absent)) continue // skipped is an answer of its own; what throws is said elsewhere
    const isSame = isDeepStrictEqual(damaged.slice, absent.slice) && !isDeepStrictEqual(absent.slice, answer.slice)
    if (isSame && isDeepStrictEqual(damaged.warnings, absent.warnings))
      found.push(`a broken ${path} gives the answer of an absent one, without a warning`)
  }
  return found
}

function isAnswer(found: unknown): found is ProbeResult {
  return found !== undefined && 'warnings' in (found as object)
}
