// Thousands of gathers in one process, of repositories that change and of hostile ones in between: memory and descriptors stay as they are.
//
//   node scripts/run.mjs node scripts/soak.mjs [--runs 10000]
//
// Each is the whole of `codegenie gather` as it is built, with its cache, its state and the files that it writes. One in twenty has a hostile
// file. Exit status 1 when memory (of the process, after a collection) grows by 5 % or more after the first 500, when descriptors do, or
// when a gather does not succeed. V8 compiles more of the program as time goes by: `node --no-opt --no-sparkplug scripts/soak.mjs` shows what
// grows without that.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { root } from './pnpm.mjs'

/** Content that breaks a file of any format, and one that is far too large for some. */
const HOSTILE = [
  '',
  '\0'.repeat(1024),
  Buffer.from([0xff, 0xfe, 0xfd, 0x80, 0x0a, 0xc3, 0x28]),
  `${'['.repeat(20_000)}`,
  '{"__proto__": {"a": 1}, "name": [], "scripts": 1, "jobs": "x"}',
  'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n<<<<<<< HEAD\n',
  `${' '.repeat(50_000)}x`,
  'services: {a: {image: "\u001b[2J"}}\n'.repeat(2000),
]
const WINDOW = 500

const { runCommand } = createRequire(import.meta.url)(join(root, 'packages/cli/dist/run.js'))
const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '10000' } } })
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

const work = mkdtempSync(join(tmpdir(), 'codegenie-soak-'))
const terminal = {
  cwd: work,
  env: { HOME: join(work, 'home') },
  platform: process.platform,
  isTty: { stdout: false, stderr: false },
  print: () => {},
  say: (line) => said.push(line),
}
let said = []

/** A repository, and the files of it that are read. */
function copied(name) {
  const directory = join(work, name)
  cpSync(join(root, 'fixtures', name, 'repo'), directory, { recursive: true })
  const paths = readdirSync(directory, { recursive: true }).filter((path) => /(?:json|ya?ml|toml|file|\.md)$/i.test(path))
  return { directory, paths: paths.filter((path) => existsSync(join(directory, path)) && !path.includes('node_modules')) }
}

/** Changes a file, sometimes for the worse, and gives what puts it back. */
function change({ directory, paths }, turn) {
  const path = join(directory, paths[turn % paths.length])
  const before = readFileSync(path)
  const isHostile = turn % 20 === 0
  writeFileSync(
    path,
    isHostile ? HOSTILE[(turn / 20) % HOSTILE.length] : Buffer.concat([before, Buffer.from(`\n${' '.repeat(turn % 50)}`)]),
  )
  return () => writeFileSync(path, before)
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
const descriptors = () => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0)

const megabytes = (bytes) => (bytes / 1e6).toFixed(1)
const code = () => getHeapCodeStatistics().code_and_metadata_size

async function gather(directory, flags) {
  said = []
  const code = await runCommand('gather', { operands: [directory], flags }, terminal).catch((error) => error)
  if (code !== 0) throw new Error(`${directory}: ${code.stack ?? code} ${said.join('; ')}`)
}

const samples = []
try {
  const repositories = readdirSync(join(root, 'fixtures')).map(copied)
  for (let turn = 1; turn <= Number(options.runs); turn++) {
    const repository = repositories[turn % repositories.length]
    const restore = turn % 3 === 0 ? () => {} : change(repository, turn)
    await gather(repository.directory, turn % 50 === 7 ? { 'no-cache': true } : turn % 50 === 9 ? { paranoid: true } : {})
    restore()
    if (turn % 10 !== 0) continue
    collect()
    const { rss, heapUsed, external } = process.memoryUsage()
    samples.push({ turn, rss, heap: heapUsed + external, descriptors: descriptors() })
    if (turn % WINDOW === 0)
      console.log(
        `${turn}: ${megabytes(rss)} MB, heap ${megabytes(heapUsed + external)} MB, of which machine code ${megabytes(code())}, ${descriptors()} descriptors`,
      )
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

const after = samples.filter(({ turn }) => turn > WINDOW)
const grown = (of) => {
  const [first, last] = [after.slice(0, WINDOW / 10), after.slice(-WINDOW / 10)].map((part) => median(part.map((sample) => sample[of])))
  return last / first - 1
}
const percent = (of) => `${(100 * grown(of)).toFixed(1)} %`
console.log(
  `${options.runs} gathers: memory ${percent('rss')}, heap ${percent('heap')}, descriptors ${percent('descriptors')} after the first ${WINDOW}`,
)
if (!(grown('rss') < 0.05) || !(grown('descriptors') <= 0)) process.exitCode = 1
