// Our ignore engine against the `ignore` package, on the same names in the same order as a walk asks for them:
//   node scripts/run.mjs exec vitest bench --run
import { createRequire } from 'node:module'
import { bench, describe, expect } from 'vitest'
import { addRules, enterDirectory, type IgnoreScope, ignoreBudget, isIgnored, parseIgnoreFile } from '../packages/core/src/gitignore.ts'

interface Ignore {
  add(text: string): Ignore
  ignores(path: string): boolean
}
const ignore = createRequire(new URL('../packages/core/package.json', import.meta.url))('ignore') as (options: object) => Ignore

/** Rules as the templates of a Node project have them, and one file in each package. */
const ROOT =
  'logs\n*.log\nnpm-debug.log*\nlerna-debug.log*\n.pnpm-debug.log*\nreport.[0-9]*.[0-9]*.[0-9]*.[0-9]*.json\npids\n*.pid\n*.seed\nlib-cov\ncoverage\n*.lcov\n.nyc_output\n.grunt\nbower_components\n.lock-wscript\nbuild/Release\nnode_modules/\njspm_packages/\n*.tsbuildinfo\n.npm\n.eslintcache\n.node_repl_history\n*.tgz\n.yarn-integrity\n.env\n.env.*\n!.env.example\n.cache\n.next\nout\n.nuxt\ndist\n.vuepress/dist\n.temp\n.docusaurus\n.serverless/\n.fusebox/\n.dynamodb/\n.tern-port\n.vscode-test\n.yarn/cache\n**/*.generated.ts\n/packages/*/types/\n'
const PACKAGE = 'generated/\n*.snap.new\n/tmp\n'

/** Directory -> names in it; directories end with a slash. */
function makeTree(packages: number): ReadonlyMap<string, readonly string[]> {
  const tree = new Map<string, readonly string[]>([['', ['package.json', 'packages/']]])
  tree.set(
    'packages/',
    Array.from({ length: packages }, (_, p) => `p${p}/`),
  )
  for (let p = 0; p < packages; p++) {
    tree.set(`packages/p${p}/`, ['.gitignore', 'package.json', 'src/', 'dist/', 'generated/', 'test.log'])
    tree.set(
      `packages/p${p}/src/`,
      Array.from({ length: 30 }, (_, d) => `d${d}/`),
    )
    for (let d = 0; d < 30; d++) tree.set(`packages/p${p}/src/d${d}/`, ['index.ts', 'index.test.ts', 'a.generated.ts'])
  }
  return tree
}

function withOurs(tree: ReadonlyMap<string, readonly string[]>): number {
  const budget = ignoreBudget()
  const rulesOf = (text: string) => parseIgnoreFile(Buffer.from(text), budget).rules
  let kept = 0
  const visit = (prefix: string, above: IgnoreScope) => {
    const names = tree.get(prefix) ?? []
    const scope = names.includes('.gitignore') ? addRules(above, rulesOf(PACKAGE), budget) : above
    for (const name of names) {
      if (!name.endsWith('/')) kept += isIgnored(scope, name, false) ? 0 : 1
      else if (!isIgnored(scope, name.slice(0, -1), true)) visit(prefix + name, enterDirectory(scope, name.slice(0, -1)))
    }
  }
  visit('', addRules([], rulesOf(ROOT), budget))
  return kept
}

function withIgnore(tree: ReadonlyMap<string, readonly string[]>): number {
  let kept = 0
  const visit = (prefix: string, above: readonly { base: number; rules: Ignore }[]) => {
    const names = tree.get(prefix) ?? []
    const scope = names.includes('.gitignore')
      ? [...above, { base: prefix.length, rules: ignore({ ignorecase: false }).add(PACKAGE) }]
      : above
    for (const name of names) {
      const path = prefix + name
      if (scope.some(({ base, rules }) => rules.ignores(path.slice(base)))) continue
      if (name.endsWith('/')) visit(path, scope)
      else kept++
    }
  }
  visit('', [{ base: 0, rules: ignore({ ignorecase: false }).add(ROOT) }])
  return kept
}

describe('10,000 names in 3,300 directories', () => {
  const tree = makeTree(106)
  expect([withOurs(tree), withIgnore(tree)]).toEqual([withIgnore(tree), withIgnore(tree)])
  bench('ours', () => void withOurs(tree))
  bench('ignore', () => void withIgnore(tree))
})
