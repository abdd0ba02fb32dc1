import { createRequire } from 'node:module'
import { defineConfig } from 'tsup'
import { base } from '../../tsup.base.ts'
import { describeBundled } from './src/bundled.ts'

const require = createRequire(import.meta.url)

export default defineConfig(async () => ({
  ...base,
  entry: { cli: 'src/main.ts' },
  minify: true,
  treeshake: false,
  // Everything but the WebAssembly of BLAKE3, which has to stay a file of its own package.
  noExternal: [/^(?!blake3$)/],
  external: ['blake3'],
  define: { BUNDLED_DESCRIPTIONS: JSON.stringify(await describeBundled()) },
  esbuildOptions(options) {
    // The ECMAScript build: of CommonJS, a dynamic import in a bundle sees the default export alone.
    options.alias = { yaml: require.resolve('yaml/package.json').replace('package.json', 'browser/index.js') }
  },
}))
