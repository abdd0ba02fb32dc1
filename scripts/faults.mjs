// Crashes, faults of the system and many at once, on the built command line: what was there survives, and the next gather is right.
//
//   npm run faults -- [--short | --long] [--shared DIR] [--only kill,crash,power,parallel]
//
//   kill      killed at a random moment while its input changes: 1,000 times, 50 in the short run
//   crash     killed at each system call that changes something, and an error from each call on the repository (strace), to the end
//   power     the file system loses its memory at random moments (loop device, ext4): 400 times, 20 in the short run
//   parallel  32, then 16 at once on one repository and one cache, 3 of them killed, `cache gc` in between: 50 rounds each, 3 of 8 in the short run
//
// Needs Linux, root, python3, strace and util-linux, and the tools in DIR/hostile; says SKIPPED for what cannot run here, and succeeds.
// Exit status 1 when anything is lost, torn, mixed, stale or left behind.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { whatIsMissing } from './hostile.mjs'
import { root } from './pnpm.mjs'

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    shared: { type: 'string', default: join(root, '../shared') },
    only: { type: 'string', default: 'kill,crash,power,parallel' },
  },
})
const tools = resolve(options.shared, 'hostile')
const cli = join(root, 'packages/cli/dist/cli.js')
const cmd = `${process.execPath} ${cli} gather {repo}`
const artifacts = ['--yaml', '.codegenie/context/repo-context.yaml', '--views', '.codegenie/context/repo-context.json']

/** One line of figures, and whether it is as it must be. */
function python(script, args, work, isRight) {
  const { status, stdout, stderr } = spawnSync('python3', [join(tools, script), '--cmd', cmd, '--work', work, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', NODE_OPTIONS: '' },
  })
  const line = stdout.trim().split('\n').at(-1) ?? ''
  return { line: line || stderr.trim().split('\n').at(-1), right: status === 0 && isRight(line) }
}

const without =
  (...words) =>
  (line) =>
    line !== '' && words.every((word) => !line.includes(word))

/** Each file of an artifact that is there, and how many temporary ones. */
function artifactIn(repository) {
  const context = join(repository, '.codegenie/context')
  const names = existsSync(context) ? readdirSync(context, { recursive: true }) : []
  const files = names.filter((name) => /\.(?:ya?ml|json|md)$/.test(name)).map((name) => [name, readFileSync(join(context, name), 'utf8')])
  return { files: Object.fromEntries(files), litter: names.filter((name) => name.endsWith('.tmp')).length }
}

/** A kill in every round, then a gather to the end: each file is that of one before the kill or of the one after it. */
function killLoop(work, rounds) {
  const repository = join(work, 'kill/repo')
  cpSync(join(root, 'fixtures/docker-and-compose/repo'), repository, { recursive: true })
  const env = { PATH: process.env.PATH, HOME: join(work, 'kill/home') }
  const gather = (options) => spawnSync(process.execPath, [cli, 'gather', repository, '--quiet'], { env, ...options })
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  const counts = { killed: 0, torn: 0, stale: 0, failed: 0, litter: 0 }
  gather()
  let slowest = 600
  for (let round = 0; round < rounds; round++) {
    const { files: before } = artifactIn(repository)
    writeFileSync(join(repository, 'package.json'), JSON.stringify({ ...manifest, version: `0.0.${round}` }, null, 1))
    const { signal } = gather({ timeout: 1 + Math.floor((round * 0.6180339887 * slowest) % slowest), killSignal: 'SIGKILL' })
    if (signal === 'SIGKILL') counts.killed++
    const { files: left } = artifactIn(repository)
    const started = Date.now()
    if (gather().status !== 0) counts.failed++
    slowest = (slowest + Date.now() - started) / 2
    const { files: after, litter } = artifactIn(repository)
    if (Object.entries(left).some(([name, text]) => text !== before[name] && text !== after[name])) counts.torn++
    if (!after['repo-context.json']?.includes(`0.0.${round}`)) counts.stale++
    counts.litter = litter
  }
  return counts
}

const runs = {
  kill(work) {
    const rounds = options.long ? 1000 : 50
    const { killed, litter, ...bad } = killLoop(work, rounds)
    const line = `${rounds} rounds, ${killed} killed before the end: ${JSON.stringify(bad)}, ${litter} temporary files at the end`
    return { line, right: killed > 0 && Object.values(bad).every((count) => count === 0) }
  },
  crash(work) {
    const json = join(work, 'crash.json')
    const args = [...artifacts, '--timeout', '120', '--json', json, ...(options.long ? [] : ['--max', '25'])]
    const found = python('crash_sweep.py', args, join(work, 'crash'), () => true)
    for (const { call, nth, inject, exit, why } of JSON.parse(readFileSync(json, 'utf8')).bad)
      console.log(`  ${call} ${nth} ${inject}: exit ${exit}, ${why.join(', ')}`)
    return found
  },
  power(work) {
    const args = [...artifacts, '-n', options.long ? '400' : '20']
    return python('powercut.py', args, join(work, 'power'), without('broken', 'NEXT RUN FAILED'))
  },
  parallel(work) {
    const sizes = options.long
      ? ['32', '16'].map((size) => ['-n', size, '-r', '50', '--kill', '3'])
      : [['-n', '8', '-r', '3', '--kill', '1']]
    const loop = 'while :; do "$0" "$1" cache gc --max-bytes 1; sleep 0.2; done'
    const home = { ...process.env, HOME: join(work, 'parallel/home') }
    const gc = spawn('bash', ['-c', loop, process.execPath, cli], { env: home, stdio: 'ignore', detached: true })
    const runs = sizes.map((size) => {
      const args = [...size, '--mutate', '--timeout', '600']
      return python('stress_parallel.py', args, join(work, 'parallel'), without('exit', 'torn', 'next run', 'stale', 'bad'))
    })
    process.kill(-gc.pid)
    return { line: runs.map(({ line }) => line).join('; '), right: runs.every(({ line, right }) => right && /'litter': 0/.test(line)) }
  },
}

const missing = whatIsMissing(tools)
if (missing) console.log(`SKIPPED: ${missing}`)
else {
  const work = mkdtempSync(join(tmpdir(), 'codegenie-faults-'))
  try {
    for (const name of options.only.split(',')) {
      if (name === 'power' && spawnSync('losetup', ['-f']).status !== 0) {
        console.log('SKIPPED power: no loop device')
        continue
      }
      const { line, right } = runs[name](work)
      console.log(`${right ? 'ok    ' : 'FAILED'} ${name}: ${line}`)
      if (!right) process.exitCode = 1
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
