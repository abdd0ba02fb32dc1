import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'

let top: string
let said: string[]
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'codegenie-config-')))
  said = []
})
afterEach(() => rmSync(top, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(top, path)), { recursive: true })
  writeFileSync(join(top, path), text)
}

const load = (cwd: string, explicit?: string, repository: string | undefined = join(top, 'repo')) =>
  loadConfig({ explicit, cwd: join(top, cwd), repository, say: (line) => void said.push(line) })

/** The message of the error that a configuration leads to. */
async function complaint(name: string, text: string): Promise<string> {
  write(`ops/${name}`, text)
  const error = await load('ops').catch((thrown) => thrown)
  expect(error).toMatchObject({ code: 'config' })
  return error.message
}

const FULL = {
  probes: ['codegenie-probe-go'],
  out: 'facts',
  cache_dir: '/var/cache/cg',
  cache_max_bytes: 1000,
  cache_max_age_days: 2,
  max_files: 7,
  strict: true,
}
const FULL_YAML = `probes: [codegenie-probe-go] # one
out: facts
cache_dir: /var/cache/cg
cache_max_bytes: 1000
cache_max_age_days: 2
max_files: 7
strict: true
`

describe('where it is found', () => {
  it('is empty when there is none', async () => {
    mkdirSync(join(top, 'ops'))
    expect(await load('ops')).toEqual({ config: {}, directory: join(top, 'ops') })
  })

  it.each([
    ['codegenie.config.yaml', FULL_YAML],
    ['codegenie.config.yml', FULL_YAML.split('\n').reverse().join('\n')],
    ['codegenie.config.json', JSON.stringify(FULL)],
    ['package.json', JSON.stringify({ name: 'ops', codegenie: FULL })],
  ])('is read from %s', async (name, text) => {
    write(`ops/${name}`, text)
    expect((await load('ops')).config).toEqual(FULL)
  })

  it('is the first one there is', async () => {
    write('ops/codegenie.config.yaml', 'max_files: 1')
    write('ops/codegenie.config.json', '{"max_files": 2}')
    write('ops/package.json', '{"codegenie": {"max_files": 3}}')
    expect((await load('ops')).config).toEqual({ max_files: 1 })
  })

  it('is the one of --config, relative to the working directory', async () => {
    write('ops/codegenie.config.yaml', 'max_files: 1')
    write('ops/ci/other.yaml', 'max_files: 2')
    expect(await load('ops', 'ci/other.yaml')).toEqual({ config: { max_files: 2 }, directory: join(top, 'ops/ci') })
  })

  it('may be empty', async () => {
    write('ops/codegenie.config.yaml', '# nothing yet\n')
    expect((await load('ops')).config).toEqual({})
  })

  it('is not a package.json that is broken: the gather says so', async () => {
    write('ops/package.json', '{"codegenie": {')
    expect((await load('ops')).config).toEqual({})
  })
})

