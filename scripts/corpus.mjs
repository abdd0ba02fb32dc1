// The corpus run: rebuilds every repository of the corpus, gathers it with the built command line, and checks that
//   - the first gather ends with status 0 and its artifact is valid under the JSON Schema that `codegenie schema` prints;
//   - a second gather sees that nothing has changed: no run record, the same bytes;
//   - a gather of a copy elsewhere with fresh times, and one that remembers nothing, take every probe from the cache and give the same bytes;
//   - `codegenie validate` finds nothing, and `codegenie diff` of the repository with itself is empty;
//   - every line that is cited as evidence exists, and holds what it is said to prove;
//   - every lockfile in it holds the packages that general parsers find (bench/lockfiles.mjs --sets);
//   - the artifacts agree with the hand-made labels, as far as --min and --max-wrong demand (the corpus' own score.py compares them).
//
//   node scripts/run.mjs node scripts/corpus.mjs [--shared DIR] [--require] [--min AREA[:FIELD]=RATIO]… [--max-wrong RATIO] [--json FILE] [--artifacts DIR]
//
// AREA is a row of the table, FIELD a part of the names of its checks. Needs python3, git and tar. Without a corpus it says SKIPPED
// and succeeds, unless --require is given. --artifacts keeps the artifacts in DIR. Exit status 1 when anything does not hold.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { evidenceProblems } from './corpus-evidence.mjs'
import { compare, demands, unmet } from './corpus-score.mjs'
import { root } from './pnpm.mjs'

const { values: options } = parseArgs({
  options: {
    shared: { type: 'string', default: join(root, '../shared') },
    require: { type: 'boolean', default: false },
    min: { type: 'string', multiple: true, default: [] },
    'max-wrong': { type: 'string' },
    json: { type: 'string' },
    artifacts: { type: 'string' },
  },
})
/** Folder of the corpus: labels, extracts, and the two scripts that rebuild and score. */
const corpus = resolve(options.shared, 'corpus')
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

function codegenie(args, work) {
  const env = { ...process.env, XDG_CACHE_HOME: join(work, 'cache') }
  const started = performance.now()
  const cli = [join(root, 'packages/cli/dist/cli.js'), ...args]
  const end = spawnSync(process.execPath, cli, {
    encoding: 'utf8',
    env,
    timeout: 120_000,
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { ...end, milliseconds: Math.round(performance.now() - started) }
}

/** The data extracts of all repositories; unpacked below `work` where the corpus holds only the archive. */
function extracts(work) {
  if (existsSync(join(corpus, 'dev'))) return join(corpus, 'dev')
  execFileSync('tar', ['-xJf', join(corpus, 'dev.tar.xz'), '-C', work])
  return join(work, 'dev')
}

/** One gather: what it left, and what is wrong with how it ended. */
function gather(tree, work, ...flags) {
  const { status, signal, stderr, milliseconds } = codegenie(['gather', tree, ...flags], work)
  const artifact = join(tree, '.codegenie/context/repo-context.json')
  const problems = status === 0 ? [] : [`exit ${status ?? signal}: ${stderr.trim().slice(-500)}`]
  if (!existsSync(artifact)) return { problems: [...problems, 'no artifact'], milliseconds }
  return { problems, milliseconds, bytes: readBoth(tree), context: readJson(artifact), record: lastRecord(tree) }
}

const readBoth = (tree) =>
  ['json', 'yaml'].map((form) => readFileSync(join(tree, `.codegenie/context/repo-context.${form}`), 'utf8')).join('\0')

function lastRecord(tree) {
  const runs = join(tree, '.codegenie/runs')
  const newest = existsSync(runs)
    ? readdirSync(runs)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .at(-1)
    : undefined
  return newest && readJson(join(runs, newest))
}

/** What keeps a later gather from being all hits and the same bytes. */
function differences(name, first, later) {
  const ran = later.record ? later.record.probes.filter(({ status }) => status !== 'cached' && status !== 'skipped') : []
  return [
    ...later.problems,
    ...(later.record ? [] : ['no run record']),
    ...ran.map(({ probe, status, miss }) => `${probe} was not taken from the cache: ${miss ?? status}`),
    ...(later.bytes === first.bytes ? [] : ['other bytes']),
  ].map((problem) => `${name}: ${problem}`)
}

/** What was written less than two seconds ago may be looked at twice: some file systems have no finer clock. */
function settle() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2100)
}

