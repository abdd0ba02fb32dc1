import { serveProbe } from '@codegenie/coordinator'
import type { AnyProbe } from '@codegenie/core'
import { bundledProbe } from './bundled.ts'

/** A bundled probe by the name of its package, any other by the URL of its module, which the main thread has found to be a probe. */
await serveProbe(async (probe) => (await bundledProbe(probe)) ?? ((await import(probe)) as { default: AnyProbe }).default)
