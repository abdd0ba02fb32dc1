import { runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import nodeBuildSystem from './index.ts'

async function sources(files: Record<string, string>): Promise<string[]> {
  const run = await runProbe(nodeBuildSystem, { 'package.json': '{}', ...files })
  return run.status === 'ok' ? run.slice.node.sources.map(({ role, kind, value, source }) => `${role} ${kind} ${value} ${source}`) : []
}

test.each([
  ['.nvmrc', '# the version\nv22.1.0 # why\n', 'dev nvmrc 22.1.0 .nvmrc:2'],
  ['.nvmrc', 'lts/*\n', 'dev nvmrc lts/* .nvmrc:1'],
  ['.node-version', '20\r\n', 'dev node-version 20 .node-version:1'],
  ['.tool-versions', 'python 3.12\nnodejs 22.5.1 20.0.0\n', 'dev tool-versions 22.5.1 .tool-versions:2'],
  ['mise.toml', '[env]\nnode = "1"\n[tools]\nnode = "22"\n', 'dev mise 22 mise.toml:4'],
  ['.mise.toml', '[tools]\n"core:node" = ["24.1", "22"] # c\n', 'dev mise 24.1 .mise.toml:2'],
  ['mise.toml', '[tools]\nnode = { version = "22.9" }\n', 'dev mise 22.9 mise.toml:2'],
  ['mise.toml', '[tools.node]\nversion = "22.9"\n', 'dev mise 22.9 mise.toml:2'],
  ['.prototools', 'pnpm = "9"\nnode = "~22"\n[settings]\nnode = "1"\n', 'dev proto ~22 .prototools:2'],
  [
    '.devcontainer/devcontainer.json',
    '{ // c\n "features": {\n "ghcr.io/devcontainers/features/node:1": {\n "version": "22" }, } }',
    'dev devcontainer 22 .devcontainer/devcontainer.json:4',
  ],
  [
    '.devcontainer.json',
    '{\n "image": "mcr.microsoft.com/devcontainers/typescript-node:1-20-bookworm" }',
    'dev devcontainer 20 .devcontainer.json:2',
  ],
  ['package.json', '{\n"volta": {\n"node": "v20.1.0"} }', 'dev volta 20.1.0 package.json:3'],
  [
    'package.json',
    '{"devEngines": {\n"runtime": [{ "name": "bun" }, { "name": "node", "version": ">=22" }] } }',
    'dev devEngines >=22 package.json:2',
  ],
])('%s: %j', async (path, text, expected) => {
  expect(await sources({ [path]: text })).toEqual([expected])
})

test('what is empty, broken or of another tool says nothing', async () => {
  const files = { '.nvmrc': '\n#x\n', 'mise.toml': '[tools]\npython = "3"\n', '.devcontainer.json': '{', '.tool-versions': 'node' }
  expect(await sources(files)).toEqual([])
  expect(await sources({ '.devcontainer.json': '{"image":"mcr.microsoft.com/devcontainers/base:ubuntu","features":[]}' })).toEqual([])
})
