import type { testTools } from '@codegenie/catalogs/test-tools'
import { parseJson } from '@codegenie/core'
import { propertyLiterals, toJson } from '@codegenie/workspaces'
import { z } from 'zod'
import type { ConfiguredPatterns } from './collect-tests.ts'
import type { Configs } from './find-frameworks.ts'
import type { Context, Package, Packages } from './packages.ts'

/** Globs of test files that packages have configured as literals: in their package.json, and in the configuration of their tools. */
export async function readPatterns(
  ctx: Context,
  packages: Packages,
  tools: (typeof testTools)['tools'],
  configs: Configs,
): Promise<ConfiguredPatterns> {
  const found = new Map<Package, string[]>()
  const add = (of: Package, patterns: readonly string[]) => {
    // `include` is also what coverage looks at: a glob of tests says so.
    const meant = patterns.filter((pattern) => /test|spec|e2e|\.cy\./i.test(pattern) && pattern.length < 500)
    if (meant.length > 0) found.set(of, [...(found.get(of) ?? []), ...meant])
  }
  for (const of of packages.all) {
    const { jest, mocha, ava } = of.manifest
    for (const patterns of [jest?.testMatch, mocha?.spec, ava?.files]) add(of, [patterns ?? []].flat())
  }
  for (const { name, pattern_keys } of tools) {
    for (const [of, path] of pattern_keys.length > 0 ? (configs.get(name) ?? []) : []) add(of, await patternsIn(ctx, path, pattern_keys))
  }
  return found
}

async function patternsIn(ctx: Context, path: string, keys: readonly string[]): Promise<readonly string[]> {
  if (/\.ya?ml$/.test(path)) return fromData((await ctx.yaml(path, Fields)) ?? {}, keys)
  const text = await ctx.text(path)
  if (text === undefined) return []
  if (/\.jsonc?$/.test(path)) {
    const parsed = parseJson(toJson(text))
    return 'value' in parsed ? fromData(parsed.value, keys) : []
  }
  return propertyLiterals(text, keys).flatMap(({ values, isNumber }) => (isNumber ? [] : (values ?? [])))
}

const Fields = z.record(z.string(), z.unknown())

/** At the top of the file: that is where all of them have it. */
function fromData(value: unknown, keys: readonly string[]): string[] {
  const { data: fields = {} } = Fields.safeParse(value)
  return keys.flatMap((key) => (Object.hasOwn(fields, key) ? [fields[key]].flat() : [])).filter((each) => typeof each === 'string')
}
