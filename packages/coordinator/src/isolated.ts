import {
  type AnyProbe,
  buffersOf,
  type DeclaredInputs,
  type Isolation,
  type LazyProbe,
  type PackedInputs,
  type ProbeResult,
  packInputs,
  runOnce,
  type Source,
  unpackInputs,
} from '@codegenie/core'
import { jsonPieces } from './json-pieces.ts'

/** Inputs of a probe, in bytes, from which what it does with them may take long. */
const LARGE = 16 << 20
/** Of the thread, in MB. What is not on the heap, as the bytes of buffers, is seen in the memory of the process. */
const HEAP = 1024
/** For what is new, in MB: what is made of a large input stays, so that more is room which lies idle, three times over. */
const YOUNG = 6
const MAX_GROWTH = 1536 << 20

interface Order {
  /** Of the probe. */
  readonly name: string
  readonly probe: string
  /** Is the probe one of ours, whose raw detail may be rendered where it was made? What code of others makes is sanitized out of its reach. */
  readonly isOurs: boolean
  readonly inputs: PackedInputs
  readonly slices: ReadonlyMap<string, unknown>
}

/** As `ProbeResult`; the raw detail as it is, or rendered, as bytes: sent as it is, a large one would be in memory three times. */
export interface IsolatedResult extends ProbeResult {
  readonly rawJson?: readonly Uint8Array<ArrayBuffer>[]
}

type Reply = { readonly result: IsolatedResult } | { readonly error: string }

/** In a worker thread: runs the probe that the thread was started for. `load` finds it by what its `Isolation` says, or one that needs it. */
export async function serveProbe(load: (probe: string) => Promise<AnyProbe>): Promise<void> {
  const { parentPort, workerData } = await import('node:worker_threads')
  const { name, probe, isOurs, inputs, slices } = workerData as Order
  const { declared, source: repository } = unpackInputs(inputs)
  const answer = (reply: Reply, bytes: readonly Uint8Array<ArrayBuffer>[] = []) =>
    parentPort?.postMessage(
      reply,
      bytes.map(({ buffer }) => buffer),
    )
  await load(probe)
    .then((loaded) => runOnce(named(loaded, name) ?? loaded, declared, repository, { slices }))
    .then((result) => (isOurs ? rendered(result) : result))
    .then((result: IsolatedResult) => answer({ result }, result.rawJson)) // throws for what cannot be sent
    .catch((error) => answer({ error: error instanceof Error ? error.message : String(error) }))
}

function rendered({ raw, ...result }: ProbeResult): IsolatedResult {
  if (raw === undefined) return result
  const utf8 = new TextEncoder()
  return { ...result, rawJson: Array.from(jsonPieces(raw), (piece) => utf8.encode(piece)) }
}

function named(probe: AnyProbe, name: string): AnyProbe | undefined {
  if (probe.name === name) return probe
  for (const needed of probe.needs) {
    const found = named(needed, name)
    if (found) return found
  }
  return undefined
}

/** How the probe is to be run apart from the others; `undefined` where it may share their thread. */
export function isolationOf({ isolation }: LazyProbe, { reads }: DeclaredInputs): Isolation | undefined {
  if (isolation?.when !== 'large') return isolation
  let bytes = 0
  for (const { size } of reads.values()) bytes += size
  return bytes > LARGE ? isolation : undefined
}

/**
 * As `runOnce`, in a thread of its own that gets the declared inputs and nothing else, no environment either. A probe that takes too long
 * or too much memory is cut off there. Throws what is wrong.
 */
export async function runIsolated(
  { name, timeoutMs }: LazyProbe,
  { worker: module, probe, when }: Isolation,
  inputs: DeclaredInputs,
  source: Source,
  { slices, signal }: { slices: ReadonlyMap<string, unknown>; signal?: AbortSignal | undefined },
): Promise<IsolatedResult> {
  signal?.throwIfAborted()
  const order: Order = { name, probe, isOurs: when === 'large', inputs: packInputs(inputs, source), slices }
  const { Worker } = await import('node:worker_threads')
  const worker = new Worker(module, {
    workerData: order,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP, maxYoungGenerationSizeMb: YOUNG },
    transferList: buffersOf(order.inputs),
  })
  let cancel = () => {}
  let watches: NodeJS.Timeout[] = []
  try {
    const reply = await new Promise<Reply>((resolve, reject) => {
      const give = (why: string) => reject(new Error(`probe ${name} ${why}`))
      const before = process.memoryUsage.rss()
      const overflowing = () => process.memoryUsage.rss() - before > MAX_GROWTH && give('needed too much memory')
      watches = [setTimeout(give, timeoutMs, `took longer than ${timeoutMs} ms`), setInterval(overflowing, 50)]
      cancel = () => reject(signal?.reason)
      signal?.addEventListener('abort', cancel, { once: true })
      worker.on('message', resolve)
      worker.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? give('needed too much memory') : reject(error),
      )
      worker.on('exit', (code) => give(`ended without an answer (${code})`))
    })
    if ('error' in reply) throw new Error(reply.error)
    return reply.result
  } finally {
    for (const watch of watches) clearTimeout(watch)
    signal?.removeEventListener('abort', cancel)
    await worker.terminate()
  }
}
