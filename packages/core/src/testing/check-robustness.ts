import { resolveInputs } from '../inputs.ts'
import { brokenEvidence, unlistedWarnings } from './check-answer.ts'
import { MAX_VARIANTS } from './check-key.ts'
import type { Subject } from './contract.ts'
import { HOSTILE, MARK } from './hostile.ts'
import { memorySource, type TestFiles } from './run-probe.ts'

/** Every declared file hostile at once, in each way; then each file cut in half. */
export async function robustness(subject: Subject): Promise<readonly string[]> {
  const paths = await readPaths(subject)
  const known = new Set([
    ...brokenEvidence(subject.answer.evidence, subject.files),
    ...unlistedWarnings(subject.answer.warnings, subject.options.readme),
  ])
  /** What is wrong -> the first content that shows it. */
  const found = new Map<string, string>()
  const look = async (files: TestFiles, what: string) => {
    const faults = await faultsOf(subject, files)
    if (wasPolluted()) faults.push('a key of the file became one of every object: keys are data')
    for (const fault of faults) if (!known.has(fault) && !found.has(fault)) found.set(fault, what)
  }
  for (const [what, content] of Object.entries(HOSTILE)) {
    const files = { ...subject.files, ...Object.fromEntries(paths.map((path) => [path, content])) }
    await look(files, what)
  }
  for (const path of paths.slice(0, MAX_VARIANTS)) {
    const whole = Buffer.from(subject.files[path] as string)
    const files = { ...subject.files, [path]: whole.subarray(0, whole.length >> 1) }
    await look(files, `half of ${path}`)
  }
  return [...found].map(([fault, what]) => `${what}: ${fault}`)
}

/** Those of the files that the probe may open. */
export async function readPaths({ probe, files }: Pick<Subject, 'probe' | 'files'>): Promise<readonly string[]> {
  const { reads } = resolveInputs({ reads: probe.inputs.reads ?? [], lists: [] }, await memorySource(files))
  return [...reads.keys()]
}

async function faultsOf({ run, options }: Subject, files: TestFiles): Promise<string[]> {
  try {
    const answer = await run(files)
    if ('status' in answer && answer.status === 'skipped') return []
    if (!('warnings' in answer)) return []
    const quoting = answer.warnings.filter(({ message }) => message.includes(MARK))
    return [
      ...quoting.map(({ code }) => `a message of ${code} quotes the text of the file`),
      ...brokenEvidence(answer.evidence, files),
      ...unlistedWarnings(answer.warnings, options.readme),
    ]
  } catch (error) {
    return [`threw ${(error as Error).message}`]
  }
}

/** Did a key of a file become one of every object? It is taken away again. */
function wasPolluted(): boolean {
  const all = Object.prototype as { polluted?: unknown }
  const was = Object.hasOwn(all, 'polluted')
  delete all.polluted
  return was
}
