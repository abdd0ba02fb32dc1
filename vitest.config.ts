import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** Tests run our sources, not a build of them: each `@codegenie/x` export of ./dist/y.js is src/y.ts. */
function sources() {
  const alias: { find: RegExp; replacement: string }[] = []
  for (const name of readdirSync('packages')) {
    const file = `packages/${name}/package.json`
    if (!existsSync(file)) continue
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { name: string; exports?: Record<string, string> }
    for (const [key, target] of Object.entries(manifest.exports ?? {})) {
      const entry = /^\.\/dist\/(.+)\.js$/.exec(target)?.[1]
      if (!entry) continue
      const specifier = manifest.name + key.slice(1)
      alias.push({ find: new RegExp(`^${specifier}$`), replacement: `${import.meta.dirname}/packages/${name}/src/${entry}.ts` })
    }
  }
  return alias
}

export default defineConfig({
  resolve: { alias: sources() },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'catalogs/src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: ['tests/seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
