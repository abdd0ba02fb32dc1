// A process that gathers one tree again and again: a look that finds nothing changed, one change, gathers a second, and memory.
// node --expose-gc bench/long-lived.mjs [--files 10000] [--gathers 1000] [--json out.json] [path]
// Anchors of the same run: `node -e 0` as a whole process, and lstat of the same directories and files in a bare loop.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createGatherer } from '@codegenie/coordinator'
import { fileStore } from '@codegenie/core'
import { cleanEnv, measure, median } from './measure.mjs'
import { makeTree } from './trees.mjs'

const PROBES = ['language-detection', 'node-build-system', 'node-manifest', 'ci', 'deployment', 'test-inventory', 'documentation']
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string', default: '10000' }, gathers: { type: 'string', default: '1000' }, json: { type: 'string' } },
})
const FLOOR = 'node -e 0'
const BARE = 'bare lstat of the same paths'
const temp = mkdtempSync(join(tmpdir(), 'codegenie-bench-'))
const results = {}
let edits = 0
try {
  const tree = resolve(positionals[0] ?? join(temp, 'tree'))
  if (positionals.length === 0) makeTree(tree, Number(values.files))
  await inProcess(tree)
  if (process.platform === 'linux') await watching(tree)
  console.log(table())
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ node: process.version, results }, null, 2)}\n`)
} finally {
  rmSync(temp, { recursive: true, force: true })
}

function table() {
  const rows = Object.entries(results).map(([name, { wall, cpu, mb }]) => {
    if (cpu === undefined) return `| ${name} | ${mb.toFixed(0)} MB | | |`
    const times = [FLOOR, BARE].map((anchor) => (cpu / results[anchor].cpu).toFixed(2))
    return `| ${name} | ${wall.toFixed(1)} / ${cpu.toFixed(1)} | ${times.join(' | ')} |`
  })
  console.log(`nothing changed: ${(1000 / results['nothing changed'].cpu).toFixed(0)} gathers a second and core\n`)
  return ['| | ms, wall / CPU | CPU / `node -e 0` | CPU / bare lstat |', '|---|---|---|---|', ...rows].join('\n')
}

async function inProcess(tree) {
  const probes = await Promise.all(PROBES.map(async (name) => (await import(`@codegenie/probe-${name}`)).default))
  const gatherer = createGatherer(tree, { probes, cache: fileStore(join(temp, 'cache')) })
  await gatherer.gather()
  await sleep(100) // now what was made for this run is old
  const { dependencies } = await gatherer.gather()
  const paths = [...dependencies.stamps.keys()].map((path) => `${tree}/${path}`)
  results[FLOOR] = await sample(
    30,
    () => {},
    () => measure([process.execPath, '-e', '0']),
  )
  results[BARE] = await sample(
    30,
    () => {},
    () => timed(() => look(paths)),
  )
  results['nothing changed'] = await sample(
    30,
    () => {},
    () => timed(() => gatherer.gather()),
  )
  if (positionals.length === 0) {
    results['one package.json changed'] = await sample(
      10,
      () => edit(tree),
      () => timed(() => gatherer.gather()),
    )
    results['one file new'] = await sample(
      10,
      (i) => add(tree, i),
      () => timed(() => gatherer.gather()),
    )
  }
  await memory(tree, gatherer)
}

function look(paths) {
  for (const path of paths) lstatSync(path)
}

/** Resident memory and descriptors after the first gathers, and after many. */
async function memory(tree, gatherer) {
  const count = Number(values.gathers)
  const descriptors = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)
  const turn = async (i) => {
    if (positionals.length === 0 && i % 50 === 0) await edit(tree)
    await gatherer.gather()
  }
  for (let i = 0; i < 100; i++) await turn(i)
  globalThis.gc?.()
  const before = descriptors()
  results['memory after 100 gathers'] = { mb: process.memoryUsage.rss() / 1e6 }
  for (let i = 0; i < count; i++) await turn(i)
  globalThis.gc?.()
  results[`memory after ${count} more, one in 50 with a change`] = { mb: process.memoryUsage.rss() / 1e6 }
  if (descriptors() !== before) throw new Error(`${descriptors() - before} descriptors were not closed`)
}

/** `codegenie watch` as a process of its own: how long until a change is written, and its memory at rest. */
async function watching(tree) {
  const cli = resolve(import.meta.dirname, '../packages/cli/dist/cli.js')
  const args = [cli, 'watch', tree, '--json', '--out', join(temp, 'out'), '--cache-dir', join(temp, 'cache-of-watch')]
  const child = spawn(process.execPath, args, { env: cleanEnv, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1000
  try {
    await lines.next()
    await sleep(3000)
    results['codegenie watch, at rest after a cold gather'] = { mb: resident() }
    if (positionals.length > 0) return
    const latencies = []
    for (let i = 0; i < 10; i++) {
      write(tree)
      const begin = performance.now()
      await lines.next()
      latencies.push(performance.now() - begin)
    }
    console.log(`codegenie watch: from an edit to its artifact ${median(latencies).toFixed(0)} ms (50 of them to wait for more)\n`)
    await sleep(3000)
    results['codegenie watch, at rest after ten changes'] = { mb: resident() }
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit') // it may be writing
  }
}

function write(tree) {
  const manifest = { name: 'p3', version: `2.0.${edits++}`, dependencies: { express: '^4.0.0' } }
  writeFileSync(join(tree, 'packages/p3/package.json'), JSON.stringify(manifest, null, 2))
}

/** Then waits until the edit is old: else the next look could not trust it. */
async function edit(tree) {
  write(tree)
  await sleep(50)
}

async function add(tree, i) {
  writeFileSync(join(tree, `packages/p3/src/d3/new${i}.ts`), '')
  await sleep(50)
}

/** Medians. */
async function sample(times, before, run) {
  const all = []
  for (let i = -2; i < times; i++) {
    await before(i)
    const one = await run()
    if (i >= 0) all.push(one)
  }
  return { wall: median(all.map(({ wall }) => wall)), cpu: median(all.map(({ cpu }) => cpu)) }
}

async function timed(work) {
  const cpu = process.cpuUsage()
  const begin = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { wall: performance.now() - begin, cpu: (user + system) / 1000 }
}
