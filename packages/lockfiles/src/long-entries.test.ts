import { expect, it } from 'vitest'
import { locked } from './locked.testing.ts'

// Entries that are too long for the native search that reads usual ones are read line by line, or by JSON.parse, and give the same.

const SHA = `sha512-${'A'.repeat(86)}==`
const lines = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('')

const FILES: Record<string, (count: number) => string> = {
  'pnpm-lock.yaml': (count) =>
    `lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: ${SHA}}\n    peerDependencies:\n${lines(count, (i) => `      p${i}: '*'\n`)}\n  b@1.0.0:\n    resolution: {integrity: ${SHA}}\n\nsnapshots:\n\n  a@1.0.0:\n    dependencies:\n${lines(count, (i) => `      p${i}: 1.0.0\n`)}\n  b@1.0.0: {}\n`,
  'package-lock.json': (count) =>
    `${JSON.stringify(
      {
        lockfileVersion: 3,
        packages: Object.fromEntries(
          ['a', 'b'].map((name) => [
            `node_modules/${name}`,
            {
              version: '1.0.0',
              resolved: `https://registry.npmjs.org/${name}/-/${name}-1.0.0.tgz`,
              integrity: SHA,
              dependencies: Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, '*'])),
            },
          ]),
        ),
      },
      null,
      2,
    )}\n`,
  'yarn.lock': (count) =>
    `# yarn lockfile v1\n\n\n${['a', 'b'].map((name) => `${name}@^1.0.0:\n  version "1.0.0"\n  resolved "https://example.com/${name}.tgz"\n  integrity ${SHA}\n  dependencies:\n${lines(count, (i) => `    p${i} "*"\n`)}`).join('\n')}`,
  'berry/yarn.lock': (count) =>
    `__metadata:\n  version: 8\n\n${['a', 'b'].map((name) => `"${name}@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "${name}@npm:1.0.0"\n  dependencies:\n${lines(count, (i) => `    p${i}: "npm:*"\n`)}  checksum: 10/aa\n  languageName: node\n  linkType: hard\n`).join('\n')}`,
  'bun.lock': (count) =>
    `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "x",\n    },\n  },\n  "packages": {\n${['a', 'b'].map((name) => `    "${name}": ["${name}@1.0.0", "", { "dependencies": { ${lines(count, (i) => `"p${i}": "*", `)}"z": "1" } }, "${SHA}"],\n`).join('\n')}  }\n}\n`,
}

it.each(Object.keys(FILES))('%s', (path) => {
  const usual = locked(FILES[path]!(3), path)
  expect(usual.packages.map(({ name }) => name)).toEqual(['a', 'b'])
  for (const count of [199, 200, 201, 202, 20_000]) expect(locked(FILES[path]!(count), path)).toEqual(usual)
})
