import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeBench, probePackage, SHOP } from './testing/built-cli.ts'

let bench: ReturnType<typeof makeBench>
beforeEach(() => {
  bench = makeBench()
  bench.write(SHOP)
})
afterEach(() => bench.remove())

/** Facts of a gather with a planted probe: how it ended, and those of all others. */
async function gatherWith(run: string, more = '') {
  const planted = probePackage('planted', run)
  const code = 'ops/node_modules/codegenie-probe-planted/index.js'
  bench.write({ ...planted, [code]: planted[code]!.replace('needs: [],', `needs: [], ${more}`) })
  const { code: exit, stdout } = await bench.run('ops', ['gather', '../shop', '--json', '--no-cache'])
  const { probe_failures, planted: slice, ...others } = JSON.parse(stdout)
  const failures = probe_failures.map(({ error, probe }: { error: string; probe: string }) => `${probe}: ${error}`)
  delete others.probes.planted
  delete others.gather_id
  delete others.gather_status
  return { exit, failures, slice, others, milliseconds: bench.lastRun('shop').probes.map(({ duration_ms }) => duration_ms) }
}

const SLOWLY = { timeout: 600_000 }

it.each([
  ['spins', 'for (;;);', 'took longer than 500 ms'],
  ['waits for ever', 'await new Promise(() => setInterval(() => {}, 1000))', 'took longer than 500 ms'],
  ['fills the heap', 'const all = []; for (;;) all.push(new Array(1e6).fill({}))', 'needed too much memory'],
  ['fills memory beside the heap', 'const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1))', 'needed too much memory'],
  ['ends the process', 'process.exit(3)', 'ended without an answer (3)'],
  ['throws where nobody waits', "setTimeout(() => { throw new Error('stray') }); await new Promise(() => {})", 'stray'],
  ['answers with what cannot be sent', 'return { slice: { files: 1 }, evidence: {}, raw: () => {} }', '() => {} could not be cloned.'],
])('cuts off a probe that %s; the others are as ever', SLOWLY, async (_, run, error) => {
  const well = await gatherWith('return { slice: { files: paths.length }, evidence: {} }')
  expect([well.failures, well.slice]).toEqual([[], { files: 1 }])
  const limit = error.startsWith('took') ? 'timeoutMs: 500,' : 'timeoutMs: 600_000,'
  const ill = await gatherWith(run, limit)
  expect(ill).toMatchObject({ exit: 0, slice: undefined, others: well.others })
  expect(ill.failures).toEqual([expect.stringContaining(error)])
})

it('keeps the environment of the process from it', async () => {
  const { slice } = await gatherWith('return { slice: { files: Object.keys(process.env).length }, evidence: {} }')
  expect(slice).toEqual({ files: 0 })
})

it('runs bundled probes on very large inputs in threads, too, and they say the same', async () => {
  const filler = Array.from({ length: 700 }, (_, i) => `# ${String(i).padEnd(20_000, '-')}\n`).join('')
  const lock = (text: string) => `# yarn lockfile v1\n\n\n${text}express@^4.19.2:\n  version "4.19.2"\n`
  const facts = async (text: string) => {
    bench.write({ 'shop/yarn.lock': lock(text) })
    const { stdout } = await bench.run('.', ['gather', 'shop', '--json', '--no-cache'])
    const { manifests, probe_failures } = JSON.parse(stdout)
    const { data } = JSON.parse(bench.read('shop/.codegenie/context/raw/node_manifest.json'))
    return [probe_failures, manifests[0].locked_dependencies, manifests[0].lockfiles[0].packages_resolved, data]
  }
  const large = await facts(filler + filler)
  expect(large).toEqual(await facts(''))
  expect(large.slice(1)).toEqual([
    { express: '4.19.2' },
    1,
    {
      lockfiles: [
        {
          path: 'yarn.lock',
          packages: [{ name: 'express', version: '4.19.2', integrity: null, dev: null, optional: null }],
          drift: [{ workspace: 'packages/cart', name: 'vitest', reason: 'not_locked', declared: '^4.0.0', locked: null }],
        },
      ],
    },
  ])
})
