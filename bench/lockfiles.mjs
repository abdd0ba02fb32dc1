// Lockfiles: our scanners against the fastest correct library of each format. Hot loop in one process each (CPU of the best of many short
// rounds), whole cold processes above one that only reads the file, growth of memory; and whether both found the same packages.
//
//   node bench/lockfiles.mjs [--packages 3000] [--rounds 40] [--runs 9] [--big] [--sets] [--json out.json] [lockfile …]
//
// Without a lockfile it makes one of each format. --big adds one of 45 MB of each format, and the peak memory of reading it. --sets only
// compares what was found, with all libraries, one line for each lockfile. Exit status 1 when a library finds other packages.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { samples } from './lockfile-samples.mjs'
import { cleanEnv, measure, median } from './measure.mjs'

const self = fileURLToPath(import.meta.url)
const dist = new URL('../packages/lockfiles/dist/index.js', import.meta.url)

/** Name of a reader -> how it finds `name@version` of each package; it returns the work and how to look at its result. */
const READERS = {
  codegenie: async (path) => {
    const { parse } = await import(dist)
    const look = (result) => {
      if ('code' in result) throw new Error(result.message)
      return result.packages.map(({ name, version, url }) => `${name}@${version ?? url}`)
    }
    return [(text) => parse(text, { path }), look]
  },
  'js-yaml': async () => {
    const { loadAll } = await import('js-yaml')
    return [(text) => loadAll(text), (documents) => pnpmPackages(documents.at(-1))]
  },
  yaml: async () => {
    const { parseAllDocuments } = await import('yaml')
    return [(text) => parseAllDocuments(text).map((each) => each.toJS()), (documents) => pnpmPackages(documents.at(-1))]
  },
  '@yarnpkg/lockfile': async () => {
    const { default: library } = await import('@yarnpkg/lockfile')
    return [
      (text) => library.parse(text).object,
      (entries) =>
        Object.entries(entries)
          .filter(([key]) => !key.includes('@link:'))
          .map(([key, { version }]) => `${realName(key)}@${version}`),
    ]
  },
  '@yarnpkg/parsers': async () => {
    const { parseSyml } = await import('@yarnpkg/parsers')
    return [(text) => parseSyml(text), berryPackages]
  },
  'JSON.parse': async () => [(text) => JSON.parse(text), npmPackages],
  'strip, JSON.parse': async () => [
    (text) => JSON.parse(text.replace(/,(\s*[}\]])/g, '$1')),
    ({ packages }) =>
      Object.values(packages)
        .map(([id]) => id)
        .filter((id) => !/@(?:workspace|link|root):/.test(id)),
  ],
}

/** The first is what we compare with. */
function librariesFor(text, path) {
  if (path.endsWith('.yaml')) return text.length < 4e6 ? ['js-yaml', 'yaml'] : ['js-yaml']
  if (path.endsWith('bun.lock')) return ['strip, JSON.parse']
  if (path.endsWith('.json')) return ['JSON.parse']
  return text.includes('__metadata:') ? ['@yarnpkg/parsers'] : ['@yarnpkg/lockfile']
}

