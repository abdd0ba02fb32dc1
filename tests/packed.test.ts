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
    const licenses = readFileSync(join(directory, 'node_modules/codegenie/dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
    expect(licenses.match(/^\S+ \d\S+, .*(?=\n\n.)/gm)?.map((line) => line.split(' ', 1)[0])).toEqual([
      '@noble/hashes',
      'blake3-wasm',
      'js-yaml',
      'semver',
      'smol-toml',
      'yaml',
      'zod',
      'zod-to-json-schema',
    ])
    const [first, ...none] = gatherOf(repo)
    expect([first.hits, first.misses > 1, none]).toEqual([0, true, []])
    expect(gatherOf(repo)).toEqual([first]) // nothing has changed: no run, no record
    cpSync(FIXTURE, join(directory, 'clone'), { recursive: true })
    expect(gatherOf(join(directory, 'clone'))).toEqual([{ ...first, hits: first.misses, misses: 0 }])
    expect(run('show', 'language_stack.primary', '--repo', repo).stdout).toBe('typescript\n')
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+/)
    expect(Object.keys(JSON.parse(run('schema').stdout).properties)).toContain('manifests')
  }, 300_000)

  it('works à la carte: three packages, ten lines, typed', () => {
    const directory = project('a-la-carte', ['@codegenie/core', '@codegenie/coordinator', '@codegenie/probe-ci'])
    writeFileSync(
      join(directory, 'main.ts'),
      [
        "import { gather } from '@codegenie/coordinator'",
        "import ci from '@codegenie/probe-ci'",
        "const { context, artifact } = await gather(process.argv[2] ?? '.', { probes: [ci] })",
        'const providers: readonly string[] | undefined = context.ci?.providers',
        '// @ts-expect-error: the slice of a probe that was not passed',
        'context.manifests',
        'console.log(JSON.stringify([Object.keys(context), Array.isArray(providers), artifact.status]))',
      ].join('\n'),
    )
    for (const resolution of ['bundler', 'node16', 'nodenext']) {
      const compiler = {
        strict: true,
        target: 'es2023',
        types: ['node'],
        typeRoots: [join(ROOT, 'node_modules', '@types')],
        skipLibCheck: false,
      }
      const how = { moduleResolution: resolution, module: resolution === 'bundler' ? 'esnext' : resolution, outDir: resolution }
      writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...compiler, ...how }, files: ['main.ts'] }))
      const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')], {
        cwd: directory,
        encoding: 'utf8',
      })
      expect([resolution, status, stdout]).toEqual([resolution, 0, ''])
    }
    mkdirSync(join(directory, 'repo', '.github', 'workflows'), { recursive: true })
    writeFileSync(
      join(directory, 'repo', '.github', 'workflows', 'ci.yml'),
      'on: push\njobs: {t: {runs-on: x, steps: [{run: npm test}]}}\n',
    )
    const stdout = execFileSync(process.execPath, ['nodenext/main.js', 'repo'], { cwd: directory, encoding: 'utf8' })
    expect(JSON.parse(stdout)).toEqual([['ci'], true, 'complete'])
    const script = "[typeof require('@codegenie/coordinator').gather, require('@codegenie/probe-ci').default.slice].join()"
    expect(execFileSync(process.execPath, ['-p', script], { cwd: directory, encoding: 'utf8' }).trim()).toBe('function,ci')
  }, 300_000)

  it('is all that the examples are built from, and they keep the contract', () => {
    const tools = ['typescript', '@types/node', '@codegenie/core', 'zod', 'smol-toml', 'codegenie']
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
  }, 300_000)
})
