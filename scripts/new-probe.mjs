// npm run new-probe -- NAME: scaffolds packages/probe-NAME, a small probe that works, with its tests. NAME is kebab-case: go-modules.
// The probe is that of `npm create codegenie-probe`; what is around it is this repository's.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { probeFiles } from '../packages/create-codegenie-probe/dist/template.js'
import { pnpm, root } from './pnpm.mjs'

function filesOf(kebab) {
  const wish = { name: kebab, description: 'says in one line what it finds out', reads: 'README.md' }
  const version = "import pkg from '../package.json' with { type: 'json' }"
  return {
    ...probeFiles(wish, { packageName: `@codegenie/probe-${kebab}`, version, runner: 'vitest' }),
    'package.json': `${JSON.stringify(manifest(kebab), null, 2)}\n`,
    'tsconfig.json': core('tsconfig.json'),
    'tsconfig.build.json': core('tsconfig.build.json'),
    'tsup.config.ts': `export { base as default } from '../../tsup.base.ts'\n`,
  }
}

const core = (path) => readFileSync(`${root}packages/core/${path}`, 'utf8')

function manifest(kebab) {
  const { version: _, name: __, dependencies: ___, exports: ____, ...shared } = JSON.parse(core('package.json'))
  return {
    name: `@codegenie/probe-${kebab}`,
    version: '0.0.0',
    ...shared,
    description: `codegenie probe: says in one line what it finds out`,
    keywords: ['codegenie-probe'],
    repository: { ...shared.repository, directory: `packages/probe-${kebab}` },
    exports: { '.': './dist/index.js', './package.json': './package.json' },
    peerDependencies: { '@codegenie/core': 'workspace:^', zod: '^4.0.0' },
    devDependencies: { '@codegenie/core': 'workspace:^', zod: 'catalog:' },
  }
}

function scaffold(kebab) {
  const dir = `${root}packages/probe-${kebab}`
  mkdirSync(dir) // fails where there is one already
  for (const [path, text] of Object.entries(filesOf(kebab))) {
    mkdirSync(dirname(`${dir}/${path}`), { recursive: true })
    writeFileSync(`${dir}/${path}`, text)
  }
}

async function main([kebab = '', ...rest]) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab) || rest.length > 0)
    throw new Error('usage: npm run new-probe -- NAME (kebab-case, as go-modules)')
  scaffold(kebab)
  const { code } = await pnpm(['install', '--no-frozen-lockfile'], { stdio: ['ignore', 2, 2] }) // links it, and enters it into the lockfile
  if (code !== 0) throw new Error('pnpm install failed: see above, then run "node scripts/run.mjs pnpm install"')
  console.log(`packages/probe-${kebab} is there. Next:
  npm test -- packages/probe-${kebab}
  edit src/index.ts, src/index.test.ts, README.md and the description in package.json`)
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`new-probe: ${error.code === 'EEXIST' ? 'packages/ has a probe of that name already' : error.message}\n`)
  process.exitCode = 1
})
