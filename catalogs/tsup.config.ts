import { defineConfig } from 'tsup'
import { base } from '../tsup.base.ts'

/** Builds the compiler of the catalogs, which then writes dist; it is no part of the package. */
export default defineConfig({
  ...base,
  entry: ['src/main.ts'],
  outDir: 'node_modules/.cache/compile',
  clean: false,
  splitting: false,
  external: ['yaml', 'zod'],
})
