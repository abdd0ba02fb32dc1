import { defineProbe } from '@codegenie/core'
import { runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { findPackages, findWorkspaces, WORKSPACE_LISTS, WORKSPACE_READS } from './index.ts'

const probe = defineProbe({
  name: 'packages',
  slice: 'packages',
  version: '1.0.0',
  schema: z.array(z.json()),
  inputs: { reads: [...WORKSPACE_READS], lists: [...WORKSPACE_LISTS] },
  run: async (ctx) => {
    const found = await findPackages(ctx, await findWorkspaces(ctx), z.object({ name: z.string().optional() }), ['product'])
    return { slice: JSON.parse(JSON.stringify([...found])), evidence: {} }
  },
})

test('members wherever they are, and packages of the given roles', async () => {
  const files = {
    'app/package.json': '{ "name": "app", "workspaces": ["packages/*", "examples/*"] }',
    'app/packages/a/package.json': '{ "name": "@x/a" }',
    'app/examples/b/package.json': '{}',
    'app/packages/broken/package.json': '{',
    'examples/c/package.json': '{ "name": "c" }',
    'tool/package.json': '{ "name": "tool" }',
  }
  const run = await runProbe(probe, files)
  expect(run.status === 'ok' && run.slice).toEqual([
    [
      'app/examples/b',
      {
        directory: 'app/examples/b',
        path: 'app/examples/b/package.json',
        manifest: {},
        member: { name: null, directory: 'examples/b' },
        workspace: 'app',
      },
    ],
    ['app', { directory: 'app', path: 'app/package.json', manifest: { name: 'app' } }],
    [
      'app/packages/a',
      {
        directory: 'app/packages/a',
        path: 'app/packages/a/package.json',
        manifest: { name: '@x/a' },
        member: { name: '@x/a', directory: 'packages/a' },
        workspace: 'app',
      },
    ],
    ['tool', { directory: 'tool', path: 'tool/package.json', manifest: { name: 'tool' } }],
  ])
})
