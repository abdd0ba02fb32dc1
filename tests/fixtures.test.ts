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
import { evidenceProblems } from '../scripts/corpus-evidence.mjs'

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

  it('cites lines that hold the facts', async () => {
    const { artifact } = await gather(join(FIXTURES, name, 'repo'), { probes, noise: Object.keys(noiseDirectories) })
    expect(evidenceProblems(JSON.parse(artifact.json.join('')), join(FIXTURES, name, 'repo'))).toEqual([])
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

it('evidence that does not hold its fact is named: each planted fault is found', async () => {
  const tree = join(FIXTURES, 'conflicts-none', 'repo')
  const { artifact } = await gather(tree, { probes })
  const faultsOf = (edit: (context: Context) => void) => {
    const context = JSON.parse(artifact.json.join('')) as Context
    edit(context)
    return evidenceProblems(context, tree).length
  }
  expect(faultsOf(() => {})).toBe(0)
  const faults: readonly ((context: Context) => void)[] = [
    ({ probes: { node_build_system: build } }) => (build!.evidence['commands.test'] = 'package.json:1'),
    ({ probes: { node_build_system: build } }) => (build!.evidence['commands.test'] = 'package.json:99999'),
    ({ probes: { test_inventory: tests } }) => (tests!.evidence['frameworks.0'] = ['absent.json']),
    ({ probes: { node_build_system: build } }) => delete build!.evidence['package_manager'],
    ({ build_system }) => (build_system.package_manager.name = 'bun'),
    ({ build_system }) => (build_system.commands.test.script += ' --more'),
  ]
  expect(faults.map(faultsOf).map((count) => count > 0)).toEqual(faults.map(() => true))
})

interface Context {
  readonly probes: Readonly<Record<string, { evidence: Record<string, string | string[]> }>>
  readonly build_system: { package_manager: { name: string }; commands: { test: { script: string } } }
}
