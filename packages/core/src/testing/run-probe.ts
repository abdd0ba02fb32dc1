import type { FileRead } from '../files.ts'
import { loadBlake3 } from '../hash.ts'
import { resolveInputs } from '../inputs.ts'
import { createPathIndex } from '../path-index.ts'
import type { AnyProbe, Evidence, Json, SliceOf, Warning } from '../probe.ts'
import { applies, runOnce } from '../run.ts'
import { createSource, type Source } from '../source.ts'

export interface RunProbeOptions {
  /** Slices of the probes in `needs`, by probe name. */
  readonly slices?: Readonly<Record<string, unknown>>
}

/** `status` is `skipped` when nothing matched the declared inputs: then the probe was not run. */
export type ProbeRun<P extends AnyProbe> =
  | { readonly status: 'skipped' }
  | {
      readonly status: 'ok'
      readonly slice: SliceOf<P>
      readonly evidence: Evidence
      readonly warnings: readonly Warning[]
      readonly raw?: Json
    }

/** Runs a probe as the coordinator does, on files given as `{ path: content }`. Throws what the probe throws. */
export async function runProbe<P extends AnyProbe>(probe: P, files: TestFiles, options: RunProbeOptions = {}): Promise<ProbeRun<P>> {
  return runOn(probe, await memorySource(files), options)
}

/** @internal With what an earlier run has kept of the files, as it comes back from the disk. */
export async function runAgain<P extends AnyProbe>(probe: P, files: TestFiles, options: RunProbeOptions = {}): Promise<ProbeRun<P>> {
  const source = await memorySource(files)
  await runOn(probe, source, options)
  for (const path of source.index.paths) {
    const { kept } = source.read(path)
    for (const [name, value] of kept) kept.set(name, JSON.parse(JSON.stringify(value)))
  }
  return runOn(probe, source, options)
}

async function runOn<P extends AnyProbe>(probe: P, source: Source, options: RunProbeOptions): Promise<ProbeRun<P>> {
  const inputs = resolveInputs({ reads: probe.inputs.reads ?? [], lists: probe.inputs.lists ?? [] }, source)
  const slices = new Map(Object.entries(options.slices ?? {}))
  if (!applies(probe, inputs, slices)) return { status: 'skipped' }
  const result = await runOnce(probe, inputs, source, { slices })
  return { status: 'ok', ...result, slice: result.slice as SliceOf<P> }
}

export type TestFiles = Readonly<Record<string, string | Uint8Array>>

/** A repository in memory. */
export async function memorySource(files: TestFiles): Promise<Source> {
  const { hash } = await loadBlake3()
  const contents = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content as string)]))
  const index = createPathIndex({ paths: [...contents.keys()], links: new Map(), problems: [] })
  const open = (path: string): FileRead | undefined => {
    const bytes = contents.get(path)
    return bytes && { bytes, changed: false, stamp: '' }
  }
  return createSource(
    index,
    hash,
    0,
    { startedAt: 0, walked: { listings: new Map(), looked: new Map() } },
    { open, stamp: () => '', close: () => {} },
  )
}
