// One repository, gathered in every way that must not matter: cold, warm, without a cache, with everything read again, beside others, after
// a kill, in another place with other times. All files of all artifacts are the same bytes.
//
//   node scripts/run.mjs node scripts/same-bytes.mjs [--runs 100] [REPOSITORY]
//
// Without one, each fixture of this repository in turn. Exit status 1 when there is more than one answer for a repository.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { root } from './pnpm.mjs'

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '100' } } })
const work = mkdtempSync(join(tmpdir(), 'codegenie-same-'))
let copies = 0

/** A copy in a place of another name and depth; its files are of another time. */
function copied(repository) {
  const directory = join(work, 'x'.repeat((copies % 7) + 1), `${copies++}`)
  cpSync(repository, directory, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('/.codegenie') })
  for (const name of readdirSync(directory, { recursive: true })) {
    const path = join(directory, name)
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) utimesSync(path, copies, copies * 1e6)
  }
  return directory
}

function start(directory, home, ...flags) {
  const args = [join(root, 'packages/cli/dist/cli.js'), 'gather', directory, '--quiet', ...flags]
  const env = { PATH: process.env.PATH, HOME: join(work, home) }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  return { child, ended: new Promise((done) => child.on('exit', (code, signal) => done(signal ?? code))) }
}

async function gather(...args) {
  const status = await start(...args).ended
  if (status !== 0) throw new Error(`codegenie gather ${args.join(' ')}: ${status}`)
}

/** What each way leaves behind; `n` makes every run another one. */
const ways = {
  cold: async (directory, n) => gather(directory, `home${n}`),
  warm: async (directory) => gather(directory, 'home'),
  'without a cache': async (directory) => gather(directory, 'home', '--no-cache'),
  'all read again': async (directory) => gather(directory, 'home', '--paranoid'),
  'a second time': async (directory) => {
    await gather(directory, 'home')
    await gather(directory, 'home')
  },
  'beside others': async (directory, n) => void (await Promise.all([1, 2, 3, 4].map(() => gather(directory, `home${n}`)))),
  'after a kill': async (directory, n) => {
    const { child, ended } = start(directory, `home${n}`)
    await sleep(20 + ((n * 37) % 400))
    child.kill('SIGKILL')
    await ended
    await gather(directory, `home${n}`)
  },
}

/** All but the runs, which say when. */
function digest(directory) {
  const context = join(directory, '.codegenie/context')
  const hash = createHash('sha256')
  for (const name of readdirSync(context, { recursive: true }).sort())
    if (statSync(join(context, name)).isFile()) hash.update(`${name}\0`).update(readFileSync(join(context, name)))
  return hash.digest('hex')
}

const fixtures = readdirSync(join(root, 'fixtures')).map((name) => join(root, 'fixtures', name, 'repo'))
const repositories = positionals.length > 0 ? positionals.map((path) => resolve(path)) : fixtures
const answers = new Map(repositories.map((repository) => [repository, new Map()]))
try {
  for (let n = 0; n < Number(options.runs); n++) {
    const repository = repositories[n % repositories.length]
    const [way, run] = Object.entries(ways)[n % Object.keys(ways).length]
    const directory = copied(repository)
    await run(directory, n)
    const found = digest(directory)
    answers.get(repository).set(found, [...(answers.get(repository).get(found) ?? []), way])
    rmSync(directory, { recursive: true })
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
for (const [repository, found] of answers) {
  if (found.size < 2) continue
  process.exitCode = 1
  for (const [hash, by] of found) console.log(`${repository}: ${hash.slice(0, 12)} ${[...new Set(by)].join(', ')}`)
}
const differing = [...answers.values()].filter(({ size }) => size > 1).length
console.log(
  `${options.runs} runs of ${repositories.length} repositories in ${Object.keys(ways).length} ways: ${differing} with more than one answer`,
)
