import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dependencyProbes, loadProbe } from './third-party.ts'

let top: string
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'codegenie-probes-')))
})
afterEach(() => rmSync(top, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(top, path)), { recursive: true })
  writeFileSync(join(top, path), text)
}

const PROBE =
  "{ name: 'go', slice: 'go', version: '1.0.0', schema: { safeParse() {} }, inputs: { lists: ['**/go.mod'] }, needs: [], run() {} }"
const probe = (change: string) => `export default { ...${PROBE}, ${change} }`

function install(name: string, code: string, manifest: object = { exports: './index.js' }): void {
  write(`ops/node_modules/${name}/package.json`, JSON.stringify({ name, type: 'module', ...manifest }))
  write(`ops/node_modules/${name}/index.js`, code)
}

const load = async (name: string) => (await loadProbe(name, { directory: join(top, 'ops') }, join(top, 'repo'))).probe

describe('dependencyProbes', () => {
  it('finds them by name, sorted', () => {
    const dependencies = {
      'codegenie-probe-rust': '1',
      '@acme/codegenie-probe-go': '1',
      '@codegenie/probe-python': '1',
      express: '4',
      'codegenie-probe-': '1',
    }
    write(
      'ops/package.json',
      JSON.stringify({
        dependencies,
        devDependencies: { 'codegenie-probe-rust': '1', 'codegenie-probe-ada': '1', 'my-codegenie-probe-x': '1' },
      }),
    )
    expect(dependencyProbes({ directory: join(top, 'ops') })).toEqual([
      '@acme/codegenie-probe-go',
      '@codegenie/probe-python',
      'codegenie-probe-ada',
      'codegenie-probe-rust',
    ])
  })

  it.each([undefined, '', '[]', 'null', '{"dependencies": ["codegenie-probe-go"]}', '{"dependencies": null}'])(
    'finds none in %j',
    (text) => {
      if (text !== undefined) write('ops/package.json', text)
      expect(dependencyProbes({ directory: join(top, 'ops') })).toEqual([])
    },
  )
})

describe('loadProbe', () => {
  it.each([
    { exports: './index.js' },
    { exports: { '.': { types: './index.d.ts', import: './index.js' } } },
    { exports: { '.': { import: { types: './index.d.ts', default: './index.js' } } } },
    { exports: { import: './index.js' } },
    { main: 'index.js' },
  ])('imports the default export of a package with %j', async (manifest) => {
    install('@acme/codegenie-probe-go', `export default ${PROBE}`, manifest)
    expect(await load('@acme/codegenie-probe-go')).toMatchObject({ name: 'go', inputs: { lists: ['**/go.mod'] } })
  })

  it.each([
    ['export const probe = 1', 'expected an object, found nothing'],
    ['export default () => {}', 'expected an object, found function'],
    [probe("name: 'Go'"), 'name must be snake_case'],
    [probe("slice: '__proto__'"), 'slice must be snake_case'],
    [probe('version: 1'), 'version must be text'],
    [probe('schema: {}'), 'schema must be a Zod schema'],
    [probe('inputs: null'), 'inputs must be an object'],
    [probe("inputs: { reads: 'package.json' }"), 'inputs.reads and inputs.lists must be lists of globs'],
    [probe("needs: ['language_detection']"), 'needs must be a list of probes'],
    [probe('run: 1'), 'run must be a function'],
  ])('refuses %s', async (code, reason) => {
    install('codegenie-probe-go', code)
    await expect(load('codegenie-probe-go')).rejects.toMatchObject({
      code: 'config',
      message: `codegenie-probe-go: its default export is no probe: ${reason}; it must export default defineProbe({ … })`,
    })
  })

  it('says which package, and where from', async () => {
    install('codegenie-probe-go', `export default ${PROBE}`, { exports: './index.js', version: '2.3.4' })
    const { packageVersion, from } = await loadProbe('codegenie-probe-go', { directory: join(top, 'ops') }, join(top, 'repo'))
    expect([packageVersion, from]).toEqual(['2.3.4', join(top, 'ops/node_modules/codegenie-probe-go/index.js')])
  })

  it('says what a package throws on import', async () => {
    install('codegenie-probe-go', "throw new Error('no licence')")
    await expect(load('codegenie-probe-go')).rejects.toMatchObject({
      code: 'config',
      message: 'codegenie-probe-go cannot be imported: no licence',
    })
  })

  it.each(['codegenie-probe-nowhere', 'fs'])('says that %s is not installed', async (name) => {
    mkdirSync(join(top, 'ops'))
    await expect(load(name)).rejects.toMatchObject({ code: 'config', message: expect.stringContaining(`${name} is not installed`) })
  })

  it('executes nothing of the repository, however it is reached', async () => {
    write('repo/evil/package.json', '{"name":"codegenie-probe-evil","type":"module","exports":"./index.js"}')
    write('repo/evil/index.js', 'globalThis.executed = true')
    mkdirSync(join(top, 'ops/node_modules'), { recursive: true })
    symlinkSync('../../repo/evil', join(top, 'ops/node_modules/codegenie-probe-evil'))
    await expect(load('codegenie-probe-evil')).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('installed in the repository'),
    })
    expect(globalThis).not.toHaveProperty('executed')
  })
})
