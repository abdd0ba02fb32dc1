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
  const every = ['--recursive', '--filter', './packages/*', '--filter', './catalogs', 'pack', '--pack-destination', temp]
  execFileSync(process.execPath, ['scripts/run.mjs', 'pnpm', ...every], { cwd: ROOT, stdio: 'ignore' })
  tarballs = new Map(dirs.map((dir) => [nameOf(dir), join(temp, tarball(nameOf(dir)))]))
}, 300_000)
afterAll(() => rmSync(temp, { recursive: true, force: true }))

const nameOf = (dir: string) => (JSON.parse(readFileSync(join(ROOT, dir, 'package.json'), 'utf8')) as { name: string }).name
const tarball = (name: string) => {
  const start = `${name.replace('@', '').replace('/', '-')}-`
  return readdirSync(temp).find((file) => file.startsWith(start) && /^\d/.test(file.slice(start.length)))!
}

/** Our packages come from the tarballs, whoever asks for them. */
function project(name: string, wanted: readonly string[], versions: Readonly<Record<string, string>> = {}): string {
  const directory = join(temp, name)
  mkdirSync(directory)
  const local = Object.fromEntries([...tarballs].map(([packageName, file]) => [packageName, `file:${file}`]))
  const dependencies = Object.fromEntries(wanted.map((packageName) => [packageName, local[packageName] ?? versions[packageName] ?? '*']))
  const others = Object.fromEntries(Object.entries(local).filter(([packageName]) => !wanted.includes(packageName)))
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name, private: true, type: 'module', dependencies, overrides: others }))
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return directory
}

describe('the packed product', () => {
  it('gathers through npx codegenie, again, and in a clone', () => {
    const directory = project('product', ['codegenie'])
    const repo = join(directory, 'sample')
    cpSync(FIXTURE, repo, { recursive: true })
    const env = { ...process.env, XDG_CACHE_HOME: join(directory, 'cache'), npm_config_loglevel: 'error' }
    const run = (...args: string[]) => spawnSync('npx', ['--no-install', 'codegenie', ...args], { cwd: directory, env, encoding: 'utf8' })
    const gatherOf = (path: string) => {
      const { status, stdout, stderr } = run('gather', path)
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
      const runs = join(path, '.codegenie', 'runs')
      const records = readdirSync(runs).filter((name) => name.endsWith('.json'))
      return records.map((name) => JSON.parse(readFileSync(join(runs, name), 'utf8')).cache)
    }
    const [first, ...none] = gatherOf(repo)
    expect([first.hits, first.misses > 1, none]).toEqual([0, true, []])
    expect(gatherOf(repo)).toEqual([first]) // nothing has changed: no run, no record
    cpSync(FIXTURE, join(directory, 'clone'), { recursive: true })
    expect(gatherOf(join(directory, 'clone'))).toEqual([{ ...first, hits: first.misses, misses: 0 }])
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

  it('lets a stranger build the examples, and scaffold a probe, test it, pack it and run it', () => {
    const tools = ['typescript', '@types/node', '@codegenie/core', 'zod', 'smol-toml', 'codegenie', 'create-codegenie-probe']
    const directory = project('stranger', tools, { typescript: '7.0.2', '@types/node': '20.19.24', 'smol-toml': '1.9.1' })
    const env = { ...process.env, XDG_CACHE_HOME: join(directory, 'cache'), npm_config_loglevel: 'error' }
    const npx = (cwd: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('npx', ['--no-install', ...args], { cwd, env, encoding: 'utf8' })
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      return stdout
    }
    const passes = (cwd: string) => {
      const { status, stdout, stderr } = spawnSync('npm', ['test'], { cwd, env, encoding: 'utf8' })
      expect([status, /^# fail 0$/m.test(stdout) && !/^# pass 0$/m.test(stdout) ? 'all' : stdout + stderr]).toEqual([0, 'all'])
      expect(npx(cwd, 'codegenie', 'probe', 'test', '.')).toMatch(/\n\d cases?, 0 checks that do not hold\n$/)
    }
    for (const name of readdirSync(join(ROOT, 'examples'))) {
      cpSync(join(ROOT, 'examples', name), join(directory, name), { recursive: true })
      passes(join(directory, name))
    }

    npx(directory, 'create-codegenie-probe', 'own', '--name', 'go-modules', '--reads', '**/go.mod')
    const own = join(directory, 'own')
    passes(own)

    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], { cwd: own, env, stdio: 'ignore' })
    const packed = join(directory, 'node_modules', 'codegenie-probe-go-modules')
    mkdirSync(packed)
    execFileSync('tar', ['-xzf', 'codegenie-probe-go-modules-0.1.0.tgz', '-C', packed, '--strip-components', '1'], { cwd: directory })
    expect(readdirSync(join(packed, 'dist')).sort()).toEqual(['index.d.ts', 'index.js'])
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
    manifest.dependencies['codegenie-probe-go-modules'] = '0.1.0'
    writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest))
    cpSync(join(own, 'fixtures', 'example', 'repo'), join(temp, 'go'), { recursive: true })
    npx(directory, 'codegenie', 'gather', join(temp, 'go'))
    expect(npx(directory, 'codegenie', 'show', 'go_modules.files.0.lines', '--repo', join(temp, 'go'))).toBe('3\n')
  }, 300_000)
})
