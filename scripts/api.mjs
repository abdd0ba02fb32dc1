// The public types of every package, as its users get them: api/<package>.d.ts.txt, committed.
//
//   node scripts/run.mjs node scripts/api.mjs            writes them anew
//   node scripts/run.mjs node scripts/api.mjs --check    fails where they are another, or where a change against the main branch has no changeset
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './pnpm.mjs'
import { packages } from './setup.mjs'

const manifestOf = (directory) => JSON.parse(readFileSync(`${root}${directory}/package.json`, 'utf8'))
const fileOf = (name) => `api/${name.replace('@', '').replace('/', '-')}.d.ts.txt`

/** Declarations that an export reaches within its package, without comments. */
function declarations(file, seen = new Set()) {
  if (seen.has(file) || !existsSync(file)) return ''
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  const imports = [...text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.(?:ts|js)['"]/g)].map(([, path]) =>
    join(dirname(file), `${path}.d.ts`),
  )
  const bare = text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && line !== 'export {};' && !line.startsWith('//#'))
  return [bare.join('\n'), ...imports.map((each) => declarations(each, seen))].filter((part) => part !== '').join('\n')
}

function report(directory, { name, exports = {} }) {
  const entries = Object.entries(exports)
    .map(([path, target]) => [path, target.default ?? target])
    .filter(([, target]) => /^\.\/dist\/.+\.js$/.test(target))
  const parts = entries.map(
    ([path, target]) => `// ${name}${path.slice(1)}\n${declarations(`${root}${directory}/${target.replace(/\.js$/, '.d.ts')}`)}\n`,
  )
  return parts.join('\n')
}

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()

/** Where this branch left the main one; nothing where git cannot tell. */
function base() {
  for (const branch of ['origin/main', 'main'])
    try {
      return git('merge-base', 'HEAD', branch)
    } catch {}
  return undefined
}

function changesets() {
  const files = readdirSync(`${root}.changeset`).filter((name) => name.endsWith('.md'))
  return files.map((name) => readFileSync(`${root}.changeset/${name}`, 'utf8').split('---')[1] ?? '')
}

/** Was its report another one where this branch began? One that is new is announced with its package. */
function hasChanged(name, text, from) {
  if (from === undefined) return false
  try {
    return git('show', `${from}:${fileOf(name)}`) !== text.trim()
  } catch {
    return false
  }
}

const isCheck = process.argv.includes('--check')
const reports = packages()
  .map((directory) => [directory, manifestOf(directory)])
  .filter(([, { private: isPrivate }]) => !isPrivate)
  .map(([directory, manifest]) => [manifest.name, report(directory, manifest)])
  .filter(([, text]) => text !== '')

if (isCheck) {
  const from = base()
  const announced = changesets()
  const findings = reports.flatMap(([name, text]) => {
    const file = `${root}${fileOf(name)}`
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text)
      return [`${fileOf(name)} is not what ${name} exports: run node scripts/run.mjs node scripts/api.mjs and look at the difference`]
    const isSaid = announced.some((head) => head.includes(`'${name}'`) || head.includes(`"${name}"`))
    return hasChanged(name, text, from) && !isSaid ? [`the public types of ${name} have changed, and no changeset names it`] : []
  })
  for (const finding of findings) console.log(finding)
  console.log(`${reports.length} reports of public types, ${findings.length} findings`)
  process.exitCode = findings.length > 0 ? 1 : 0
} else {
  rmSync(`${root}api`, { recursive: true, force: true })
  mkdirSync(`${root}api`)
  for (const [name, text] of reports) writeFileSync(`${root}${fileOf(name)}`, text)
  console.log(`${reports.length} reports in api/`)
}
