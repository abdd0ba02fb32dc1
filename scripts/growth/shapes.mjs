// What repositories for growth.mjs are made of.

export const MB = 1 << 20
/** Bytes of a file that only the library for YAML can read. */
export const LIBRARY = 0.9 * MB
/** Where there is no one file that could be full. */
export const ANY = Number.POSITIVE_INFINITY

export const many = (n, item) => Array.from({ length: n }, (_, i) => item(i))
export const lines = (n, line) => many(n, line).join('\n')
export const map = (n, key, value = () => '1.0.0') => Object.fromEntries(many(n, (i) => [key(i), value(i)]))
export const json = (value) => JSON.stringify(value, null, 1)
export const manifest = (fields) => ({ 'package.json': json({ name: 'shop', ...fields }) })
export const workflow = (text) => ({ ...manifest({ scripts: { test: 'vitest run' } }), '.github/workflows/ci.yml': text })
export const job = (i) => `  j${i}:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm run s${i}`
export const pod = (i) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d${i}\nspec:\n  template:\n    spec:\n      containers:\n        - name: c\n          image: i${i}:1`
export const lock = (packages) => ({
  ...manifest({ dependencies: { p0: '1.0.0' } }),
  'package-lock.json': json({ name: 'shop', lockfileVersion: 3, packages }),
})