function pnpmPackages({ lockfileVersion, packages = {} }) {
  const major = Number.parseInt(lockfileVersion, 10)
  return Object.entries(packages).map(([key, { name, version, resolution }]) => {
    const plain = major === 9 ? key : key.replace(/^\//, '').replace(/\(.*$/, '')
    const [, own = plain, ref = ''] = (major === 5 ? /^((?:@[^/]+\/)?[^/]+)\/(.*)$/ : /^((?:@[^/]+\/)?[^@]+)@(.*)$/).exec(plain) ?? []
    const isVersion = /^\d/.test(ref)
    const url = resolution.tarball ?? (resolution.repo ? `${resolution.repo}#${resolution.commit}` : `file:${resolution.directory}`)
    return `${name ?? own}@${isVersion ? ref.split(/[_/]/)[0] : (version ?? url)}`
  })
}

function realName(descriptor) {
  const at = descriptor.indexOf('@', 1)
  const range = descriptor.slice(at + 1)
  return range.startsWith('npm:') && range.includes('@', 5) ? range.slice(4, range.indexOf('@', 5)) : descriptor.slice(0, at)
}

function berryPackages(entries) {
  return Object.entries(entries).flatMap(([key, { resolution, version }]) =>
    key === '__metadata' || /@(?:workspace|link|portal):/.test(resolution)
      ? []
      : [`${resolution.slice(0, resolution.indexOf('@', 1))}@${version}`],
  )
}

function npmPackages({ packages, dependencies = {} }) {
  if (!packages) return nested(dependencies)
  return Object.entries(packages).flatMap(([path, { link, name, version, resolved }]) =>
    path.includes('node_modules/') && !link ? [`${name ?? path.slice(path.lastIndexOf('node_modules/') + 13)}@${version ?? resolved}`] : [],
  )
}

const nested = (dependencies) =>
  Object.entries(dependencies).flatMap(([name, { version, dependencies: inner = {} }]) => {
    const alias = /^npm:(.+)@([^@]+)$/.exec(version)
    const own = alias ? `${alias[1]}@${alias[2]}` : `${name}@${version}`
    return [...(version.startsWith('file:') && !/\.t(?:ar\.)?gz$/.test(version) ? [] : [own]), ...nested(inner)]
  })

/** In a child: `--child hot|once|found READER FILE ROUNDS`. */
async function child([mode, reader, path, rounds]) {
  const text = readFileSync(path, 'utf8')
  if (mode === 'read') return console.log(JSON.stringify({ rss: process.resourceUsage().maxRSS / 1024, characters: text.length }))
  const [work, look] = await READERS[reader](path)
  if (mode === 'found') return console.log(JSON.stringify([...new Set(look(work(text)))].sort()))
  if (mode === 'once') {
    const result = work(text)
    return console.log(JSON.stringify({ rss: process.resourceUsage().maxRSS / 1024, kept: typeof result }))
  }
  for (const end = performance.now() + 400; performance.now() < end; ) work(text)
  const best = Array.from({ length: Number(rounds) }, () => {
    const start = process.cpuUsage()
    const begin = performance.now()
    let times = 0
    for (; times === 0 || performance.now() - begin < 25; times++) work(text)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000 / times
  })
  console.log(JSON.stringify({ cpu: Math.min(...best) }))
}

const run = (mode, reader, path, rounds = 0) =>
  JSON.parse(
    execFileSync(process.execPath, [self, '--child', mode, reader, path, String(rounds)], {
      encoding: 'utf8',
      env: cleanEnv,
      maxBuffer: 2 ** 28,
    }),
  )

function cold(reader, path, runs) {
  const command = (mode) => [process.execPath, self, '--child', mode, reader, path, '0']
  const samples = Array.from({ length: runs }, () => measure(command('once')).cpu - measure(command('read')).cpu)
  return median(samples)
}

function compare(path, options) {
  const text = readFileSync(path, 'utf8')
  const readers = ['codegenie', ...librariesFor(text, path)]
  const ours = run('found', 'codegenie', path)
  const floor = run('read', 'codegenie', path).rss
  const rows = readers.map((reader) => ({
    reader,
    hot: run('hot', reader, path, options.rounds).cpu,
    cold: cold(reader, path, options.runs),
    rss: run('once', reader, path).rss - floor,
    same: JSON.stringify(run('found', reader, path)) === JSON.stringify(ours),
  }))
  return { path, megabytes: text.length / 1e6, packages: ours.length, rows }
}

function print({ path, megabytes, packages, rows }, title = basename(path)) {
  console.log(`\n### ${title}: ${megabytes.toFixed(2)} MB, ${packages} packages\n`)
  console.log(
    '| reader | hot CPU ms | MB/s | times ours | cold CPU ms | times ours | RSS growth MB | same set |\n|---|---|---|---|---|---|---|---|',
  )
  for (const { reader, hot, cold, rss, same } of rows) {
    const cells = [
      hot.toFixed(2),
      (megabytes / (hot / 1000)).toFixed(0),
      (hot / rows[0].hot).toFixed(1),
      cold.toFixed(0),
      (cold / rows[0].cold).toFixed(1),
      rss.toFixed(0),
    ]
    console.log(`| ${[reader, ...cells, same ? 'yes' : '**no**'].join(' | ')} |`)
  }
}

function big(temp, results) {
  console.log(
    '\n### 45 MB: peak memory of the whole process (MB)\n\n| file | MB | packages | only reading the file | parse |\n|---|---|---|---|---|',
  )
  for (const [title, make] of Object.entries(samples)) {
    const small = make(3000).length / 3000
    const path = join(temp, `big-${title.split(' ')[0]}`)
    writeFileSync(path, make(Math.floor(45e6 / small)))
    const named = join(temp, title.split(' ')[0])
    writeFileSync(named, readFileSync(path))
    const { rss: floor, characters } = run('read', 'codegenie', named)
    const { rss } = run('once', 'codegenie', named)
    const { length: packages } = run('found', 'codegenie', named)
    results.push({ path: title, megabytes: characters / 1e6, packages, floor, rss })
    console.log(`| ${title} | ${(characters / 1e6).toFixed(0)} | ${packages} | ${floor.toFixed(0)} | ${rss.toFixed(0)} |`)
  }
}

/** Is what we find what the libraries find? Lockfiles of no version that we read, and those that a library refuses, too, are no difference. */
async function sets(paths) {
  let different = 0
  for (const path of paths) {
    const text = readFileSync(path, 'utf8')
    const found = {}
    for (const reader of ['codegenie', ...librariesFor(text, path)]) {
      const [work, look] = await READERS[reader](path)
      try {
        found[reader] = [...new Set(look(work(text)))].sort()
      } catch (error) {
        found[reader] = `refused: ${error.message.split('\n')[0]}`
      }
    }
    const { codegenie: ours, ...others } = found
    const same = Object.values(others).every((each) =>
      Array.isArray(each) ? JSON.stringify(each) === JSON.stringify(ours) : !Array.isArray(ours),
    )
    if (!same) different++
    const counts = Object.entries(found).map(([reader, each]) => `${reader} ${Array.isArray(each) ? each.length : each}`)
    console.log(`${same ? 'same' : 'DIFFERENT'}: ${path}: ${counts.join(', ')}`)
  }
  console.log(`${paths.length} lockfiles, ${different} different`)
  return different
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      packages: { type: 'string', default: '3000' },
      rounds: { type: 'string', default: '40' },
      runs: { type: 'string', default: '9' },
      big: { type: 'boolean', default: false },
      sets: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  })
  if (values.sets) {
    process.exitCode = (await sets(positionals)) === 0 ? 0 : 1
    return
  }
  const temp = mkdtempSync(join(tmpdir(), 'codegenie-lockfiles-'))
  const options = { rounds: Number(values.rounds), runs: Number(values.runs) }
  const results = []
  const report = (path, title) => {
    results.push(compare(path, options))
    print(results.at(-1), title)
  }
  try {
    for (const path of positionals) report(resolve(path), path)
    for (const [title, make] of positionals.length > 0 ? [] : Object.entries(samples)) {
      const path = join(temp, title.split(' ')[0])
      writeFileSync(path, make(Number(values.packages)))
      report(path, title)
    }
    if (values.big) big(temp, results)
    if (values.json) writeFileSync(values.json, `${JSON.stringify({ node: process.version, results }, null, 2)}\n`)
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
  process.exitCode = results.every(({ rows = [] }) => rows.every(({ same }) => same)) ? 0 : 1
}

if (process.argv[2] === '--child') await child(process.argv.slice(3))
else await main()