describe('what is wrong with it', () => {
  it('says path and line of an unknown key, and the nearest known one', async () => {
    expect(await complaint('codegenie.config.yaml', 'strict: true\nmax_file: 7\n')).toBe(
      'codegenie.config.yaml:2: max_file: unknown key (did you mean max_files?)',
    )
  })

  it('says path and line of a wrong value', async () => {
    expect(await complaint('codegenie.config.json', '{\n  "strict": true,\n  "max_files": "many"\n}')).toBe(
      'codegenie.config.json:3: max_files: Invalid input: expected number, received string',
    )
  })

  it('says path and line inside package.json', async () => {
    expect(await complaint('package.json', '{\n  "strict": 1,\n  "codegenie": {\n    "strict": 1\n  }\n}')).toBe(
      'package.json:4: strict: Invalid input: expected boolean, received number',
    )
  })

  it('says every problem', async () => {
    expect(await complaint('codegenie.config.yaml', 'out: 1\nprobes:\n  - ok\n  - ./evil.js\n')).toBe(
      'codegenie.config.yaml:1: out: Invalid input: expected string, received number; codegenie.config.yaml:4: probes.1: expected the name of an npm package',
    )
  })

  it.each([
    ['codegenie.config.yaml', 'a: b: c\n', 'codegenie.config.yaml: expected YAML, found a syntax error'],
    ['codegenie.config.json', '{"strict": tru}', 'codegenie.config.json: expected JSON, found a syntax error at line 1, column 12'],
    ['codegenie.config.json', '{"strict": true,\n"strict": false}', 'codegenie.config.json: a key is given twice in one object'],
    ['codegenie.config.yaml', '- strict\n', 'codegenie.config.yaml: Invalid input: expected object, received array'],
    ['package.json', '{"codegenie": "yes"}', 'package.json:1: Invalid input: expected object, received string'],
    ['codegenie.config.yaml', '__proto__: {strict: true}\n', 'codegenie.config.yaml: the key __proto__ was left out'],
    [
      'codegenie.config.yaml',
      `a: &a [1,1,1]\n${'bcdefghijkl'
        .split('')
        .map((k, i, all) => `${k}: &${k} [${Array(9).fill(`*${all[i - 1] ?? 'a'}`)}]\n`)
        .join('')}`,
      'codegenie.config.yaml: expected few aliases',
    ],
  ])('refuses %s with %j', async (name, text, message) => {
    expect(await complaint(name, text)).toContain(message)
  })

  it('says that --config leads nowhere', async () => {
    mkdirSync(join(top, 'ops'))
    await expect(load('ops', 'nope.yaml')).rejects.toMatchObject({
      code: 'config',
      message: 'nope.yaml: the configuration cannot be read (ENOENT)',
    })
  })

  it('follows no link and waits for no pipe', async () => {
    write('elsewhere.yaml', 'strict: true')
    mkdirSync(join(top, 'ops'))
    symlinkSync('../elsewhere.yaml', join(top, 'ops/codegenie.config.yaml'))
    await expect(load('ops')).rejects.toMatchObject({ message: expect.stringContaining('codegenie.config.yaml: expected a regular file') })
    rmSync(join(top, 'ops/codegenie.config.yaml'))
    execFileSync('mkfifo', [join(top, 'ops/codegenie.config.yaml')])
    await expect(load('ops')).rejects.toMatchObject({ message: expect.stringContaining('codegenie.config.yaml: expected a regular file') })
  })
})

describe('in the repository that is gathered', () => {
  it.each(['repo', 'repo/packages/cart'])('may neither name code nor places to write, in %s', async (cwd) => {
    write(`${cwd}/codegenie.config.json`, JSON.stringify(FULL))
    expect(await load(cwd)).toEqual({ config: { max_files: 7, strict: true }, directory: join(top, cwd) })
    expect(said).toEqual([
      'codegenie: codegenie.config.json lies in the repository that is gathered; ignored of it: probes, out, cache_dir, cache_max_bytes, cache_max_age_days (--config codegenie.config.json trusts it)',
    ])
  })

  it('may not either behind a link', async () => {
    write('repo/codegenie.config.json', JSON.stringify(FULL))
    symlinkSync('repo', join(top, 'ops'))
    expect((await load('ops')).config).toEqual({ max_files: 7, strict: true })
  })

  it('says nothing where nothing is ignored', async () => {
    write('repo/package.json', '{"codegenie": {"strict": true}}')
    expect((await load('repo')).config).toEqual({ strict: true })
    expect(said).toEqual([])
  })

  it('is trusted with --config', async () => {
    write('repo/codegenie.config.json', JSON.stringify(FULL))
    expect(await load('repo', 'codegenie.config.json')).toEqual({ config: FULL, directory: join(top, 'repo') })
  })

  it('is the operator’s where nothing is gathered', async () => {
    write('repo/codegenie.config.json', JSON.stringify(FULL))
    expect(await loadConfig({ explicit: undefined, cwd: join(top, 'repo'), repository: undefined, say: () => {} })).toMatchObject({
      config: FULL,
    })
  })
})