function checkRepository(name, source, work, validate) {
  const tree = join(work, 'trees', name)
  const copy = join(work, 'copies', name)
  try {
    execFileSync('python3', [join(corpus, 'materialise.py'), source, tree, '--git-init'], { stdio: ['ignore', 'ignore', 'inherit'] })
    settle()
    const first = gather(tree, work)
    if (!first.context) return { name, problems: first.problems, milliseconds: [first.milliseconds], warnings: [] }
    writeFileSync(join(artifacts(work), `${name}.json`), JSON.stringify(first.context))
    const problems = [
      ...first.problems,
      ...evidenceProblems(first.context, tree),
      ...(validate(first.context) ? [] : validate.errors.map((error) => `schema: ${error.instancePath} ${error.message}`)),
    ]
    const second = gather(tree, work)
    const paranoid = gather(tree, work, '--paranoid')
    cpSync(tree, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('/.codegenie') })
    const third = gather(copy, work)
    if (second.record?.started_at !== first.record?.started_at) problems.push('second gather: did not see that nothing had changed')
    if (second.bytes !== first.bytes) problems.push('second gather: other bytes')
    const [valid, self] = [codegenie(['validate', tree], work), codegenie(['diff', tree, tree], work)]
    if (valid.status !== 0) problems.push(`validate: ${valid.stdout}${valid.stderr}`.trim())
    if (self.status !== 0 || self.stdout !== '') problems.push(`diff with itself: ${self.stdout}${self.stderr}`.trim())
    problems.push(...second.problems, ...differences('paranoid', first, paranoid), ...differences('copy', first, third))
    return {
      name,
      problems,
      milliseconds: [first, second, paranoid, third].map((each) => each.milliseconds),
      warnings: warningsOf(first.context),
    }
  } finally {
    for (const folder of [tree, copy]) rmSync(folder, { recursive: true, force: true })
  }
}

function warningsOf({ probes = {}, probe_failures: failures = [] }) {
  const warnings = Object.entries(probes).flatMap(([probe, { warnings }]) => warnings.map((warning) => ({ probe, ...warning })))
  return [...failures.map(({ probe, error }) => ({ probe, code: 'FAILED', message: error })), ...warnings]
}

/** What `bench/lockfiles.mjs --sets` says of all lockfiles below a folder; its last line sums it up. */
function lockfileSets(folder) {
  const name = /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile() && name.test(each.name))
  const paths = found.map((each) => join(each.parentPath, each.name)).sort()
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, 'bench/lockfiles.mjs'), '--sets', ...paths], {
    encoding: 'utf8',
  })
  return { lines: [...stdout.trim().split('\n'), ...(stderr ? [stderr] : [])].filter((line) => !line.startsWith('same')), status }
}

function artifacts(work) {
  const folder = options.artifacts ? resolve(options.artifacts) : join(work, 'artifacts')
  mkdirSync(folder, { recursive: true })
  return folder
}

function report(repositories, scored, asked) {
  for (const { name, problems, milliseconds, warnings } of repositories) {
    console.log(
      `${problems.length ? 'BAD' : 'ok '} ${name.padEnd(46)} ${milliseconds.map((ms) => `${ms} ms`.padStart(8)).join('')}  ${warnings.length} warnings`,
    )
    for (const problem of problems) console.log(`    - ${problem}`)
    for (const { probe, code, path = '', message } of warnings) console.log(`      ${probe}/${code} ${path}: ${message}`)
  }
  const areas = new Set(asked.flatMap(({ concerned }) => concerned.map((check) => check.area)))
  const isWorthALine = (line) => !line.startsWith('missing ') || [...areas].some((area) => line.includes(` | ${area}: `))
  console.log(`\n${scored.text.trimEnd().split('\n').filter(isWorthALine).join('\n')}`)
}

function fail(message) {
  process.stderr.write(`corpus: ${message}\n`)
  process.exit(1)
}

function main(work) {
  const { stdout, status, stderr } = codegenie(['schema'], work)
  if (status !== 0) fail(`codegenie schema: exit ${status}: ${stderr}`)
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(JSON.parse(stdout))
  const dev = extracts(work)
  const names = Object.keys(readJson(join(corpus, 'labels/dev/_compact.json'))).map((name) => name.replace('/', '__'))
  const repositories = names.map((name) => checkRepository(name, join(dev, name), work, validate))
  const scored = compare(corpus, artifacts(work), join(work, 'score.json'))
  const asked = demands(options.min, scored.checks)
  report(repositories, scored, asked)
  const sets = lockfileSets(dev)
  console.log(`\n${sets.lines.join('\n')}`)
  const failed = repositories.filter(({ problems }) => problems.length > 0)
  const missed = unmet(asked, scored.overall, options['max-wrong'])
  for (const miss of missed) console.log(miss)
  console.log(
    `\n${names.length - failed.length} of ${names.length} repositories are well, ${missed.length} demands on the score are not met`,
  )
  const { text: _, ...numbers } = scored
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ repositories, score: numbers }, null, 1)}\n`)
  process.exitCode = failed.length + missed.length > 0 || sets.status !== 0 ? 1 : 0
}

if (existsSync(corpus)) {
  const work = mkdtempSync(join(tmpdir(), 'codegenie-corpus-run-'))
  process.on('exit', () => rmSync(work, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))
  main(work)
} else if (options.require) {
  fail(`no corpus at ${corpus}`)
} else {
  process.stderr.write(`SKIPPED: no corpus at ${corpus}\n`)
}
