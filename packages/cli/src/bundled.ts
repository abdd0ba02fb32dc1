import { dirname, join } from 'node:path'
import { type AnyProbe, describeProbe, type LazyProbe, type ProbeDescription } from '@codegenie/core'
import type { z } from 'zod'

/** What codegenie brings, in registration order: that of the slices in the artifact. */
const PROBES = {
  '@codegenie/probe-language-detection': () => import('@codegenie/probe-language-detection'),
  '@codegenie/probe-node-build-system': () => import('@codegenie/probe-node-build-system'),
  '@codegenie/probe-node-manifest': () => import('@codegenie/probe-node-manifest'),
  '@codegenie/probe-ci': () => import('@codegenie/probe-ci'),
  '@codegenie/probe-deployment': () => import('@codegenie/probe-deployment'),
  '@codegenie/probe-test-inventory': () => import('@codegenie/probe-test-inventory'),
  '@codegenie/probe-documentation': () => import('@codegenie/probe-documentation'),
}

/** What runs a probe in a thread of its own, as it is built. */
export const PROBE_WORKER = join(dirname(import.meta.filename), 'probe-worker.js')
/** A probe that takes options: their schema, and what makes the probe with them. */
interface Configurable {
  readonly options: z.ZodType
  create(options: unknown): AnyProbe
}

/** Package name -> the options of its probe; loaded where the operator gives some. */
export const configurableProbes: ReadonlyMap<string, () => Promise<Configurable>> = new Map([
  [
    '@codegenie/probe-deployment',
    async () => {
      const { Options, deployment } = await import('@codegenie/probe-deployment')
      return { options: Options, create: (options: unknown) => deployment(Options.parse(options)) }
    },
  ],
])

/** Baked in by the build, so that a cache hit loads no probe. */
declare const BUNDLED_DESCRIPTIONS: readonly ProbeDescription[] | undefined

/** Package name -> the probe that it holds. */
export async function bundledProbes(): Promise<ReadonlyMap<string, LazyProbe>> {
  const descriptions = typeof BUNDLED_DESCRIPTIONS === 'undefined' ? await describeBundled() : BUNDLED_DESCRIPTIONS
  const entries = Object.entries(PROBES).map(
    ([name, load], i) =>
      [
        name,
        { ...descriptions[i]!, load: async () => (await load()).default, isolation: { worker: PROBE_WORKER, probe: name, when: 'large' } },
      ] as const,
  )
  return new Map(entries)
}

/** The probe of a bundled package, else `undefined`. */
export async function bundledProbe(packageName: string): Promise<AnyProbe | undefined> {
  return Object.hasOwn(PROBES, packageName) ? (await PROBES[packageName as keyof typeof PROBES]()).default : undefined
}

/** Loads all of them; for the build. */
export function describeBundled(): Promise<readonly ProbeDescription[]> {
  return Promise.all(Object.values(PROBES).map(async (load) => describeProbe((await load()).default)))
}
