import { ciActions } from '@codegenie/catalogs/ci-actions'
import { ciProviders } from '@codegenie/catalogs/ci-providers'
import { defineProbe, type ProbeContext } from '@codegenie/core'
import pkg from '../package.json' with { type: 'json' }
import { Ci } from './schema.ts'

export { linkScripts, type Member, type ScriptLink } from './links.ts'
export { Ci, CiJob, Command, ScriptRun, Workflow } from './schema.ts'
export { type ShellCommand, shellWords, splitShell } from './shell.ts'

const data = { ciActions, ciProviders }
export type Context = ProbeContext<typeof data>

/** Whoever needs this probe loads the description and the links; the readers come when it runs. */
export default defineProbe({
  name: 'ci',
  slice: 'ci',
  version: pkg.version,
  schema: Ci,
  budget: { ms: 2000, mb: 100 },
  inputs: { reads: [...new Set(ciProviders.flatMap(({ entries, parts }) => [...entries, ...parts]))], data },
  run: async (ctx: Context) => (await import('./read.ts')).readCi(ctx),
})
