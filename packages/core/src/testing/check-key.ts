import { isDeepStrictEqual } from 'node:util'
import { describeProbe, type ProbeDescription } from '../describe.ts'
import { loadBlake3 } from '../hash.ts'
import { resolveInputs } from '../inputs.ts'
import { cacheKey } from '../key.ts'
import type { AnyProbe } from '../probe.ts'
import type { Subject } from './contract.ts'
import { memorySource, type TestFiles } from './run-probe.ts'

/** Files of which a check makes variants, at most. */
export const MAX_VARIANTS = 20

/** The key must move with each declared input, and with nothing else. */
export async function key({ probe, files }: Subject): Promise<readonly string[]> {
  const { data } = probe.inputs
  if (data !== undefined && !isDeepStrictEqual(JSON.parse(JSON.stringify(data)), data))
    return ['inputs.data is not plain JSON: what JSON leaves out is not in the cache key']
  const description = await describeProbe(probe).catch(() => undefined) // no schema: that is said elsewhere
  if (!description) return []
  if (!isDeepStrictEqual(await describeProbe(probe), description))
    return ['two descriptions of the probe differ; inputs have to be constant']
  const before = await keyOf(description, files)
  const { reads, lists } = resolveInputs(description, await memorySource(files))
  const faults: string[] = []
  for (const path of [...reads.keys()].slice(0, MAX_VARIANTS)) {
    const edited = { ...files, [path]: Buffer.concat([Buffer.from(files[path] as string), Buffer.from(' ')]) }
    if ((await keyOf(description, edited)) === before) faults.push(`an edit of ${path} does not change the cache key`)
  }
  const listed = lists.filter((path) => !reads.has(path)).slice(0, MAX_VARIANTS)
  for (const path of listed) {
    if ((await keyOf(description, { ...files, [path]: 'edited' })) !== before)
      faults.push(`the content of ${path}, which is only listed, changes the key`)
    const { [path]: _, ...without } = files
    if ((await keyOf(description, without)) === before) faults.push(`the cache key stays when ${path} is removed`)
  }
  if (!(await changesWithData(probe, description))) faults.push('a change of inputs.data does not change the cache key')
  return faults
}

async function keyOf(description: ProbeDescription, files: TestFiles): Promise<string> {
  const { hash } = await loadBlake3()
  return cacheKey(description, resolveInputs(description, await memorySource(files)), [], '', hash)
}

async function changesWithData(probe: AnyProbe, { digest }: ProbeDescription): Promise<boolean> {
  const changed = await describeProbe({ ...probe, inputs: { ...probe.inputs, data: ['another', probe.inputs.data ?? null] } })
  return changed.digest !== digest
}
