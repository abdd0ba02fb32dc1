import { exampleOf } from './glob.ts'

/** What is asked of who writes a probe. */
export interface Wish {
  /** kebab-case: `go-modules`. */
  readonly name: string
  /** One line, without a full stop. */
  readonly description: string
  /** Glob of the files that it reads. */
  readonly reads: string
}

/** What differs between a package of its own and one of this repository. */
export interface Surroundings {
  readonly packageName: string
  /** The statement that makes `version` known in the module of the probe. */
  readonly version: string
  /** Where `test` comes from; assertions are Node's. */
  readonly runner: 'node:test' | 'vitest'
}

/** Path -> text of the files that every probe package has, wherever it lives. */
export function probeFiles(wish: Wish, surroundings: Surroundings): Record<string, string> {
  return {
    'src/index.ts': probe(wish, surroundings),
    'src/index.test.ts': test(wish, surroundings),
    'README.md': readme(wish, surroundings),
    [`fixtures/example/repo/${exampleOf(wish.reads)}`]: 'one\ntwo\n',
  }
}

export const snakeOf = (name: string) => name.replaceAll('-', '_')
const pascalOf = (name: string) => name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

function probe({ name, description, reads }: Wish, { version }: Surroundings): string {
  const [snake, pascal] = [snakeOf(name), pascalOf(name)]
  const ofNode = version.includes('createRequire') ? "import { createRequire } from 'node:module'\n" : ''
  const ofPackage = version.startsWith('import') ? `${version}\n` : `\n${version}\n`
  return `${ofNode}import { defineProbe } from '@codegenie/core'
import { z } from 'zod'
${ofPackage}
/** The slice: strict, plain JSON. Every list is sorted; null says that there is nothing, and that it was looked for. */
export const ${pascal} = z.strictObject({ files: z.array(z.strictObject({ path: z.string(), lines: z.int() })) })
export type ${pascal} = z.infer<typeof ${pascal}>

const FILES = '${reads}'

/** ${description}. */
export default defineProbe({
  name: '${snake}',
  slice: '${snake}',
  version: ${version.startsWith('import') ? 'pkg.version' : 'version'},
  schema: ${pascal},
  // All that the answer depends on: the context opens nothing else, and the cache key is made of this.
  inputs: { reads: [FILES] },
  async run({ match, text, warn }) {
    const files: ${pascal}['files'] = []
    const evidence: Record<string, string> = {}
    for (const path of match(FILES)) {
      const content = await text(path)
      if (content === undefined) continue // it cannot be read, and a warning of core says why
      if (content.trim() === '') warn({ code: '${snake}.empty_file', path, message: 'expected some content, found none' })
      evidence[\`files.\${files.length}\`] = path
      files.push({ path, lines: content.split('\\n').length })
    }
    return { slice: { files }, evidence }
  },
})
`
}

function test({ name, reads }: Wish, { runner }: Surroundings): string {
  const snake = snakeOf(name)
  const path = exampleOf(reads)
  const node = `import assert from 'node:assert/strict'\nimport { readFileSync } from 'node:fs'\n`
  const own =
    runner === 'node:test'
      ? `import { test } from 'node:test'\nimport { contractViolations, runProbe } from '@codegenie/core/testing'\n`
      : ''
  const other =
    runner === 'vitest' ? `import { contractViolations, runProbe } from '@codegenie/core/testing'\nimport { test } from 'vitest'\n` : ''
  return `${node}${own}${other}import probe from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('counts the lines of each file', async () => {
  const slice = { files: [{ path: '${path}', lines: 3 }] }
  const evidence = { 'files.0': '${path}' }
  assert.deepEqual(await runProbe(probe, { '${path}': 'one\\ntwo\\n' }), { status: 'ok', slice, evidence, warnings: [] })
})

test('warns of an empty file', async () => {
  const run = await runProbe(probe, { '${path}': '' })
  assert.deepEqual(run.status === 'ok' && run.warnings.map(({ code, path }) => [code, path]), [['${snake}.empty_file', '${path}']])
})

test('is skipped where there is no such file', async () => {
  assert.deepEqual(await runProbe(probe, { 'something.else': '' }), { status: 'skipped' })
})

test('keeps the contract', async () => {
  assert.deepEqual(await contractViolations(probe, { '${path}': 'one\\ntwo\\n' }, { readme }), [])
})
`
}

function readme({ name, description, reads }: Wish, { packageName }: Surroundings): string {
  const snake = snakeOf(name)
  return `# ${packageName}

A [codegenie](https://github.com/codegenie/codegenie) probe: ${description}. Probe \`${snake}\`, slice \`${snake}\`.

## Inputs

| | globs |
|---|---|
| read | \`${reads}\` |

## The slice

| field | |
|---|---|
| \`files\` | one entry for each file, sorted by path |
| \`files[].path\` | from the root of the repository |
| \`files[].lines\` | what a line feed ends or begins |

## Warnings

Besides those of \`@codegenie/core\`:

| code | |
|---|---|
| \`${snake}.empty_file\` | a file without content |
`
}
