import { AsyncLocalStorage } from 'node:async_hooks'
import type { AnyProbe, ProbeContext } from '../probe.ts'
import { hooks } from './hooks.ts'

export type AccessKind = 'file_system' | 'network' | 'subprocess' | 'environment'

interface Run {
  readonly isProbe: boolean
  /** Calls of the context. */
  calls: number
}

const current = new AsyncLocalStorage<Run>()

/** The same probe; whatever its `run` does is known to be its own, and not that of the reader that it calls. */
export function watched(probe: AnyProbe, run: Run = { isProbe: true, calls: 0 }): AnyProbe {
  return { ...probe, run: (ctx: ProbeContext) => current.run(run, () => probe.run(outside(ctx, run) as never)) } as AnyProbe
}

/** The context, whose work is not the probe's. */
function outside(ctx: ProbeContext, run: Run): ProbeContext {
  const leave = <A extends readonly unknown[], R>(call: (...args: A) => R) => {
    return (...args: A) => {
      run.calls++
      return current.run({ isProbe: false, calls: 0 }, call, ...args)
    }
  }
  const { data, signal, match, has, text, extract, json, yaml, at, slice, warn } = ctx
  return {
    get paths() {
      return ctx.paths
    },
    data,
    signal,
    match: leave(match),
    has: leave(has),
    text: leave(text),
    extract: leave((path, name, of) => extract(path, name, (text) => current.run(run, of, text))) as typeof extract,
    json: leave(json) as typeof json,
    yaml: leave(yaml) as typeof yaml,
    at: leave(at) as typeof at,
    slice: leave(slice) as typeof slice,
    warn: leave(warn),
  }
}

/** Replaces what probes have no business with, does the work, and puts everything back. `accesses`: what watched probes used of it. */
export async function observe<T>(work: () => Promise<T>): Promise<{ result: T; accesses: ReadonlyMap<AccessKind, readonly string[]> }> {
  const accesses = new Map<AccessKind, Set<string>>([
    ['file_system', new Set()],
    ['network', new Set()],
    ['subprocess', new Set()],
    ['environment', new Set()],
  ])
  const restore = hooks((kind, what) => {
    if (current.getStore()?.isProbe && !isLoading()) accesses.get(kind)!.add(what)
  })
  try {
    const result = await work()
    return { result, accesses: new Map([...accesses].map(([kind, what]) => [kind, [...what].sort()])) }
  } finally {
    restore()
  }
}

/** Who loads modules: Node, and what tests run under. */
const LOADER = /node:internal\/modules\/|\/node_modules\/(?:vite|vitest|tsx)\//

/** Is a module being loaded, on behalf of the probe? Reading code is no access. */
function isLoading(): boolean {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = 100
  const lines = (new Error().stack ?? '').split('\n')
  Error.stackTraceLimit = before
  const end = lines.findIndex((line) => line.includes('at async ')) // beyond are those who wait for the probe
  return lines.slice(0, end === -1 ? undefined : end).some((line) => LOADER.test(line))
}
