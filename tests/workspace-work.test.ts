import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gather } from '@codegenie/coordinator'
import { type AnyProbe, fileStore, type ProbeContext } from '@codegenie/core'
import { runProbe } from '@codegenie/core/testing'
import ci from '@codegenie/probe-ci'
import deployment from '@codegenie/probe-deployment'
import documentation from '@codegenie/probe-documentation'
import languageDetection from '@codegenie/probe-language-detection'
import nodeBuildSystem from '@codegenie/probe-node-build-system'
import nodeManifest from '@codegenie/probe-node-manifest'
import testInventory from '@codegenie/probe-test-inventory'
import { describe, expect, it } from 'vitest'

const SCRIPTS = { build: 'tsc -p . && vite build', test: 'vitest run', lint: 'eslint .', dev: 'vite' }

/** A workspace in which every member depends on two others. */
function workspace(members: number): Record<string, string> {
  const root = {
    name: 'root',
    packageManager: 'pnpm@9.1.0',
    scripts: { build: 'turbo run build', test: 'turbo run test', lint: 'pnpm -r lint' },
  }
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ ...root, devDependencies: { turbo: '^2', vitest: '^3', typescript: '^5' } }),
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    'turbo.json': JSON.stringify({ tasks: { build: { dependsOn: ['^build'] }, test: { dependsOn: ['build'] } } }),
    '.github/workflows/ci.yml': 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pnpm -r test\n',
    '.gitignore': 'node_modules\n',
    Dockerfile: 'FROM node:22\nCMD ["node", "a.js"]\n',
    'README.md': '# Root\n',
  }
  for (let i = 0; i < members; i++) {
    const dependencies = { react: '^19', ...(i > 0 ? { [`@x/p${i - 1}`]: 'workspace:*', [`@x/p${i >> 1}`]: 'workspace:*' } : {}) }
    const manifest = { name: `@x/p${i}`, version: '1.0.0', scripts: SCRIPTS, dependencies, devDependencies: { vite: '^6' } }
    files[`packages/p${i}/package.json`] = JSON.stringify(manifest, null, 2)
    files[`packages/p${i}/vite.config.ts`] = "export default { build: { outDir: 'out' } }\n"
    files[`packages/p${i}/tsconfig.json`] = '{ "extends": "../../tsconfig.base.json" }'
    files[`packages/p${i}/src/index.ts`] = ''
    for (const name of ['a', 'b']) files[`packages/p${i}/src/${name}.test.ts`] = "import { test } from 'vitest'\n"
  }
  return files
}

function write(root: string, files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

it('one package.json of 500 runs the probes that declare it, and no other', async () => {
  const temp = mkdtempSync(join(tmpdir(), 'codegenie-workspace-'))
  try {
    const root = join(temp, 'repo')
    const isNeeded = (path: string) => !path.startsWith('packages/') || /package\.json$|\/p0\//.test(path)
    const files = Object.fromEntries(Object.entries(workspace(500)).filter(([path]) => isNeeded(path)))
    write(root, files)
    const probes = [languageDetection, nodeBuildSystem, nodeManifest, ci, deployment, testInventory, documentation]
    const statuses = async () => {
      const { reports } = await gather(root, { probes, cache: fileStore(join(temp, 'cache')) })
      return Object.fromEntries(reports.map(({ probe, status }) => [probe, status]))
    }
    expect(Object.values(await statuses())).toEqual(probes.map(() => 'ok'))
    const path = 'packages/p250/package.json'
    write(root, { [path]: files[path]!.replace('1.0.0', '1.0.1') })
    expect(await statuses()).toEqual({
      language_detection: 'ok',
      node_build_system: 'ok',
      node_manifest: 'ok',
      ci: 'cached',
      deployment: 'cached',
      test_inventory: 'ok',
      documentation: 'cached',
    })
  } finally {
    rmSync(temp, { recursive: true })
  }
})

/** How often a run asks its context for something, or reads a property of a manifest that it got from there. */
async function work(probe: AnyProbe, files: Record<string, string>): Promise<number> {
  let steps = 0
  const count = () => {
    steps++
  }
  const run: AnyProbe['run'] = (ctx) => {
    const counted = Object.fromEntries(
      Object.entries(Object.getOwnPropertyDescriptors(ctx)).map(([name, { value }]) => {
        if (typeof value !== 'function') return [name, Reflect.get(ctx, name)]
        const ask = (...args: readonly unknown[]) => {
          count()
          const answer = value(...args)
          return name === 'json' || name === 'yaml' ? answer.then((found: unknown) => watched(found, count)) : answer
        }
        return [name, ask]
      }),
    )
    return probe.run(counted as never)
  }
  const { status } = await runProbe({ ...probe, run }, files)
  expect(status).toBe('ok')
  return steps
}

/** The same value; whoever reads in it is counted. */
function watched(value: unknown, count: () => void): unknown {
  if (value === null || typeof value !== 'object') return value
  return new Proxy(value, {
    get(target, key) {
      count()
      return watched(Reflect.get(target, key), count)
    },
    ownKeys(target) {
      count()
      return Reflect.ownKeys(target)
    },
  })
}

describe.each([languageDetection, nodeBuildSystem, nodeManifest, testInventory])('$name', (probe) => {
  it('does four times the work for four times the members', async () => {
    const [few, many] = [await work(probe, workspace(125)), await work(probe, workspace(500))]
    expect(few).toBeGreaterThan(125)
    // Less than four times: the root is the same. Looking for each member among all of them would be 16 times, of whatever part.
    expect(many).toBeLessThan(4 * few)
  })
})

it('work that is not linear is seen', async () => {
  const eachWithEach = (ctx: ProbeContext<never, never>) => {
    const manifests = ctx.match('**/package.json')
    for (const one of manifests) manifests.find((other) => !ctx.has(other) || other === one)
    return languageDetection.run(ctx)
  }
  const probe: AnyProbe = { ...languageDetection, run: eachWithEach }
  expect(await work(probe, workspace(500))).toBeGreaterThan(4 * (await work(probe, workspace(125))))
})
