import type { testTools } from '@codegenie/catalogs/test-tools'
import type { TestFile } from './collect-tests.ts'
import type { Context, Package } from './packages.ts'

/** Characters of a file that are looked at. */
const HEAD = 2048

/** Package, then tool -> the test files that import it, in order; `undefined` stands for files in no package. */
export type Imports = ReadonlyMap<Package | undefined, ReadonlyMap<string, readonly string[]>>

/** Looks at the first lines of every test that its name makes one, for what it imports. */
export async function readImports(
  ctx: Context,
  tests: readonly TestFile[],
  heads: ReadonlySet<string>,
  tools: (typeof testTools)['tools'],
  turn: () => Promise<unknown>,
): Promise<Imports> {
  const owner = new Map(tools.flatMap(({ name, imports }) => imports.map((each) => [each, name] as const)))
  const found = new Map<Package | undefined, Map<string, string[]>>()
  for (const [i, { path, package: of }] of tests.entries()) {
    if (!heads.has(path)) continue
    if (i % 200 === 199) await turn()
    const names = (await ctx.extract(path, 'imports', importsOf)) ?? []
    for (const tool of new Set(names.flatMap((name) => owner.get(name) ?? []))) {
      const ofPackage = found.get(of) ?? new Map<string, string[]>()
      found.set(of, ofPackage)
      ofPackage.set(tool, [...(ofPackage.get(tool) ?? []), path])
    }
  }
  return found
}

function importsOf(text: string): readonly string[] {
  return [...new Set([...text.slice(0, HEAD).matchAll(IMPORT)].map(([, name = '']) => name))]
}

const IMPORT = /\b(?:from|import|require\()\s{0,4}["']([^"'\n]{1,100})["']/g

/** `path:line` of what makes the file import the tool. */
export async function importLine(ctx: Context, path: string, imports: readonly string[]): Promise<string> {
  const lines = ((await ctx.text(path)) ?? '').slice(0, HEAD).split('\n')
  const line = lines.findIndex((text) => imports.some((name) => text.includes(`'${name}'`) || text.includes(`"${name}"`)))
  return line === -1 ? path : `${path}:${line + 1}`
}
