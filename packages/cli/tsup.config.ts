import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { defineConfig, type Options } from 'tsup'
import { base } from '../../tsup.base.ts'
import { notices, type Plugin } from './notices.ts'
import { describeBundled } from './src/bundled.ts'

const require = createRequire(import.meta.url)

const BLAKE3 = dirname(require.resolve('blake3'))
/** Read from the directory of what is run. */
const WASM = 'blake3_js_bg.wasm'

const bundle: Options = {
  ...base,
  format: 'cjs',
  outExtension: () => ({ js: '.js' }),
  clean: false, // the two builds below would remove each other's files
  splitting: false,
  treeshake: false,
  minify: true,
  noExternal: [/^(?!blake3$)/],
  external: ['blake3'],
  define: { 'import.meta.filename': '__filename' },
}

/** Zod speaks English here: its other languages are a quarter of a megabyte to read at each start. */
const english: Plugin = {
  name: 'english',
  setup: (build) =>
    build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: "export { default as en } from './en.js'" })),
}

/** What runs in a worker thread takes it from the program that lies beside it. */
const beside: Plugin = {
  name: 'beside',
  setup: (build) => build.onResolve({ filter: /^\.\/run\.ts$/ }, () => ({ path: './run.js', external: true })),
}

/** What is a file of its own: what imports third-party probes, and what reads an artifact. */
const apart: Plugin = {
  name: 'apart',
  setup: (build) =>
    build.onResolve({ filter: /^\.\/(?:import-module|read)\.ts$/ }, ({ path }) => ({ path: path.replace('.ts', '.js'), external: true })),
}

/** `read.js` is for where there is no configuration: nothing that would read one gets into it. */
const configuration: Plugin = {
  name: 'configuration',
  setup: (build) =>
    build.onResolve({ filter: /^(?:zod|yaml|.*\/config\.ts)$/ }, ({ path }) => ({ path, external: true, sideEffects: false })),
}

/**
 * `cli.js`, the entry, answers --version and --help, and sees whether anything has changed. `read.js` is what `show` and `why` need, `run.js`
 * the rest; each part of it is evaluated when it is needed. All are CommonJS: starting Node's loader of ECMAScript modules costs as much as
 * all that the entry does.
 */
export default defineConfig(async () => {
  rmSync('dist', { recursive: true, force: true })
  mkdirSync('dist')
  const licenses = notices('dist/THIRD-PARTY-LICENSES.txt')
  return [
    {
      ...bundle,
      entry: { cli: 'src/main.ts' },
      esbuildPlugins: [apart, licenses],
      esbuildOptions: required,
      onSuccess: async () => writeFileSync('dist/package.json', '{"type":"commonjs"}\n'),
    },
    { ...bundle, entry: { 'import-module': 'src/import-module.ts' }, esbuildPlugins: [licenses] },
    { ...bundle, entry: { 'probe-worker': 'src/probe-worker.ts' }, esbuildPlugins: [beside, licenses] },
    { ...bundle, entry: { read: 'src/read.ts' }, esbuildPlugins: [configuration, licenses] },
    {
      ...bundle,
      entry: { run: 'src/run.ts' },
      noExternal: [/./],
      external: [],
      onSuccess: async () => copyFileSync(join(BLAKE3, 'wasm/nodejs', WASM), join('dist', WASM)),
      define: { ...bundle.define, BUNDLED_DESCRIPTIONS: JSON.stringify(await describeBundled()) },
      esbuildPlugins: [english, apart, licenses],
      esbuildOptions(options) {
        required(options)
        options.alias = {
          // The ECMAScript build: of CommonJS, a dynamic import in a bundle sees the default export alone.
          yaml: require.resolve('yaml/package.json').replace('package.json', 'browser/index.js'),
          blake3: join(BLAKE3, 'node/index.js'), // which its ECMAScript build does not find
        }
      },
    },
  ]
})

/** A dynamic import of what is no part of the bundle (`apart`) is a `require`: all of it is CommonJS. */
function required(options: { supported?: Record<string, boolean> }): void {
  options.supported = { 'dynamic-import': false }
}
