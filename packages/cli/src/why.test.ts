import { rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeBench, probePackage, SHOP } from './testing/built-cli.ts'

let bench: ReturnType<typeof makeBench>
beforeEach(() => {
  bench = makeBench()
  bench.write(SHOP)
})
afterEach(() => bench.remove())

/** With `--json` a gather takes the long way, and leaves a record, though nothing has changed. */
const gather = (...args: string[]) => bench.run('.', ['gather', 'shop', '--json', ...args])
const why = async (probe: string, ...args: string[]) => {
  const { code, stdout, stderr } = await bench.run('.', ['why', probe, '--repo', 'shop', ...args])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

it('says which file made a probe run, and that another did not', async () => {
  await gather()
  expect(await why('node_manifest')).toMatch(/^node_manifest: ran because the cache had no entry .+\n$/)
  await gather()
  expect(await why('node_manifest')).toBe('node_manifest: did not run: its result came from the cache\n')
  bench.write({ 'shop/packages/cart/src/new.ts': '' })
  await gather()
  expect(await why('language_detection')).toBe('language_detection: the name packages/cart/src/new.ts is new\n')
  expect(await why('node_manifest')).toBe('node_manifest: did not run: its result came from the cache\n')
  bench.write({ 'shop/package.json': '{"name": "shop"}', 'shop/packages/new/package.json': '{"name": "new"}' })
  rmSync(bench.path('shop/packages/cart/package.json'))
  await gather()
  expect(await why('node_manifest')).toBe(
    'node_manifest: package.json changed\nnode_manifest: packages/cart/package.json is gone\nnode_manifest: packages/new/package.json is new\n',
  )
  await gather('--no-cache')
  expect(JSON.parse(await why('node_manifest', '--json'))).toEqual({
    probe: 'node_manifest',
    status: 'ok',
    causes: [{ cause: 'refresh', says: 'ran because the gather was told not to use the cache' }],
  })
})

it('says that an entry is gone, and what a probe of another version is', async () => {
  bench.write(probePackage('docs', 'return { slice: { files: paths.length }, evidence: { files: "README.md" } }', '.'))
  await gather()
  await bench.run('.', ['cache', 'clear'])
  await gather()
  expect(await why('docs')).toMatch(/^docs: ran although nothing had changed: .+\n$/)
  const code = 'node_modules/codegenie-probe-docs/index.js'
  writeFileSync(bench.path(code), bench.read(code).replace("'1.0.0'", "'1.0.1'"))
  await gather()
  expect(await why('docs')).toBe('docs: version 1.0.0 became 1.0.1\n')
})

it('counts what is too much to print, and lets no name of a file speak to the terminal', async () => {
  await gather()
  bench.write(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`shop/a${i}\n\u001b[2J.ts`, ''])))
  await gather()
  const lines = (await why('language_detection')).split('\n')
  expect(lines).toHaveLength(52)
  expect(lines[0]).toBe('language_detection: the name a0\\n\\u001b[2J.ts is new')
  expect(lines[50]).toBe('language_detection: and 10 more')
  expect(JSON.parse(await why('language_detection', '--json')).causes).toHaveLength(60)
})

it('refuses what no gather knows', async () => {
  const none = await bench.run('.', ['why', 'node_manifest', '--repo', 'shop'])
  expect(none).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^codegenie: there is no record of a gather in .+runs; /),
  })
  await gather()
  const unknown = await bench.run('.', ['why', 'node_manifets', '--repo', 'shop'])
  expect(unknown).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'codegenie: the last gather had no probe node_manifets (did you mean node_manifest?); it had language_detection, node_build_system, node_manifest, ci, deployment, test_inventory\n',
  })
})
