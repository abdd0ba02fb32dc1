// npm run new-probe -- NAME: scaffolds packages/probe-NAME, a small probe that works, with its tests. NAME is kebab-case: go-modules.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pnpm, root } from './pnpm.mjs'

function filesOf(kebab) {
  const snake = kebab.replaceAll('-', '_')
  const pascal = kebab.replace(/(^|-)([a-z0-9])/g, (_, __, letter) => letter.toUpperCase())
  return {
    'package.json': `${JSON.stringify(manifest(kebab), null, 2)}\n`,
    'tsconfig.json': core('tsconfig.json'),
    'tsconfig.build.json': core('tsconfig.build.json'),
    'tsup.config.ts': `export { base as default } from '../../tsup.base.ts'\n`,
    'README.md': readme(kebab, snake),
    'src/index.ts': probe(snake, pascal),
    'src/index.test.ts': test,
  }
}

const core = (path) => readFileSync(`${root}packages/core/${path}`, 'utf8')

function manifest(kebab) {
  const { version: _, name: __, dependencies: ___, exports: ____, ...shared } = JSON.parse(core('package.json'))
  return {
    name: `@codegenie/probe-${kebab}`,
    version: '0.0.0',
    ...shared,
    description: `codegenie probe: says in one line what it finds out`,
    keywords: ['codegenie-probe'],
    repository: { ...shared.repository, directory: `packages/probe-${kebab}` },
    exports: { '.': './dist/index.js', './package.json': './package.json' },
    peerDependencies: { '@codegenie/core': 'workspace:^', zod: '^4.0.0' },
    devDependencies: { '@codegenie/core': 'workspace:^', zod: 'catalog:' },
  }
}

const readme = (kebab, snake) => `# @codegenie/probe-${kebab}

A [codegenie](https://www.npmjs.com/package/codegenie) probe: what it finds out, in one line.

| | |
|---|---|
| reads | \`package.json\` |
| slice | \`${snake}\` |
| warnings | none of its own |

| field | meaning |
|---|---|
| \`name\` | the name in the root manifest; \`null\` when it has none |
`

const probe = (snake, pascal) => `import { defineProbe } from '@codegenie/core'
import { z } from 'zod'
import pkg from '../package.json' with { type: 'json' }

/** The only fields that this probe uses. */
const Manifest = z.object({ name: z.string().optional() })

export const ${pascal} = z.strictObject({ name: z.string().nullable() })
export type ${pascal} = z.infer<typeof ${pascal}>

export default defineProbe({
  name: '${snake}',
  slice: '${snake}',
  version: pkg.version,
  schema: ${pascal},
  inputs: { reads: ['package.json'] },
  async run({ json, at }) {
    const manifest = await json('package.json', Manifest)
    if (manifest?.name === undefined) return { slice: { name: null }, evidence: {} }
    return { slice: { name: manifest.name }, evidence: { name: at('package.json', 'name') } }
  },
})
`

const test = `import { readFileSync } from 'node:fs'
import { contractViolations, runProbe } from '@codegenie/core/testing'
import { expect, it } from 'vitest'
import probe from './index.ts'

const files = { 'package.json': '{\\n  "name": "shop"\\n}\\n' }

it('finds the name, and where it stands', async () => {
  const evidence = { name: 'package.json:2' }
  expect(await runProbe(probe, files)).toEqual({ status: 'ok', slice: { name: 'shop' }, evidence, warnings: [] })
})

it('says null where there is no name', async () => {
  expect(await runProbe(probe, { 'package.json': '{}' })).toEqual({ status: 'ok', slice: { name: null }, evidence: {}, warnings: [] })
})

it('is skipped where there is no manifest', async () => {
  expect(await runProbe(probe, { 'main.go': '' })).toEqual({ status: 'skipped' })
})

it('keeps the contract', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(await contractViolations(probe, files, { readme })).toEqual([])
})
`

function scaffold(kebab) {
  const dir = `${root}packages/probe-${kebab}`
  mkdirSync(dir) // fails where there is one already
  mkdirSync(`${dir}/src`)
  for (const [path, text] of Object.entries(filesOf(kebab))) writeFileSync(`${dir}/${path}`, text)
}

async function main([kebab = '', ...rest]) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab) || rest.length > 0)
    throw new Error('usage: npm run new-probe -- NAME (kebab-case, as go-modules)')
  scaffold(kebab)
  const { code } = await pnpm(['install', '--no-frozen-lockfile'], { stdio: ['ignore', 2, 2] }) // links it, and enters it into the lockfile
  if (code !== 0) throw new Error('pnpm install failed: see above, then run "node scripts/run.mjs pnpm install"')
  console.log(`packages/probe-${kebab} is there. Next:
  npm test -- packages/probe-${kebab}
  edit src/index.ts, src/index.test.ts, README.md and the description in package.json`)
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`new-probe: ${error.code === 'EEXIST' ? 'packages/ has a probe of that name already' : error.message}\n`)
  process.exitCode = 1
})
