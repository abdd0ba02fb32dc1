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
  setup: (build) =>
    build.onResolve({ filter: /^\.\/(?:run|read)\.ts$/ }, ({ path }) => ({ path: path.replace('.ts', '.mjs'), external: true })),
}

/** `read.mjs` is for where there is no configuration: nothing that would read one gets into it. */
const configuration: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'configuration',
  setup: (build) =>
    build.onResolve({ filter: /^(?:zod|yaml|.*\/config\.ts)$/ }, ({ path }) => ({ path, external: true, sideEffects: false })),
}

/**
 * `cli.js`, the entry, is CommonJS: it answers --version and --help, and starting Node's loader of ECMAScript modules costs as much as all
 * that. `read.mjs` is what `show` and `why` need, the rest is `run.mjs` and chunks that load when they are needed.
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
      entry: { read: 'src/read.ts' },
      outExtension: () => ({ js: '.mjs' }),
      splitting: false,
      esbuildPlugins: [configuration],
    },
    {
      ...bundle,
      entry: { run: 'src/run.ts' },
      outExtension: () => ({ js: '.mjs' }),
      define: { BUNDLED_DESCRIPTIONS: JSON.stringify(await describeBundled()) },
      esbuildOptions(options) {
        // The ECMAScript build: of CommonJS, a dynamic import in a bundle sees the default export alone.
        options.alias = { yaml: require.resolve('yaml/package.json').replace('package.json', 'browser/index.js') }
      },
    },
  ]
})
