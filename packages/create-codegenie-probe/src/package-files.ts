import core from '@codegenie/core/package.json' with { type: 'json' }
import { probeFiles, type Wish } from './template.ts'

/** Versions that were run together with this template. */
const TOOLS = { '@types/node': '20.19.24', typescript: '7.0.2', zod: '^4.0.0' }

const ENGINES = '^20.19.0 || >=22.12.0'

/** Path -> text of a package of its own. */
export function packageFiles(wish: Wish): Record<string, string> {
  const packageName = `codegenie-probe-${wish.name}`
  const version = "const { version } = createRequire(import.meta.url)('../package.json') as { version: string }"
  return {
    ...probeFiles(wish, { packageName, version, runner: 'node:test' }),
    'package.json': json(manifest(wish, packageName)),
    'tsconfig.json': json(TSCONFIG),
    '.gitignore': 'node_modules/\ndist/\n',
    '.changeset/config.json': json({ changelog: '@changesets/cli/changelog', access: 'public', baseBranch: 'main' }),
    '.github/workflows/ci.yml': WORKFLOW,
  }
}

function manifest({ description }: Wish, name: string) {
  const range = `^${core.version}`
  return {
    name,
    version: '0.1.0',
    description: `codegenie probe: ${description}`,
    license: 'MIT',
    keywords: ['codegenie-probe'],
    type: 'module',
    sideEffects: false,
    files: ['dist', '!dist/**/*.test.*'],
    engines: { node: ENGINES },
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    scripts: {
      build: 'tsc',
      test: 'npm run build && node --test "dist/index.test.js"',
      prepack: 'npm run build',
      changeset: 'npx --yes @changesets/cli@2.31.1',
    },
    peerDependencies: { '@codegenie/core': range, zod: TOOLS.zod },
    devDependencies: { '@codegenie/core': range, ...TOOLS },
  }
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    types: ['node'],
    rootDir: 'src',
    outDir: 'dist',
    declaration: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
    skipLibCheck: true,
  },
  include: ['src'],
}

/** Its actions are the tags that their owners document; pin them by commit where that is the rule. */
const WORKFLOW = `name: ci
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: ["20", "22", "24"]
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
      - run: npm install
      - run: npm test
`

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
