// What each package costs alone: packs all, installs each in an empty project, measures what lies on disk and the CPU time of importing it.
//
//   node scripts/run.mjs node bench/packages.mjs [--rounds N] [NAME...]
//
// Load is user and system time of `import(name)` in a process of its own, less that of an empty process: the least of N rounds (default 7), in turns.
import { execFileSync, spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packAll } from '../scripts/tarballs.mjs'

const { values, positionals } = parseArgs({ options: { rounds: { type: 'string' } }, allowPositionals: true })
const rounds = Number(values.rounds ?? 7)
const { NODE_OPTIONS: _, NODE_EXTRA_CA_CERTS: __, ...env } = process.env

function sizeOf(path) {
  const stat = lstatSync(path)
  return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : stat.size
}

/** CPU milliseconds of a process. */
function cpu(directory, code) {
  const script = `${code}; const { userCPUTime, systemCPUTime } = process.resourceUsage(); process.stdout.write(String((userCPUTime + systemCPUTime) / 1000))`
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: directory,
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}

function install(directory, name, tarballs) {
  const { [name]: own, ...others } = tarballs
  mkdirSync(directory)
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: own }, overrides: others }))
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 2],
  })
}

const KB = (bytes) => `${Math.round(bytes / 1024)} KB`

const temp = mkdtempSync(join(tmpdir(), 'codegenie-sizes-'))
try {
  const packed = await packAll(temp)
  const tarballs = Object.fromEntries([...packed].map(([name, { file }]) => [name, `file:${file}`]))
  console.log('| package | itself | installed alone | packages | load, CPU |\n|---|---|---|---|---|')
  for (const name of positionals.length > 0 ? positionals : Object.keys(tarballs).sort()) {
    const directory = join(temp, name.replace('/', '-'))
    install(directory, name, tarballs)
    const places = execFileSync('npm', ['ls', '--all', '--parseable'], { cwd: directory, encoding: 'utf8' }).trim().split('\n').length - 1
    const isLibrary = '.' in (packed.get(name).manifest.exports ?? {})
    let least = Infinity
    let empty = Infinity
    for (let i = 0; isLibrary && i < rounds; i++) {
      empty = Math.min(empty, cpu(directory, '0'))
      least = Math.min(least, cpu(directory, `await import(${JSON.stringify(name)})`))
    }
    const load = isLibrary ? `${Math.max(0, Math.round(least - empty))} ms` : '-'
    console.log(
      `| \`${name}\` | ${KB(sizeOf(join(directory, 'node_modules', name)))} | ${KB(sizeOf(join(directory, 'node_modules')))} | ${places} | ${load} |`,
    )
  }
} finally {
  rmSync(temp, { recursive: true, force: true })
}
