import { artifactJsonSchema } from '@codegenie/coordinator'
import { expect, it } from 'vitest'
import { bundledProbes } from './bundled.ts'

it('are in registration order, under the names of their packages', async () => {
  const probes = await bundledProbes()
  expect([...probes].map(([packageName, { name, slice }]) => [packageName, name, slice])).toEqual([
    ['@codegenie/probe-language-detection', 'language_detection', 'language_stack'],
    ['@codegenie/probe-node-build-system', 'node_build_system', 'build_system'],
    ['@codegenie/probe-node-manifest', 'node_manifest', 'manifests'],
    ['@codegenie/probe-ci', 'ci', 'ci'],
    ['@codegenie/probe-deployment', 'deployment', 'deployment'],
    ['@codegenie/probe-test-inventory', 'test_inventory', 'test_inventory'],
    ['@codegenie/probe-documentation', 'documentation', 'documentation'],
  ])
})

it('are what they were described as', async () => {
  for (const { load, digest: _, ...description } of (await bundledProbes()).values()) {
    const { name, slice, version, inputs, needs } = await load()
    expect(description).toMatchObject({
      name,
      slice,
      version,
      reads: inputs.reads ?? [],
      lists: inputs.lists ?? [],
      needs: needs.map((needed) => needed.name),
    })
  }
})

it('have the JSON Schema that is published: update it with vitest -u', async () => {
  const probes = await Promise.all([...(await bundledProbes()).values()].map(({ load }) => load()))
  await expect(`${JSON.stringify(await artifactJsonSchema(probes), null, 2)}\n`).toMatchFileSnapshot('../schema/repo-context.schema.json')
})
