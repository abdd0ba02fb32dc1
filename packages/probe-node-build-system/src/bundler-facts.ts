import type { bundlers } from '@codegenie/catalogs/bundlers'
import { configsByDirectory, type FoundBundler, findBundlers } from './find-bundlers.ts'
import type { Context, Projects } from './projects.ts'
import type { BuildSystem } from './schema.ts'

type Facts = Pick<BuildSystem, 'bundlers' | 'transpilers'> & { readonly outputs: BuildSystem['output_artifacts'] }

/** What every package bundles and rewrites its sources with, sorted by package and name. */
export async function bundlerFacts(
  ctx: Context,
  projects: Projects,
  catalog: typeof bundlers,
  evidence: Record<string, string | string[]>,
  turn: () => Promise<unknown>,
): Promise<Facts> {
  const configOf = configsByDirectory(catalog, ctx)
  const found: FoundBundler[] = []
  for (const { main, members } of [...projects.main, ...projects.nested]) {
    for (const of of [...(main ? [main] : []), ...members]) found.push(...(await findBundlers(ctx, catalog, of, main, configOf)))
    await turn()
  }
  found.sort((a, b) => (a.bundler.where < b.bundler.where ? -1 : a.bundler.where > b.bundler.where ? 1 : 0))
  const list = (kind: FoundBundler['kind'], field: 'bundlers' | 'transpilers') => {
    const those = found.filter((each) => each.kind === kind)
    for (const [i, each] of those.entries()) {
      evidence[`${field}.${i}`] = [...each.evidence]
      for (const [fact, source] of Object.entries(each.literals)) evidence[`${field}.${i}.${fact}`] = source
    }
    return those.map(({ bundler }) => bundler)
  }
  const outputs = found.flatMap(({ bundler, literals }) => {
    const path = bundler.output === null ? undefined : outputPath(bundler.where, bundler.output)
    return path && literals['output'] ? [{ path, source: literals['output'] }] : []
  })
  return { bundlers: list('bundler', 'bundlers'), transpilers: list('transpiler', 'transpilers'), outputs }
}

/** Relative to the repository; undefined for what lies outside of it. */
function outputPath(where: string, output: string): string | undefined {
  const plain = output.replace(/^\.\//, '').replace(/\/$/, '')
  if (plain === '' || plain === '.' || plain.startsWith('/') || plain.split('/').includes('..')) return undefined
  return where === '.' ? plain : `${where}/${plain}`
}
