// Set-up in steps that are skipped while they are done. A step that is done leaves a stamp in .setup/: digests of all that it
// depends on and of what it made. A step that fails or is killed has no stamp, so the next run does it again.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { pnpm, root } from './pnpm.mjs'

const lock = `${root}.setup/lock`
const notSources = new Set(['node_modules', 'dist', '.turbo', 'coverage'])
const shared = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'turbo.json', 'tsconfig.base.json', 'tsup.base.ts']

const steps = {
  install: {
    command: ['install', '--frozen-lockfile', '--config.confirm-modules-purge=false'],
    inputs: () => [process.version, process.platform, process.arch, ...contents([...shared.slice(0, 2), ...manifests()])],
    outputs: () => ['.', ...packages()].map((dir) => existsSync(`${root}${dir}/node_modules`)),
  },
  build: {
    command: ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only'],
    inputs: () => contents([...shared, ...manifests(), ...packages().flatMap(sources)]),
    outputs: () => packages().flatMap((dir) => files(`${dir}/dist`).map(stat)),
  },
}

/** @param {'install' | 'build'} name Throws, with the exit status as `end`, when the step fails. */
export async function ensure(name) {
  if (isDone(name)) return
  await locked(async () => {
    if (isDone(name)) return // another run did it while this one waited
    process.stderr.write(`codegenie: ${name} …\n`)
    rmSync(stampOf(name), { force: true })
    const inputs = steps[name].inputs() // before the step: an edit while it runs makes the next run do it again
    const end = await pnpm(steps[name].command, { stdio: ['ignore', 2, 2] }, hold)
    if (end.code !== 0) throw Object.assign(new Error(`set-up failed: pnpm ${steps[name].command.join(' ')}`), { end })
    writeFileSync(`${stampOf(name)}.new`, stamp(inputs, steps[name].outputs()))
    renameSync(`${stampOf(name)}.new`, stampOf(name))
  })
}

const stampOf = (name) => `${root}.setup/${name}.json`

function isDone(name) {
  const path = stampOf(name)
  return existsSync(path) && readFileSync(path, 'utf8') === stamp(steps[name].inputs(), steps[name].outputs())
}

const stamp = (inputs, outputs) => JSON.stringify({ inputs: digest(inputs), outputs: digest(outputs) })

/** Folders of the workspace packages. */
export function packages() {
  const dirs = ['catalogs', ...readdirSync(`${root}packages`).map((name) => `packages/${name}`)]
  return dirs.filter((dir) => existsSync(`${root}${dir}/package.json`))
}

const manifests = () => ['package.json', ...packages().map((dir) => `${dir}/package.json`)]
const sources = (dir) => files(dir).filter((path) => !/\.test\.ts$|\.md$/.test(path))

function files(dir) {
  if (!existsSync(root + dir)) return []
  const entries = readdirSync(root + dir, { withFileTypes: true }).filter((entry) => !notSources.has(entry.name))
  return entries.flatMap((entry) => (entry.isDirectory() ? files(`${dir}/${entry.name}`) : [`${dir}/${entry.name}`])).sort()
}

const digest = (facts) => createHash('sha256').update(JSON.stringify(facts)).digest('hex')
const contents = (paths) => paths.map((path) => [path, readFileSync(root + path, 'utf8')])

function stat(path) {
  const { size, mtimeMs } = statSync(root + path)
  return [path, size, mtimeMs]
}

/** One set-up at a time. The lock is a directory with an empty file for each process that holds it, named after its id. */
async function locked(work) {
  mkdirSync(`${root}.setup`, { recursive: true })
  for (let turn = 0; !takeLock(); turn++) {
    if (turn === 5) process.stderr.write('codegenie: waiting for another set-up of this repository; if there is none, remove .setup/lock\n')
    await sleep(200)
  }
  try {
    await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function takeLock() {
  try {
    mkdirSync(lock)
    hold(process.pid)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (isAbandoned()) rmSync(lock, { recursive: true, force: true })
    return false
  }
}

const hold = (pid) => writeFileSync(`${lock}/${pid}`, '')

/** A run that was killed leaves its lock behind. The step that it had started may live on, and then still holds it. */
function isAbandoned() {
  try {
    const holders = readdirSync(lock).map(Number)
    const seconds = (Date.now() - statSync(lock).mtimeMs) / 1000
    return seconds > 900 || (holders.length === 0 ? seconds > 5 : !holders.some(isAlive))
  } catch {
    return false // released meanwhile
  }
}

function isAlive(pid) {
  try {
    return pid !== process.pid && process.kill(pid, 0) // a lock under our own id is from an earlier process of that id
  } catch (error) {
    return error.code === 'EPERM'
  }
}
