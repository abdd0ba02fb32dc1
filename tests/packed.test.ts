import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const FIXTURE = join(ROOT, 'fixtures', 'npm-workspaces-negated', 'repo')

let temp: string
let tarballs: Map<string, string>

/** What users get: tarballs, installed by npm in an empty project. */
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'codegenie-packed-'))
  const dirs = ['catalogs', ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`)].filter((dir) =>
    existsSync(join(ROOT, dir, 'package.json')),
  )
  for (const dir of dirs)
    execFileSync(process.execPath, ['scripts/run.mjs', 'pnpm', '-C', dir, 'pack', '--pack-destination', temp], {
      cwd: ROOT,
      stdio: 'ignore',
    })
  tarballs = new Map(dirs.map((dir) => [nameOf(dir), join(temp, tarball(nameOf(dir)))]))
}, 300_000)
afterAll(() => rmSync(temp, { recursive: true, force: true }))

const nameOf = (dir: string) => (JSON.parse(readFileSync(join(ROOT, dir, 'package.json'), 'utf8')) as { name: string }).name
const tarball = (name: string) => {
  const start = `${name.replace('@', '').replace('/', '-')}-`
  return readdirSync(temp).find((file) => file.startsWith(start) && /^\d/.test(file.slice(start.length)))!
}

/** Our packages come from the tarballs, whoever asks for them. */
function project(name: string, wanted: readonly string[]): string {
  const directory = join(temp, name)
  mkdirSync(directory)
  const local = Object.fromEntries([...tarballs].map(([packageName, file]) => [packageName, `file:${file}`]))
  const dependencies = Object.fromEntries(wanted.map((packageName) => [packageName, local[packageName] ?? '*']))
  const others = Object.fromEntries(Object.entries(local).filter(([packageName]) => !wanted.includes(packageName)))
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name, private: true, type: 'module', dependencies, overrides: others }))
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return directory
}

describe('the packed product', () => {
  it('gathers through npx codegenie, twice', () => {
    const directory = project('product', ['codegenie'])
    const repo = join(directory, 'sample')
    cpSync(FIXTURE, repo, { recursive: true })
    const env = { ...process.env, XDG_CACHE_HOME: join(directory, 'cache'), npm_config_loglevel: 'error' }
    const run = (...args: string[]) => spawnSync('npx', ['--no-install', 'codegenie', ...args], { cwd: directory, env, encoding: 'utf8' })
    for (const hits of [0, 4]) {
      const { status, stdout, stderr } = run('gather', repo)
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
      const [latest] = readdirSync(join(repo, '.codegenie', 'runs'))
        .sort()
        .reverse()
      expect(JSON.parse(readFileSync(join(repo, '.codegenie', 'runs', latest!), 'utf8'))).toMatchObject({ cache: { hits } })
    }
    expect(run('show', 'language_stack.primary', '--repo', repo).stdout).toBe('typescript\n')
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+/)
    expect(Object.keys(JSON.parse(run('schema').stdout).properties)).toContain('manifests')
  }, 300_000)

  it('works à la carte: core, coordinator and one probe in ten lines', () => {
    const directory = project('a-la-carte', ['@codegenie/coordinator', '@codegenie/probe-language-detection', '@codegenie/core', 'zod'])
    writeFileSync(
      join(directory, 'main.js'),
      [
        "import { gather } from '@codegenie/coordinator'",
        "import languageDetection from '@codegenie/probe-language-detection'",
        'const { context, artifact } = await gather(process.argv[2], { probes: [languageDetection] })',
        'console.log(JSON.stringify([Object.keys(context), context.language_stack.primary, artifact.status]))',
      ].join('\n'),
    )
    const stdout = execFileSync(process.execPath, ['main.js', FIXTURE], { cwd: directory, encoding: 'utf8' })
    expect(JSON.parse(stdout)).toEqual([['language_stack'], 'typescript', 'complete'])
    const required = execFileSync(process.execPath, ['-p', "typeof require('@codegenie/coordinator').gather"], {
      cwd: directory,
      encoding: 'utf8',
    })
    expect(required.trim()).toBe('function')
    expect(existsSync(join(FIXTURE, '.codegenie'))).toBe(false)
  }, 300_000)
})
