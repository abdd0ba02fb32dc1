// What would be published, checked: packs every public package and looks at the tarballs alone.
//
//   node scripts/run.mjs node scripts/check-packages.mjs [--out DIR] [--list]
//
// --out keeps the tarballs in DIR (emptied first), --list prints what is in them. Exit status 1 when there is a finding.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { pnpm, root } from './pnpm.mjs'
import { packages } from './setup.mjs'

const { values: options } = parseArgs({ options: { out: { type: 'string' }, list: { type: 'boolean' } } })
const publishable = /^(dist\/.+|schema\/.+\.schema\.json|README\.md|LICENSE|package\.json)$/
const required = ['README.md', 'LICENSE', 'package.json']

function publicPackages() {
  const manifests = packages().map((dir) => JSON.parse(readFileSync(`${root}${dir}/package.json`, 'utf8')))
  return manifests.filter((manifest) => !manifest.private)
}

async function pack(names, out) {
  const filters = names.flatMap((name) => ['--filter', name])
  const { code } = await pnpm(['--recursive', ...filters, 'pack', '--pack-destination', out], { stdio: ['ignore', 'ignore', 2] })
  if (code !== 0) throw new Error('pnpm pack failed')
}

const tar = (...args) => execFileSync('tar', args, { encoding: 'utf8', maxBuffer: 2 ** 26 })

/** The tarball's files, without the folder `package/` that all of them are in. */
const filesIn = (tarball) =>
  tar('-tzf', tarball)
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''))
    .sort()

function findStrays(files) {
  const strays = files.filter((path) => !publishable.test(path)).map((path) => `should not be published: ${path}`)
  const missing = required.filter((path) => !files.includes(path)).map((path) => `missing: ${path}`)
  const tests = files.filter((path) => path.includes('.test.')).map((path) => `a test: ${path}`)
  return [...strays, ...missing, ...tests]
}

/** Protocols that only this workspace understands; pnpm replaces them when it packs. */
function findProtocols(tarball) {
  const found = tar('-xzOf', tarball, 'package/package.json').match(/"(workspace|catalog|link|file):[^"]*"/g) ?? []
  return found.map((text) => `not installable elsewhere: ${text}`)
}

async function lint(tarball) {
  const bytes = readFileSync(tarball)
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer }, strict: true })
  return messages.map((message) => `publint ${message.type}: ${formatMessage(message, pkg, { color: false })}`)
}

/** Are the types right for who imports the package? */
function checkTypes(tarball, exports = {}) {
  const flags = ['--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color', '--no-definitely-typed']
  const attw = spawnSync(`${root}node_modules/.bin/attw`, [tarball, ...flags], { encoding: 'utf8', shell: process.platform === 'win32' })
  if (attw.status !== 0) return [`attw: ${attw.stdout}${attw.stderr}`]
  const isImported = Object.keys(exports).some((path) => !path.endsWith('.json'))
  return isImported && attw.stdout.includes('does not contain types') ? ['attw: it can be imported, but has no types'] : []
}

async function check({ name, version, exports }, out) {
  const tarball = join(out, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
  const files = filesIn(tarball)
  const findings = [...findStrays(files), ...findProtocols(tarball), ...(await lint(tarball)), ...checkTypes(tarball, exports)]
  const kilobytes = Math.ceil(statSync(tarball).size / 1024)
  console.log(`${findings.length ? 'BAD' : 'ok '} ${name}@${version}: ${files.length} files, ${kilobytes} KB packed`)
  if (options.list) for (const path of files) console.log(`      ${path}`)
  for (const finding of findings) console.log(`    - ${finding}`)
  return findings.length
}

async function main() {
  const out = options.out ? resolve(options.out) : mkdtempSync(join(tmpdir(), 'codegenie-pack-'))
  try {
    if (options.out) rmSync(out, { recursive: true, force: true })
    mkdirSync(out, { recursive: true })
    const manifests = publicPackages()
    await pack(
      manifests.map(({ name }) => name),
      out,
    )
    let findings = 0
    for (const manifest of manifests) findings += await check(manifest, out)
    console.log(`${manifests.length} packages, ${findings} findings${options.out ? `; tarballs in ${out}` : ''}`)
    process.exitCode = findings > 0 ? 1 : 0
  } finally {
    if (!options.out) rmSync(out, { recursive: true, force: true })
  }
}

await main()
