// Mutants of real files through every bundled probe: an error that is thrown, an answer that is refused, or more than 2.5 s of CPU is a finding.
//
//   node scripts/run.mjs node scripts/fuzz.mjs [--runs 1000] [--seed 1] [--save DIR] [DIR…]
//
// DIR… hold repositories, whose files are the seeds, beside the fixtures. --save keeps the mutants of findings. Exit status 1 when there is one.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compileGlob } from '../packages/core/dist/index.js'
import { runProbe } from '../packages/core/dist/testing.js'
import { bundledProbes } from './bundled-probes.mjs'
import { root } from './pnpm.mjs'

const SLOWEST = 2500
const LARGEST = 200_000
const READ =
  /(?:\.(?:json|jsonc|ya?ml|toml|lock|cfg|ini|env|tf|hcl|properties|tpl|xml|info)|file|rc|ignore|\.nvmrc|version|versions|CODEOWNERS)$|Dockerfile/i
const WORDS = [
  ...[
    '&a',
    '*a',
    '<<: *a',
    '{{',
    '}}',
    '${{',
    '${',
    '$(',
    '<<<<<<< HEAD\n',
    '=======\n',
    '\0',
    '\ufeff',
    '\u2028',
    '\x1b[31m',
    '__proto__',
    'constructor',
  ],
  ...[
    '---\n',
    '? ',
    '- ',
    ': ',
    '|\n',
    '>-\n',
    '!!js/function',
    '\\',
    '"',
    "'",
    '`',
    '#',
    '\t',
    '\r\n',
    '[',
    '{',
    ']',
    '}',
    ',',
    '-1',
    '1e999',
    'null',
    '0x',
    '\ud800',
  ],
  ...['[', '{"a":', '- ', '(', '{{ if ', ' '].map((text) => text.repeat(300)),
]

/** https://en.wikipedia.org/wiki/Xorshift: the same mutants for the same seed. */
function randomFrom(seed) {
  let x = seed * 2654435761 || 1
  return (n) => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (x >>> 0) % n
  }
}

function filesOf(directory) {
  const files = {}
  for (const name of readdirSync(directory, { recursive: true })) {
    const path = join(directory, name)
    if (/(?:^|\/)(?:\.codegenie|node_modules|\.git)(?:\/|$)/.test(name) || !statSync(path).isFile()) continue
    files[name] = READ.test(name) && statSync(path).size <= LARGEST ? readFileSync(path) : Buffer.alloc(0)
  }
  return files
}

function seeds(places) {
  const fixtures = readdirSync(`${root}fixtures`).map((name) => `${root}fixtures/${name}/repo`)
  const others = places.flatMap((place) => readdirSync(place).map((name) => join(place, name)))
  return [...fixtures, ...others]
    .filter((path) => existsSync(path) && statSync(path).isDirectory())
    .map(filesOf)
    .filter((files) => Object.values(files).some(({ length }) => length > 0))
}

/** Does the probe read the file, or one that it needs? The others answer what they did before. */
function reads({ inputs, needs = [] }, name) {
  return (inputs.reads ?? []).some((glob) => compileGlob(glob)(name)) || needs.some((need) => reads(need, name))
}

function mutant(bytes, others, random) {
  const at = random(bytes.length + 1)
  const end = Math.min(bytes.length, at + random(random(2) ? 8 : 400))
  const middle = [
    () => Buffer.from([random(256)]),
    () => Buffer.alloc(0),
    () => Buffer.concat([bytes.subarray(at, end), bytes.subarray(at, end)]),
    () => Buffer.from(WORDS[random(WORDS.length)]),
    () => Buffer.concat([Buffer.from(WORDS[random(WORDS.length)]), bytes.subarray(at, end)]),
    () => others.subarray(random(others.length + 1)).subarray(0, random(2000)),
  ][random(6)]()
  return Buffer.concat([bytes.subarray(0, at), middle, random(20) === 0 ? Buffer.alloc(0) : bytes.subarray(end)])
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, save: { type: 'string' } },
})
const random = randomFrom(Number(options.seed))
const repositories = seeds(positionals)
let findings = 0
let slowest = 0
for (let run = 0; run < Number(options.runs); run++) {
  const files = repositories[random(repositories.length)]
  const names = Object.keys(files).filter((name) => files[name].length > 0)
  const name = names[random(names.length)]
  let bytes = files[name]
  for (let times = 1 + random(4); times > 0; times--) bytes = mutant(bytes, files[names[random(names.length)]], random)
  for (const probe of bundledProbes.filter((each) => reads(each, name))) {
    const started = process.cpuUsage()
    const why = await runProbe(probe, { ...files, [name]: bytes }).then(
      () => '',
      (error) =>
        String(error?.stack ?? error)
          .split('\n')
          .slice(0, 3)
          .join(' '),
    )
    const { user, system } = process.cpuUsage(started)
    const took = (user + system) / 1000
    slowest = Math.max(slowest, took)
    if (why === '' && took < SLOWEST) continue
    findings++
    console.log(`run ${run}: ${probe.name} on ${name}: ${why || `${Math.round(took)} ms`}`)
    if (options.save) {
      mkdirSync(options.save, { recursive: true })
      writeFileSync(join(options.save, `${run}-${name.replaceAll('/', '_')}`), bytes)
    }
  }
}
console.log(`${options.runs} mutants, ${bundledProbes.length} probes: ${findings} findings, slowest ${Math.round(slowest)} ms`)
if (findings > 0) process.exitCode = 1
