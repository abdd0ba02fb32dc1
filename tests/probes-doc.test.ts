import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LocalRegistry, localRegistry } from '../scripts/local-registry.mjs'
import { packAll } from '../scripts/tarballs.mjs'

const ROOT = join(import.meta.dirname, '..')

let temp: string
let registry: LocalRegistry

/** npm as everybody has it, but that our packages are those of this checkout. */
beforeAll(async () => {
  temp = mkdtempSync(join(tmpdir(), 'codegenie-doc-'))
  const upstream = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim().replace(/\/$/, '')
  registry = await localRegistry(upstream)
  mkdirSync(join(temp, 'packed'))
  for (const packed of (await packAll(join(temp, 'packed'))).values()) registry.add(packed)
}, 300_000)
afterAll(async () => {
  await registry.close()
  rmSync(temp, { recursive: true, force: true })
})

/** In one shell, as who reads the page would have it; the process must not block the registry that it asks. */
function shell(commands: string, cwd: string): Promise<{ code: number | null; output: string }> {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_(?:package|lifecycle)_|^NODE_OPTIONS$|^INIT_CWD$/.test(name))
  const npm = { npm_config_registry: registry.url, npm_config_loglevel: 'error', npm_config_yes: 'true', npm_config_audit: 'false' }
  const env = { ...Object.fromEntries(own), ...npm, npm_config_fund: 'false', XDG_CACHE_HOME: join(temp, 'cache') }
  const child = spawn('sh', ['-ec', commands], { cwd, env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

it('docs/probes.md does what it says', async () => {
  const text = readFileSync(join(ROOT, 'docs', 'probes.md'), 'utf8')
  const blocks = [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, path, body = '']) => ({
    language,
    path,
    body,
  }))
  let directory = temp
  for (const { language, path, body } of blocks) {
    if (path !== undefined) writeFileSync(join(directory, path), body)
    if (language !== 'sh') continue
    const { code, output } = await shell(`${body}\npwd > '${temp}/pwd'`, directory)
    expect([code, code === 0 ? '' : output]).toEqual([0, ''])
    directory = readFileSync(join(temp, 'pwd'), 'utf8').trim()
    if (body.includes('codegenie show')) expect(output).toContain('makefiles:')
    if (body.includes('probe test')) expect(output).toContain('1 case, 0 checks that do not hold')
  }
  expect(blocks.map(({ language, path }) => path ?? language)).toEqual(['sh', 'src/index.ts', 'src/index.test.ts', 'README.md', 'sh', 'sh'])
}, 600_000)
