import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { RunRecord } from '@codegenie/coordinator'

/** The command line as it is published; `npm test` and turbo build it before the tests. */
export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A directory of its own with a home in it, and the built command line to run there. */
export function makeBench() {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'codegenie-e2e-')))
  const path = (...parts: string[]) => join(top, ...parts)
  const options = (cwd: string, env: Record<string, string> = {}): SpawnOptions => ({
    cwd: path(cwd),
    env: { PATH: process.env['PATH'], HOME: path('home'), ...env },
  })
  mkdirSync(path('home'))
  return {
    path,
    write(files: Readonly<Record<string, string>>): void {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(path(name)), { recursive: true })
        writeFileSync(path(name), text)
      }
    },
    read: (name: string) => readFileSync(path(name), 'utf8'),
    start: (cwd: string, args: readonly string[], more: SpawnOptions = {}) =>
      spawn(process.execPath, [CLI, ...args], { ...options(cwd), ...more }),
    run: (cwd: string, args: readonly string[], env: Record<string, string> = {}) =>
      ended(spawn(process.execPath, [CLI, ...args], options(cwd, env))),
    shell: (cwd: string, command: string, env: Record<string, string> = {}) =>
      ended(spawn('sh', ['-c', command], options(cwd, { NODE: process.execPath, CLI, ...env }))),
    /** The run record of a repository's last gather. */
    lastRun(repository: string): RunRecord {
      const directory = path(repository, '.codegenie', 'runs')
      return JSON.parse(readFileSync(join(directory, readdirSync(directory).sort().at(-1)!), 'utf8'))
    },
    remove: () => rmSync(top, { recursive: true, force: true }),
  }
}

export function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...texts }))
  })
}

/** A repository that has something to say to every bundled probe. */
export const SHOP = {
  'shop/package.json': JSON.stringify({ name: 'shop', workspaces: ['packages/*'], dependencies: { express: '^4.19.2' } }),
  'shop/packages/cart/package.json': JSON.stringify({ name: 'cart', devDependencies: { vitest: '^4.0.0' } }),
  'shop/packages/cart/src/index.ts': 'export const total = 1\n',
  'shop/packages/cart/src/index.test.ts': '',
  'shop/README.md': '# shop\n',
}

const ZOD = pathToFileURL(createRequire(import.meta.url).resolve('zod')).href

/** Files of a package `codegenie-probe-<name>` below `ops`, whose `run` is this code. */
export function probePackage(name: string, run: string, directory = 'ops'): Record<string, string> {
  const at = `${directory}/node_modules/codegenie-probe-${name}`
  return {
    [`${directory}/package.json`]: JSON.stringify({ dependencies: { [`codegenie-probe-${name}`]: '1.0.0' } }),
    [`${at}/package.json`]: JSON.stringify({ name: `codegenie-probe-${name}`, type: 'module', exports: './index.js' }),
    [`${at}/index.js`]: `import { z } from ${JSON.stringify(ZOD)}
export default {
  name: '${name}', slice: '${name}', version: '1.0.0', schema: z.strictObject({ files: z.int() }), inputs: { lists: ['**/*.md'] }, needs: [],
  async run({ paths }) { ${run} },
}`,
  }
}
