// CPU time of two builds of the command line, turn by turn on this machine; reports, and says where the second takes a fifth more.
// node bench/compare.mjs BASE/cli.js HEAD/cli.js [--runs 7] [--files 3000]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { rounds } from './measure.mjs'
import { makeTree } from './trees.mjs'

const WORSE = 1.2
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '7' }, files: { type: 'string', default: '3000' } },
})
if (positionals.length !== 2) throw new Error('expected two files: the command line before, and after')
const temp = mkdtempSync(join(tmpdir(), 'codegenie-compare-'))
try {
  const tree = join(temp, 'tree')
  makeTree(tree, Number(values.files))
  const jobs = positionals.flatMap((cli, i) => jobsOf(resolve(cli), i, tree))
  const measured = [...rounds(jobs, Number(values.runs))]
  console.log('| | CPU ms before | CPU ms after | after / before |\n|---|---|---|---|')
  for (const [name, { cpu }] of measured.slice(measured.length / 2)) {
    const before = measured.find(([other]) => other === name.replace('1 ', '0 '))[1].cpu
    const ratio = cpu / before
    console.log(
      `| ${name.slice(2)} | ${before.toFixed(0)} | ${cpu.toFixed(0)} | ${ratio.toFixed(2)}${ratio > WORSE ? ' **slower**' : ''} |`,
    )
  }
} finally {
  rmSync(temp, { recursive: true, force: true })
}

function jobsOf(cli, i, tree) {
  const [out, cache] = ['out', 'cache'].map((name) => join(temp, `${name}-${i}`))
  const gather = (...flags) => [process.execPath, cli, 'gather', tree, '--out', out, '--cache-dir', cache, ...flags]
  const empty = () => {
    for (const path of [out, cache]) rmSync(path, { recursive: true, force: true })
  }
  const options = { env: { XDG_CACHE_HOME: join(temp, `home-${i}`) } }
  return [
    { name: `${i} --version`, command: [process.execPath, cli, '--version'], options },
    { name: `${i} cold`, command: gather(), before: empty, options },
    { name: `${i} nothing changed`, command: gather(), options },
    { name: `${i} --paranoid`, command: gather('--paranoid'), options },
  ]
}
