import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { defineConfig, type Options } from 'tsup'
import { base } from '../../tsup.base.ts'
import { describeBundled } from './src/bundled.ts'

const require = createRequire(import.meta.url)

const bundle: Options = {
  ...base,
  clean: false, // the two builds below would remove each other's files
  treeshake: false,
  minify: true,
  // Everything but the WebAssembly of BLAKE3, which has to stay a file of its own package.
  noExternal: [/^(?!blake3$)/],
  external: ['blake3'],
}

/** The entry finds the rest beside it. */
const rest: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'rest',
  setup: (build) => build.onResolve({ filter: /^\.\/run\.ts$/ }, () => ({ path: './run.mjs', external: true })),
}

/**
 * `cli.js`, the entry, is CommonJS: it answers --version and --help, and starting Node's loader of ECMAScript modules costs as much as all
 * that. The rest is `run.mjs` and chunks that load when they are needed.
 */
export default defineConfig(async () => {
  rmSync('dist', { recursive: true, force: true })
  return [
    {
      ...bundle,
      entry: { cli: 'src/main.ts' },
      format: 'cjs',
      outExtension: () => ({ js: '.js' }),
      esbuildPlugins: [rest],
      onSuccess: async () => writeFileSync('dist/package.json', '{"type":"commonjs"}\n'),
    },
    {
      ...bundle,
      entry: { run: 'src/run.ts', 'probe-worker': 'src/probe-worker.ts' },
      outExtension: () => ({ js: '.mjs' }),
      define: { BUNDLED_DESCRIPTIONS: JSON.stringify(await describeBundled()) },
      esbuildOptions(options) {
        // The ECMAScript build: of CommonJS, a dynamic import in a bundle sees the default export alone.
        options.alias = { yaml: require.resolve('yaml/package.json').replace('package.json', 'browser/index.js') }
      },
    },
  ]
})
