// Hostile repositories of our own, made on the spot: as many of one thing as its file may hold, `--most` at most. Whatever grows faster than its
// input shows here: a cold gather of one may take 10 s of CPU and 768 MB.
//
//   node scripts/run.mjs node scripts/growth.mjs [--only WORDS] [--seconds 10] [--most 100000]
//
// One that takes three times that is broken off. Exit status 1 when one is too dear, or does not end as it should.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import branches from './growth/branches.mjs'
import ci from './growth/ci.mjs'
import deployment from './growth/deployment.mjs'
import files from './growth/files.mjs'
import manifests from './growth/manifests.mjs'
import { root } from './pnpm.mjs'

const CASES = { ...manifests, ...files, ...ci, ...deployment, ...branches }

const MAX_MEMORY = 768

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '10' },
    most: { type: 'string', default: '100000' },
  },
})
const seconds = Number(options.seconds)

/** As many as fit. */
function grown(most, make) {
  const largest = Math.max(...Object.values(make(2000)).map(({ length }) => length))
  return make(Math.min(Number(options.most), Math.floor((most / largest) * 2000)))
}

function write(directory, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
}

const REPORT = `import { writeFileSync } from 'node:fs'
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  writeFileSync(process.env.REPORT, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 }))
})`

/** Seconds of CPU, MB and the exit status of one cold gather; no figures where it was broken off. */
function gather(directory, work) {
  const report = join(work, 'report')
  rmSync(report, { force: true })
  const node = ['--import', `data:text/javascript,${encodeURIComponent(REPORT)}`, join(root, 'packages/cli/dist/cli.js')]
  const limited = ['-c', `ulimit -t ${seconds * 3}; exec "$0" "$@"`, process.execPath, ...node, 'gather', directory, '--quiet']
  const env = { PATH: process.env.PATH, HOME: join(work, 'home'), REPORT: report }
  const { status, stderr } = spawnSync('sh', limited, { env, encoding: 'utf8' })
  return { status, stderr, ...(existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}) }
}

const words = options.only.split(',')
let [count, dear] = [0, 0]
const work = mkdtempSync(join(tmpdir(), 'codegenie-growth-'))
try {
  for (const [name, [most, make]] of Object.entries(CASES)) {
    if (!words.some((word) => name.includes(word))) continue
    count++
    const directory = join(work, 'tree')
    write(directory, grown(most, make))
    const { status, stderr, cpu, memory } = gather(directory, work)
    const bad = cpu === undefined || cpu > seconds || memory > MAX_MEMORY || status !== 0
    const said = status === 0 ? '' : `, exit ${status}: ${stderr.trim().split('\n').at(-1)}`
    console.log(
      `${bad ? 'DEAR' : 'ok  '} ${name}: ${cpu === undefined ? 'broken off' : `${cpu.toFixed(1)} s, ${Math.round(memory)} MB`}${said}`,
    )
    if (bad) dear++
    rmSync(directory, { recursive: true })
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
console.log(`${count} repositories: ${dear} too dear`)
if (count === 0 || dear > 0) process.exitCode = 1
