import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noiseDirectories } from '@codegenie/catalogs/noise-directories'
import { gather } from '@codegenie/coordinator'
import ci from '@codegenie/probe-ci'
import deployment from '@codegenie/probe-deployment'
import documentation from '@codegenie/probe-documentation'
import languageDetection from '@codegenie/probe-language-detection'
import nodeBuildSystem from '@codegenie/probe-node-build-system'
import nodeManifest from '@codegenie/probe-node-manifest'
import testInventory from '@codegenie/probe-test-inventory'
import { renderViews } from '@codegenie/views'
import { Conflicts, Views } from '@codegenie/views/schema'
import { describe, expect, it } from 'vitest'

const FIXTURES = join(import.meta.dirname, '..', 'fixtures')
const probes = [languageDetection, nodeBuildSystem, nodeManifest, ci, deployment, testInventory, documentation]

/** Releases move the versions of probes; the golden files should not. */
function withoutVersions(yaml: string): string {
  const at = yaml.indexOf('\nprobes:\n')
  const slices = yaml.slice(0, at).replace(/^gather_id: .*$/m, 'gather_id: <hash>')
  return slices + yaml.slice(at).replaceAll(/^( {4}version: )\d.*$/gm, '$1<release>')
}

describe.each(readdirSync(FIXTURES))('fixtures/%s', (name) => {
  it('gathers to its expected.yaml', async () => {
    const { artifact } = await gather(join(FIXTURES, name, 'repo'), { probes, noise: Object.keys(noiseDirectories) })
    await expect(withoutVersions(artifact.yaml.join(''))).toMatchFileSnapshot(join(FIXTURES, name, 'expected.yaml'))
  })

  it('comes to its expected-views.json', async () => {
    const { artifact } = await gather(join(FIXTURES, name, 'repo'), { probes, noise: Object.keys(noiseDirectories) })
    const { views, conflicts } = renderViews(JSON.parse(artifact.json.join('')))
    expect([Views.safeParse(views).error, Conflicts.safeParse(conflicts).error]).toEqual([undefined, undefined])
    const payloads = Object.fromEntries(Object.entries({ conflicts, ...views }).map(([view, { payload }]) => [view, payload]))
    await expect(`${JSON.stringify(payloads, null, 2)}\n`).toMatchFileSnapshot(join(FIXTURES, name, 'expected-views.json'))
  })

  it('gathers to the same bytes elsewhere', async () => {
    const temp = mkdtempSync(join(tmpdir(), 'codegenie-fixture-'))
    try {
      cpSync(join(FIXTURES, name, 'repo'), join(temp, 'another name'), { recursive: true })
      const [here, there] = await Promise.all(
        [join(FIXTURES, name, 'repo'), join(temp, 'another name')].map((root) => gather(root, { probes })),
      )
      expect(there!.artifact.yaml.join('')).toBe(here!.artifact.yaml.join(''))
    } finally {
      rmSync(temp, { recursive: true })
    }
  })
})
