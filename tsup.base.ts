import type { Options } from 'tsup'

/** Build options of every library package; types come from `tsc -p tsconfig.build.json`. */
export const base: Options = {
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  dts: false,
  clean: true,
  splitting: true,
  treeshake: true,
}
