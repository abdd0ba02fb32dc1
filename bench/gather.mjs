// Whole-process times and memory of a gather: cold (empty cache), again (nothing changed), after one change, with nothing remembered, in a
// clone, beside a full node_modules and a full cache; and of loading each probe alone.
// node bench/gather.mjs [--runs 7] [--files 1000,10000,100000] [--cli dist/cli.js] [--json history.json] [path ...]
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { measure, peakMemory, rounds, table } from './measure.mjs'
import { makeTree } from './trees.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '7' },
    files: { type: 'string', default: '1000,10000' },
    cli: { type: 'string', default: join(import.meta.dirname, '../packages/cli/dist/cli.js') },
    json: { type: 'string' },
  },
})
const cli = resolve(values.cli)
const hasRipgrep = spawnSync('rg', ['--version']).status === 0
const temp = mkdtempSync(join(tmpdir(), 'codegenie-bench-'))
const results = {}
let edits = 0
try {
  for (const path of positionals) report(basename(resolve(path)), resolve(path))
  for (const files of positionals.length > 0 ? [] : values.files.split(',').map(Number)) {
    const tree = join(temp, `tree-${files}`)
    makeTree(tree, files)
    report(`${files} kept files`, tree, true)
  }
  if (positionals.length === 0) reportProbes()
  if (values.json) keep(values.json)
} finally {
  rmSync(temp, { recursive: true, force: true })
}

/** Adds this run to the history. */
function keep(path) {
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
  const run = { at: new Date().toISOString(), node: process.version, results }
  writeFileSync(path, `${JSON.stringify([...before, run], null, 2)}\n`)
}

function report(title, tree, generated = false) {
  const out = join(temp, 'out')
  const cache = join(temp, 'cache')
  const gather = (...flags) => [process.execPath, cli, 'gather', tree, '--out', out, '--cache-dir', cache, ...flags]
  const empty = () => {
    for (const path of [out, cache]) rmSync(path, { recursive: true, force: true })
  }
  const runs = Number(values.runs)
  const jobs = [
    { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
    { name: 'codegenie --version', command: [process.execPath, cli, '--version'] },
    { name: 'codegenie --help', command: [process.execPath, cli, '--help'] },
    { name: 'git status', command: ['git', '-C', tree, 'status', '--porcelain'] },
    ...(hasRipgrep ? [{ name: 'rg --files', command: ['rg', '--files', '--hidden', tree] }] : []),
    { name: 'gather, cold', command: gather(), before: empty },
    { name: 'gather, nothing changed', command: gather() },
    { name: 'gather, --paranoid', command: gather('--paranoid') },
    ...(generated ? [{ name: 'gather, one package.json changed', command: gather(), before: () => edit(tree) }] : []),
  ]
  const measured = rounds(jobs, runs)
  for (const job of jobs.filter(({ name }) => /^(node|gather, (cold|nothing))/.test(name))) {
    job.before?.()
    measured.get(job.name).peak = peakMemory(job.command, temp)
  }
  const more = (name, command, before) => measured.set(name, rounds([{ name, command, before }], runs).get(name))
  if (generated) {
    measure(gather())
    console.log(`a clone elsewhere: ${hitsOfClone(tree, cache)} results from the cache`)
    fillCache(cache, 10_000)
    more('gather, nothing changed, 10,000 entries more in the cache', gather())
    installModules(tree)
    measure(gather())
    more('gather, nothing changed, 40,000 files in node_modules', gather())
    more('gather, cold, 40,000 files in node_modules', gather(), empty)
  }
  console.log(table(title, measured, 'node -e 0'))
  results[title] = Object.fromEntries(measured)
}

/** What one probe costs whoever installs it alone: the CPU time of loading it. */
function reportProbes() {
  const packages = resolve(import.meta.dirname, '../packages')
  const jobs = readdirSync(packages)
    .filter((name) => name.startsWith('probe-'))
    .map((name) => ({ name, command: [process.execPath, '-e', `import(${JSON.stringify(join(packages, name, 'dist/index.js'))})`] }))
  const measured = rounds([{ name: 'node -e 0', command: [process.execPath, '-e', '0'] }, ...jobs], Number(values.runs))
  console.log(table('Loading one probe', measured, 'node -e 0'))
  results['loading one probe'] = Object.fromEntries(measured)
}

function hitsOfClone(tree, cache) {
  const clone = join(temp, 'clone')
  rmSync(clone, { recursive: true, force: true })
  cpSync(tree, clone, { recursive: true })
  measure([process.execPath, cli, 'gather', clone, '--cache-dir', cache])
  const record = readdirSync(join(clone, '.codegenie/runs')).find((name) => name.endsWith('.json'))
  const { hits, misses } = JSON.parse(readFileSync(join(clone, '.codegenie/runs', record), 'utf8')).cache
  rmSync(clone, { recursive: true, force: true })
  return `${hits} of ${hits + misses}`
}

/** As other repositories would. */
function fillCache(cache, entries) {
  for (let i = 0; i < entries; i++) {
    const shard = join(cache, 'v1', (i % 256).toString(16).padStart(2, '0'))
    mkdirSync(shard, { recursive: true })
    writeFileSync(join(shard, i.toString(16).padStart(62, '0')), 'x'.repeat(4096))
  }
}

/** Then waits until the edit is old: else the next gather could not trust what it remembers of it. */
function edit(tree) {
  const version = `1.0.${edits++}`
  writeFileSync(
    join(tree, 'packages/p3/package.json'),
    JSON.stringify({ name: 'p3', version, dependencies: { express: '^4.0.0' } }, null, 2),
  )
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
}

/** As an install leaves it, with a directory that is named like a file. */
function installModules(tree) {
  for (let d = 0; d < 400; d++) {
    const directory = join(tree, 'node_modules', d === 0 ? 'ipaddr.js' : `m${d}`)
    mkdirSync(directory, { recursive: true })
    for (let f = 0; f < 100; f++) writeFileSync(join(directory, f === 0 ? 'package.json' : `f${f}.js`), '{}')
  }
}
