import { nodeReleases } from '@codegenie/catalogs/node-releases'
import { both, parseRange, type Versions } from '@codegenie/workspaces/node-range'

/** The releases that a version, a range or `lts/iron` stands for; `undefined` for what only a date tells (`lts/*`), or nobody. */
export function releasesOf(value: string): Versions | undefined {
  const text = value.trim().replace(/^v(?=\d)/, '')
  const [, codename] = /^lts\/([a-z]+)$/i.exec(text) ?? []
  if (codename === undefined) return text === '' ? undefined : parseRange(text)
  const line = Object.entries(nodeReleases).find(([, release]) => release.codename === codename.toLowerCase())?.[0]
  return line === undefined ? undefined : parseRange(line)
}

/** Is there a release that both allow? `undefined` where one of them is not known. */
export function areCompatible(a: string, b: string): boolean | undefined {
  const [left, right] = [releasesOf(a), releasesOf(b)]
  return left && right ? both(left, right).length > 0 : undefined
}

/** Release lines that a value allows, in the order of the catalog's numbers. */
export function linesOf(value: string): readonly string[] | undefined {
  const versions = releasesOf(value)
  return versions && LINES.filter(([, line]) => both(versions, line).length > 0).map(([name]) => name)
}

const LINES = Object.keys(nodeReleases)
  .map((name): readonly [string, Versions] => [name, parseRange(name) ?? []])
  .toSorted(([, a], [, b]) => (a[0]?.[0] ?? 0) - (b[0]?.[0] ?? 0))
