import { readFileSync } from 'node:fs'
import { contractViolations, runProbe } from '@codegenie/core/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { commandIn } from './commands.ts'
import probe from './index.ts'
import { versionsIn } from './statements.ts'

const files = {
  'README.md': `# shop

You will need [Node.js](https://nodejs.org) **version 18+** and pnpm 9.

\`\`\`bash
$ pnpm install
pnpm run build # for production
pnpm add left-pad
\`\`\`

Run \`pnpm test\`, or \`npm run lint\`.
`,
  '.github/copilot-instructions.md': 'Use `node v20`.\n',
  'packages/a/README.md': 'Node 4\n',
}

it('finds versions and commands, and where they stand', async () => {
  expect(await runProbe(probe, files)).toEqual({
    status: 'ok',
    slice: {
      files: ['.github/copilot-instructions.md', 'README.md'],
      versions: [
        { tool: 'node', value: '20', at: '.github/copilot-instructions.md:1' },
        { tool: 'node', value: '>=18', at: 'README.md:3' },
        { tool: 'pnpm', value: '9', at: 'README.md:3' },
      ],
      commands: [
        { run: 'pnpm install', manager: 'pnpm', script: null, at: 'README.md:6' },
        { run: 'pnpm run build', manager: 'pnpm', script: 'build', at: 'README.md:7' },
        { run: 'pnpm test', manager: 'pnpm', script: 'test', at: 'README.md:11' },
        { run: 'npm run lint', manager: 'npm', script: 'lint', at: 'README.md:11' },
      ],
    },
    evidence: {
      'files.0': '.github/copilot-instructions.md',
      'files.1': 'README.md',
      'versions.0': '.github/copilot-instructions.md:1',
      'versions.1': 'README.md:3',
      'versions.2': 'README.md:3',
      'commands.0': 'README.md:6',
      'commands.1': 'README.md:7',
      'commands.2': 'README.md:11',
      'commands.3': 'README.md:11',
    },
    warnings: [],
  })
})

it.each([
  ['> Requires node 6 or higher.', 'node >=6'],
  ['Node.js >= 18.12.0 is needed', 'node >=18.12.0'],
  ['- Node.js (v20.x)', 'node 20.x'],
  ['Works with Node 18 or 20', 'node 18 || 20'],
  ['- Node: 22', 'node 22'],
  ['node@20.11.1', 'node 20.11.1'],
  ['Then `nvm use 18`', 'node 18'],
  ['Use npm 9 and yarn v1.22', 'npm 9, yarn 1.22'],
  ['pnpm version 8.6 or later', 'pnpm >=8.6'],
  ['Bun >=1.1', 'bun >=1.1'],
])('%s', (line, expected) => {
  expect(
    versionsIn(line)
      .map(({ tool, value }) => `${tool} ${value}`)
      .join(', '),
  ).toBe(expected)
})

it.each([
  'We dropped support for Node 12',
  'Node 1 replicates to Node 2',
  'node 3 of the cluster',
  'since Node 14',
  'Node 10 is no longer supported',
  'See https://example.com/node-18/x',
  'npm run 3d',
  'Nodes 12',
  'does not work with Node 16',
])('states no version: %s', (line) => {
  expect(versionsIn(line)).toEqual([])
})

it.each([
  ['npm ci', null],
  ['$ yarn', null],
  ['npm test', 'test'],
  ['yarn dev && open .', 'dev'],
  ['npm run build -- --watch', 'build'],
  ['npm install express', undefined],
  ['npm i -g pnpm', undefined],
  ['pnpm --filter web dev', undefined],
  ['bun test', undefined],
  ['yarn workspace web dev', undefined],
  ['npm run <name>', undefined],
  ['npx vitest', undefined],
])('%s asks for %s', (line, script) => {
  expect(commandIn(line)?.script).toBe(script)
})

it('never throws, whatever a document holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (line) => {
      versionsIn(line)
      commandIn(line)
    }),
  )
})

it('is skipped where there are no documents', async () => {
  expect(await runProbe(probe, { 'package.json': '{}' })).toEqual({ status: 'skipped' })
})

it('keeps the contract', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(await contractViolations(probe, files, { readme })).toEqual([])
})
