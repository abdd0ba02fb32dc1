// Whole-process times of a gather: cold (empty cache), again (nothing changed), after one change, with nothing remembered, in a clone, and
// with a node_modules full of files beside it.
// node bench/gather.mjs [--runs 7] [--files 1000,10000] [--json out.json] [path ...]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { rounds, table } from './measure.mjs'
import { makeTree } from './trees.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '7' }, files: { type: 'string', default: '1000,10000' }, json: { type: 'string' } },
})
const cli = resolve(import.meta.dirname, '../packages/cli/dist/cli.js')
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
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ node: process.version, results }, null, 2)}\n`)
} finally {
  rmSync(temp, { recursive: true, force: true })
}

function report(title, tree, generated = false) {
  const out = join(temp, 'out')
  const cache = join(temp, 'cache')
  const gather = (...flags) => [process.execPath, cli, 'gather', tree, '--out', out, '--cache-dir', cache, ...flags]
  const empty = () => {
    for (const path of [out, cache]) rmSync(path, { recursive: true, force: true })
  }
  const jobs = [
    { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
    { name: 'codegenie --version', command: [process.execPath, cli, '--version'] },
    { name: 'git status', command: ['git', '-C', tree, 'status', '--porcelain'] },
    { name: 'gather, cold', command: gather(), before: empty },
    { name: 'gather, nothing changed', command: gather() },
    { name: 'gather, --paranoid', command: gather('--paranoid') },
    ...(generated ? [{ name: 'gather, one package.json changed', command: gather(), before: () => edit(tree) }] : []),
  ]
  const measured = rounds(jobs, Number(values.runs))
  if (generated) {
    installModules(tree)
    for (const [name, result] of rounds(
      [{ name: 'gather, cold, with 40,000 files in node_modules', command: gather(), before: empty }],
      Number(values.runs),
    ))
      measured.set(name, result)
  }
  console.log(table(title, measured, 'node -e 0'))
  results[title] = Object.fromEntries(measured)
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
