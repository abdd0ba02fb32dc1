import { runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import nodeBuildSystem from './index.ts'
import { resolve } from './tsconfig.ts'

async function typescript(files: Record<string, unknown>, manifest: object = { devDependencies: { typescript: '^5.4.0' } }) {
  const texts = Object.entries({ 'package.json': manifest, ...files }).map(([path, content]) => [
    path,
    typeof content === 'string' ? content : JSON.stringify(content),
  ])
  const run = await runProbe(nodeBuildSystem, Object.fromEntries(texts))
  if (run.status !== 'ok' || !run.slice.typescript) throw new Error('no TypeScript')
  const warnings = run.warnings.map(({ code, path }) => `${code} ${path}`)
  return { ...run.slice.typescript, warnings, evidence: run.evidence }
}

test('comments, trailing commas, extension-less, a list: the later and the leaf win', async () => {
  const found = await typescript({
    'tsconfig.json': '{\n // leaf\n "extends": ["./tsconfig.a", "./tsconfig.b.json",],\n "compilerOptions": { "module": "NodeNext", },\n}',
    'tsconfig.a.json': { compilerOptions: { target: 'ES2020', strict: true, module: 'CommonJS', outDir: 'a' } },
    'tsconfig.b.json': { compilerOptions: { target: 'ES2022', moduleResolution: 'Bundler' } },
  })
  expect(found).toMatchObject({
    target: 'ES2022',
    module: 'NodeNext',
    module_resolution: 'Bundler',
    strict: true,
    out_dir: 'a',
    extends: ['./tsconfig.a', './tsconfig.b.json'],
    warnings: [],
  })
  expect(found.evidence).toMatchObject({
    'typescript.module': 'tsconfig.json:4',
    'typescript.target': 'tsconfig.b.json:1',
    'typescript.strict': 'tsconfig.a.json:1',
    'typescript.extends': 'tsconfig.json:3',
  })
})

test('a member of the workspace by its name, and paths relative to who sets them', async () => {
  const manifest = { workspaces: ['tooling/*'] }
  const files = {
    'tooling/typescript/package.json': { name: '@acme/tsconfig' },
    'tooling/typescript/base.json': { compilerOptions: { target: 'es2021', outDir: '../../out' } },
    'tsconfig.json': { extends: '@acme/tsconfig/base.json' },
  }
  expect(await typescript(files, manifest)).toMatchObject({
    target: 'es2021',
    out_dir: 'out',
    version_range: null,
    strict: null,
    warnings: [],
  })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is TypeScript's own
  const configDir = { ...files, 'tooling/typescript/base.json': '{"compilerOptions":{"outDir":"${configDir}/dist"}}' }
  expect(await typescript(configDir, manifest)).toMatchObject({ out_dir: 'dist' })
})

test('what is not there leaves open what it could say', async () => {
  const found = await typescript({ 'tsconfig.json': { extends: '@tsconfig/node24/tsconfig.json', compilerOptions: { target: 'es2024' } } })
  expect(found).toMatchObject({ target: 'es2024', module: null, strict: null, warnings: ['typescript.extends_unresolved tsconfig.json'] })
  expect(await typescript({ 'tsconfig.json': { extends: './.svelte-kit/tsconfig.json' } })).toMatchObject({ strict: null })
  expect(await typescript({ 'tsconfig.json': { extends: '../outside.json' } })).toMatchObject({
    warnings: ['typescript.extends_unresolved tsconfig.json'],
  })
})

test('strict is false before TypeScript 6 and true from then on, where nothing says it', async () => {
  const of = async (range: string) => (await typescript({ 'tsconfig.json': {} }, { devDependencies: { typescript: range } })).strict
  expect([await of('~5.9.2'), await of('^6.0.0'), await of('>= 7'), await of('catalog:'), await of('latest')]).toEqual([
    false,
    true,
    true,
    null,
    null,
  ])
})

test('a circle, a chain without end, broken text', async () => {
  const circle = { 'tsconfig.json': { extends: './tsconfig.a.json' }, 'tsconfig.a.json': { extends: './tsconfig' } }
  expect((await typescript(circle)).warnings).toEqual(['typescript.extends_cycle tsconfig.a.json'])
  const chain = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`tsconfig.${i}.json`, { extends: `./tsconfig.${i + 1}.json` }]))
  expect((await typescript({ ...chain, 'tsconfig.json': { extends: './tsconfig.0.json' } })).warnings).toEqual([
    'typescript.extends_too_many tsconfig.63.json',
  ])
  expect(await typescript({ 'tsconfig.json': '{ /* ' })).toMatchObject({
    target: null,
    warnings: ['typescript.config_invalid tsconfig.json'],
  })
})

test('a malformed field is named and costs itself alone; references have an end', async () => {
  const odd = { extends: 5, compilerOptions: { target: 'es2020', strict: 'yes' }, references: [{}], include: null }
  expect(await typescript({ 'tsconfig.json': odd })).toMatchObject({
    target: 'es2020',
    extends: [],
    warnings: ['typescript.unexpected_type tsconfig.json', 'typescript.unexpected_type tsconfig.json'],
  })
  const many = { files: [], references: Array.from({ length: 2000 }, (_, i) => ({ path: `./${i}` })) }
  const { references, warnings } = await typescript({ 'tsconfig.json': many })
  expect([references.length, warnings]).toEqual([1000, ['typescript.references_cap_exceeded tsconfig.json']])
})

test('a solution refers to others and says nothing itself; the build may name the tsconfig', async () => {
  const solution = { 'tsconfig.json': { files: [], references: [{ path: './a' }] } }
  expect(await typescript(solution)).toMatchObject({ strict: null, references: ['./a'] })
  const named = { scripts: { build: 'npm run tsc', tsc: 'tsc -b ./src' } }
  const files = { 'src/tsconfig.json': { compilerOptions: { outDir: '../lib', strict: true } } }
  expect(await typescript(files, named)).toMatchObject({ config: 'src/tsconfig.json', out_dir: '../lib', strict: true })
})

test('where extends leads', () => {
  const directoryOf = (name: string) => (name === '@s/t' ? 'tooling/t' : undefined)
  const lead = (wanted: string) => resolve('apps/web/tsconfig.json', wanted, directoryOf)
  expect(['../../base', './x.json', '../../../out', '@s/t', '@s/t/react', '@s/u/x', '/abs'].map(lead)).toEqual([
    'base.json',
    'apps/web/x.json',
    undefined,
    'tooling/t/tsconfig.json',
    'tooling/t/react.json',
    undefined,
    undefined,
  ])
})
