import type { Json } from '@codegenie/core'
import { asMap } from './documents.ts'
import type { ChartSource } from './helm-chart.ts'
import { templateOwner } from './helm-chart.ts'
import { directoryOf, isBelow, nameOf } from './paths.ts'

/** Directories whose files are values of one environment each. */
const DIRECTORIES = /^(env|envs|environment|environments|values|stages|overlays|deployments)$/

/**
 * The name of the environment that a values file is for; `undefined` for a file that is none by its name:
 * `values-prod.yaml`, `values.prod.yaml`, `prod-values.yaml`, `env/prod.yaml`.
 */
export function environmentName(path: string): string | undefined {
  const stem = nameOf(path).replace(/\.ya?ml$/, '')
  const [, after] = /^values[-._](.+)$/.exec(stem) ?? []
  const [, before] = /^(.+)[-._]values$/.exec(stem) ?? []
  return after ?? before ?? (DIRECTORIES.test(nameOf(directoryOf(path))) && stem !== 'values' ? stem : undefined)
}

/** Files that may be values for some environment: beside or below a chart, or in the directory that holds it. */
export function environmentFiles(paths: readonly string[], charts: ReadonlyMap<string, ChartSource>): string[] {
  const directories = new Set(charts.keys())
  const homes = [...directories].flatMap((directory) => (directory === '.' ? ['.'] : [directory, directoryOf(directory)]))
  const near = new Set(homes)
  return paths.filter((path) => {
    if (!/\.ya?ml$/.test(path) || environmentName(path) === undefined || templateOwner(path, directories) !== undefined) return false
    const directory = directoryOf(path)
    return near.has(directory) || (DIRECTORIES.test(nameOf(directory)) && near.has(directoryOf(directory)))
  })
}

/** The charts that a values file is for: the one that it lies in, else those beside it that share a key with it. */
export function chartsOf(path: string, values: Json, charts: ReadonlyMap<string, ChartSource>): ChartSource[] {
  const inside = [...charts.values()]
    .filter(({ directory }) => isBelow(path, directory))
    .sort((a, b) => b.directory.length - a.directory.length)
  if (inside[0]) return [inside[0]]
  const home = DIRECTORIES.test(nameOf(directoryOf(path))) ? directoryOf(directoryOf(path)) : directoryOf(path)
  const beside = [...charts.values()].filter(({ directory }) => directoryOf(directory) === home)
  const shared = beside.filter((chart) => Object.keys(asMap(values)).some((key) => key in chart.values))
  return shared.length > 0 ? shared : beside.length === 1 ? beside : []
}
