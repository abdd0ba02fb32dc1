// npm run release -- --dry-run: after `npm run check`, the whole of a release but for the last step: packs every package, publishes the tarballs
// with npm to a registry on this machine, installs them in an empty project, and runs them on Node 20, 22 and 24 (binaries from npm).
//
//   node scripts/run.mjs node scripts/release.mjs --dry-run [--nodes 20,22]
//   node scripts/run.mjs node scripts/release.mjs --publish     in .github/workflows/release.yml alone: what npm does not have yet
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { localRegistry } from './local-registry.mjs'
import { root, run } from './pnpm.mjs'
import { packAll } from './tarballs.mjs'

/** The first npm that publishes by OIDC, without a token. */
const NPM = [11, 5, 1]

const npm = async (args, cwd, stdio = ['ignore', 'ignore', 2]) => {
  const { code } = await run('npm', args, { cwd, stdio })
  if (code !== 0) throw new Error(`npm ${args[0]} failed in ${cwd}`)
}

async function main() {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, publish: { type: 'boolean' }, nodes: { type: 'string' } } })
  if (values['dry-run'] === values.publish) throw new Error('say --dry-run; only the release workflow publishes')
  rmSync(`${root}dist`, { recursive: true, force: true })
  mkdirSync(`${root}dist`)
  const packed = [...(await packAll(`${root}dist`)).values()]
  return values.publish ? publishNew(packed) : rehearse(packed, (values.nodes ?? '20,22,24').split(','))
}

async function publishNew(packed) {
  const version = execFileSync('npm', ['--version'], { encoding: 'utf8' }).trim().split('.').map(Number)
  const first = version.findIndex((part, i) => part !== NPM[i])
  if (first !== -1 && version[first] < NPM[first])
    throw new Error(`npm ${version.join('.')}: publishing without a token needs ${NPM.join('.')}`)
  for (const { file, manifest } of packed) {
    if (isPublished(manifest)) continue
    await npm(['publish', file, '--access', 'public', '--provenance'], root, 'inherit')
    console.log(`published ${manifest.name}@${manifest.version}`)
  }
}

function isPublished({ name, version }) {
  try {
    return (
      execFileSync('npm', ['view', `${name}@${version}`, 'version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim() ===
      version
    )
  } catch (error) {
    if (String(error.stderr).includes('E404')) return false
    throw error
  }
}

async function rehearse(packed, nodes) {
  const temp = mkdtempSync(join(tmpdir(), 'codegenie-release-'))
  const upstream = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim().replace(/\/$/, '')
  const registry = await localRegistry(upstream)
  try {
    const flags = [
      '--registry',
      registry.url,
      `--//${registry.host}/:_authToken=local`,
      '--provenance=false',
      '--ignore-scripts',
      '--loglevel=error',
    ]
    for (const { file, manifest } of packed) {
      await npm(['publish', file, ...flags], temp)
      console.log(`ok  ${manifest.name}@${manifest.version} published to ${registry.host}`)
    }
    const project = join(temp, 'project')
    makeProject(project)
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', '--registry', registry.url]
    await npm([...install, 'codegenie', '@codegenie/core', '@codegenie/coordinator', '@codegenie/probe-ci'], project)
    for (const node of nodes) await tryOn(node, temp, project)
  } finally {
    await registry.close()
    rmSync(temp, { recursive: true, force: true })
  }
}

function makeProject(project) {
  mkdirSync(project)
  cpSync(`${root}fixtures/npm-workspaces-negated/repo`, join(project, 'sample'), { recursive: true })
  mkdirSync(join(project, 'sample/.github/workflows'), { recursive: true })
  writeFileSync(join(project, 'sample/.github/workflows/ci.yml'), 'on: push\njobs: {t: {runs-on: x, steps: [{run: npm test}]}}\n')
  writeFileSync(join(project, 'package.json'), '{"private": true}')
  const body =
    "const { context } = await gather('sample', { probes: [ci] })\nif (context.ci.test_commands.length !== 1) throw new Error('no command')\n"
  writeFileSync(join(project, 'main.mjs'), `import { gather } from '@codegenie/coordinator'\nimport ci from '@codegenie/probe-ci'\n${body}`)
  const required = "const { gather } = require('@codegenie/coordinator')\nconst ci = require('@codegenie/probe-ci').default\n"
  writeFileSync(join(project, 'main.cjs'), `${required};(async () => {\n${body}})()\n`)
}

/** Gathers with the command line and from a program, as a module and by require. */
async function tryOn(version, temp, project) {
  const home = join(temp, `node-${version}`)
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{"private": true}')
  await npm(['install', '--no-audit', '--no-fund', '--loglevel=error', `node@${version}`], home)
  const node = join(home, 'node_modules', '.bin', 'node')
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, 'cache') }
  const on = (...args) => execFileSync(node, args, { cwd: project, env, encoding: 'utf8' }).trim()
  const cli = 'node_modules/codegenie/dist/cli.js'
  on(cli, 'gather', 'sample')
  const primary = on(cli, 'show', 'language_stack.primary', '--repo', 'sample')
  if (primary !== 'typescript') throw new Error(`Node ${version}: expected typescript, found ${primary}`)
  on('main.mjs')
  on('main.cjs')
  console.log(`ok  Node ${on('--version')}: command line, module, require`)
}

main().catch((error) => {
  process.stderr.write(`release: ${error.message}\n`)
  process.exitCode = 1
})
