import { isDeepStrictEqual } from 'node:util'
import type { ProbeResult } from '../run.ts'
import { sliceJsonSchema } from '../schema.ts'
import { MAX_VARIANTS } from './check-key.ts'
import { readPaths } from './check-robustness.ts'
import type { Subject } from './contract.ts'

/** Of no format. */
const BROKEN = '\u0001}{<<<<<<< "\n'

export async function honesty(subject: Subject): Promise<readonly string[]> {
  const { probe, files, answer, run } = subject
  const schema = JSON.stringify(await sliceJsonSchema(probe).catch(() => null))
  const found = schema.includes('"confidence":') ? ['the slice has a field confidence; it is derived from warnings, so give those'] : []
  for (const path of (await readPaths(subject)).slice(0, MAX_VARIANTS)) {
    const { [path]: _, ...without } = files
    const [broken, absent] = await Promise.all([run({ ...files, [path]: BROKEN }), run(without)].map((one) => one.catch(() => undefined)))
    if (!isAnswer(broken) || !isAnswer(absent)) continue // skipped is an answer of its own; what throws is said elsewhere
    const isSame = isDeepStrictEqual(broken.slice, absent.slice) && !isDeepStrictEqual(absent.slice, answer.slice)
    if (isSame && isDeepStrictEqual(broken.warnings, absent.warnings))
      found.push(`a broken ${path} gives the answer of an absent one, without a warning`)
  }
  return found
}

function isAnswer(found: unknown): found is ProbeResult {
  return found !== undefined && 'warnings' in (found as object)
}
